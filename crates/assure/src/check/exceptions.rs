//! What an instance set for itself: which of it is in force at a moment, and which exceptions a verdict needed.

use super::{Check, Given};
use model::{Time, UsedException};
use serde_json::Value;
use std::collections::BTreeMap;

/// Most entries beyond the default that are tried one by one, each by judging once more. Of a longer list all of
/// them are taken as needed.
const TRIED_MAX: usize = 200;

/// The parameters of a check that are in force at a moment: what was given and has not expired, and the defaults.
pub(super) fn in_force(
    check: &Check,
    given: &BTreeMap<String, Given>,
    as_of: Time,
) -> BTreeMap<String, Value> {
    let value = |(name, parameter): (&String, &super::Parameter)| {
        let given = given.get(name).filter(|given| given.is_in_force(as_of));
        (name.clone(), given.map_or(&parameter.default, |given| &given.value).clone())
    };
    check.parameters.iter().map(value).collect()
}

/// Whether an instance gave anything that could be an exception.
pub(super) fn given(check: &Check, given: &BTreeMap<String, Given>) -> bool {
    check.parameters.iter().any(|(name, parameter)| parameter.exceptions && given.contains_key(name))
}

/// When the first of what is in force expires.
pub(super) fn first_expiry(check: &Check, given: &BTreeMap<String, Given>, as_of: Time) -> Option<Time> {
    let named = given.iter().filter(|(name, _)| check.parameters.contains_key(*name));
    named.filter_map(|(_, given)| given.until).filter(|until| *until > as_of).min()
}

/// The exceptions that a verdict cannot do without: a least set of entries beyond the default with which, and with
/// the default, `same` still holds. `same` is asked whether the verdict is the same with other parameters.
pub(super) fn used(
    check: &Check,
    given: &BTreeMap<String, Given>,
    in_force: &BTreeMap<String, Value>,
    as_of: Time,
    mut same: impl FnMut(&BTreeMap<String, Value>) -> bool,
) -> Vec<UsedException> {
    let mut tried = in_force.clone();
    let mut candidates = Vec::new();
    for (name, parameter) in check.parameters.iter().filter(|(_, parameter)| parameter.exceptions) {
        let until = given.get(name).filter(|given| given.is_in_force(as_of)).map(|given| given.until);
        let (Some(until), Some(Value::Array(entries))) = (until, in_force.get(name)) else { continue };
        let usual = parameter.default.as_array().map(Vec::as_slice).unwrap_or_default();
        let beyond = entries.iter().filter(|entry| !usual.contains(entry));
        candidates.extend(beyond.map(|entry| UsedException {
            parameter: name.clone(),
            entry: entry.clone(),
            until,
        }));
    }
    if candidates.len() > TRIED_MAX {
        return candidates;
    }
    candidates.retain(|candidate| {
        let Some(Value::Array(entries)) = tried.get_mut(&candidate.parameter) else { return true };
        let before = entries.clone();
        entries.retain(|entry| *entry != candidate.entry);
        // The same entry twice is one exception, and is gone already.
        if entries.len() == before.len() {
            return false;
        }
        let needed = !same(&tried);
        if needed {
            tried.insert(candidate.parameter.clone(), Value::Array(before));
        }
        needed
    });
    candidates
}
