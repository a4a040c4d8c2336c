//! Goals: judged, run, reviewed.

mod codes;
mod documents;
mod judged;
mod laws;
mod running;
mod world;
