//! How the rows of a query are found: by ids, by an indexed reference, by a span of an indexed time, or by looking
//! at all of them.

use super::{Operator, check::Path, filter::Test};
use crate::salesforce::{
    schema::{Kind, Object},
    table::Plan,
    value::Value,
};
use model::Time;
use std::collections::{HashMap, HashSet};

/// Reads a plan from the conditions that all rows have to meet, and whether rows then come in the order that is
/// asked for.
pub fn plan(object: &Object, test: Option<&Test>, order: &[(Path, bool)]) -> (Plan, bool) {
    let mut found = Plan::default();
    let mut spans = HashMap::new();
    if let Some(test) = test {
        read(object, test, &mut found, &mut spans);
    }
    let direct = |at: usize| {
        order
            .get(at)
            .filter(|(path, descending)| path.steps.is_empty() && !descending)
            .map(|(path, _)| path.place)
    };
    let is_by_id = order.len() == 1 && direct(0) == Some(0);
    let by_time = direct(0).filter(|place| {
        let rest = order.len() == 1 || order.len() == 2 && direct(1) == Some(0);
        rest && spans.contains_key(place) && !found.is_lookup()
    });
    let place = by_time.or_else(|| spans.keys().min().copied());
    found.span = place.and_then(|place| spans.get(&place).map(|(from, until)| (place, *from, *until)));
    found.by_id = is_by_id;
    let is_ordered = order.is_empty() || is_by_id || by_time.is_some();
    (found, is_ordered)
}

fn read(object: &Object, test: &Test, found: &mut Plan, spans: &mut HashMap<usize, (Time, Time)>) {
    match test {
        Test::And(parts) => parts.iter().for_each(|part| read(object, part, found, spans)),
        Test::Compare(path, operator, value) if path.steps.is_empty() => {
            compare(object, path, *operator, value, found, spans);
        }
        Test::Within(path, from, to, false) if path.steps.is_empty() => {
            compare(object, path, Operator::GreaterOrEqual, from, found, spans);
            compare(object, path, Operator::LessOrEqual, to, found, spans);
        }
        Test::Among(path, among, false) if path.steps.is_empty() => among_ids(object, path, among, found),
        _ => {}
    }
}

fn compare(
    object: &Object,
    path: &Path,
    operator: Operator,
    value: &Value,
    found: &mut Plan,
    spans: &mut HashMap<usize, (Time, Time)>,
) {
    match (path.kind, operator, value) {
        (Kind::Id, Operator::Equal, Value::Text(id)) => found.ids = Some(vec![id.to_string()]),
        (Kind::Id, Operator::Greater | Operator::GreaterOrEqual, Value::Text(id)) => {
            found.from_id = Some(id.to_string());
        }
        (Kind::Reference, Operator::Equal, Value::Text(id)) if object.fields[path.place].indexed => {
            found.references = Some((path.place, vec![id.to_string()]));
        }
        (Kind::Time, _, Value::Time(time)) if object.fields[path.place].indexed => {
            let all = (Time::from_ms(i64::MIN), Time::from_ms(i64::MAX));
            let span = spans.entry(path.place).or_insert(all);
            if matches!(operator, Operator::Equal | Operator::Greater | Operator::GreaterOrEqual) {
                span.0 = span.0.max(*time);
            }
            if matches!(operator, Operator::Equal | Operator::Less | Operator::LessOrEqual) {
                span.1 = span.1.min(*time);
            }
        }
        _ => {}
    }
}

fn among_ids(object: &Object, path: &Path, among: &HashSet<String>, found: &mut Plan) {
    // What is compared bears a sign before it that tells it from a null.
    let ids = || among.iter().filter_map(|key| key.strip_prefix('=')).map(str::to_owned).collect();
    // A null among them is met by rows that no index holds.
    let has_null = among.iter().any(|key| !key.starts_with('='));
    match path.kind {
        Kind::Id => found.ids = Some(ids()),
        Kind::Reference if object.fields[path.place].indexed && !has_null => {
            found.references = Some((path.place, ids()));
        }
        _ => {}
    }
}
