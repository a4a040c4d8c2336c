#![doc = include_str!("../README.md")]

mod lifetime;

pub use lifetime::*;
