#![doc = include_str!("../README.md")]

mod actives;
mod facts;
mod forecast;
mod lifetime;
mod retention;
#[cfg(test)]
mod said;
mod survival;

pub use actives::*;
pub use forecast::*;
pub use lifetime::*;
pub use retention::*;
pub use survival::*;
