//! A small world for tests of statuses and scores: a catalog with checks and actions made in a line each.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use assure::{
    Action, Catalog, Check, Read, ReadType, SignalPath,
    check::{Duration, Examples},
    regulation::{Control, Family, Regulation},
    score::{AssessmentScope, Facts, Standings},
    status::{InstanceResult, ManualStatus, Standing, fold_instance},
};
use model::{
    ActionId, ActionKind, AssessmentId, ContentHash, Credit, Fact, GroupId, ImplementationStatus, InstanceId,
    Outcome, Reason, RegulationId, ServiceId, Severity, SignalName, TestStatus, Time, Undetected, Verdict,
};
use serde_json::json;
use std::{borrow::Cow, collections::BTreeMap};

pub const HOUR: Duration = Duration::from_secs(3600);
pub const MAX_AGE: Duration = Duration::from_secs(50 * 3600);

pub fn id<T: std::str::FromStr<Err = model::InvalidId>>(text: &str) -> T {
    text.parse().expect("a test's id is well formed")
}

/// The same UUID for the same number.
fn uuid(kind: u8, n: u32) -> String {
    format!("019a0000-0000-7000-8{kind:03x}-{n:012x}")
}
pub fn instance(n: u32) -> InstanceId {
    id(&uuid(1, n))
}
pub fn group(n: u32) -> GroupId {
    id(&uuid(2, n))
}
pub fn assessment_id(n: u32) -> AssessmentId {
    id(&uuid(3, n))
}
pub fn zoom() -> ServiceId {
    id("zoom")
}
pub fn time(text: &str) -> Time {
    text.parse().expect("a test's time is well formed")
}
pub fn credit(numerator: u16, denominator: u16) -> Credit {
    Credit::new(numerator, denominator).expect("a test's credit lies between 0 and 1")
}

pub fn read(paths: &[&str], max_age: Duration) -> Read {
    let path = |text: &&str| {
        let (signal, pointer) = text.split_once('#').expect("signal#/pointer");
        SignalPath { signal: id(signal), pointer: pointer.to_owned() }
    };
    Read { at: paths.iter().map(path).collect(), either: false, kind: ReadType::Bool, empty: None, max_age }
}

/// A check of the action with the same id, unless told otherwise.
pub fn check(check: &str, reads: &[(&str, Read)]) -> Check {
    Check {
        id: id(check),
        aliases: Vec::new(),
        version: 1,
        service: zoom(),
        title: check.to_owned(),
        why: "because".to_owned(),
        reads: reads.iter().map(|(name, read)| ((*name).to_owned(), read.clone())).collect(),
        parameters: BTreeMap::new(),
        applies: None,
        pass: "on == true".to_owned(),
        partial: None,
        boundaries: Vec::new(),
        examples: Examples::default(),
        setting: None,
        twin: None,
        manual_until_read: false,
        action: id(check),
        severity: Severity::High,
        expected: "on is true".to_owned(),
        fix: "switch it on".to_owned(),
        link: None,
        maps: Vec::new(),
        hash: ContentHash::of(check.as_bytes()),
        time_bound: false,
    }
}

pub fn simple_check(name: &str) -> Check {
    check(name, &[("on", read(&["settings#/on"], MAX_AGE))])
}

pub fn fact(name: &str, signal: &str) -> Fact {
    Fact { name: name.to_owned(), signal: id(signal), pointer: "/on".to_owned(), actual: json!(true) }
}

pub fn outcome(verdict: Verdict, facts: &[Fact]) -> Outcome {
    Outcome {
        exceptions: Vec::new(),
        verdict,
        credit: match verdict {
            Verdict::Passed => Credit::FULL,
            Verdict::PartiallyPassed => Credit::HALF,
            _ => Credit::NONE,
        },
        severity: Severity::High,
        check_version: 1,
        parameters: BTreeMap::new(),
        expected: "on is true".to_owned(),
        facts: facts.to_vec(),
        reason: (verdict == Verdict::Undetected).then(|| Reason {
            code: Undetected::PathMissing,
            text: "settings has no /on".to_owned(),
            absence: None,
        }),
        next_boundary: None,
    }
}

pub fn latest(times: &[(&str, Time)]) -> BTreeMap<SignalName, Time> {
    times.iter().map(|(signal, at)| (id(signal), *at)).collect()
}

/// A standing of that verdict; half credit for partially passed.
pub fn standing(verdict: Verdict) -> Standing {
    standing_of(verdict, if verdict == Verdict::PartiallyPassed { Credit::HALF } else { Credit::NONE })
}
pub fn standing_of(verdict: Verdict, granted: Credit) -> Standing {
    Standing {
        verdict,
        credit: if verdict == Verdict::Passed { Credit::FULL } else { granted },
        ..Standing::to_be_detected(Severity::High)
    }
}
pub fn failed(severity: Severity) -> Standing {
    Standing { severity, ..standing(Verdict::Failed) }
}

/// One check's verdict as an action's result on an instance.
pub fn result(verdict: Verdict) -> InstanceResult {
    fold_instance(&[standing(verdict)])
}

pub fn action(name: &str, kind: ActionKind, points: u32) -> Action {
    Action {
        id: id(name),
        title: name.to_owned(),
        description: "what and why".to_owned(),
        how: "how".to_owned(),
        kind,
        class: None,
        points,
        category: "Protect information".to_owned(),
        link: None,
    }
}

/// A regulation with one control per list of actions.
pub fn regulation(name: &str, controls: &[&[&str]]) -> Regulation {
    let control = |(n, actions): (usize, &&[&str])| Control {
        id: id(&format!("c-{n}")),
        title: format!("Control {n}"),
        description: "what is asked".to_owned(),
        actions: actions.iter().map(|action| id(action)).collect(),
    };
    Regulation {
        id: id(name),
        title: name.to_owned(),
        version: "1".to_owned(),
        description: "for a test".to_owned(),
        services: [zoom()].into(),
        families: vec![Family {
            id: "family".to_owned(),
            title: "Family".to_owned(),
            controls: controls.iter().enumerate().map(control).collect(),
        }],
        actions: Vec::new(),
    }
}

/// Technical actions have one check each, of the same id, for Zoom.
pub fn catalog(actions: &[Action], regulations: &[Regulation]) -> Catalog {
    let mut catalog = Catalog::default();
    for action in actions {
        if action.kind == ActionKind::Technical {
            let check = simple_check(action.id.as_str());
            catalog.checks.insert(check.id.clone(), check);
        }
        catalog.actions.insert(action.id.clone(), action.clone());
    }
    for regulation in regulations {
        catalog.regulations.insert(regulation.id.clone(), regulation.clone());
    }
    catalog
}

/// Facts with a standing per (check, instance, verdict).
pub fn facts<'a>(catalog: &'a Catalog, verdicts: &[(&str, u32, Verdict)]) -> Facts<'a> {
    let mut standings = Standings::new();
    for (check, on, verdict) in verdicts {
        standings.entry(instance(*on)).or_default().insert(id(check), standing(*verdict));
    }
    Facts { catalog, standings: Cow::Owned(standings), manual: BTreeMap::new() }
}

/// When people of these tests speak of a test, after all that checks found.
pub const TESTED_AT: Time = Time::from_ms(1_000);

pub fn tested(implementation: ImplementationStatus, test: TestStatus) -> ManualStatus {
    ManualStatus { implementation, test, test_set_at: Some(TESTED_AT) }
}

pub fn set(
    facts: &mut Facts<'_>,
    group: Option<GroupId>,
    action: &str,
    implementation: ImplementationStatus,
    test: TestStatus,
) {
    facts.manual.insert((group, id::<ActionId>(action)), tested(implementation, test));
}

pub fn scope(n: u32, of_group: u32, regulation: &str, instances: &[u32]) -> AssessmentScope {
    AssessmentScope {
        id: assessment_id(n),
        group: group(of_group),
        regulation: id::<RegulationId>(regulation),
        instances: instances.iter().map(|n| (instance(*n), zoom())).collect(),
    }
}
