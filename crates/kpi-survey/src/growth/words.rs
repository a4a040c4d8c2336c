//! The link in a sentence.

use kpi_types::{Estimate, Grain, Localized};

use super::{GrowthLink, GrowthVerdict, RevenueChange};

impl GrowthLink {
    /// What the accounts say, in both languages. It speaks of association and never of cause.
    #[must_use]
    pub fn sentence(&self) -> Localized {
        let (lag, n, rho) =
            (self.options.lag(), self.pairs.len(), figures(self.rank_correlation, 2));
        let percent = 100.0 * self.options.level().level();
        let (period, periods_ja) = (periods(self.grain, lag), periods_ja(self.grain, lag));
        let (slope, slope_ja) = self.slope_words();
        let (en, ja) = match self.verdict() {
            GrowthVerdict::HigherScoresGrowMore => (
                format!("Accounts that scored higher grew more in the {period} after."),
                format!(
                    "スコアの高い顧客ほど、その後 {periods_ja}の売上の伸びが大きい傾向があります。"
                ),
            ),
            GrowthVerdict::HigherScoresGrowLess => (
                format!("Accounts that scored higher grew less in the {period} after."),
                format!(
                    "スコアの高い顧客ほど、その後 {periods_ja}の売上の伸びが小さい傾向があります。"
                ),
            ),
            GrowthVerdict::NotSeen => {
                let weakest = self.weakest_visible();
                (
                    format!(
                        "No link between score and growth in the {period} after shows; with {n} \
                         accounts one weaker than {weakest:.2} could not."
                    ),
                    format!(
                        "スコアとその後 {periods_ja}の売上の伸びとの関連は確認できません(顧客 {n} 社では {weakest:.2} より弱い関連は検出できません)。"
                    ),
                )
            }
        };
        Localized::new(
            format!(
                "{en} Rank correlation {rho} ({percent} % interval, {n} accounts); {slope}. This is \
                 an association: it does not say that a higher score makes an account grow."
            ),
            format!(
                "{ja}順位相関 {rho}({percent} % 区間、顧客 {n} 社)、{slope_ja}。これは関連であり、スコアを上げれば売上が伸びるという因果を示すものではありません。"
            ),
        )
    }

    fn slope_words(&self) -> (String, String) {
        let slope = self.slope;
        match self.options.change() {
            RevenueChange::Rate => {
                let scaled = figures_of(slope, 100.0, 2);
                (
                    format!(
                        "with one point of score revenue changed by {scaled} percentage points more"
                    ),
                    format!("スコア 1 点あたりの売上変化率の差 {scaled} ポイント"),
                )
            }
            RevenueChange::Amount => {
                let plain = figures(slope, 2);
                (
                    format!("with one point of score revenue changed by {plain} more"),
                    format!("スコア 1 点あたりの売上変化の差 {plain}"),
                )
            }
        }
    }
}

fn figures(estimate: Estimate, digits: usize) -> String {
    figures_of(estimate, 1.0, digits)
}

fn figures_of(estimate: Estimate, unit: f64, digits: usize) -> String {
    let [point, lower, upper] =
        [estimate.point(), estimate.lower(), estimate.upper()].map(|value| unit * value);
    format!("{point:+.digits$} [{lower:+.digits$}, {upper:+.digits$}]")
}

fn periods(grain: Grain, lag: u32) -> String {
    let name = match grain {
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::FiscalYear => "fiscal year",
    };
    if lag == 1 { name.to_owned() } else { format!("{lag} {name}s") }
}

fn periods_ja(grain: Grain, lag: u32) -> String {
    match grain {
        Grain::Day => format!("{lag} 日間"),
        Grain::Week => format!("{lag} 週間"),
        Grain::Month => format!("{lag} か月間"),
        Grain::Quarter => format!("{lag} 四半期"),
        Grain::FiscalYear => format!("{lag} 年度"),
    }
}
