//! Where in a set the next page begins: the cursor, opened.
//!
//! A cursor is a signal's name where nothing is begun, or a small JSON document. It holds ids and names of
//! roles and groups, never of people.

use super::view::{Gives, ROLE_VIEW, VIEWS, View};
use crate::source::Cursor;
use model::{SetName, Time};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How far back a log is read: a day, and four hours more, so that the spans of two daily refreshes meet though the
/// second begins late.
const LOG_SPAN: Duration = Duration::from_secs(28 * 60 * 60);

/// A place in a set.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Place {
    /// The signal being read.
    pub(super) signal: String,
    /// Whether something of the signal was given already.
    #[serde(default)]
    pub(super) begun: bool,
    /// Which of the lists, roles or groups.
    #[serde(default)]
    pub(super) step: usize,
    /// Zoom's token of the page; none for a first page.
    #[serde(default)]
    pub(super) token: Option<String>,
    /// Rows of the list that were read before.
    #[serde(default)]
    pub(super) rows: u64,
    /// How many rows the list has, by what Zoom said first.
    #[serde(default)]
    pub(super) total: Option<u64>,
    /// Whether a list before had no proof that it ended.
    #[serde(default)]
    pub(super) unproven: bool,
    /// The span that a log is read over.
    #[serde(default)]
    pub(super) span: Option<(Time, Time)>,
    /// The set's roles or groups, where they were listed.
    #[serde(default)]
    pub(super) things: Vec<Thing>,
}

/// A role or group that is asked about later in the set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Thing {
    pub(super) id: String,
    /// The row as it is kept.
    pub(super) row: serde_json::Map<String, serde_json::Value>,
    /// Of a role, once it is known.
    #[serde(default)]
    pub(super) administrative: Option<bool>,
}

impl Place {
    /// The beginning of a view.
    pub(super) fn at(view: &View) -> Self {
        Self { signal: view.signal.into(), ..Self::default() }
    }

    /// What a cursor says, where it is one of this set.
    pub(super) fn read(set: &SetName, cursor: Option<&Cursor>) -> Option<Place> {
        let of_set = |view: &&View| view.set == set.as_str();
        let place = match cursor.map(Cursor::as_str) {
            None => Self::at(VIEWS.iter().find(of_set)?),
            Some(text) if text.starts_with('{') => serde_json::from_str(text).ok()?,
            Some(text) => Self { signal: text.into(), ..Self::default() },
        };
        let view = VIEWS.iter().filter(of_set).find(|view| view.signal == place.signal)?;
        let needs_things = matches!(view.gives, Gives::Members(_) | Gives::GroupSettings(_));
        (!needs_things || place.step < place.things.len()).then_some(place)
    }

    pub(super) fn cursor(&self) -> Cursor {
        if *self == (Self { signal: self.signal.clone(), ..Self::default() }) {
            return Cursor::new(self.signal.as_str());
        }
        Cursor::new(serde_json::to_string(self).unwrap_or_default())
    }

    /// The view whose call this place is. Roles that were listed are looked at one by one.
    pub(super) fn view(&self) -> Option<&'static View> {
        let view = VIEWS.iter().find(|view| view.signal == self.signal)?;
        Some(if matches!(view.gives, Gives::Roles(_)) && !self.things.is_empty() { &ROLE_VIEW } else { view })
    }

    /// The place with the span of its log, which stays the same over all pages.
    pub(super) fn with_span(mut self, now: Time) -> Self {
        if self.span.is_none() && self.view().is_some_and(|view| matches!(view.gives, Gives::Log(_))) {
            self.span = Some((now.minus(LOG_SPAN), now));
        }
        self
    }

    /// The role or group that the call is about.
    pub(super) fn thing(&self) -> Option<&Thing> {
        self.things.get(self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::zoom::{known, view::sets};

    #[test]
    fn cursors_are_read_back() {
        for set in sets() {
            let first = Place::read(&set.name, None).unwrap();
            assert_eq!(first.signal, set.signals[0].as_str());
            assert_eq!(first.cursor().as_str(), first.signal);
            let paged = Place { token: Some("t\"1".into()), rows: 300, total: Some(301), ..first };
            assert_eq!(Place::read(&set.name, Some(&paged.cursor())), Some(paged));
        }
    }

    #[test]
    fn what_is_not_there_is_no_place() {
        let read = |set: &str, cursor: &str| Place::read(&set.parse().unwrap(), Some(&Cursor::new(cursor)));
        assert!(Place::read(&known("meetings"), None).is_none());
        for (set, cursor) in [
            ("settings", "account.lock_settings"),
            ("settings", ""),
            ("settings", "{"),
            ("settings", "{}"),
            ("groups", "group.settings"),
            ("groups", r#"{"signal":"group.settings","step":1,"things":[{"id":"g","row":{}}]}"#),
        ] {
            assert!(read(set, cursor).is_none(), "{set} {cursor}");
        }
        assert!(read("people", "roles").is_some());
    }

    #[test]
    fn a_log_keeps_the_span_that_it_began_with() {
        let now = Time::from_ms(1_795_248_000_000);
        let place = Place::read(&known("logs"), None).unwrap().with_span(now);
        assert_eq!(place.span, Some((now.minus(LOG_SPAN), now)));
        assert_eq!(place.clone().with_span(now.plus(LOG_SPAN)), place);
        assert_eq!(Place::read(&known("people"), None).unwrap().with_span(now).span, None);
    }
}
