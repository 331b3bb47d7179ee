//! The checks that are made from a setting's check, each with an action of its own: that the setting is locked, and
//! that no group weakens it.
//!
//! An account's setting, its lock and the groups that override it are three things, so that each has a verdict of
//! its own and none hides another.

use super::{
    Check, EmptyRule, Example, Examples, GroupValue, Read, ReadType, Setting, SignalPath, Twin, TwinKind,
    groups, parse::MAX_AGE_DEFAULT, setting::GROUPS,
};
use crate::Action;
use model::{ActionId, ActionKind, CheckId, ContentHash, InvalidId, PointsClass, Severity};
use serde_json::json;
use std::collections::BTreeMap;

/// What every check of a lock or of overrides is about, beside what its setting is about: configuration settings.
const ALSO_MAPPED: &str = "nist-800-53-r5/cm-6";

/// Below what of a group's row its settings lie.
const BELOW: &str = "/settings";

/// The name of the read of a lock.
const LOCKED: &str = "locked";

/// The twins of a check, each with its action. `action` is the check's own.
///
/// # Errors
/// An id that would be too long.
pub(crate) fn twins(check: &Check, action: &Action, file: &str) -> Result<Vec<(Check, Action)>, InvalidId> {
    let Some(setting) = &check.setting else { return Ok(Vec::new()) };
    let mut made = Vec::new();
    if let Some(lock) = &setting.lock {
        made.push(locked(check, action, setting, lock, file)?);
    }
    if let Some(place) = setting.groups.values().next() {
        made.push(overrides(check, action, setting, place, file)?);
    }
    Ok(made)
}

fn locked(
    base: &Check,
    action: &Action,
    setting: &Setting,
    lock: &SignalPath,
    file: &str,
) -> Result<(Check, Action), InvalidId> {
    let name = &setting.name;
    let read = Read {
        at: vec![lock.clone()],
        either: false,
        kind: ReadType::Bool,
        empty: None,
        max_age: shortest(base),
    };
    let one = |locked: bool| vec![Example::from([(LOCKED.to_owned(), json!(locked))])];
    let check = Check {
        title: format!("“{name}” is locked"),
        why: format!(
            "A setting of the account that is not locked is only a default: groups and users may have “{name}” \
             otherwise, and the account's page does not show it."
        ),
        reads: BTreeMap::from([(LOCKED.to_owned(), read)]),
        parameters: BTreeMap::new(),
        pass: LOCKED.to_owned(),
        examples: Examples { pass: one(true), fail: one(false), ..Examples::default() },
        severity: milder(base.severity),
        expected: format!("“{name}” is locked, whatever its value."),
        fix: format!("The lock beside “{name}”: {}", unstopped(&base.fix)),
        ..twin(base, LOCKED, TwinKind::Locked, file)?
    };
    let action = Action {
        title: format!("Lock “{name}”"),
        description: format!(
            "An account's setting is a default until it is locked. Locking “{name}” takes from groups and users the \
             possibility to have it otherwise. This counts by itself, whatever the setting's value is: “{}” looks at \
             the value.",
            base.title
        ),
        how: format!(
            "Go to {}. Click the lock beside “{name}” and confirm. Choose the value before: from then on it holds for \
             everybody.",
            unstopped(&base.fix)
        ),
        ..action_of(&check, action, PointsClass::PreventativeDiscretionary)
    };
    Ok((check, action))
}

fn overrides(
    base: &Check,
    action: &Action,
    setting: &Setting,
    place: &SignalPath,
    file: &str,
) -> Result<(Check, Action), InvalidId> {
    let name = &setting.name;
    let pointers: BTreeMap<_, _> =
        setting.groups.iter().map(|(name, at)| (name.clone(), format!("{BELOW}{}", at.pointer))).collect();
    let value = |read: &Read| GroupValue { kind: read.kind.clone(), empty: read.empty };
    let values = base.reads.iter().map(|(name, read)| (name.clone(), value(read))).collect();
    let rows = Read {
        at: vec![SignalPath { signal: place.signal.clone(), pointer: String::new() }],
        either: false,
        kind: ReadType::Table(groups::columns(&values, &pointers)),
        empty: Some(EmptyRule::Passed),
        max_age: shortest(base),
    };
    let kind = TwinKind::Overrides { values };
    let check = Check {
        title: format!("No group weakens “{name}”"),
        why: format!(
            "Where a group has its own value for “{name}”, its members have that one and not the account's. The \
             account's page does not show it, so that what looks safe there need not be so for everybody."
        ),
        reads: BTreeMap::from([(GROUPS.to_owned(), rows)]),
        applies: base.applies.clone(),
        examples: examples(base, &pointers),
        expected: format!("In every group, as in the account: {}", base.expected),
        fix: format!(
            "The settings of each group that is named: “{name}”, as the account has it. Or lock it for the account: {}",
            unstopped(&base.fix)
        ),
        ..twin(base, "overrides", kind, file)?
    };
    let action = Action {
        title: format!("Let no group weaken “{name}”"),
        description: format!(
            "A group's own value of a setting takes the place of the account's for the group's members. This looks at \
             “{name}” in every group by the same measure as “{}” does in the account, and names the groups that fall \
             short of it.",
            base.title
        ),
        how: format!(
            "Open the settings of each group that the result names and set “{name}” as the account has it. Where no \
             group needs a value of its own, lock the setting for the account instead, which ends all of them: {}.",
            unstopped(&base.fix)
        ),
        ..action_of(&check, action, PointsClass::DetectiveMandatory)
    };
    Ok((check, action))
}

/// What a twin has of its base, before what makes it another check.
fn twin(base: &Check, suffix: &str, kind: TwinKind, file: &str) -> Result<Check, InvalidId> {
    let id: CheckId = format!("{}.{suffix}", base.id).parse()?;
    let action: ActionId = id.as_str().parse()?;
    let aliases = base.aliases.iter().map(|alias| format!("{alias}.{suffix}").parse());
    let mut maps = base.maps.clone();
    if !maps.iter().any(|map| map == ALSO_MAPPED) {
        maps.push(ALSO_MAPPED.to_owned());
    }
    Ok(Check {
        aliases: aliases.collect::<Result<_, _>>()?,
        hash: ContentHash::of(format!("{suffix}\n{file}").as_bytes()),
        id,
        action,
        maps,
        setting: None,
        twin: Some(Twin { of: base.id.clone(), kind }),
        manual_until_read: false,
        applies: None,
        partial: None,
        boundaries: Vec::new(),
        time_bound: false,
        ..base.clone()
    })
}

pub(super) fn action_of(check: &Check, base: &Action, class: PointsClass) -> Action {
    Action {
        id: check.action.clone(),
        kind: ActionKind::Technical,
        class: Some(class),
        points: class.points(),
        ..base.clone()
    }
}

/// Examples of groups from examples of the account: one group each, and a good one beside each bad one where both
/// are told by the same parameters. A group to which the check does not apply is no worse than a good one.
fn examples(base: &Check, pointers: &BTreeMap<String, String>) -> Examples {
    let parameters = |example: &Example| -> Example {
        example
            .iter()
            .filter(|(name, _)| !pointers.contains_key(*name))
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect()
    };
    let row = |number: usize, example: &Example| {
        let value = |name: &String| example.get(name).cloned().unwrap_or_default();
        groups::row(number, pointers.iter().map(|(name, pointer)| (pointer, value(name))))
    };
    let of = |groups: &[&Example]| -> Example {
        let mut made = groups.last().map(|example| parameters(example)).unwrap_or_default();
        let rows = groups.iter().enumerate().map(|(at, example)| row(at + 1, example));
        made.insert(GROUPS.to_owned(), rows.collect());
        made
    };
    let Examples { pass, fail, not_applicable, .. } = &base.examples;
    let good = || pass.iter().chain(not_applicable);
    let bad = |example| {
        let beside = good().find(|good| parameters(good) == parameters(example));
        of(&beside.into_iter().chain([example]).collect::<Vec<_>>())
    };
    Examples {
        pass: good().map(|example| of(&[example])).collect(),
        fail: fail.iter().map(bad).collect(),
        ..Examples::default()
    }
}

fn shortest(base: &Check) -> super::Duration {
    base.reads.values().map(|read| read.max_age).min().unwrap_or(MAX_AGE_DEFAULT)
}

/// One step less: a setting that is right but not locked is a smaller matter than one that is wrong.
fn milder(severity: Severity) -> Severity {
    match severity {
        Severity::Critical => Severity::High,
        Severity::High => Severity::Medium,
        Severity::Medium | Severity::Low => Severity::Low,
    }
}

/// A text as part of a sentence: without a full stop at its end.
fn unstopped(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}
