#![doc = include_str!("../README.md")]

mod lifetime;
mod survival;

pub use lifetime::*;
pub use survival::*;
