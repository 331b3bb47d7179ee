//! What the simulator does to JSON documents: merge, remove, filter, compare, check a change's shape.

use serde_json::{Map, Value};

/// Lays `change` over `into`, object by object. Unlike RFC 7396 a null is a value like any other: faults and
/// changes need to be able to set one.
pub fn merge(into: &mut Value, change: &Value) {
    match (into, change) {
        (Value::Object(into), Value::Object(change)) => {
            for (key, value) in change {
                match into.get_mut(key) {
                    Some(there) => merge(there, value),
                    None => {
                        into.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (into, change) => *into = change.clone(),
    }
}

/// Removes what the JSON pointer (RFC 6901) names; says whether it was there.
pub fn remove(from: &mut Value, pointer: &str) -> bool {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return false };
    let key = key.replace("~1", "/").replace("~0", "~");
    match from.pointer_mut(parent) {
        Some(Value::Object(map)) => map.remove(&key).is_some(),
        Some(Value::Array(items)) => match key.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// Only what differs between two documents, object by object: (old values, new values). Equal documents
/// give two empty objects. Keys that only one of them has are given on that side.
pub fn difference(old: &Value, new: &Value) -> (Value, Value) {
    let (mut was, mut is) = (Map::new(), Map::new());
    if let (Value::Object(old), Value::Object(new)) = (old, new) {
        for key in old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))) {
            match (old.get(key), new.get(key)) {
                (Some(a), Some(b)) if a == b => {}
                (Some(a @ Value::Object(_)), Some(b @ Value::Object(_))) => {
                    let (a, b) = difference(a, b);
                    was.insert(key.clone(), a);
                    is.insert(key.clone(), b);
                }
                (a, b) => {
                    was.extend(a.map(|value| (key.clone(), value.clone())));
                    is.extend(b.map(|value| (key.clone(), value.clone())));
                }
            }
        }
    }
    (Value::Object(was), Value::Object(is))
}

/// Every key that either object has: its value there, null where it has none.
pub fn both<'a>(a: &'a Value, b: &'a Value) -> impl Iterator<Item = (String, Value, Value)> + use<'a> {
    let keys = |of: &'a Value| of.as_object().into_iter().flat_map(Map::keys);
    let value = |of: &Value, key: &str| of.get(key).cloned().unwrap_or_default();
    keys(a)
        .chain(keys(b).filter(move |key| a.get(key.as_str()).is_none()))
        .map(move |key| (key.clone(), value(a, key), value(b, key)))
}

/// Zoom's `custom_query_fields`: keeps the named sections, and the named keys inside their sections.
pub fn only(document: &Value, fields: &str) -> Value {
    let wanted: Vec<&str> = fields.split(',').map(str::trim).filter(|field| !field.is_empty()).collect();
    let mut kept = Map::new();
    for (section, value) in document.as_object().into_iter().flatten() {
        if wanted.contains(&section.as_str()) {
            kept.insert(section.clone(), value.clone());
            continue;
        }
        let inside: Map<String, Value> = value
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| wanted.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if !inside.is_empty() {
            kept.insert(section.clone(), Value::Object(inside));
        }
    }
    Value::Object(kept)
}

/// The first key of `change` that `document` does not have, or has with a value of another kind:
/// its dotted path and what is wrong with it.
pub fn misfit(document: &Value, change: &Value, path: &str) -> Option<(String, &'static str)> {
    let (Value::Object(document), Value::Object(change)) = (document, change) else { return None };
    for (key, value) in change {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let Some(there) = document.get(key) else { return Some((path, "Unknown field.")) };
        if kind(there) != kind(value) {
            return Some((path, "Invalid field type."));
        }
        if let Some(found) = misfit(there, value, &path) {
            return Some(found);
        }
    }
    None
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn merging_sets_nulls_and_keeps_the_rest() {
        let mut document = json!({ "a": { "b": 1, "c": 2 }, "d": [1] });
        merge(&mut document, &json!({ "a": { "b": null, "new": "x" }, "d": [] }));
        assert_eq!(document, json!({ "a": { "b": null, "c": 2, "new": "x" }, "d": [] }));
        assert!(remove(&mut document, "/a/c") && !remove(&mut document, "/a/c"));
        assert!(remove(&mut document, "/a") && !remove(&mut document, ""));
        assert_eq!(document, json!({ "d": [] }));
    }

    #[test]
    fn a_difference_names_what_changed_and_nothing_else() {
        let old = json!({ "s": { "x": true, "y": 1, "gone": 3 }, "t": { "z": 1 } });
        let new = json!({ "s": { "x": false, "y": 1 }, "t": { "z": 1 } });
        let (was, is) = difference(&old, &new);
        assert_eq!(was, json!({ "s": { "x": true, "gone": 3 } }));
        assert_eq!(is, json!({ "s": { "x": false } }));
        assert_eq!(difference(&old, &old), (json!({}), json!({})));
    }

    #[test]
    fn fields_are_sections_or_keys_within_them() {
        let document = json!({ "one": { "a": 1, "b": 2 }, "two": { "a": 3 }, "three": { "c": 4 } });
        assert_eq!(only(&document, "a"), json!({ "one": { "a": 1 }, "two": { "a": 3 } }));
        assert_eq!(only(&document, "three, b"), json!({ "one": { "b": 2 }, "three": { "c": 4 } }));
        assert_eq!(only(&document, "nothing"), json!({}));
    }

    #[test]
    fn a_change_must_fit_the_document() {
        let document = json!({ "s": { "x": true, "list": [] } });
        assert_eq!(misfit(&document, &json!({ "s": { "x": false, "list": [1] } }), ""), None);
        let (path, _) = misfit(&document, &json!({ "q": {} }), "").unwrap();
        assert_eq!(path, "q");
        let (path, what) = misfit(&document, &json!({ "s": { "x": "no" } }), "").unwrap();
        assert_eq!((path.as_str(), what), ("s.x", "Invalid field type."));
    }
}
