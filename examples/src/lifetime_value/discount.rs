//! The discount, asked for per year or per month, and what it is in the unit of a model.

use anyhow::Result;
use clap::Args;
use kpis::cohort::{Discount, LifetimeUnit, MonthLength, Months, UnitOfTime, Years};
use kpis::types::Language;
use serde_json::{Value, json};

use super::words::{of_unit, percent};
use crate::input::said;

/// Calendar months of a year's mean length, where days or weeks meet months.
pub(super) const MONTH: MonthLength = MonthLength::Gregorian;

const OTHERWISE: f64 = 0.1;

/// 10 is more often meant as 10 % than as 1,000 %.
const MOST: f64 = 10.0;

/// What later money counts less.
#[derive(Debug, Clone, Copy, Args)]
pub struct DiscountArguments {
    /// The discount of a year, compounded: 0.1 for 10 %, which is also what holds when neither is
    /// given.
    #[arg(long, value_name = "SHARE")]
    pub discount_per_year: Option<f64>,
    /// The discount of a month, compounded: 0.01 for 1 %.
    #[arg(long, value_name = "SHARE", conflicts_with = "discount_per_year")]
    pub discount_per_month: Option<f64>,
}

/// A discount as it was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum AskedDiscount {
    PerYear(Discount<Years>),
    PerMonth(Discount<Months>),
}

impl DiscountArguments {
    pub(super) fn asked(&self) -> Result<AskedDiscount> {
        let refused = |option: &str, rate: f64| {
            said(
                format!("{option} {rate}: expected 0 or more and less than 10, 0.1 for 10 %"),
                format!("{option} {rate}: 0 以上 10 未満の数を指定してください。10 % は 0.1 です"),
            )
        };
        match (self.discount_per_month, self.discount_per_year) {
            (Some(rate), _) if rate >= MOST => Err(refused("--discount-per-month", rate)),
            (_, Some(rate)) if rate >= MOST => Err(refused("--discount-per-year", rate)),
            (Some(rate), _) => Discount::try_new(rate)
                .map(AskedDiscount::PerMonth)
                .map_err(|_| refused("--discount-per-month", rate)),
            (None, rate) => {
                let rate = rate.unwrap_or(OTHERWISE);
                Discount::try_new(rate)
                    .map(AskedDiscount::PerYear)
                    .map_err(|_| refused("--discount-per-year", rate))
            }
        }
    }
}

impl AskedDiscount {
    /// In the unit of a model.
    pub(super) fn of<U: UnitOfTime>(self) -> Discount<U> {
        match self {
            Self::PerYear(rate) => rate.to(MONTH),
            Self::PerMonth(rate) => rate.to(MONTH),
        }
    }

    fn given(self) -> (f64, LifetimeUnit) {
        match self {
            Self::PerYear(rate) => (rate.rate(), LifetimeUnit::Years),
            Self::PerMonth(rate) => (rate.rate(), LifetimeUnit::Months),
        }
    }

    /// `10.0 % a year`.
    pub(super) fn text(self, l: Language) -> String {
        let (rate, unit) = self.given();
        one(rate, unit, l)
    }

    /// `10.0 % a year; that is 0.797 % a month, (1 + 0.1)^(1/12) − 1`, where a unit is another.
    pub(super) fn converted<U: UnitOfTime>(self, l: Language) -> String {
        let ((rate, given), unit) = (self.given(), U::UNIT);
        if given == unit {
            return self.text(l);
        }
        let power = unit.in_units_of(given, MONTH);
        let power = match power {
            p if p < 1.0 => format!("(1/{})", trimmed(1.0 / p)),
            p => trimmed(p),
        };
        let (asked, other) = (self.text(l), one(self.of::<U>().rate(), unit, l));
        let days = match unit {
            LifetimeUnit::Days | LifetimeUnit::Weeks => match l {
                Language::En => ", a month of 30.436875 days",
                Language::Ja => "、1 か月は 30.436875 日",
            },
            _ => "",
        };
        match l {
            Language::En => format!("{asked}, which is {other}: (1 + {rate})^{power} - 1{days}"),
            Language::Ja => format!("{asked}、すなわち {other}: (1 + {rate})^{power} - 1{days}"),
        }
    }

    pub(super) fn json<U: UnitOfTime>(self) -> Value {
        let (rate, unit) = self.given();
        json!({
            "given_rate": rate,
            "given_per": unit,
            "rate": self.of::<U>().rate(),
            "per": U::UNIT,
            "days_in_a_month": MONTH.days(),
        })
    }
}

fn one(rate: f64, unit: LifetimeUnit, l: Language) -> String {
    let digits = if rate < 0.02 { 3 } else { 1 };
    match l {
        Language::En => format!("{} a {}", percent(rate, digits), of_unit(unit, l)),
        Language::Ja => format!("{}あたり {}", of_unit(unit, l), percent(rate, digits)),
    }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
