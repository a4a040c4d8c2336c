//! Reading back, checked.

use super::{BackTestLeftOut, RevenueBackTest, RevenueBackTestOptions, RevenueBackTestRow};
use crate::forecast::RevenueForecastError;
use crate::forecast::result::check_estimate;

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBackTest {
    options: RevenueBackTestOptions,
    rows: Vec<RevenueBackTestRow>,
    left_out: Vec<BackTestLeftOut>,
}

impl TryFrom<RawBackTest> for RevenueBackTest {
    type Error = RevenueForecastError;

    fn try_from(raw: RawBackTest) -> Result<Self, Self::Error> {
        use RevenueForecastError::Document;
        let RawBackTest { options, rows, left_out } = raw;
        if rows.is_empty() {
            let (found, allowed) = ("empty".to_owned(), "at least one origin");
            return Err(Document { field: "rows", found, allowed });
        }
        let ahead = i64::from(options.forecast().months());
        let judged = rows.iter().map(|row| (row.origin, row.target));
        let spans = judged.chain(left_out.iter().map(|row| (row.origin, row.target)));
        for (origin, target) in spans {
            if i64::from(target) - i64::from(origin) != ahead {
                let found = format!("{target} for the origin {origin}");
                let allowed = "as many months after the origin as the options say";
                return Err(Document { field: "target", found, allowed });
            }
        }
        for figure in rows.iter().flat_map(|row| [&row.customers, &row.mrr]) {
            check_estimate(&figure.forecast, options.forecast())?;
        }
        Ok(Self { options, rows, left_out })
    }
}

impl From<RevenueBackTest> for RawBackTest {
    fn from(test: RevenueBackTest) -> Self {
        let RevenueBackTest { options, rows, left_out } = test;
        Self { options, rows, left_out }
    }
}
