//! Where a stream goes on: from behind the last row by time and id, and in the next round from some time before the
//! latest that was seen.
//!
//! Salesforce stamps a row when its transaction writes it and shows it when that commits, which may be minutes later. So
//! a round begins [`OVERLAP`] before the latest stamp that was seen, whatever was seen since; whoever keeps drops what is
//! known.

use super::super::id::eighteen;
use super::{ask::unexpected, table::moment};
use crate::source::{ConnectError, Cursor};
use model::Time;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How far rounds overlap. Salesforce ends a transaction after ten minutes.
pub(super) const OVERLAP: Duration = Duration::from_secs(10 * 60);

/// A position. Times and one id, nothing of anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    /// The time of the last row; at the beginning of a round, where it begins.
    pub(super) t: Time,
    /// The id of the last row; none at the beginning of a round.
    #[serde(default)]
    pub(super) id: Option<String>,
    /// Where this round ends; none before it has begun.
    #[serde(default)]
    pub(super) until: Option<Time>,
    /// The latest time that was seen in this round.
    #[serde(default)]
    pub(super) high: Option<Time>,
    /// From which time of making items were wanted.
    #[serde(default)]
    pub(super) from: Option<Time>,
}

impl Position {
    fn beginning(from: Option<Time>) -> Self {
        // What was made at a time was not changed before it.
        Self { t: from.unwrap_or(Time::from_ms(0)), id: None, until: None, high: None, from }
    }

    /// The position that a cursor names. Where earlier items are wanted than before, all begins anew.
    ///
    /// # Errors
    /// The cursor is none of ours.
    pub(super) fn read(cursor: Option<&Cursor>, from: Option<Time>) -> Result<Self, ConnectError> {
        let Some(cursor) = cursor else { return Ok(Self::beginning(from)) };
        let mut position: Self = parsed(cursor)?;
        let plain = |id: &String| eighteen(id).as_deref() == Some(id);
        if position.id.as_ref().is_some_and(|id| !plain(id)) {
            return Err(not_ours(cursor));
        }
        let begun = |from: Option<Time>| from.unwrap_or(Time::from_ms(0));
        if begun(from) < begun(position.from) {
            return Ok(Self::beginning(from));
        }
        position.from = from;
        Ok(position)
    }

    pub(super) fn cursor(&self) -> Cursor {
        Cursor::new(serde_json::to_string(self).unwrap_or_default())
    }

    /// The same in a round that has begun.
    pub(super) fn begun(mut self, now: Time) -> Self {
        self.until.get_or_insert(now);
        self
    }

    /// The conditions of the next page. `stamp` is the column that orders the rows, `made` the one that says when an item
    /// was made, where such as are too old are left out.
    pub(super) fn conditions(&self, stamp: &str, made: Option<&str>, limit: usize) -> String {
        let mut all = vec![format!("{stamp} >= {}", moment(self.t))];
        if let Some(until) = self.until {
            all.push(format!("{stamp} < {}", moment(until)));
        }
        if let (Some(made), Some(from)) = (made, self.from) {
            all.push(format!("{made} >= {}", moment(from)));
        }
        if let Some(id) = &self.id {
            all.push(format!("({stamp} > {} OR Id > '{id}')", moment(self.t)));
        }
        format!("WHERE {} ORDER BY {stamp}, Id LIMIT {limit}", all.join(" AND "))
    }

    /// The position behind these rows; `more` says whether there may be others in this round.
    ///
    /// # Errors
    /// The rows are not in order: nothing may be concluded from where they end.
    pub(super) fn after(self, rows: &[(Time, String)], more: bool) -> Result<(Self, bool), ConnectError> {
        let mut at = self.t;
        for (time, _) in rows {
            if *time < at {
                return Err(unexpected(
                    "Salesforce gave rows that are not in the order of their times".into(),
                ));
            }
            at = *time;
        }
        let high = self.high.max(rows.last().map(|(time, _)| *time));
        match rows.last() {
            Some((time, id)) if more => {
                if (*time, Some(id)) == (self.t, self.id.as_ref()) {
                    return Err(unexpected("Salesforce gives the same rows again and again".into()));
                }
                Ok((Self { t: *time, id: Some(id.clone()), high, ..self }, false))
            }
            None if more => {
                Err(unexpected("Salesforce says that there are more rows, and gives none".into()))
            }
            _ => {
                let begin = high.map_or(self.t, |high| high.minus(OVERLAP));
                // A round that saw nothing begins where it began.
                let begin = if high.is_none() { self.t } else { begin.max(self.began()) };
                Ok((Self { t: begin, id: None, until: None, high: None, from: self.from }, true))
            }
        }
    }

    /// The least time that the next round may begin at.
    fn began(&self) -> Time {
        self.from.unwrap_or(Time::from_ms(0))
    }
}

/// What a cursor of ours says.
///
/// # Errors
/// It is none of ours.
pub(super) fn parsed<T: serde::de::DeserializeOwned>(cursor: &Cursor) -> Result<T, ConnectError> {
    serde_json::from_str(cursor.as_str()).map_err(|_| not_ours(cursor))
}

fn not_ours(cursor: &Cursor) -> ConnectError {
    let page = crate::http::words(cursor.as_str(), &[]).unwrap_or_default();
    ConnectError::NoSuchPage { set: "chatter".into(), page }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ONE: &str = "0D5000000000001CAA";
    const TWO: &str = "0D5000000000002CAA";

    fn at(minute: i64) -> Time {
        Time::from_ms(1_795_248_000_000 + minute * 60_000)
    }
    fn rows(all: &[(i64, &str)]) -> Vec<(Time, String)> {
        all.iter().map(|(minute, id)| (at(*minute), (*id).to_owned())).collect()
    }

    #[test]
    fn a_page_begins_behind_the_last_row_of_the_one_before() {
        let first = Position::read(None, None).unwrap().begun(at(100));
        assert_eq!(
            first.conditions("SystemModstamp", Some("CreatedDate"), 500),
            "WHERE SystemModstamp >= 1970-01-01T00:00:00.000Z AND SystemModstamp < 2026-11-21T09:40:00.000Z ORDER BY SystemModstamp, Id LIMIT 500"
        );
        let (next, done) = first.after(&rows(&[(1, ONE), (1, TWO)]), true).unwrap();
        assert!(!done);
        let next = Position::read(Some(&next.cursor()), None).unwrap().begun(at(200));
        assert_eq!(
            next.conditions("SystemModstamp", Some("CreatedDate"), 500),
            format!(
                "WHERE SystemModstamp >= 2026-11-21T08:01:00.000Z AND SystemModstamp < 2026-11-21T09:40:00.000Z AND (SystemModstamp > 2026-11-21T08:01:00.000Z OR Id > '{TWO}') ORDER BY SystemModstamp, Id LIMIT 500"
            )
        );
    }

    #[test]
    fn a_round_begins_before_the_latest_that_was_seen() {
        let (next, _) =
            Position::read(None, None).unwrap().begun(at(100)).after(&rows(&[(30, ONE)]), true).unwrap();
        // The last page is empty; the latest of the round stands.
        let (next, done) = next.after(&[], false).unwrap();
        assert_eq!((next.t, next.id.clone(), next.until, done), (at(20), None, None, true));
        // A round that sees nothing begins where it began, however late it is.
        let (again, done) = next.clone().begun(at(10_000)).after(&[], false).unwrap();
        assert_eq!((again, done), (next.clone(), true));
        // One that sees the same row again stays there as well.
        let (again, _) = next.clone().begun(at(10_000)).after(&rows(&[(30, ONE)]), false).unwrap();
        assert_eq!(again, next);
    }

    #[test]
    fn earlier_items_are_read_from_the_beginning_and_later_ones_go_on() {
        let wanted = Some(at(0));
        let begun = Position::read(None, wanted).unwrap();
        assert_eq!(begun.t, at(0));
        let text = begun.clone().begun(at(1)).conditions("SentDate", Some("SentDate"), 2);
        assert!(text.contains("SentDate >= 2026-11-21T08:00:00.000Z AND SentDate < 2026-11-21T08:01:00.000Z AND SentDate >= 2026-11-21T08:00:00.000Z"), "{text}");
        let (next, _) = begun.begun(at(100)).after(&rows(&[(50, ONE)]), false).unwrap();
        assert_eq!(next.t, at(40));
        let same = Position::read(Some(&next.cursor()), wanted).unwrap();
        assert_eq!(same, next);
        let later = Position::read(Some(&next.cursor()), Some(at(60))).unwrap();
        assert_eq!((later.t, later.from), (at(40), Some(at(60))));
        for earlier in [Some(at(-5)), None] {
            let anew = Position::read(Some(&next.cursor()), earlier).unwrap();
            assert_eq!((anew.t, anew.id), (earlier.unwrap_or(Time::from_ms(0)), None));
        }
    }

    #[test]
    fn what_cannot_be_gone_on_from_is_an_error() {
        let begun = || Position::read(None, None).unwrap().begun(at(100));
        assert!(begun().after(&rows(&[(2, ONE), (1, TWO)]), false).is_err());
        assert!(begun().after(&[], true).is_err());
        let (next, _) = begun().after(&rows(&[(2, ONE)]), true).unwrap();
        assert!(next.clone().after(&rows(&[(1, TWO)]), false).is_err());
        assert!(next.after(&rows(&[(2, ONE)]), true).is_err());
        for bad in ["", "x", "{}", r#"{"t":"2026-11-21T08:00:00Z","id":"x' OR Id != '"}"#] {
            assert!(Position::read(Some(&Cursor::new(bad)), None).is_err(), "{bad}");
        }
    }

    proptest! {
        /// Whatever is stamped, in pages of any size, and shown within the overlap, is seen in some round.
        #[test]
        fn nothing_that_is_shown_in_time_is_missed(
            stamps in proptest::collection::vec((0i64..600, 0i64..10), 1..60),
            limit in 1usize..7,
        ) {
            // Minute of the stamp, minute at which it is shown, id.
            let all: Vec<_> = stamps.iter().enumerate()
                .map(|(n, (stamp, late))| (*stamp, stamp + late, eighteen(&format!("0D5{n:012}")).unwrap()))
                .collect();
            let mut position = Position::read(None, None).unwrap();
            let mut seen = std::collections::BTreeSet::new();
            for round in 0..70 {
                let now = round * 10;
                loop {
                    position = position.begun(at(now));
                    let mut there: Vec<_> = all.iter()
                        .filter(|(stamp, shown, _)| *shown <= now && at(*stamp) < position.until.unwrap())
                        .filter(|(stamp, _, id)| at(*stamp) >= position.t
                            && position.id.as_ref().is_none_or(|last| at(*stamp) > position.t || id > last))
                        .map(|(stamp, _, id)| (at(*stamp), id.clone()))
                        .collect();
                    there.sort();
                    there.truncate(limit);
                    seen.extend(there.iter().map(|(_, id)| id.clone()));
                    let full = there.len() >= limit;
                    let (next, done) = position.after(&there, full).unwrap();
                    position = Position::read(Some(&next.cursor()), None).unwrap();
                    if done { break; }
                }
            }
            prop_assert_eq!(seen.len(), all.len());
        }
    }
}
