//! What stands in the place of a check that counts and whose file does not load any more.
//!
//! A check that vanished would take its action's points out of what is achievable, or leave the action to people.
//! So it stays, with its action and its twins, and nothing comes of it but *could not be detected*: its file was one
//! that loaded once, and what of it decides where it counts can still be read.

use super::{Check, Examples, GroupValue, ReadType, Twin, TwinKind, spelling, twins::action_of};
use crate::{
    Action, Catalog,
    pack::{SourceFile, action::one_of, yaml},
};
use model::{ActionId, CheckId, ContentHash, PointsClass, ServiceId, Severity};
use serde_json::Value;
use std::collections::BTreeMap;

/// A check that counts, and why its file does not load.
#[derive(Debug, Clone, Copy)]
pub struct StandIn<'a> {
    pub id: &'a CheckId,
    pub service: &'a ServiceId,
    pub file: &'a SourceFile,
    /// For a person, as a sentence: what is wrong and how to mend it.
    pub why: &'a str,
}

impl Catalog {
    /// Puts something in the place of a check, and of what would be made of it: it tests the actions that the check
    /// tests, and could not be detected. What the catalog has already stays; a check whose action is not there is
    /// left out, since no figure has the action either.
    pub fn stand_in(&mut self, of: StandIn<'_>) {
        let read: Value = yaml::parse(of.file).unwrap_or_default();
        let Some(check) = base(&read, of) else { return };
        let Some(action) = self.actions.get(&check.action).cloned() else { return };
        let made: Vec<_> = twins(&read, &check, &action);
        for (twin, action) in made {
            self.actions.entry(action.id.clone()).or_insert(action);
            self.refuse(twin, of.why);
        }
        self.refuse(check, of.why);
    }

    fn refuse(&mut self, mut check: Check, why: &str) {
        if self.check(&check.id).is_some() {
            return;
        }
        check.aliases.retain(|alias| self.check(alias).is_none());
        self.refused.insert(check.id.clone(), why.to_owned());
        self.checks.insert(check.id.clone(), check);
    }
}

/// The check, as far as its file can be read. Its expression holds for nothing.
fn base(read: &Value, StandIn { id, service, file, why }: StandIn<'_>) -> Option<Check> {
    let text = |key: &str| read.get(key).and_then(Value::as_str);
    let texts =
        |key: &str| read.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let severity = |text| one_of("severity", text, Severity::ALL, Severity::as_str).ok();
    let version = read.get("version").and_then(Value::as_u64).and_then(|version| u32::try_from(version).ok());
    // An action has the id of its check where its file says nothing that can be read.
    let action: ActionId =
        text("action").and_then(|text| text.parse().ok()).or_else(|| id.as_str().parse().ok())?;
    Some(Check {
        id: id.clone(),
        aliases: texts("aliases").filter_map(|alias| alias.parse().ok()).collect(),
        version: version.unwrap_or_default(),
        service: service.clone(),
        title: text("title").unwrap_or(id.as_str()).to_owned(),
        why: why.to_owned(),
        reads: BTreeMap::new(),
        parameters: BTreeMap::new(),
        applies: None,
        pass: "false".to_owned(),
        partial: None,
        boundaries: Vec::new(),
        examples: Examples::default(),
        setting: None,
        twin: None,
        manual_until_read: false,
        action,
        severity: text("severity").and_then(severity).unwrap_or(Severity::High),
        expected: text("expected").or(text("title")).unwrap_or(id.as_str()).to_owned(),
        fix: text("fix").unwrap_or(why).to_owned(),
        link: None,
        maps: texts("maps").map(str::to_owned).collect(),
        hash: ContentHash::of(file.text.as_bytes()),
        time_bound: false,
    })
}

/// What would be made of the check, each with an action.
fn twins(read: &Value, base: &Check, action: &Action) -> Vec<(Check, Action)> {
    let declared = |key: &str| read.pointer(&format!("/setting/{key}")).is_some_and(|place| !place.is_null());
    let kind = |read: &Value| spelling::kind(read.get("type")?.as_str()?).ok();
    let value = |read| GroupValue { kind: kind(read).unwrap_or(ReadType::Text), empty: None };
    let reads = read.get("reads").and_then(Value::as_object).into_iter().flatten();
    let overrides =
        TwinKind::Overrides { values: reads.map(|(name, read)| (name.clone(), value(read))).collect() };
    [
        ("lock", "locked", TwinKind::Locked, PointsClass::PreventativeDiscretionary),
        ("groups", "overrides", overrides, PointsClass::DetectiveMandatory),
    ]
    .into_iter()
    .filter(|(key, ..)| declared(key))
    .filter_map(|(_, suffix, kind, class)| {
        let id: CheckId = format!("{}.{suffix}", base.id).parse().ok()?;
        let aliases = base.aliases.iter().filter_map(|alias| format!("{alias}.{suffix}").parse().ok());
        let check = Check {
            aliases: aliases.collect(),
            action: id.as_str().parse().ok()?,
            title: format!("{} ({suffix})", base.title),
            hash: ContentHash::of(format!("{suffix}\n{}", base.hash).as_bytes()),
            twin: Some(Twin { of: base.id.clone(), kind }),
            id,
            ..base.clone()
        };
        let made =
            Action { title: format!("{} ({suffix})", action.title), ..action_of(&check, action, class) };
        Some((check, made))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Judge, load};
    use model::{Time, Undetected, Verdict};

    const CONNECTOR: &str = "
id: pager
service: pager
title: Pager
summary: A small service.
description: A small service.
reads: []
rights: [{ classic: read, granular: [], why: To read., required: true }]
terms: { version: '1', text: None. }
setup: []
methods: [{ id: key, title: Key, fields: [] }]
signals:
  - { name: a, title: A, right: read }
";
    const ACTION: &str = "id: act\ntitle: Turn it on\nkind: technical\nclass: preventative_mandatory\n\
                          category: Control access\ndescription: Why.\nhow: Turn it on.\n";
    const CHECK: &str = "id: c\naliases: [old]\nversion: 3\ntitle: It is on\nwhy: Because.\n\
                         reads:\n  on: { at: 'gone#/on', type: bool }\npass: on\n\
                         setting: { name: On, lock: 'gone#/lock', groups: 'gone#/on' }\n\
                         examples: { pass: [{ on: true }], fail: [{ on: false }] }\naction: act\n\
                         severity: low\nfix: Turn it on.\n";

    /// The catalog of a pack whose check has this text, with something in its place.
    fn catalog(text: &str) -> Catalog {
        let file = SourceFile::new("pager/checks/c.yaml", text);
        let files = [
            SourceFile::new("pager/connector.yaml", CONNECTOR),
            SourceFile::new("pager/actions/act.yaml", ACTION),
            file.clone(),
        ];
        let mut catalog = load(&files, &[]).catalog;
        assert!(catalog.checks.is_empty(), "it does not load");
        let (id, service) = ("c".parse().unwrap(), "pager".parse().unwrap());
        catalog.stand_in(StandIn { id: &id, service: &service, file: &file, why: "It is of another time." });
        catalog
    }

    #[test]
    fn a_check_and_its_twins_stay_and_could_not_be_detected() {
        let catalog = catalog(CHECK);
        let ids: Vec<_> = catalog.checks.keys().map(CheckId::as_str).collect();
        assert_eq!(ids, ["c", "c.locked", "c.overrides"]);
        let points = |action: &str| catalog.actions[&action.parse::<ActionId>().unwrap()].points;
        assert_eq!((points("act"), points("c.locked"), points("c.overrides")), (27, 9, 3));
        assert_eq!(catalog.check(&"old.locked".parse().unwrap()).unwrap().id.as_str(), "c.locked");
        let service = "pager".parse().unwrap();
        let judged =
            Judge::new(&catalog).evaluate_all(&service, &BTreeMap::new(), &BTreeMap::new(), Time::from_ms(0));
        assert_eq!(judged.len(), 3);
        for (id, outcome) in judged {
            let reason = outcome.reason.unwrap();
            assert_eq!(
                (outcome.verdict, reason.code),
                (Verdict::Undetected, Undetected::CheckRefused),
                "{id}"
            );
            assert_eq!(reason.text, "It is of another time.");
        }
    }

    #[test]
    fn whatever_can_be_read_of_a_file_its_action_is_found() {
        for text in
            ["id: c\naction: act\npasses_when: [x]\n", "action: act\nversion: many\nreads: 7\nsetting: 7\n"]
        {
            let catalog = catalog(text);
            let checks: Vec<_> =
                catalog.checks.values().map(|check| (check.id.as_str(), check.action.as_str())).collect();
            assert_eq!(checks, [("c", "act")]);
        }
        // Without an action there is no figure to stay in.
        assert!(catalog("id: c\n").checks.is_empty());
    }

    #[test]
    fn what_loads_is_not_replaced() {
        let mut catalog = catalog(CHECK);
        let before = catalog.checks.clone();
        let file = SourceFile::new("pager/checks/d.yaml", CHECK.replace("It is on", "Another"));
        let (id, service) = ("old".parse().unwrap(), "pager".parse().unwrap());
        catalog.stand_in(StandIn { id: &id, service: &service, file: &file, why: "It is of another time." });
        assert_eq!(catalog.checks, before);
    }
}
