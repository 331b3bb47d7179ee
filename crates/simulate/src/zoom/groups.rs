//! Settings and locks of a group: those of the account, as far as groups have them, with the group's own laid
//! over.

use super::{
    account::{Account, Plan, View},
    json,
    operation::Call,
    reply::Reply,
    settings::{self, Place},
};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::LazyLock};

/// The keys that groups have, a view a section.
static KEYS: LazyLock<BTreeMap<&str, Value>> =
    LazyLock::new(|| trees(include_str!("../../data/group-keys.txt")));

/// `GET /groups/{groupId}/settings`
pub fn read(call: &mut Call<'_>) -> Reply {
    match (group_of(call), settings_view(call)) {
        (Ok((id, _)), Ok(view)) => settings::filtered(call, document(call.account, &id, view)),
        (Err(refusal), _) | (_, Err(refusal)) => *refusal,
    }
}

/// `PATCH /groups/{groupId}/settings`
pub fn change(call: &mut Call<'_>) -> Reply {
    match (group_of(call), settings_view(call)) {
        (Ok((id, name)), Ok(view)) => settings::apply(call, Place::Group { id, name }, view),
        (Err(refusal), _) | (_, Err(refusal)) => *refusal,
    }
}

/// `GET /groups/{groupId}/lock_settings`
pub fn read_locks(call: &mut Call<'_>) -> Reply {
    match (group_of(call), settings::locks_view(call)) {
        (Ok((id, _)), Ok(view)) => settings::filtered(call, document(call.account, &id, view)),
        (Err(refusal), _) | (_, Err(refusal)) => *refusal,
    }
}

/// `PATCH /groups/{groupId}/lock_settings`
pub fn change_locks(call: &mut Call<'_>) -> Reply {
    match (group_of(call), settings::locks_view(call)) {
        (Ok((id, name)), Ok(view)) => settings::apply(call, Place::Group { id, name }, view),
        (Err(refusal), _) | (_, Err(refusal)) => *refusal,
    }
}

/// What a group's view shows: the account's keys that groups have, and the group's own over them.
pub fn document(account: &Account, group: &str, view: View) -> Value {
    let mut shown =
        KEYS.get(view.name()).map_or_else(|| json!({}), |tree| kept(account.document(view), tree));
    if let Some(own) = account.group_overrides.get(group).and_then(|views| views.get(&view)) {
        json::merge(&mut shown, own);
    }
    shown
}

/// The id and the name of the group that the path names, or the refusal.
fn group_of(call: &Call<'_>) -> Result<(String, String), Box<Reply>> {
    if call.account.plan == Plan::Free {
        let message = "Only available for Paid account.";
        return Err(Box::new(Reply::error(StatusCode::BAD_REQUEST, 200, message)));
    }
    let id = call.arguments.first().map(String::as_str).unwrap_or_default();
    match call.account.group(id) {
        Some(found) => Ok(found),
        None => {
            let message = format!("Group does not exist: {id}.");
            Err(Box::new(Reply::error(StatusCode::NOT_FOUND, 4130, message)))
        }
    }
}

fn settings_view(call: &Call<'_>) -> Result<View, Box<Reply>> {
    match call.query.get("option").map(String::as_str) {
        // Groups have no view of that name: sign-in is the account's.
        Some("security") => Err(Box::new(Reply::invalid_field("option", "Invalid field."))),
        _ => settings::settings_view(call),
    }
}

/// The part of a document that a tree of keys names; an end of the tree keeps all below it.
fn kept(document: &Value, tree: &Value) -> Value {
    let (Value::Object(document), Value::Object(tree)) = (document, tree) else { return document.clone() };
    let kept = document.iter().filter_map(|(key, value)| Some((key.clone(), kept(value, tree.get(key)?))));
    Value::Object(kept.collect())
}

fn trees(text: &'static str) -> BTreeMap<&'static str, Value> {
    let mut trees = BTreeMap::new();
    let mut view = "";
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            view = name;
            continue;
        }
        let tree = trees.entry(view).or_insert_with(|| Value::Object(Map::new()));
        let branch = line.rsplit('.').fold(Value::Null, |below, key| json!({ key: below }));
        json::merge(tree, &branch);
    }
    trees
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_names_its_keys_and_only_those_are_kept() {
        for view in View::ALL {
            assert!(KEYS.get(view.name()).is_some_and(Value::is_object), "{view:?}");
        }
        assert_eq!(KEYS.len(), View::ALL.len());
        let tree = &trees("# a comment\n[x]\na.b\nc\n")["x"];
        let document = json!({ "a": { "b": 1, "z": 2 }, "c": { "d": 3 }, "e": 4 });
        assert_eq!(kept(&document, tree), json!({ "a": { "b": 1 }, "c": { "d": 3 } }));
    }
}
