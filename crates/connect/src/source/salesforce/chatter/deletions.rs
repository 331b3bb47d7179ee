//! What Salesforce's own list says was deleted: once a day, as a net under the other streams, which see a deletion as long
//! as Salesforce shows what was deleted.

use super::super::{
    account::Making,
    ask::{Ask, Seen},
    id::eighteen,
    right,
    soap::{Envelope, Unreadable, child, children, text},
};
use super::{account::Archive, ask::unexpected, keyset::parsed, table::moment};
use crate::http::words;
use crate::source::{
    ConnectError, Cursor,
    archive::{CapturePage, Deletion, Wanted},
};
use model::{ItemKind, Time};
use roxmltree::Node;
use serde::{Deserialize, Serialize};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = HOUR.saturating_mul(24);
/// How often Salesforce's list is asked for.
const EVERY: Duration = DAY;
/// How far back Salesforce answers (*getDeleted()*: 30 days), with some slack for clocks.
const BACK_MAX: Duration = DAY.saturating_mul(30).saturating_sub(HOUR);
/// Longest span of one call, so that an answer stays short.
const SPAN_MAX: Duration = DAY.saturating_mul(5);
/// Shortest span that is asked for: Salesforce refuses what is not longer than a minute.
const SPAN_MIN: Duration = MINUTE.saturating_mul(2);

/// What is asked about, in order.
const OBJECTS: [(&str, &str, ItemKind); 2] =
    [("FeedItem", "posts", ItemKind::Post), ("FeedComment", "comments", ItemKind::Comment)];

/// Where the stream is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Position {
    /// Until when each object's deletions are known.
    #[serde(default)]
    known: [Option<Time>; 2],
    /// When the last round began.
    #[serde(default)]
    began: Option<Time>,
    /// Which object is asked about now; none where the round is through.
    #[serde(default)]
    at: Option<usize>,
    /// Whether a round was ever through: before that nothing was known, and no span is missing.
    #[serde(default)]
    through: bool,
}

impl Position {
    fn read(cursor: Option<&Cursor>) -> Result<Self, ConnectError> {
        let position: Self = cursor.map(parsed).transpose()?.unwrap_or_default();
        Ok(Self { at: position.at.filter(|at| *at < OBJECTS.len()), ..position })
    }

    fn rests(&self, now: Time) -> bool {
        self.at.is_none() && self.began.is_some_and(|began| now.since(began) < EVERY && began <= now)
    }

    /// The same in a round that has begun: when it did, and what is asked about.
    fn begun(mut self, now: Time) -> (Self, Time, usize) {
        let (began, at) = match (self.at, self.began) {
            (Some(at), Some(began)) => (began, at),
            _ => (whole_minute(now), 0),
        };
        (self.began, self.at) = (Some(began), Some(at));
        (self, began, at)
    }

    /// The same after an object is known until then; `through` where this round asks no more about it.
    fn after(mut self, at: usize, until: Time, through: bool) -> (Self, bool) {
        self.known[at] = Some(until);
        if through {
            self.at = Some(at + 1).filter(|next| *next < OBJECTS.len());
        }
        let done = self.at.is_none();
        self.through |= done;
        (self, done)
    }
}

/// Salesforce leaves the seconds of such times out.
fn whole_minute(time: Time) -> Time {
    time.minus(Duration::from_millis(time.ms().rem_euclid(60_000).unsigned_abs()))
}

/// What `getDeleted` answers.
struct Answer {
    deleted: Vec<(Option<String>, Option<Time>)>,
    earliest: Option<Time>,
    covered: Option<Time>,
}

fn read(response: Node<'_, '_>) -> Result<Answer, Unreadable> {
    let result = child(response, "result").ok_or(Unreadable::NotSoap("deletions without a result"))?;
    let time = |node, name| text(node, name).and_then(|text| text.parse().ok());
    let one = |record| (text(record, "id").and_then(|id| eighteen(&id)), time(record, "deletedDate"));
    Ok(Answer {
        deleted: children(result, "deletedRecords").map(one).collect(),
        earliest: time(result, "earliestDateAvailable"),
        covered: time(result, "latestDateCovered"),
    })
}

impl Archive {
    pub(super) fn deletions_rest(&self, position: Option<&Cursor>) -> Result<bool, ConnectError> {
        Ok(Position::read(position)?.rests(self.org.clock.now()))
    }

    pub(super) async fn deletions(
        &self,
        making: &mut Making,
        wanted: &Wanted,
        position: Option<&Cursor>,
    ) -> Result<CapturePage, ConnectError> {
        let now = self.org.clock.now();
        let (position, began, at) = Position::read(position)?.begun(now);
        let (object, called, kind) = OBJECTS[at];
        let mut page = CapturePage::default();
        let oldest = whole_minute(now.minus(BACK_MAX));
        // Nothing was deleted before it was made.
        let known = position.known[at].unwrap_or_else(|| oldest.max(wanted.from.unwrap_or(oldest)));
        let since = whole_minute(known);
        if since < oldest && position.through {
            page.warnings.push(gap(called, since, oldest));
        }
        let since = since.max(oldest);
        let until = since.plus(SPAN_MAX).min(began);
        if until.since(since) < SPAN_MIN {
            return Ok(closed(page, position.after(at, since, true)));
        }
        let inside = |it: &mut Envelope| {
            it.text("sObjectType", object);
            it.text("startDate", &moment(since));
            it.text("endDate", &moment(until));
        };
        let ask = Ask {
            api: self.api(),
            operation: "getDeleted",
            right: &right::VIEW_ALL_DATA,
            batch: None,
            inside: &inside,
        };
        let answer = match self.org.see(making, &ask, read).await? {
            Seen::Value(answer) => answer,
            Seen::Absent(absence) => {
                let said = words(&absence.message, &[]).unwrap_or_default();
                page.warnings.push(format!("Salesforce tells no deletions of {called}: “{said}”."));
                return Ok(closed(page, position.after(at, since, true)));
            }
            Seen::NoColumn(column) => {
                return Err(unexpected(format!("Salesforce's deletions lack {column}")));
            }
        };
        if let Some(earliest) = answer.earliest.filter(|earliest| *earliest > since && position.through) {
            page.warnings.push(gap(called, since, earliest.min(until)));
        }
        for (id, deleted_at) in answer.deleted {
            let (Some(id), Some(at)) = (id, deleted_at) else {
                return Err(unexpected(format!(
                    "Salesforce named a deletion of {called} without its id or its time"
                )));
            };
            page.deletions.push(Deletion { kind, id, at });
        }
        let covered = answer.covered.unwrap_or(until).clamp(since, until);
        // What Salesforce has not covered yet is asked for in the next round.
        let through = until.since(covered) > MINUTE || until >= began;
        Ok(closed(page, position.after(at, covered, through)))
    }
}

fn gap(called: &str, from: Time, until: Time) -> String {
    format!("Salesforce no longer tells which {called} were deleted between {from} and {until}.")
}

fn closed(mut page: CapturePage, (position, done): (Position, bool)) -> CapturePage {
    page.position = Some(Cursor::new(serde_json::to_string(&position).unwrap_or_default()));
    page.done = done;
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_asks_about_each_object_until_it_began_and_rests_for_a_day() {
        let at = |hour: i64| Time::from_ms(1_795_248_000_000 + hour * 3_600_000);
        let (position, began, first) = Position::default().begun(at(0));
        assert_eq!((began, first), (at(0), 0));
        let (position, done) = position.after(0, at(-24), false);
        assert!(!done && position.at == Some(0));
        // However long the round takes, it ends where it began.
        let (position, began, first) = position.begun(at(5));
        assert_eq!((began, first), (at(0), 0));
        let (position, done) = position.after(0, at(0), true);
        assert!(!done && !position.rests(at(5)));
        let (position, _, second) = position.begun(at(5));
        assert_eq!(second, 1);
        let (position, done) = position.after(1, at(0), true);
        assert!(done && position.rests(at(23)) && !position.rests(at(24)) && !position.rests(at(-1)));
        assert_eq!(position.known, [Some(at(0)), Some(at(0))]);
        let text = serde_json::to_string(&position).unwrap();
        assert_eq!(Position::read(Some(&Cursor::new(text))).unwrap(), position);
        assert_eq!(Position::read(Some(&Cursor::new(r#"{"at":7}"#))).unwrap().at, None);
    }
}
