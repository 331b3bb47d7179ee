//! From one answer to the parts of a page and the place of the next one.
//!
//! A table is complete when the last page of each of its lists said that it is the last, and as many rows came as
//! Zoom said that there are. What does not add up is a list that changed meanwhile: [`ConnectError::Changed`].

use super::{
    answer::Found,
    place::{Place, Thing},
    table::{Around, Rows},
    view::{Gives, Query, View},
};
use crate::source::ConnectError;
use model::{Absence, AbsenceKind, Presence, Table};
use serde_json::{Map, Value};
use std::time::Duration;

/// Rows of one page that are asked for: Zoom's most, for most of its lists.
pub(super) const PAGE_ROWS: u32 = 300;
/// Roles or groups of one account that are asked about, each with calls of its own.
const THINGS_MAX: usize = 5_000;
/// How much earlier than a log's span the days begin that are asked for: Zoom does not say whose days they are, and
/// what lies before the span is left out here.
pub(super) const LOG_DAYS_AHEAD: Duration = Duration::from_secs(14 * 60 * 60);
/// Built-in roles: the owner and the administrators by definition, members as never having privileges.
const ADMINISTRATIVE: &[&str] = &["0", "1"];
const MEMBER: &str = "2";

/// What an answer comes to.
#[derive(Debug, PartialEq)]
pub(super) struct Step {
    pub(super) parts: Vec<(&'static str, Presence)>,
    pub(super) next: Option<Place>,
}

/// The query of the call at a place.
pub(super) fn query(view: &View, place: &Place) -> Vec<(&'static str, String)> {
    let own = |query: Query| query.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let mut query: Vec<_> = own(view.query).collect();
    let rows = match &view.gives {
        Gives::Lists(rows, queries) => {
            query.extend(queries.get(place.step).copied().into_iter().flat_map(own));
            Some(rows)
        }
        Gives::Log(rows) => {
            let day = |time: model::Time| time.to_string().chars().take(10).collect::<String>();
            let days =
                |(from, to): (model::Time, _)| [("from", day(from.minus(LOG_DAYS_AHEAD))), ("to", day(to))];
            query.extend(place.span.into_iter().flat_map(days));
            Some(rows)
        }
        Gives::Members(rows) | Gives::Groups(rows) => Some(rows),
        Gives::Document(_) | Gives::Roles(_) | Gives::Role | Gives::GroupSettings(_) => None,
    };
    if rows.is_some_and(|rows| rows.paged) {
        query.push(("page_size", PAGE_ROWS.to_string()));
        query.extend(place.token.clone().map(|token| ("next_page_token", token)));
    }
    query
}

/// What was found at a place.
///
/// # Errors
/// [`ConnectError::Changed`] where it does not fit what came before, [`ConnectError::Unexpected`] for a row that
/// nothing tells from others.
pub(super) fn advance(view: &'static View, place: Place, found: Found) -> Result<Step, ConnectError> {
    let asks_about_one = matches!(view.gives, Gives::Role | Gives::Members(_) | Gives::GroupSettings(_));
    let document = match found {
        Found::Document(document) => document,
        // What was there a moment ago and is not now.
        Found::Absent(absence)
            if place.begun || (asks_about_one && absence.kind == AbsenceKind::NotFound) =>
        {
            let words = absence.message;
            return Err(changed(format!("in the midst of reading “{}” Zoom said: “{words}”", view.signal)));
        }
        Found::Absent(absence) => return Ok(absent(view, place, absence)),
    };
    match &view.gives {
        Gives::Document(_) => {
            let value = Value::Object(view.shape().reduce(document));
            Ok(Step {
                parts: vec![(view.signal, Presence::Document { value })],
                next: after(view, Place::default()),
            })
        }
        Gives::Lists(rows, queries) => list(view, rows, queries.len(), place, &document),
        Gives::Log(rows) => list(view, rows, 1, place, &document),
        Gives::Groups(rows) => list(view, rows, 1, place, &document),
        Gives::Members(rows) => members(view, rows, place, &document),
        Gives::Roles(rows) => {
            let (found, end) = taken(view, rows, &place, &document, None)?;
            let known = |id: &str| match id {
                MEMBER => Some(false),
                id if ADMINISTRATIVE.contains(&id) => Some(true),
                _ => None,
            };
            let mut things = things(view, found)?;
            things.iter_mut().for_each(|thing| thing.administrative = known(&thing.id));
            Ok(roles(view, Place { things, unproven: !end.proven, ..place }))
        }
        Gives::Role => {
            let privileges = document.get("privileges").and_then(Value::as_array).map_or(0, Vec::len);
            let mut place = place;
            if let Some(thing) = place.things.get_mut(place.step) {
                thing.administrative = Some(privileges > 0);
            }
            Ok(roles(view, place))
        }
        Gives::GroupSettings(_) => {
            let Some(mut row) = place.thing().map(|group| group.row.clone()) else {
                return Err(changed("the list of groups is not the one that was read".into()));
            };
            row.remove("total_members");
            row.insert("settings".into(), Value::Object(document));
            let last = place.step + 1 == place.things.len();
            let part = (view.signal, table(vec![Value::Object(row)], last && !place.unproven));
            let next = match last {
                true => after(view, place),
                false => Some(Place { step: place.step + 1, begun: true, ..place }),
            };
            Ok(Step { parts: vec![part], next })
        }
    }
}

/// One page of one of a view's lists.
fn list(
    view: &'static View,
    rows: &Rows,
    lists: usize,
    mut place: Place,
    document: &Map<String, Value>,
) -> Result<Step, ConnectError> {
    let label = match &view.gives {
        Gives::Lists(_, queries) => queries.get(place.step).and_then(|query| query.first()).map(|(_, v)| *v),
        _ => None,
    };
    let (mut found, end) = taken(view, rows, &place, document, label)?;
    let count = found.len() as u64;
    if let Some((from, to)) = place.span {
        // Whole days were asked for. What has no readable time is kept: a check says what is wrong with it.
        found.retain(|row| time_of(row).is_none_or(|at| from <= at && at <= to));
    }
    if matches!(view.gives, Gives::Groups(_)) {
        place.things.extend(things(view, found.clone())?);
        if place.things.len() > THINGS_MAX {
            return Err(too_many(view));
        }
    }
    let End { token, total, proven } = end;
    if let Some(token) = token {
        let next = Place { token: Some(token), rows: place.rows + count, total, begun: true, ..place };
        return Ok(Step { parts: vec![(view.signal, table(found, false))], next: Some(next) });
    }
    let unproven = place.unproven || !proven;
    if place.step + 1 < lists {
        let step = place.step + 1;
        let next = Place { step, token: None, rows: 0, total: None, unproven, begun: true, ..place };
        return Ok(Step { parts: vec![(view.signal, table(found, false))], next: Some(next) });
    }
    let mut parts = vec![(view.signal, table(found, !unproven))];
    if matches!(view.gives, Gives::Groups(_)) && place.things.is_empty() {
        parts.extend(followers(view).map(|follower| (follower.signal, table(vec![], !unproven))));
        return Ok(Step { parts, next: None });
    }
    Ok(Step { parts, next: after(view, Place { unproven, ..place }) })
}

/// One page of the members of one role.
fn members(
    view: &'static View,
    rows: &Rows,
    place: Place,
    document: &Map<String, Value>,
) -> Result<Step, ConnectError> {
    let (found, end) = taken(view, rows, &place, document, None)?;
    let count = found.len() as u64;
    if let Some(token) = end.token {
        let next =
            Place { token: Some(token), rows: place.rows + count, total: end.total, begun: true, ..place };
        return Ok(Step { parts: vec![(view.signal, table(found, false))], next: Some(next) });
    }
    let unproven = place.unproven || !end.proven;
    let next = administrative(&place.things, place.step + 1);
    let part = (view.signal, table(found, next.is_none() && !unproven));
    let next = match next {
        Some(step) => Some(Place { step, token: None, rows: 0, total: None, unproven, begun: true, ..place }),
        None => after(view, Place::default()),
    };
    Ok(Step { parts: vec![part], next })
}

/// The table of roles, once all of them are known; until then the next one to look at.
fn roles(view: &'static View, place: Place) -> Step {
    if let Some(step) = place.things.iter().position(|role| role.administrative.is_none()) {
        return Step { parts: vec![], next: Some(Place { step, ..place }) };
    }
    let rows = place.things.iter().map(|role| {
        let mut row = role.row.clone();
        row.insert("administrative".into(), Value::from(role.administrative == Some(true)));
        Value::Object(row)
    });
    let complete = !place.unproven;
    let mut parts = vec![(view.signal, table(rows.collect(), complete))];
    let next = match administrative(&place.things, 0) {
        Some(step) => after(view, place).map(|members| Place { step, ..members }),
        None => {
            parts.extend(followers(view).map(|follower| (follower.signal, table(vec![], complete))));
            None
        }
    };
    Step { parts, next }
}

fn administrative(roles: &[Thing], from: usize) -> Option<usize> {
    (from..roles.len()).find(|at| roles[*at].administrative == Some(true))
}

/// How a page of a list ended.
struct End {
    /// The next page of the same list.
    token: Option<String>,
    total: Option<u64>,
    /// Whether Zoom said that there is no more, in one way or the other.
    proven: bool,
}

/// The rows of one page, held against what Zoom said of the list.
fn taken(
    view: &View,
    rows: &Rows,
    place: &Place,
    document: &Map<String, Value>,
    label: Option<&str>,
) -> Result<(Vec<Value>, End), ConnectError> {
    let list = document.get(rows.list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let role = place.thing().map(|thing| thing.id.as_str());
    let mut found = Vec::with_capacity(list.len());
    for (at, value) in list.iter().enumerate() {
        let around = Around { list: label, before: place.rows + at as u64, role };
        let Some(row) = rows.row(value, &around) else {
            return Err(ConnectError::Unexpected {
                what: format!("Zoom gave a row of “{}” without {}", view.signal, rows.keys.join(", ")),
                status: None,
                words: None,
            });
        };
        found.push(row);
    }
    let said = document.get("total_records").and_then(Value::as_u64);
    let (count, total) = (place.rows + found.len() as u64, place.total.or(said));
    if let (Some(first), Some(now)) = (place.total, said)
        && first != now
    {
        return Err(changed(format!("the list “{}” had {first} rows, and then {now}", view.signal)));
    }
    let token = document.get("next_page_token").and_then(Value::as_str);
    if let Some(token) = token.filter(|token| !token.is_empty() && rows.paged) {
        if found.is_empty() || place.token.as_deref() == Some(token) {
            return Err(changed(format!("the list “{}” goes on without end", view.signal)));
        }
        return Ok((found, End { token: Some(token.to_owned()), total, proven: false }));
    }
    if let Some(total) = total.filter(|total| *total != count) {
        return Err(changed(format!("the list “{}” has {total} rows, of which {count} came", view.signal)));
    }
    // A list that comes in one piece says nothing of pages; where it does all the same, there may be more of them.
    let proven = match token {
        Some(token) => token.is_empty(),
        None => !rows.paged || total.is_some(),
    };
    Ok((found, End { token: None, total, proven }))
}

/// The roles or groups that a list gave, each to be asked about.
fn things(view: &View, rows: Vec<Value>) -> Result<Vec<Thing>, ConnectError> {
    if rows.len() > THINGS_MAX {
        return Err(too_many(view));
    }
    let thing = |row: Value| match row {
        Value::Object(row) => {
            let id = row.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
            Some(Thing { id: id?, row, administrative: None })
        }
        _ => None,
    };
    Ok(rows.into_iter().filter_map(thing).collect())
}

/// A definite absence, which whatever rests on this signal shares.
fn absent(view: &'static View, place: Place, absence: Absence) -> Step {
    let mut parts = vec![(view.signal, Presence::Absent(absence.clone()))];
    let rest_on_it = matches!(view.gives, Gives::Roles(_) | Gives::Role | Gives::Groups(_));
    if rest_on_it {
        parts.extend(followers(view).map(|follower| (follower.signal, Presence::Absent(absence.clone()))));
        return Step { parts, next: None };
    }
    Step { parts, next: after(view, place) }
}

/// The views of the set that ask about what this one lists: all that come after it.
fn followers(view: &'static View) -> impl Iterator<Item = &'static View> {
    std::iter::successors(view.next(), |view| view.next())
}

/// The beginning of the next view of the set, with the things that it asks about. What of those may be missing may
/// be missing there too.
fn after(view: &'static View, done: Place) -> Option<Place> {
    let Place { things, unproven, .. } = done;
    view.next().map(|next| Place { unproven: unproven && !things.is_empty(), things, ..Place::at(next) })
}

fn table(rows: Vec<Value>, complete: bool) -> Presence {
    Presence::Table(Table { rows, complete })
}

fn changed(what: String) -> ConnectError {
    ConnectError::Changed { what }
}

fn too_many(view: &View) -> ConnectError {
    ConnectError::Unexpected {
        what: format!(
            "Zoom lists more than {THINGS_MAX} rows of “{}”, each of which would take calls of its own",
            view.signal
        ),
        status: None,
        words: None,
    }
}

/// The time of a log's entry.
pub(super) fn time_of(row: &Value) -> Option<model::Time> {
    row.get("time")?.as_str()?.parse().ok()
}

#[cfg(test)]
#[path = "walk_tests.rs"]
mod tests;
