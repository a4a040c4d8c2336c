//! The numbers of customer success: every KPI exact, explained, with its uncertainty, under any convention
