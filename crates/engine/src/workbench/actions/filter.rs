//! Which actions a list shows.

use super::ActionRow;
use crate::{Engine, Error, Result};
use model::{AssessmentId, TestStatus, Time, Verdict};
use serde::Deserialize;
use utoipa::IntoParams;

/// Longest text to search for, in characters.
const SEARCH_CHARS_MAX: usize = 200;
/// The filter that finds what failed on any instance, whatever the mean says.
const FAILED: &str = "failed";

/// What to list. What is left out does not narrow the list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActionFilter {
    /// A test status, or `failed`: failed on any instance, a partially tested action among them.
    pub status: Option<String>,
    /// Those of one assessment, over its instances; all of the organisation otherwise.
    pub assessment: Option<AssessmentId>,
    /// Words that all occur in an action's title, id, category, group or regulations, in any case.
    pub search: Option<String>,
    /// As it stood at a moment.
    pub as_of: Option<Time>,
}

/// A status filter that was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatusFilter {
    FailedAnywhere,
    Is(TestStatus),
}

impl StatusFilter {
    pub fn parse(text: &str) -> Result<Self> {
        if text == FAILED {
            return Ok(Self::FailedAnywhere);
        }
        TestStatus::parse(text).map(Self::Is).ok_or_else(|| {
            let known: Vec<_> = TestStatus::ALL.iter().map(|status| status.as_str()).collect();
            let message = format!("This is no test status; choose {FAILED} or one of {}.", known.join(", "));
            Error::field("status", message)
        })
    }

    pub fn matches(self, row: &ActionRow) -> bool {
        let row = &row.summary;
        match self {
            Self::FailedAnywhere => row.worst == Some(Verdict::Failed) || row.test_status.is_failed(),
            Self::Is(status) => row.test_status == status,
        }
    }
}

/// The words to search for, folded.
pub(super) fn search_words(text: &str) -> Result<Vec<String>> {
    let length = text.chars().count();
    if length > SEARCH_CHARS_MAX {
        let message =
            format!("The text has {length} characters; at most {SEARCH_CHARS_MAX} can be searched for.");
        return Err(Error::field("search", message));
    }
    Ok(text.to_lowercase().split_whitespace().map(str::to_owned).collect())
}

impl Engine {
    /// Whether all words occur in what people read of the row.
    pub(super) fn mentions(&self, row: &ActionRow, words: &[String]) -> bool {
        if words.is_empty() {
            return true;
        }
        let row = &row.summary;
        let mut text = format!("{} {} {}", row.title, row.id, row.category);
        let group = row.group.iter().map(|group| group.name.clone());
        let regulations = row.regulations.iter().map(|id| self.regulation_ref(id).title);
        for more in group.chain(regulations) {
            text.push(' ');
            text.push_str(&more);
        }
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_told_from_a_misspelt_one() {
        assert_eq!(StatusFilter::parse("failed").ok(), Some(StatusFilter::FailedAnywhere));
        assert_eq!(
            StatusFilter::parse("partially_tested").ok(),
            Some(StatusFilter::Is(TestStatus::PartiallyTested))
        );
        let Err(Error::Invalid(problems)) = StatusFilter::parse("Failed") else { panic!("was taken") };
        assert_eq!(problems[0].field, "status");
        assert!(problems[0].message.contains("failed_high_risk"), "{}", problems[0].message);
    }

    #[test]
    fn searches_are_folded_and_bounded() {
        assert_eq!(search_words("  Waiting ROOM ").ok(), Some(vec!["waiting".to_owned(), "room".to_owned()]));
        assert!(matches!(search_words(&"x".repeat(201)), Err(Error::Invalid(_))));
    }
}
