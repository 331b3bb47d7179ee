//! The data protection baseline as we ship it, and the checks beyond the CIS benchmark that it rests on.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{
    Catalog, Check, SourceFile,
    check::recorded,
    regulation::{Control, Regulation},
};
use checks_support::{Readings, judge, packs, packs_of};
use model::{ActionId, Presence, Reading, Table, Time, Verdict};
use serde_json::{Value, json};
use std::{collections::BTreeSet, path::Path};

const BASELINE: &str = "data-protection-baseline";
/// Checks with a file that no recommendation of the benchmark asks for.
const BEYOND: [&str; 28] = [
    "zoom.account.app-user-active",
    "zoom.account.idle-sign-out-client",
    "zoom.account.idle-sign-out-web",
    "zoom.account.managed-domains-verified",
    "zoom.account.single-sign-on",
    "zoom.account.single-sign-on-bypass",
    "zoom.account.single-sign-on-domains",
    "zoom.account.two-factor",
    "zoom.apps.approved",
    "zoom.chat.ai-companion",
    "zoom.chat.external-approval",
    "zoom.chat.external-channels",
    "zoom.chat.external-members",
    "zoom.chat.external-people",
    "zoom.logs.weakening",
    "zoom.meeting.ai-questions",
    "zoom.meeting.ai-summary-automatic",
    "zoom.meeting.ai-summary-recipients",
    "zoom.meeting.blocked-domains",
    "zoom.meeting.countries",
    "zoom.meeting.end-to-end-encryption",
    "zoom.meeting.security-option",
    "zoom.people.administrators",
    "zoom.people.client-versions",
    "zoom.people.inactive-licensed",
    "zoom.people.pending-invitations",
    "zoom.recording.archiving",
    "zoom.recording.viewers",
];

fn root(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

fn loaded() -> Catalog {
    let regulations: Vec<SourceFile> = std::fs::read_dir(root("regulations"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| SourceFile::new(path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    let files: Vec<_> = packs().into_iter().chain(packs_of("salesforce")).collect();
    let loaded = assure::load(&files, &regulations);
    assert_eq!(loaded.problems, []);
    loaded.catalog
}

fn baseline(catalog: &Catalog) -> &Regulation {
    &catalog.regulations[&BASELINE.parse().unwrap()]
}

fn account(name: &str) -> (Readings, Time) {
    let path = root("packs/zoom/recorded").join(format!("{name}.json"));
    let recorded = recorded::parse(&std::fs::read_to_string(path).unwrap(), Time::default()).unwrap();
    (recorded.readings, recorded.read_at)
}

fn check<'a>(catalog: &'a Catalog, id: &str) -> &'a Check {
    &catalog.checks[&id.parse().unwrap()]
}

/// The verdict on the tidy account after a change to the rows of one of its tables.
fn with_rows(catalog: &Catalog, id: &str, signal: &str, change: impl FnOnce(&mut Vec<Value>)) -> Verdict {
    let (mut readings, at) = account("tidy");
    let Some(Reading { presence: Presence::Table(Table { rows, .. }), .. }) =
        readings.get_mut(&signal.parse().unwrap())
    else {
        panic!("{signal} is not a table");
    };
    change(rows);
    judge(check(catalog, id), &readings, at).verdict
}

#[test]
fn each_of_its_twelve_families_has_controls_and_every_technical_action_a_check() {
    let catalog = loaded();
    let baseline = baseline(&catalog);
    assert_eq!(baseline.families.len(), 12);
    let actions = baseline.action_ids();
    let ends = |end: &str| actions.iter().filter(|id| id.as_str().ends_with(end)).count();
    assert!(ends(".locked") >= 20 && ends(".overrides") >= 20, "{} {}", ends(".locked"), ends(".overrides"));
    let manual = |id: &&&ActionId| catalog.services_of_action(id).is_empty();
    let by_hand: Vec<&str> = actions.iter().filter(manual).map(|id| id.as_str()).collect();
    assert!(by_hand.len() < actions.len() / 5, "mostly tested by checks, but not {by_hand:?}");
    // No action of the first ten is lost on the way to the whole.
    let first = &catalog.regulations[&format!("{BASELINE}-first-ten").parse().unwrap()];
    for id in first.action_ids() {
        assert!(actions.contains(&id), "{id}");
    }
    let used: BTreeSet<&ActionId> =
        baseline.controls().flat_map(|control: &Control| &control.actions).collect();
    for id in BEYOND {
        assert!(used.contains(&check(&catalog, id).action), "{id} counts in no control");
    }
}

#[test]
fn the_tidy_account_passes_it_and_the_careless_one_does_not() {
    let catalog = loaded();
    let verdicts = |name: &str| {
        let (readings, at) = account(name);
        let actions = baseline(&catalog).action_ids();
        let checks = actions.iter().flat_map(|id| catalog.checks_of_action(id));
        let checks = checks.filter(|check| check.service.as_str() == "zoom");
        checks.map(|check| (check, judge(check, &readings, at).verdict)).collect::<Vec<_>>()
    };
    for (check, verdict) in verdicts("tidy") {
        let expected = match (check.manual_until_read, &check.applies) {
            (true, _) => &[Verdict::Passed, Verdict::Undetected][..],
            (false, Some(_)) => &[Verdict::Passed, Verdict::NotApplicable],
            (false, None) => &[Verdict::Passed],
        };
        assert!(expected.contains(&verdict), "{} is {verdict:?}", check.id);
    }
    let careless = verdicts("careless");
    let count = |wanted: Verdict| careless.iter().filter(|(_, verdict)| *verdict == wanted).count();
    assert!(count(Verdict::Failed) > 3 * count(Verdict::Passed), "{careless:?}");
}

#[test]
fn single_sign_on_must_cover_every_managed_domain_and_few_may_go_around_it() {
    let catalog = loaded();
    let domains = |rows: Value| {
        with_rows(&catalog, "zoom.account.single-sign-on-domains", "account.managed_domains", |kept| {
            *kept = rows.as_array().unwrap().clone();
        })
    };
    let domain = |name: &str| json!({ "domain": name, "status": "verified" });
    assert_eq!(domains(json!([domain("tidy.example.com")])), Verdict::Passed);
    assert_eq!(domains(json!([domain("TIDY.example.com")])), Verdict::Passed);
    assert_eq!(domains(json!([domain("tidy.example.com"), domain("old.example.org")])), Verdict::Failed);
    assert_eq!(domains(json!([])), Verdict::Failed);
    let pending = |rows: &mut Vec<Value>| rows[0]["status"] = json!("pending");
    let verified = "zoom.account.managed-domains-verified";
    assert_eq!(with_rows(&catalog, verified, "account.managed_domains", pending), Verdict::Failed);
}

#[test]
fn administrators_are_counted_as_people_and_by_their_roles() {
    let catalog = loaded();
    let with = |more: &[(&str, &str)]| {
        with_rows(&catalog, "zoom.people.administrators", "role.members", |rows| {
            rows.extend(more.iter().map(|(role, user)| json!({ "role_id": role, "user_id": user })));
        })
    };
    assert_eq!(with(&[]), Verdict::Passed);
    assert_eq!(with(&[("1", "a"), ("1", "b")]), Verdict::Passed);
    assert_eq!(with(&[("1", "a"), ("1", "b"), ("1", "c")]), Verdict::Failed);
    // Somebody in two roles is one person, and a role of one's own is none of the two; but those do not grow unseen
    // either (the tidy account has one already).
    assert_eq!(with(&[("1", "a"), ("0", "a"), ("1", "b")]), Verdict::Passed);
    assert_eq!(with(&[("RqOther", "a"), ("RqOther", "b"), ("RqOther", "c")]), Verdict::Passed);
    assert_eq!(
        with(&[("RqOther", "a"), ("RqAnother", "b"), ("RqOther", "c"), ("RqOther", "d")]),
        Verdict::Failed
    );
    // Whoever is counted as an administrator is not counted twice.
    assert_eq!(
        with(&[("1", "a"), ("RqOther", "a"), ("RqOther", "b"), ("RqOther", "c"), ("RqOther", "d")]),
        Verdict::Passed
    );
    let only_the_owner = |rows: &mut Vec<Value>| rows.retain(|row| row["role_id"] == "0");
    assert_eq!(
        with_rows(&catalog, "zoom.people.administrators", "role.members", only_the_owner),
        Verdict::Failed
    );
}

#[test]
fn idle_licences_and_old_invitations_turn_on_the_day() {
    let catalog = loaded();
    let people = |id: &str, status: &str, column: &str, moment: &str| {
        with_rows(&catalog, id, "users", |rows| {
            let one = rows.iter_mut().find(|row| row["status"] == status).unwrap();
            one["type"] = json!(2);
            one[column] = json!(moment);
        })
    };
    // Read at 2026-11-21T08:00:00Z.
    let idle = |moment| people("zoom.people.inactive-licensed", "active", "active_at", moment);
    assert_eq!(idle("2026-08-23T08:00:01Z"), Verdict::Passed);
    assert_eq!(idle("2026-08-23T08:00:00Z"), Verdict::Failed);
    let invited = |moment| people("zoom.people.pending-invitations", "pending", "created_at", moment);
    assert_eq!(invited("2026-10-22T08:00:01Z"), Verdict::Passed);
    assert_eq!(invited("2026-10-22T08:00:00Z"), Verdict::Failed);
    // One row that cannot be read proves nothing about any.
    assert_eq!(people("zoom.people.inactive-licensed", "active", "active_at", "lately"), Verdict::Undetected);
}

#[test]
fn an_app_is_approved_or_fails_and_a_restricted_one_fails_even_if_approved() {
    let catalog = loaded();
    let with = |more: &[(&str, &str)]| {
        with_rows(&catalog, "zoom.apps.approved", "marketplace.apps", |rows| {
            rows.extend(
                more.iter().map(|(app, list)| json!({ "app_id": app, "app_name": "X", "list": list })),
            );
        })
    };
    assert_eq!(with(&[("x", "account_added")]), Verdict::Failed);
    assert_eq!(with(&[("x", "account_added"), ("x", "approved_apps")]), Verdict::Passed);
    assert_eq!(
        with(&[("x", "account_added"), ("x", "approved_apps"), ("x", "restricted_apps")]),
        Verdict::Failed
    );
    assert_eq!(with(&[("x", "a_list_that_is_new")]), Verdict::Undetected);
}

#[test]
fn a_day_without_sign_ins_proves_nothing_about_apps() {
    let catalog = loaded();
    let none = with_rows(&catalog, "zoom.people.client-versions", "sign_in.logs", Vec::clear);
    assert_eq!(none, Verdict::Undetected);
}

#[test]
fn a_second_factor_for_some_is_none_for_all() {
    let catalog = loaded();
    let of = |mode: &str, lists: Value| {
        let (mut readings, at) = account("tidy");
        let Presence::Document { value } =
            &mut readings.get_mut(&"account.settings".parse().unwrap()).unwrap().presence
        else {
            panic!("settings are a document");
        };
        value["security"]["sign_in_with_two_factor_auth"] = json!(mode);
        value["security"]["sign_in_with_two_factor_auth_roles"] = lists.clone();
        value["security"]["sign_in_with_two_factor_auth_groups"] = lists;
        judge(check(&catalog, "zoom.account.two-factor"), &readings, at).verdict
    };
    assert_eq!(of("all", json!([])), Verdict::Passed);
    for (mode, lists) in
        [("role", json!([])), ("role", json!(["1"])), ("group", json!([])), ("group", json!(["g"]))]
    {
        assert_eq!(of(mode, lists.clone()), Verdict::Failed, "{mode} {lists}");
    }
}

/// Both ways in which Zoom tells what a waiting room does number their values, and not alike.
#[test]
fn nobody_is_placed_in_a_waiting_room_that_admits_by_itself() {
    let catalog = loaded();
    let of = |settings: Option<i64>, options: Option<i64>| {
        let (mut readings, at) = account("tidy");
        let signal = "account.settings.meeting_security".parse().unwrap();
        let Presence::Document { value } = &mut readings.get_mut(&signal).unwrap().presence else {
            panic!("settings are a document");
        };
        let security = &mut value["meeting_security"];
        for (section, key, set) in [
            ("waiting_room_settings", "participants_to_place_in_waiting_room", settings),
            ("waiting_room_options", "admit_type", options),
        ] {
            let section = security[section].as_object_mut().unwrap();
            section.remove(key);
            section.extend(set.map(|set| (key.to_owned(), json!(set))));
        }
        judge(check(&catalog, "zoom.meeting.waiting-room-everyone-admission"), &readings, at).verdict
    };
    assert_eq!(of(Some(0), Some(2)), Verdict::Passed);
    assert_eq!(of(Some(0), None), Verdict::Passed);
    for (settings, options) in
        [(0, Some(1)), (0, Some(3)), (0, Some(4)), (1, Some(2)), (2, Some(2)), (1, None), (2, None)]
    {
        assert_eq!(of(Some(settings), options), Verdict::Failed, "{settings} {options:?}");
    }
    assert_eq!(of(None, Some(2)), Verdict::Undetected);
    assert_eq!(of(None, None), Verdict::Undetected);
}

#[test]
fn outdated_apps_and_weakened_protections_of_the_last_day_fail() {
    let catalog = loaded();
    let signed_in = |client: &str, version: &str| {
        with_rows(&catalog, "zoom.people.client-versions", "sign_in.logs", |rows| {
            rows.push(json!({ "client_type": client, "version": version }));
        })
    };
    assert_eq!(signed_in("PC", "6.0.0.1"), Verdict::Passed);
    assert_eq!(signed_in("Browser", ""), Verdict::Passed);
    for version in ["5.17.11.3835", "", "-", "latest"] {
        assert_eq!(signed_in("PC", version), Verdict::Failed, "{version}");
    }
    let logged_as = |category: &str, detail: &str| {
        with_rows(&catalog, "zoom.logs.weakening", "operation.logs", |rows| {
            let time = "2026-11-21T07:00:00Z";
            rows.push(json!({ "time": time, "category_type": category, "operation_detail": detail }));
        })
    };
    let logged = |detail: &str| logged_as("Account", detail);
    assert_eq!(logged("Security  - Waiting Room: from Off to On"), Verdict::Passed);
    assert_eq!(logged("In Meeting (Basic)  - Co-host: from On to Off"), Verdict::Passed);
    assert_eq!(logged("Security  - Waiting Room: from On to Off"), Verdict::Failed);
    assert_eq!(logged("Group Staff  - Lock Settings  - Chat: from On to Off"), Verdict::Failed);
    assert_eq!(
        logged("Sign-in Methods  - Allow users to sign in with Google: from Off to On"),
        Verdict::Failed
    );
    for harmless in
        ["Add User nia@example.com", "delete user - gus.from@example.com", "User signed in from a phone"]
    {
        assert_eq!(logged_as("User", harmless), Verdict::Passed, "{harmless}");
    }
    assert_eq!(
        logged_as("User", "Update User nia@example.com  - Last name: from Day to Night"),
        Verdict::Passed
    );
    for weaker in [
        "Settings  - Two-Factor Authentication: from All users to None",
        "Anything at all  - Recording: from Locked to Unlocked",
        "Sign-In Password Requirement  - Have a minimum password length: from 12 to 8",
        "Security  - Enhanced weak passcode detection: from Off to On - Waiting Room: from On to Off",
        "Security  - Enhanced weak passcode detection: from Off to On, Waiting Room: from On to Off",
        "Data Center  - Regions: from DE, NL to DE, NL, CN",
        "Update User nia@example.com  - Last name: from Day to Night, Role: from Member to Admin",
    ] {
        for category in ["Account", "User", "user_settings", "a category that is new"] {
            assert_eq!(logged_as(category, weaker), Verdict::Failed, "{category}: {weaker}");
        }
    }
}
