//! `getDeleted` and `getUpdated`: what was deleted, and what was made or changed, in a span of at most 30 days.

use super::{second, visibility as seen};
use crate::salesforce::{
    exception::Exception,
    org::Org,
    schema::{self, Object},
    table::Plan,
    value::Value,
    visibility::Viewer,
};
use model::Time;
use std::time::Duration;

/// How far back both look.
const BACK: Duration = Duration::from_secs(30 * 86_400);
/// The shortest span.
const SPAN_MIN: Duration = Duration::from_secs(60);

/// What both answer: ids, with times where they were deleted.
pub struct Told {
    pub ids: Vec<(String, Time)>,
    pub earliest: Time,
    pub latest: Time,
}

/// The span that is asked for, as far as it may be asked for.
fn span(from: Time, until: Time, now: Time) -> Result<(Time, Time), Exception> {
    // What comes in with the seconds of the client stands at whole minutes here.
    let minute = |time: Time| Time::from_ms(time.ms() - time.ms().rem_euclid(60_000));
    let invalid = |code: &str, words: &str| Err(Exception::new(code, words));
    if until <= from {
        return invalid("INVALID_REPLICATION_DATE", "endDate before startDate");
    }
    if until.since(from) < SPAN_MIN {
        return invalid(
            "INVALID_REPLICATION_DATE",
            "startDate and endDate must be more than one minute apart",
        );
    }
    if from < now.minus(BACK) {
        let words = "startDate cannot be more than 30 days ago";
        return invalid("INVALID_REPLICATION_DATE", words);
    }
    Ok((minute(from), minute(until)))
}

/// A time as clients write it: with fractions or without, with `Z` or an offset.
pub fn time(text: &str) -> Option<Time> {
    let stamp: jiff::Timestamp = text.parse().ok()?;
    Some(Time::from_ms(stamp.as_millisecond()))
}

/// The object, where it can be asked about.
pub fn object_of(org: &Org, viewer: &Viewer, name: &str) -> Result<&'static Object, Exception> {
    schema::object(name)
        .filter(|object| object.data && object.place("SystemModstamp").is_some() && !org.hides(object, ""))
        .filter(|object| seen::is_shown(object, viewer))
        .ok_or_else(|| Exception::invalid_type(name))
}

pub fn deleted(
    org: &Org,
    viewer: &Viewer,
    name: &str,
    (from, until): (Time, Time),
    now: Time,
) -> Result<Told, Exception> {
    let object = object_of(org, viewer, name)?;
    let (from, until) = span(from, until, now)?;
    let all = org.chatter.deleted.iter().filter(|one| one.object == object.name);
    let within = all.filter(|one| one.at >= from && one.at < until);
    let ids = within.map(|one| (one.id.clone(), one.at)).collect();
    // Nothing is forgotten before that, unless there was too much.
    let forgotten = org.chatter.deleted.len() >= super::DELETIONS_MAX;
    let oldest = org.chatter.deleted.front().filter(|_| forgotten).map(|first| first.at);
    let earliest = second(now.minus(BACK));
    Ok(Told {
        ids,
        earliest: oldest.map_or(earliest, |oldest| oldest.max(earliest)),
        latest: until.min(second(now)),
    })
}

pub fn updated(
    org: &Org,
    viewer: &Viewer,
    name: &str,
    (from, until): (Time, Time),
    now: Time,
) -> Result<Told, Exception> {
    let object = object_of(org, viewer, name)?;
    let (from, until) = span(from, until, now)?;
    let place = object.place("SystemModstamp").unwrap_or_default();
    let gone = object.place("IsDeleted");
    let plan = Plan { span: Some((place, from, until)), ..Plan::default() };
    let mut ids = Vec::new();
    for row in org.search(object, &plan) {
        let Value::Time(at) = row[place] else { continue };
        let is_there = gone.is_none_or(|gone| !row[gone].is_true());
        let fits = at >= from && at < until && is_there;
        let is_seen = match object.name.as_str() {
            "FeedItem" | "FeedComment" => row[0].as_text().is_some_and(|id| seen::item(org, viewer, id)),
            _ => true,
        };
        if let Some(id) = row[0].as_text().filter(|_| fits && is_seen) {
            ids.push((id.to_owned(), at));
        }
    }
    Ok(Told { ids, earliest: from, latest: until.min(second(now)) })
}
