//! Intervals, resampling and quantiles for rates, each result naming its method
