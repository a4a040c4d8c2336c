//! What the example programs are made of: files in, records into a book, a scorecard out.
//!
//! `scorecard` reads contract lines, MRR snapshots or MRR changes and prints the month, and how goals run;
//! `generate` writes the sample data; `retention` draws cohorts of any log of events;
//! `survival` compares how long groups stay; `lifetime_value` values customers without contracts;
//! `forecast` says what customers and MRR may become, and how such forecasts did;
//! `survey` scores answers and says what to improve first;
//! `smart_goals` judges goals on evidence and says how they run;
//! `stripe` turns Stripe subscriptions into contract lines.
//! The programs are thin; everything they do is here, so that the tests reach it.

pub mod flags;
pub mod forecast;
pub mod generate;
pub mod input;
pub mod lifetime_value;
mod program;
pub mod retention;
mod running;
pub mod scorecard;
pub mod shown;
pub mod smart_goals;
pub mod stripe;
pub mod survey;
pub mod survival;
