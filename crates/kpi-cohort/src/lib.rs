#![doc = include_str!("../README.md")]

mod survival;

pub use survival::*;
