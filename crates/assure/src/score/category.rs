//! A score's breakdown by the actions' categories.

use super::Score;
use crate::{Action, status::ActionResult};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the actions of one category add to a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CategoryScore {
    pub category: String,
    pub score: Score,
    /// Lines that it has: a non-technical action has one per group.
    pub actions: u32,
}

/// Categories by name. The lines are those that the whole score sums, so that the parts sum to it.
pub(super) fn by_category<'a>(
    lines: impl IntoIterator<Item = (&'a Action, &'a ActionResult)>,
) -> Vec<CategoryScore> {
    let mut categories: BTreeMap<&str, Vec<&ActionResult>> = BTreeMap::new();
    for (action, result) in lines {
        categories.entry(&action.category).or_default().push(result);
    }
    categories
        .into_iter()
        .map(|(category, results)| CategoryScore {
            category: category.to_owned(),
            actions: u32::try_from(results.len()).unwrap_or(u32::MAX),
            score: Score::of(results),
        })
        .collect()
}
