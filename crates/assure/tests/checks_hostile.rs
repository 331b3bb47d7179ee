//! What could make a shipped check pass without a reason: a text of nothing in a list of what is excused, a number
//! below zero, an option whose setting is off, a time to come, a log that was read too long ago.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{
    Catalog, Check, Judge, Read, ReadType,
    check::{Duration, Example, Given, Recorded, TwinKind, recorded},
    status::{ManualStatus, Tested, fold_instance, stand},
};
use checks_support::*;
use model::{Presence, Time, Verdict};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// The longest age of a log's reading: what is read are the last 26 hours.
const LOG_AGE_MAX: Duration = Duration::from_secs(26 * 3600);

static SHIPPED: LazyLock<(Catalog, Judge)> = LazyLock::new(|| {
    let catalog = shipped();
    let judge = Judge::new(&catalog);
    (catalog, judge)
});

static TIDY: LazyLock<Recorded> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/zoom/recorded/tidy.json");
    recorded::parse(&std::fs::read_to_string(path).unwrap(), Time::default()).unwrap()
});

fn checks() -> impl Iterator<Item = &'static Check> {
    SHIPPED.0.checks.values()
}

/// Readings that have what an example says, each value at the first place of its read.
fn readings(check: &Check, example: &Example) -> Readings {
    let mut readings = Readings::new();
    for (name, read) in &check.reads {
        put(&mut readings, read, example[name].clone());
    }
    readings
}

fn put(readings: &mut Readings, read: &Read, value: Value) {
    let path = &read.at[0];
    if let (true, Value::Array(rows)) = (path.pointer.is_empty(), &value) {
        return with(readings, path.signal.as_str(), table(rows.clone(), true));
    }
    if !readings.contains_key(&path.signal) {
        with(readings, path.signal.as_str(), Presence::Document { value: json!({}) });
    }
    let Presence::Document { value: document } = &mut readings.get_mut(&path.signal).unwrap().presence else {
        panic!("{} is a document", path.signal);
    };
    let mut place = document;
    for step in path.pointer.split('/').skip(1) {
        place = &mut place[step];
    }
    *place = value;
}

fn as_of(example: &Example) -> Time {
    example.get("as_of").map_or(TIDY.read_at, |text| text.as_str().unwrap().parse().unwrap())
}

/// The parameters that an example gives.
fn given(check: &Check, example: &Example) -> BTreeMap<String, Given> {
    let named = example.iter().filter(|(name, _)| check.parameters.contains_key(*name));
    named.map(|(name, value)| (name.clone(), Given::forever(value.clone()))).collect()
}

fn judged(check: &Check, readings: &Readings, given: &BTreeMap<String, Given>, as_of: Time) -> Verdict {
    SHIPPED.1.evaluate(check, readings, given, as_of).verdict
}

fn is_text_list(kind: &ReadType) -> bool {
    matches!(kind, ReadType::List(of) if **of == ReadType::Text)
}

/// Neither is a text of nothing found in every text, nor is nothing that a service sends excused by it.
#[test]
fn a_text_of_nothing_in_a_list_excuses_nothing() {
    let mut tried = 0;
    for check in checks() {
        for example in &check.examples.fail {
            let mut given = given(check, example);
            let mut emptied = example.clone();
            for (name, parameter) in &check.parameters {
                if !is_text_list(&parameter.kind) {
                    continue;
                }
                let value = given.get(name).map_or(&parameter.default, |given| &given.value);
                let mut entries = value.as_array().unwrap().clone();
                entries.extend([json!(""), json!(" ")]);
                given.insert(name.clone(), Given::forever(json!(entries)));
                tried += 1;
            }
            let verdict = judged(check, &readings(check, example), &given, as_of(example));
            assert_ne!(verdict, Verdict::Passed, "{}: {example:?}", check.id);
            // And where the service itself sends texts of nothing.
            for (name, read) in &check.reads {
                if read.kind == ReadType::Text {
                    emptied.insert(name.clone(), json!(""));
                } else if is_text_list(&read.kind) {
                    emptied.insert(name.clone(), json!(["", " "]));
                } else {
                    continue;
                }
                let verdict = judged(check, &readings(check, &emptied), &given, as_of(example));
                assert_ne!(verdict, Verdict::Passed, "{}: {emptied:?}", check.id);
            }
        }
    }
    assert!(tried > 40, "{tried}");
}

/// Of every list whose entries excuse what else would fail, and of no other.
#[test]
fn lists_of_what_is_excused_show_what_was_needed() {
    let shown: BTreeSet<String> = checks()
        .filter(|check| check.twin.is_none())
        .flat_map(|check| check.parameters.iter().map(move |(name, parameter)| (check, name, parameter)))
        .filter(|(_, _, parameter)| parameter.exceptions)
        .map(|(check, name, _)| format!("{} {name}", check.id))
        .collect();
    let expected = [
        "zoom.apps.approved approved",
        "zoom.audio.dial-in-countries allowed",
        "zoom.chat.ai-companion allowed",
        "zoom.integration.services allowed",
        "zoom.logs.weakening details",
        "zoom.logs.weakening explained",
        "zoom.logs.weakening harmless",
        "zoom.meeting.data-centre-regions allowed",
        "zoom.meeting.listening-ports allowed",
        "zoom.recording.ip-ranges approved",
    ];
    assert_eq!(shown, expected.map(str::to_owned).into());
    // A list that is empty by default and is not shown would be one that nobody sees growing.
    for check in checks() {
        for (name, parameter) in &check.parameters {
            let none = parameter.default.as_array().is_some_and(Vec::is_empty);
            assert!(!none || parameter.exceptions, "{}: {name}", check.id);
        }
    }
}

/// Wherever a whole number is read, there is a passing example that does not pass with one below zero: the number
/// has a lower bound.
#[test]
fn no_number_below_zero_passes() {
    let mut numbers = 0;
    for check in checks() {
        for (name, _) in check.reads.iter().filter(|(_, read)| read.kind == ReadType::Int) {
            numbers += 1;
            let turned = check.examples.pass.iter().any(|example| {
                let mut below = example.clone();
                below.insert(name.clone(), json!(-1));
                let found = judged(check, &readings(check, &below), &given(check, example), as_of(example));
                found != Verdict::Passed
            });
            assert!(turned, "{}: {name} may be below zero", check.id);
        }
    }
    assert!(numbers > 10, "{numbers}");
}

/// An event that has not happened yet proves nothing about anybody.
#[test]
fn no_time_to_come_passes() {
    let mut times = 0;
    for check in checks().filter(|check| check.time_bound) {
        for example in &check.examples.pass {
            let text = serde_json::to_string(example).unwrap();
            let moment = example["as_of"].as_str().unwrap();
            for (name, read) in &check.reads {
                let mut later = example.clone();
                let value = later.get_mut(name).unwrap();
                match &read.kind {
                    ReadType::Time => *value = json!("2999-01-01T00:00:00Z"),
                    ReadType::Table(columns) => {
                        for column in columns.iter().filter(|column| column.kind == ReadType::Time) {
                            for row in value.as_array_mut().unwrap() {
                                row[&column.name] = json!("2999-01-01T00:00:00Z");
                            }
                        }
                    }
                    _ => continue,
                }
                times += 1;
                let found =
                    judged(check, &readings(check, &later), &given(check, example), moment.parse().unwrap());
                assert_eq!(found, Verdict::Failed, "{}: {text}", check.id);
            }
        }
    }
    assert!(times >= 5, "{times}");
}

#[test]
fn logs_leave_no_gap_between_two_readings() {
    let mut logs = 0;
    for check in checks() {
        for read in check.reads.values() {
            if read.at.iter().any(|path| path.signal.as_str().ends_with(".logs")) {
                assert!(read.max_age <= LOG_AGE_MAX, "{}", check.id);
                logs += 1;
            }
        }
    }
    assert_eq!(logs, 2);
}

#[test]
fn a_lock_is_looked_at_by_one_check_alone() {
    let mut locks = BTreeMap::new();
    for check in checks().filter(|check| matches!(&check.twin, Some(twin) if twin.kind == TwinKind::Locked)) {
        for read in check.reads.values() {
            let other = locks.insert(read.at[0].to_string(), &check.id);
            assert_eq!(other, None, "{}", check.id);
        }
    }
    assert!(locks.len() > 50, "{}", locks.len());
}

/// Settings, and the options under them that are nothing while the setting is off.
const SETTINGS: [(&str, &str, &[&str]); 12] = [
    ("account.settings", "/recording/archive/enable", &["zoom.recording.archived-kinds"]),
    ("account.settings", "/recording/cloud_recording", &["zoom.recording.automatic"]),
    ("account.settings", "/recording/cloud_recording", &["zoom.recording.automatic-in-cloud"]),
    ("account.settings", "/recording/ip_address_access_control/enable", &["zoom.recording.ip-ranges"]),
    ("account.settings", "/recording/auto_delete_cmr", &["zoom.recording.auto-delete"]),
    ("account.settings", "/in_meeting/custom_data_center_regions", &["zoom.meeting.data-centre-regions"]),
    ("account.settings", "/in_meeting/p2p_ports", &["zoom.meeting.listening-ports"]),
    (
        "account.settings",
        "/security/signin_with_sso/enable",
        &["zoom.account.single-sign-on-bypass", "zoom.account.single-sign-on-domains"],
    ),
    (
        "account.settings",
        "/security/signin_with_sso/require_sso_for_domains",
        &["zoom.account.single-sign-on-bypass", "zoom.account.single-sign-on-domains"],
    ),
    (
        "account.settings.meeting_security",
        "/meeting_security/waiting_room",
        &["zoom.meeting.waiting-room-everyone", "zoom.meeting.waiting-room-admission"],
    ),
    (
        "account.settings.meeting_security",
        "/meeting_security/block_user_domain",
        &["zoom.meeting.blocked-domains"],
    ),
    (
        "account.settings.meeting_security",
        "/meeting_security/approved_or_denied_countries_or_regions/enable",
        &["zoom.meeting.countries"],
    ),
];

/// The tidy account with one value put in place of another.
fn tidy_with(signal_name: &str, pointer: &str, new: Option<Value>) -> Readings {
    let mut readings = TIDY.readings.clone();
    let Presence::Document { value } = &mut readings.get_mut(&signal(signal_name)).unwrap().presence else {
        panic!("{signal_name} is a document");
    };
    match new {
        Some(new) => *value.pointer_mut(pointer).unwrap() = new,
        None => {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            value.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key).unwrap();
        }
    }
    readings
}

/// How the checks of an action stand on these readings, with nothing said by people.
fn action(id: &str, readings: &Readings) -> (Verdict, bool) {
    let times: BTreeMap<_, _> = readings.keys().map(|name| (name.clone(), TIDY.read_at)).collect();
    let id = id.parse().unwrap();
    let standings: Vec<_> = SHIPPED
        .0
        .checks_of_action(&id)
        .map(|check| {
            let outcome = SHIPPED.1.evaluate(check, readings, &BTreeMap::new(), TIDY.read_at);
            (check, stand(check, Some(&outcome), &times, TIDY.read_at))
        })
        .collect();
    let unsaid = ManualStatus::default();
    let result =
        fold_instance(standings.iter().map(|(check, standing)| Tested::of(check, standing, &unsaid)));
    (result.verdict, result.by_hand)
}

#[test]
fn an_option_proves_nothing_while_its_setting_is_off() {
    for (signal, pointer, actions) in SETTINGS {
        for id in actions {
            assert_eq!(action(id, &TIDY.readings), (Verdict::Passed, false), "{id}");
            let off = tidy_with(signal, pointer, Some(json!(false)));
            assert_eq!(action(id, &off), (Verdict::Failed, false), "{id} with {pointer} off");
        }
    }
    let silent = tidy_with("account.settings", "/in_meeting/entry_exit_chime", Some(json!("none")));
    assert_eq!(action("zoom.meeting.phone-entry-voice", &silent).0, Verdict::Failed);
}

/// A list of countries that is on and empty, or the other one's, lets everybody in.
#[test]
fn countries_are_named_in_the_list_that_counts() {
    let of = |method: &str, approved: &[&str], denied: &[&str]| {
        let setting =
            json!({ "enable": true, "method": method, "approved_list": approved, "denied_list": denied });
        let pointer = "/meeting_security/approved_or_denied_countries_or_regions";
        action(
            "zoom.meeting.countries",
            &tidy_with("account.settings.meeting_security", pointer, Some(setting)),
        )
        .0
    };
    assert_eq!(of("approve", &["DE"], &[]), Verdict::Passed);
    assert_eq!(of("deny", &[], &["KP"]), Verdict::Passed);
    for (method, approved, denied) in [
        ("approve", [].as_slice(), ["KP"].as_slice()),
        ("deny", &["DE"], &[]),
        ("deny", &[], &[""]),
        ("approve", &[], &[]),
    ] {
        assert_eq!(of(method, approved, denied), Verdict::Failed, "{method} {approved:?} {denied:?}");
    }
    assert_eq!(of("some", &["DE"], &["KP"]), Verdict::Undetected);
}

/// Where an account does not tell the option, people test it, while the setting above it is on.
#[test]
fn an_option_that_is_not_told_is_for_people_while_its_setting_is_on() {
    let (id, view) = ("zoom.meeting.waiting-room-admission", "account.settings.meeting_security");
    let untold = tidy_with(view, "/meeting_security/waiting_room_options/admit_type", None);
    assert_eq!(action(id, &untold), (Verdict::ToBeDetected, true));
    let untold = tidy_with(view, "/meeting_security/waiting_room_options", None);
    assert_eq!(action(id, &untold), (Verdict::ToBeDetected, true));
    let mut off = untold;
    let Presence::Document { value } = &mut off.get_mut(&signal(view)).unwrap().presence else {
        panic!("{view} is a document");
    };
    value["meeting_security"]["waiting_room"] = json!(false);
    assert_eq!(action(id, &off), (Verdict::Failed, true));
}
