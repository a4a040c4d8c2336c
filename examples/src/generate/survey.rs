//! A made-up survey: two waves, three plans, five rated items.

use super::Chance;

pub(super) const HEADER: [&str; 12] = [
    "respondent",
    "wave",
    "plan",
    "weight",
    "recommend",
    "satisfaction",
    "effort",
    "rate_setup",
    "rate_docs",
    "rate_speed",
    "rate_support",
    "rate_price",
];

const RESPONDENTS: usize = 420;

/// Answers of people whose satisfaction follows speed and support most. 9 is "not used".
pub(super) fn answers(chance: &mut Chance) -> Vec<[String; 12]> {
    (1..=RESPONDENTS).map(|number| respondent(number, chance)).collect()
}

fn respondent(number: usize, chance: &mut Chance) -> [String; 12] {
    let wave = if number * 2 <= RESPONDENTS { "2026-Q2" } else { "2026-Q3" };
    // Everybody has a plan; the weights make up for who answers least.
    let (plan, weight) = match chance.between(1, 10) {
        1..=4 => ("free", "2.40"),
        5..=8 => ("team", "0.85"),
        _ => ("enterprise", "0.35"),
    };
    let mood = chance.between(-1, 1) + i64::from(plan == "enterprise");
    let later = i64::from(wave == "2026-Q3");
    let rate = |base: i64, chance: &mut Chance| {
        let swing = chance.weighted(&[(-1, 3), (0, 5), (1, 3)], 0);
        (base + mood + swing).clamp(1, 5)
    };
    let (setup, docs) = (rate(4, chance), rate(3, chance));
    let speed = rate(3, chance);
    let support = (rate(3, chance) + later * chance.between(0, 1)).min(5);
    let price = (3 + chance.between(-2, 2)).clamp(1, 5);
    // Tenths: a fifth of the mood, the rest what was experienced.
    let whole = 3 * speed + 4 * support + setup + docs + 1;
    let satisfaction = (whole + chance.between(-4, 4)).clamp(5, 50) / 9;
    let satisfaction = satisfaction.clamp(1, 5);
    let recommend = (2 * satisfaction + chance.between(-2, 2)).clamp(0, 10);
    let effort = (satisfaction + chance.between(0, 2)).clamp(1, 7);
    let blank = |value: i64, often: i64, chance: &mut Chance| {
        if chance.per_mille(often) { String::new() } else { value.to_string() }
    };
    let docs = if chance.per_mille(180) { "9".to_owned() } else { docs.to_string() };
    [
        format!("r{number:03}"),
        wave.to_owned(),
        plan.to_owned(),
        weight.to_owned(),
        blank(recommend, 40, chance),
        blank(satisfaction, 25, chance),
        blank(effort, 60, chance),
        blank(setup, 30, chance),
        docs,
        blank(speed, 30, chance),
        blank(support, 90, chance),
        blank(price, 30, chance),
    ]
}
