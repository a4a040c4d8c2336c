//! Metric definitions as data: catalog, formulas, units and exact evaluation
