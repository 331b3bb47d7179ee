//! Points, percentages and coverage.
