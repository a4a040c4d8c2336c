//! What the company sells: four products, three plans each, in yen and dollars.

/// A product of the price list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    Desk,
    Flow,
    Lens,
    Guard,
}

impl Product {
    pub(super) const ALL: [Self; 4] = [Self::Desk, Self::Flow, Self::Lens, Self::Guard];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Flow => "flow",
            Self::Lens => "lens",
            Self::Guard => "guard",
        }
    }

    /// Yen per unit and month on the standard plan.
    const fn yen(self) -> i64 {
        match self {
            Self::Desk => 2_400,
            Self::Flow => 1_800,
            Self::Lens => 3_600,
            Self::Guard => 900,
        }
    }
}

/// Plans from small to large.
pub(super) const PLANS: [&str; 3] = ["lite", "standard", "pro"];

/// In which money somebody pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Money {
    Yen,
    Dollar,
}

impl Money {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Yen => "JPY",
            Self::Dollar => "USD",
        }
    }
}

/// How often somebody pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interval {
    Week,
    Month,
    Quarter,
    HalfYear,
    Year,
}

impl Interval {
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "3 months",
            Self::HalfYear => "6 months",
            Self::Year => "year",
        }
    }

    /// Thousandths of a monthly price: shorter terms cost a little more, longer ones less.
    const fn of_month(self) -> i64 {
        match self {
            Self::Week => 240,
            Self::Month => 1_000,
            Self::Quarter => 2_910,
            Self::HalfYear => 5_640,
            Self::Year => 10_200,
        }
    }
}

/// The price of one unit per interval, in the currency's minor unit (yen, cents).
pub(super) fn price(
    product: Product,
    plan: usize,
    interval: Interval,
    money: Money,
    index: i64,
) -> i64 {
    let of_plan = match plan {
        0 => 500,
        1 => 1_000,
        _ => 1_750,
    };
    // Prices are indexed in thousandths: 1,000 at the beginning.
    let yen = product.yen() * of_plan / 1_000 * interval.of_month() / 1_000 * index / 1_000;
    match money {
        Money::Yen => (yen / 10) * 10,
        Money::Dollar => (yen * 100 / 150 / 25) * 25,
    }
}

/// A price as the file writes it.
pub(super) fn price_text(minor: i64, money: Money) -> String {
    match money {
        Money::Yen => minor.to_string(),
        Money::Dollar => format!("{}.{:02}", minor / 100, minor % 100),
    }
}
