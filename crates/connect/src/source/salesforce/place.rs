//! Where in a set the next page begins.

use super::{
    right::Granted,
    view::{self, View},
};
use crate::source::Cursor;
use model::SetName;
use serde::{Deserialize, Serialize};

/// A place in a set. A set begins and ends with a look at our own rights: what needs one that was taken away in between
/// belongs to no one moment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Place {
    /// Our own rights, once they are known.
    pub(super) granted: Option<Granted>,
    /// The view among those of the set; beyond the last one, the second look at our rights.
    pub(super) at: usize,
    /// What Salesforce gave for the next rows of the view's query.
    pub(super) locator: Option<String>,
    /// Rows of the view so far, and how many there are.
    pub(super) rows: u64,
    pub(super) size: Option<u64>,
    /// The components that are still to be read, once their list is known.
    pub(super) names: Option<Vec<String>>,
}

impl Place {
    /// The place that a cursor names; the beginning without one. `None` for a set or a cursor that is not ours.
    pub(super) fn read(set: &SetName, cursor: Option<&Cursor>) -> Option<(Self, Vec<&'static View>)> {
        let views = view::of_set(set.as_str());
        let place = match cursor {
            Some(cursor) => serde_json::from_str(cursor.as_str()).ok()?,
            None => Self::default(),
        };
        (!views.is_empty() && place.at <= views.len()).then_some((place, views))
    }

    pub(super) fn cursor(&self) -> Cursor {
        Cursor::new(serde_json::to_string(self).unwrap_or_default())
    }

    /// The beginning of the view after this one.
    pub(super) fn after(self) -> Self {
        Self { granted: self.granted, at: self.at + 1, ..Self::default() }
    }
}
