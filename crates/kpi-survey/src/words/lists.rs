//! The lists that come with the crate, lowest answer first.

use crate::Scale;

/// Worded scales that are asked everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum WordScale {
    /// Very dissatisfied (1) to very satisfied (5).
    SatisfactionOfFive,
    /// Very dissatisfied (1) to very satisfied (7).
    SatisfactionOfSeven,
    /// Strongly disagree (1) to strongly agree (5).
    AgreementOfFive,
    /// Strongly disagree (1) to strongly agree (7).
    AgreementOfSeven,
    /// Very difficult (1) to very easy (5).
    EaseOfFive,
    /// Extremely difficult (1) to extremely easy (7).
    EaseOfSeven,
    /// Very poor (1) to excellent (5).
    QualityOfFive,
    /// Not at all important (1) to very important (5).
    ImportanceOfFive,
}

type Words = &'static [&'static [&'static str]];

/// Words for the middle of five as of seven.
const NEITHER_SATISFIED: &[&str] = &[
    "neutral",
    "neither satisfied nor dissatisfied",
    "どちらともいえない",
    "どちらでもない",
    "普通",
    "ふつう",
];

const NEITHER_AGREES: &[&str] =
    &["neutral", "neither agree nor disagree", "undecided", "どちらともいえない", "どちらでもない"];

const NEITHER_EASY: &[&str] = &[
    "neutral",
    "neither easy nor difficult",
    "neither",
    "どちらともいえない",
    "どちらでもない",
    "普通",
];

const SATISFACTION_OF_FIVE: Words = &[
    &[
        "very dissatisfied",
        "very unsatisfied",
        "とても不満",
        "非常に不満",
        "大変不満",
        "不満である",
    ],
    &["dissatisfied", "somewhat dissatisfied", "unsatisfied", "やや不満", "どちらかといえば不満"],
    NEITHER_SATISFIED,
    &["satisfied", "somewhat satisfied", "やや満足", "どちらかといえば満足", "まあ満足"],
    &["very satisfied", "とても満足", "非常に満足", "大変満足", "満足である"],
];

const SATISFACTION_OF_SEVEN: Words = &[
    &["very dissatisfied", "extremely dissatisfied", "とても不満", "非常に不満", "大変不満"],
    &["dissatisfied", "moderately dissatisfied", "不満"],
    &["somewhat dissatisfied", "slightly dissatisfied", "やや不満", "どちらかといえば不満"],
    NEITHER_SATISFIED,
    &["somewhat satisfied", "slightly satisfied", "やや満足", "どちらかといえば満足"],
    &["satisfied", "moderately satisfied", "満足"],
    &["very satisfied", "extremely satisfied", "とても満足", "非常に満足", "大変満足"],
];

const AGREEMENT_OF_FIVE: Words = &[
    &["strongly disagree", "全くそう思わない", "まったくそう思わない", "全くあてはまらない"],
    &[
        "disagree",
        "somewhat disagree",
        "あまりそう思わない",
        "そう思わない",
        "あまりあてはまらない",
    ],
    NEITHER_AGREES,
    &["agree", "somewhat agree", "ややそう思う", "そう思う", "ややあてはまる"],
    &["strongly agree", "とてもそう思う", "非常にそう思う", "強くそう思う", "とてもあてはまる"],
];

const AGREEMENT_OF_SEVEN: Words = &[
    &["strongly disagree", "全くそう思わない", "まったくそう思わない"],
    &["disagree", "そう思わない"],
    &[
        "somewhat disagree",
        "slightly disagree",
        "あまりそう思わない",
        "どちらかといえばそう思わない",
    ],
    NEITHER_AGREES,
    &["somewhat agree", "slightly agree", "ややそう思う", "どちらかといえばそう思う"],
    &["agree", "そう思う"],
    &["strongly agree", "とてもそう思う", "非常にそう思う", "強くそう思う"],
];

const EASE_OF_FIVE: Words = &[
    &["very difficult", "とても難しい", "非常に難しい", "とても大変だった", "非常に困難"],
    &["difficult", "somewhat difficult", "難しい", "やや難しい", "やや大変だった"],
    NEITHER_EASY,
    &["easy", "somewhat easy", "簡単", "やや簡単", "やや容易"],
    &["very easy", "とても簡単", "非常に簡単", "とても容易"],
];

const EASE_OF_SEVEN: Words = &[
    &["extremely difficult", "very difficult", "非常に難しい", "とても難しい"],
    &["difficult", "難しい"],
    &["somewhat difficult", "slightly difficult", "やや難しい"],
    NEITHER_EASY,
    &["somewhat easy", "slightly easy", "やや簡単"],
    &["easy", "簡単"],
    &["extremely easy", "very easy", "非常に簡単", "とても簡単"],
];

const QUALITY_OF_FIVE: Words = &[
    &["very poor", "unacceptable", "とても悪い", "非常に悪い"],
    &["poor", "below average", "悪い", "やや悪い"],
    &["average", "fair", "acceptable", "普通", "ふつう"],
    &["good", "above average", "良い", "よい", "やや良い"],
    &["excellent", "very good", "outstanding", "とても良い", "非常に良い", "とてもよい"],
];

const IMPORTANCE_OF_FIVE: Words = &[
    &[
        "not at all important",
        "not important",
        "unimportant",
        "全く重要ではない",
        "まったく重要でない",
    ],
    &["slightly important", "of little importance", "あまり重要ではない", "あまり重要でない"],
    &["moderately important", "somewhat important", "どちらともいえない", "普通"],
    &["important", "やや重要", "重要"],
    &["very important", "extremely important", "とても重要", "非常に重要"],
];

impl WordScale {
    /// All lists.
    pub const ALL: [Self; 8] = [
        Self::SatisfactionOfFive,
        Self::SatisfactionOfSeven,
        Self::AgreementOfFive,
        Self::AgreementOfSeven,
        Self::EaseOfFive,
        Self::EaseOfSeven,
        Self::QualityOfFive,
        Self::ImportanceOfFive,
    ];

    /// The numbers the words stand for.
    #[must_use]
    pub const fn scale(self) -> Scale {
        match self {
            Self::SatisfactionOfSeven | Self::AgreementOfSeven | Self::EaseOfSeven => {
                Scale::ONE_TO_SEVEN
            }
            _ => Scale::ONE_TO_FIVE,
        }
    }

    pub(super) const fn words(self) -> Words {
        match self {
            Self::SatisfactionOfFive => SATISFACTION_OF_FIVE,
            Self::SatisfactionOfSeven => SATISFACTION_OF_SEVEN,
            Self::AgreementOfFive => AGREEMENT_OF_FIVE,
            Self::AgreementOfSeven => AGREEMENT_OF_SEVEN,
            Self::EaseOfFive => EASE_OF_FIVE,
            Self::EaseOfSeven => EASE_OF_SEVEN,
            Self::QualityOfFive => QUALITY_OF_FIVE,
            Self::ImportanceOfFive => IMPORTANCE_OF_FIVE,
        }
    }
}
