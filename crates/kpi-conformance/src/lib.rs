//! Cited test rows and the runner that holds every crate to them
