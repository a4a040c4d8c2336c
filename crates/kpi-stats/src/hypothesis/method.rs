//! Names of tests.

/// Which test found a p-value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TestMethod {
    /// A normal statistic of the caller's own.
    Z,
    /// Score test of a proportion against a value.
    ProportionScore,
    /// The same with continuity correction.
    ProportionScoreCorrected,
    /// Exact binomial test of a proportion against a value.
    BinomialExact,
    /// Difference of two proportions, variance from the joint proportion.
    ZPooled,
    /// Difference of two proportions, variance from each proportion.
    ZUnpooled,
    /// The pooled z with the variance times N ÷ (N − 1), of Miettinen and Nurminen.
    ZScore,
    /// Pearson's chi-square of a table.
    ChiSquare,
    /// The same with Yates' continuity correction.
    ChiSquareYates,
    /// Fisher's exact test.
    FisherExact,
    /// McNemar's chi-square of paired answers.
    #[cfg_attr(feature = "serde", serde(rename = "mcnemar"))]
    McNemar,
    /// The same with the continuity correction of Edwards.
    #[cfg_attr(feature = "serde", serde(rename = "mcnemar_corrected"))]
    McNemarCorrected,
    /// Exact binomial test of the pairs that changed.
    #[cfg_attr(feature = "serde", serde(rename = "mcnemar_exact"))]
    McNemarExact,
    /// The exact test with half the chance of the observed count.
    #[cfg_attr(feature = "serde", serde(rename = "mcnemar_mid_p"))]
    McNemarMidP,
    /// Student's t of a mean.
    StudentOneSample,
    /// Student's t of differences within pairs.
    StudentPaired,
    /// Student's t of two means, one common variance.
    StudentPooled,
    /// Student's t of two means, each group with its own variance.
    Welch,
    /// Mann-Whitney by counting all arrangements.
    MannWhitneyExact,
    /// Mann-Whitney by the normal approximation, ties corrected.
    MannWhitneyNormal,
    /// The same with continuity correction.
    MannWhitneyCorrected,
    /// Wilcoxon's signed ranks by counting all signs.
    SignedRankExact,
    /// Wilcoxon's signed ranks by the normal approximation, ties corrected.
    SignedRankNormal,
    /// The same with continuity correction.
    SignedRankCorrected,
    /// Student's t of Pearson's correlation.
    PearsonT,
    /// Student's t of Spearman's rank correlation.
    SpearmanT,
    /// Kendall's score by counting all orders.
    KendallExact,
    /// Kendall's score by the normal approximation, ties corrected.
    KendallNormal,
    /// Student's t of a slope by least squares.
    SlopeT,
    /// Chi-square of group sizes against the planned shares.
    SampleRatio,
}

impl TestMethod {
    /// The name people use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Z => "z",
            Self::ProportionScore => "proportion, score",
            Self::ProportionScoreCorrected => "proportion, score, continuity correction",
            Self::BinomialExact => "binomial, exact",
            Self::ZPooled => "z, pooled variance",
            Self::ZUnpooled => "z, separate variances",
            Self::ZScore => "z, Miettinen-Nurminen",
            Self::ChiSquare => "chi-square",
            Self::ChiSquareYates => "chi-square, Yates",
            Self::FisherExact => "Fisher exact",
            Self::McNemar => "McNemar",
            Self::McNemarCorrected => "McNemar, continuity correction",
            Self::McNemarExact => "McNemar, exact",
            Self::McNemarMidP => "McNemar, mid-p",
            Self::StudentOneSample => "t, one sample",
            Self::StudentPaired => "t, paired",
            Self::StudentPooled => "t, pooled variance",
            Self::Welch => "t, Welch",
            Self::MannWhitneyExact => "Mann-Whitney, exact",
            Self::MannWhitneyNormal => "Mann-Whitney, normal",
            Self::MannWhitneyCorrected => "Mann-Whitney, normal, continuity correction",
            Self::SignedRankExact => "signed rank, exact",
            Self::SignedRankNormal => "signed rank, normal",
            Self::SignedRankCorrected => "signed rank, normal, continuity correction",
            Self::PearsonT => "Pearson, t",
            Self::SpearmanT => "Spearman, t",
            Self::KendallExact => "Kendall, exact",
            Self::KendallNormal => "Kendall, normal",
            Self::SlopeT => "slope, t",
            Self::SampleRatio => "sample ratio",
        }
    }
}
