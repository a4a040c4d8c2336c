//! Who signs: an invented name, an industry, a size, a temper.

use super::MONTHS;
use super::chance::Chance;
use super::offer::Money;

/// A made-up customer.
#[derive(Debug, Clone)]
pub(super) struct Customer {
    pub(super) number: usize,
    pub(super) id: String,
    pub(super) industry: &'static str,
    pub(super) region: &'static str,
    pub(super) size: Size,
    pub(super) money: Money,
    /// The month of the first contract, counted from the first.
    pub(super) joins: i32,
}

/// How large a customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    Small,
    Mid,
    Large,
}

impl Size {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Mid => "mid",
            Self::Large => "large",
        }
    }
}

const FIRST_PARTS: [&str; 20] = [
    "amari", "belvan", "corin", "dresk", "elmora", "fuyuka", "garano", "hinove", "ishira",
    "jorvim", "kazeno", "lumora", "minaze", "norvel", "ostara", "pelgra", "quorin", "rishon",
    "sorami", "tsukiv",
];
const SECOND_PARTS: [&str; 12] = [
    "foods", "works", "trade", "care", "logi", "school", "soft", "craft", "bank", "mart", "clinic",
    "line",
];

impl Customer {
    pub(super) fn draw(number: usize, chance: &mut Chance) -> Self {
        let name = format!("{}-{}", chance.one_of(&FIRST_PARTS), chance.one_of(&SECOND_PARTS));
        let size =
            chance.weighted(&[(Size::Small, 60), (Size::Mid, 30), (Size::Large, 10)], Size::Small);
        let region = chance.weighted(&[("japan", 70), ("us", 22), ("europe", 8)], "japan");
        let money = if region == "japan" { Money::Yen } else { Money::Dollar };
        let industry = chance.one_of(&[
            "retail",
            "manufacturing",
            "logistics",
            "healthcare",
            "education",
            "software",
        ]);
        // A tenth is there in the first month; the rest joins evenly, more in spring.
        let joins = if number < 50 { 0 } else { spread(chance) };
        let id = format!("{name}-{:03}", number + 1);
        Self { number, id, industry, region, size, money, joins }
    }
}

fn spread(chance: &mut Chance) -> i32 {
    let month = i32::try_from(chance.between(0, i64::from(MONTHS) - 1)).unwrap_or(0);
    // November is month 0, so April is 5, 17 and 29.
    if month % 12 == 11 && chance.per_mille(400) { month - 6 } else { month }
}
