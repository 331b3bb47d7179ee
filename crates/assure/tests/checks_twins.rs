//! The checks that are made from a setting's check: that it is locked, and that no group weakens it.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{
    Catalog, Check, Judge, SourceFile,
    check::{Given, TwinKind, check_examples},
};
use checks_support::*;
use model::{AbsenceKind, Outcome, PointsClass, Presence, Severity, Undetected, Verdict};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CHAT: &str = "reads:
  chat: { at: 'a#/in_meeting/chat', type: bool }
pass: chat == false
expected: Chat is off.
setting:
  name: In-meeting chat
  lock: 'b#/in_meeting/chat'
  groups: 'rows#/in_meeting/chat'
examples:
  pass: [{ chat: false }]
  fail: [{ chat: true }]";

fn loaded(body: &str) -> Catalog {
    let loaded = assure::load(&[connector(), action(), check_file("c", "c", body)], &[]);
    assert_eq!(loaded.problems, [], "{body}");
    loaded.catalog
}

fn named<'a>(catalog: &'a Catalog, id: &str) -> &'a Check {
    &catalog.checks[&id.parse().unwrap()]
}

fn group(id: &str, name: &str, settings: Value) -> Value {
    json!({ "id": id, "name": name, "total_members": 3, "settings": settings })
}

fn chat(value: Value) -> Value {
    json!({ "in_meeting": { "chat": value } })
}

fn overrides(catalog: &Catalog, rows: Vec<Value>) -> Outcome {
    let mut readings = Readings::new();
    with(&mut readings, "rows", table(rows, true));
    judge(named(catalog, "c.overrides"), &readings, at(0))
}

#[test]
fn a_setting_has_twins_with_actions_and_texts_of_their_own() {
    let catalog = loaded(CHAT);
    let ids: Vec<_> = catalog.checks.keys().map(ToString::to_string).collect();
    assert_eq!(ids, ["c", "c.locked", "c.overrides"]);
    let actions: Vec<_> = catalog.actions.keys().map(ToString::to_string).collect();
    assert_eq!(actions, ["act", "c.locked", "c.overrides"]);
    let locked = named(&catalog, "c.locked");
    assert_eq!((locked.title.as_str(), locked.severity), ("“In-meeting chat” is locked", Severity::Medium));
    assert_eq!(locked.expected, "“In-meeting chat” is locked, whatever its value.");
    assert_eq!(locked.fix, "The lock beside “In-meeting chat”: F");
    assert_eq!(locked.maps, ["nist-800-53-r5/cm-6"]);
    let overrides = named(&catalog, "c.overrides");
    assert_eq!(overrides.title, "No group weakens “In-meeting chat”");
    assert_eq!(overrides.severity, Severity::High);
    assert_eq!(overrides.expected, "In every group, as in the account: Chat is off.");
    assert_eq!(
        overrides.reads["groups"].kind.to_string(),
        "table(id: text, name: text, value: bool at /settings/in_meeting/chat)"
    );
    assert_eq!(overrides.parameters_from().as_str(), "c");
    let base = named(&catalog, "c");
    assert!(base.hash != locked.hash && locked.hash != overrides.hash, "each is pinned by itself");
    assert!(
        matches!(&overrides.twin.as_ref().unwrap().kind, TwinKind::Overrides { values } if values.len() == 1)
    );
    let class = |id: &str| catalog.actions[&id.parse().unwrap()].class;
    assert_eq!(class("c.locked"), Some(PointsClass::PreventativeDiscretionary));
    assert_eq!(class("c.overrides"), Some(PointsClass::DetectiveMandatory));
    assert_eq!(catalog.actions[&"c.locked".parse().unwrap()].category, "Control access");
}

#[test]
fn another_file_gives_every_twin_another_hash() {
    let (before, after) = (loaded(CHAT), loaded(&CHAT.replace("Chat is off.", "No chat.")));
    for id in ["c", "c.locked", "c.overrides"] {
        assert_ne!(named(&before, id).hash, named(&after, id).hash, "{id}");
    }
}

#[test]
fn twins_are_proven_by_examples_made_from_the_base() {
    let catalog = loaded(CHAT);
    let judge = Judge::new(&catalog);
    for id in ["c.locked", "c.overrides"] {
        let results = check_examples(named(&catalog, id), &judge);
        let wrong: Vec<_> = results.iter().filter(|result| !result.is_ok()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(results.iter().any(|r| r.expected == Verdict::Passed));
        assert!(results.iter().any(|r| r.expected == Verdict::Failed));
    }
    let results = check_examples(named(&catalog, "c.overrides"), &judge);
    for what in
        ["value of its last row removed", "value of its last row null", "groups cut short", "groups empty"]
    {
        assert!(results.iter().any(|result| result.what.contains(what)), "{what}");
    }
}

#[test]
fn a_lock_passes_whatever_the_value_is() {
    let catalog = loaded(CHAT);
    let locked = named(&catalog, "c.locked");
    for (lock, verdict) in [
        (json!(true), Verdict::Passed),
        (json!(false), Verdict::Failed),
        (json!("true"), Verdict::Undetected),
        (json!(1), Verdict::Undetected),
        (Value::Null, Verdict::Undetected),
    ] {
        let readings = documents([("b", chat(lock.clone())), ("a", chat(json!(true)))]);
        assert_eq!(judge(locked, &readings, at(0)).verdict, verdict, "{lock}");
    }
    assert_eq!(judge(locked, &documents([("b", json!({}))]), at(0)).verdict, Verdict::Undetected);
}

#[test]
fn groups_that_weaken_a_setting_are_named_and_no_others() {
    let catalog = loaded(CHAT);
    let good = group("g1", "Legal", chat(json!(false)));
    let passed = overrides(&catalog, vec![good.clone()]);
    assert_eq!((passed.verdict, passed.facts[0].actual.clone()), (Verdict::Passed, json!([])));
    let failed = overrides(
        &catalog,
        vec![good.clone(), group("g2", "Sales", chat(json!(true))), group("g3", "Lab", chat(json!(true)))],
    );
    assert_eq!(failed.verdict, Verdict::Failed);
    assert_eq!(
        failed.facts[0].actual,
        json!([{ "id": "g2", "name": "Sales", "value": true }, { "id": "g3", "name": "Lab", "value": true }])
    );
    // Another group that is as it should be is no other outcome.
    let more = overrides(&catalog, vec![good.clone(), group("g9", "New", chat(json!(false)))]);
    assert_eq!(more, passed);
    assert_eq!(overrides(&catalog, vec![]).verdict, Verdict::Passed, "proven to have no groups");
}

#[test]
fn a_group_that_does_not_say_leaves_it_undetected_and_is_named() {
    let catalog = loaded(CHAT);
    let weak = group("g1", "Legal", chat(json!(true)));
    for (settings, code, says) in [
        (
            json!({}),
            Undetected::PathMissing,
            "of the group “Sales” (g2) (row 2) is missing; expected true or false",
        ),
        (json!({ "in_meeting": {} }), Undetected::PathMissing, "/settings/in_meeting/chat"),
        (chat(Value::Null), Undetected::Null, "is null"),
        (chat(json!("false")), Undetected::WrongType, "the text “false”"),
        (chat(json!(0)), Undetected::WrongType, "the number 0"),
    ] {
        let outcome = overrides(&catalog, vec![weak.clone(), group("g2", "Sales", settings)]);
        assert_eq!(outcome.verdict, Verdict::Undetected);
        let reason = outcome.reason.unwrap();
        assert_eq!(reason.code, code);
        assert!(reason.text.contains("“Sales” (g2)") && reason.text.contains(says), "{}", reason.text);
        assert_eq!(outcome.facts[0].actual[0]["id"], "g2");
    }
    let nameless = overrides(&catalog, vec![json!({ "settings": chat(json!(false)) })]).reason.unwrap();
    assert!(nameless.text.contains("a group without name and id"), "{}", nameless.text);
    let many = (0..9).map(|n| group(&format!("g{n}"), "G", json!({}))).collect();
    let text = overrides(&catalog, many).reason.unwrap().text;
    assert!(text.ends_with("the group “G” (g5) and 3 more be judged."), "{text}");
}

#[test]
fn groups_that_were_not_read_prove_nothing() {
    let catalog = loaded(CHAT);
    let check = named(&catalog, "c.overrides");
    let of = |presence: Option<Presence>| {
        let mut readings = Readings::new();
        if let Some(presence) = presence {
            with(&mut readings, "rows", presence);
        }
        judge(check, &readings, at(0)).verdict
    };
    let good = || vec![group("g1", "Legal", chat(json!(false)))];
    assert_eq!(of(None), Verdict::ToBeDetected);
    assert_eq!(of(Some(table(good(), false))), Verdict::Undetected);
    assert_eq!(of(Some(table(vec![], false))), Verdict::Undetected);
    assert_eq!(of(Some(absence(AbsenceKind::ScopeMissing, None))), Verdict::Undetected);
    assert_eq!(of(Some(Presence::Document { value: json!({}) })), Verdict::Undetected);
    assert_eq!(of(Some(table(good(), true))), Verdict::Passed);
}

#[test]
fn what_a_fact_keeps_of_many_groups_is_bounded() {
    let catalog = loaded(CHAT);
    let rows: Vec<_> = (0..2_000).map(|n| group(&format!("g{n}"), "Group", chat(json!(true)))).collect();
    let fact = overrides(&catalog, rows).facts.remove(0);
    assert_eq!(fact.actual["members"], 2_000);
    assert!(fact.actual.to_string().len() < 8_192);
}

const REGIONS: &str = "reads:
  regions: { at: 'a#/regions', type: 'list(text)', empty: EMPTY }
parameters:
  allowed: { type: 'list(text)', default: [DE], source: Somebody, exceptions: true }
pass: every region in regions { region in allowed }
setting: { name: Regions, groups: 'rows#/regions' }
examples:
  pass: [{ regions: [DE] }, { regions: [DE, US], allowed: [DE, US] }]
  fail: [{ regions: [US] }]";

#[test]
fn a_list_that_is_empty_in_a_group_means_what_it_means_in_the_account() {
    for (empty, verdict) in
        [("passed", Verdict::Passed), ("failed", Verdict::Failed), ("undetected", Verdict::Undetected)]
    {
        let catalog = loaded(&REGIONS.replace("EMPTY", empty));
        let outcome = overrides(&catalog, vec![group("g1", "Legal", json!({ "regions": [] }))]);
        assert_eq!(outcome.verdict, verdict);
        for check in catalog.checks.values() {
            let results = check_examples(check, &Judge::new(&catalog));
            assert!(results.iter().all(|result| result.is_ok()), "{results:#?}");
        }
    }
}

#[test]
fn a_twin_has_the_parameters_of_its_base_and_shows_what_it_needed() {
    let catalog = loaded(&REGIONS.replace("EMPTY", "failed"));
    let judge = Judge::new(&catalog);
    let mut readings = documents([("a", json!({ "regions": ["DE"] }))]);
    let rows = [("g1", json!(["DE"])), ("g2", json!(["US", "DE"]))];
    let rows = rows.map(|(id, regions)| group(id, id, json!({ "regions": regions }))).to_vec();
    with(&mut readings, "rows", table(rows, true));
    let given = Given { value: json!(["DE", "US", "FR"]), until: Some(at(60)) };
    let parameters =
        BTreeMap::from([("c".parse().unwrap(), BTreeMap::from([("allowed".to_owned(), given)]))]);
    let service = "test".parse().unwrap();
    let verdicts = |moment| -> Vec<_> {
        let all = judge.evaluate_all(&service, &readings, &parameters, moment);
        all.into_iter().map(|(id, outcome)| (id.to_string(), outcome)).collect()
    };
    let now = verdicts(at(59));
    assert_eq!(now[1].1.verdict, Verdict::Passed);
    assert_eq!(now[0].1.exceptions, [], "the account needs none");
    let used: Vec<_> = now[1].1.exceptions.iter().map(|used| (used.entry.clone(), used.until)).collect();
    assert_eq!(used, [(json!("US"), Some(at(60)))]);
    assert_eq!(now[1].1.next_boundary, Some(at(60)));
    let then = verdicts(at(60));
    assert_eq!((then[1].1.verdict, then[1].1.next_boundary), (Verdict::Failed, None));
    assert_eq!(then[1].1.parameters["allowed"], json!(["DE"]));
}

/// The problem of a check of CHAT's form with one piece replaced.
fn refused(from: &str, to: &str) -> String {
    assert!(CHAT.contains(from), "{from}");
    let body = CHAT.replacen(from, to, 1);
    let found = problems(&body);
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].clone()
}

#[test]
fn what_a_setting_cannot_be_is_said_by_line() {
    let expect = |problem: String, line: u32, text: &str| {
        let start = format!("test/checks/c.yaml:{line}: ");
        assert!(problem.starts_with(&start) && problem.contains(text), "{problem}");
    };
    expect(refused("name: In-meeting chat", "name: ''"), 14, "`name` is empty");
    expect(refused("lock: 'b#/in_meeting/chat'", "lock: 'x#/a'"), 15, "“x” is not a signal of test");
    expect(refused("lock: 'b#/in_meeting/chat'", "lock: 'b#'"), 15, "has no pointer after the #");
    expect(refused("lock: 'b#/in_meeting/chat'", "lock: 'b/a'"), 15, "there is no # after the signal");
    expect(refused("groups: 'rows#/in_meeting/chat'", "groups: 'rows#'"), 16, "has no pointer");
    expect(refused("groups:", "group:"), 16, "group");
    let neither = "\n  lock: 'b#/in_meeting/chat'\n  groups: 'rows#/in_meeting/chat'";
    expect(refused(neither, ""), 14, "neither `lock` nor `groups`");
    let partial = CHAT
        .replace("pass: chat == false", "pass: chat == false\npartial: { when: chat }")
        .replace("examples:", "examples:\n  partial: [{ chat: true }]");
    assert!(problems(&partial).iter().any(|p| p.contains("`partial` is not supported beside it")));
}

#[test]
fn each_read_has_its_place_in_one_table_of_groups() {
    let places = "{ limited: 'rows#/recording/limited', regions: 'rows#/recording/regions', on: 'rows#/on' }";
    assert!(LIMITED.contains(places));
    for (to, says) in [
        (
            "'rows#/recording'",
            "is one place, for 3 reads; write one for each: { limited: …, on: …, regions: … }",
        ),
        ("{ limited: 'rows#/a', on: 'rows#/c' }", "has no place for the read `regions`"),
        (
            "{ limited: 'rows#/a', regions: 'rows#/b', on: 'rows#/c', off: 'rows#/d' }",
            "`off`, which is no read",
        ),
        ("{ limited: 'rows#/a', regions: 'b#/b', on: 'rows#/c' }", "is in “rows” and in “b”"),
        ("{ limited: 'rows#/a', regions: 'rows#', on: 'rows#/c' }", "“rows#” has no pointer after the #"),
        ("{ limited: 'rows#/a', regions: 'x#/b', on: 'rows#/c' }", "“x” is not a signal of test"),
        ("[rows]", "one for each read by its name"),
    ] {
        let found = problems(&LIMITED.replace(places, to));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with("test/checks/c.yaml:") && found[0].contains(says), "{found:#?}");
    }
    let called = LIMITED.replace("limited", "name");
    assert!(problems(&called)[0].contains("a read is called `name`"), "{:?}", problems(&called));
}

/// A check of three settings, of which one says whether the others matter.
const LIMITED: &str = "reads:
  on: { at: 'a#/on', type: bool }
  limited: { at: 'a#/recording/limited', type: bool }
  regions: { at: 'a#/recording/regions', type: 'table(code: text)', empty: failed }
parameters:
  allowed: { type: 'list(text)', default: [DE], source: Somebody }
applies: on
pass: limited; every region in regions { region.code in allowed }
setting:
  name: Regions
  groups: { limited: 'rows#/recording/limited', regions: 'rows#/recording/regions', on: 'rows#/on' }
examples:
  pass: [{ on: true, limited: true, regions: [{ code: DE }] }]
  fail:
    - { on: true, limited: false, regions: [{ code: DE }] }
    - { on: true, limited: true, regions: [{ code: US }] }
    - { on: true, limited: true, regions: [] }
  not_applicable: [{ on: false, limited: false, regions: [{ code: US }] }]";

fn limited(on: bool, limited: Value, codes: &[&str]) -> Value {
    let regions: Vec<_> = codes.iter().map(|code| json!({ "code": code, "name": "Somewhere" })).collect();
    json!({ "on": on, "recording": { "limited": limited, "regions": regions } })
}

#[test]
fn groups_are_asked_for_all_values_of_a_check_together() {
    let catalog = loaded(LIMITED);
    let check = named(&catalog, "c.overrides");
    assert_eq!(
        check.reads["groups"].kind.to_string(),
        "table(id: text, name: text, limited: bool at /settings/recording/limited, on: bool at /settings/on, regions: \
         table(code: text) at /settings/recording/regions)"
    );
    let good = || group("g1", "Legal", limited(true, json!(true), &["DE"]));
    for (what, settings, verdict) in [
        ("as the account", limited(true, json!(true), &["DE"]), Verdict::Passed),
        ("not limited", limited(true, json!(false), &["DE"]), Verdict::Failed),
        ("another region", limited(true, json!(true), &["DE", "US"]), Verdict::Failed),
        ("no region, which fails in the account too", limited(true, json!(true), &[]), Verdict::Failed),
        ("off, so that it does not matter", limited(false, json!(false), &["US"]), Verdict::Passed),
        ("off, so that an empty list does not matter", limited(false, json!(true), &[]), Verdict::Passed),
        ("off, and it does not say", limited(false, Value::Null, &["DE"]), Verdict::Undetected),
        (
            "no place of one value",
            json!({ "on": true, "recording": { "limited": true } }),
            Verdict::Undetected,
        ),
        ("another type of one value", limited(true, json!("true"), &["DE"]), Verdict::Undetected),
    ] {
        let outcome = overrides(&catalog, vec![good(), group("g2", "Sales", settings)]);
        assert_eq!(outcome.verdict, verdict, "{what}");
        let actual = outcome.facts[0].actual.as_array().unwrap();
        assert_eq!(actual.len(), usize::from(verdict != Verdict::Passed), "{what}: {actual:?}");
        assert!(actual.iter().all(|row| row["id"] == "g2"), "{what}: {actual:?}");
        if let Some(reason) = outcome.reason {
            assert!(reason.text.contains("of the group “Sales” (g2) (row 2)"), "{what}: {}", reason.text);
        }
    }
    assert_eq!(overrides(&catalog, vec![]).verdict, Verdict::Passed, "proven to have no groups");
    // Two groups with their own good halves are not one good group.
    let halves = vec![
        group("g1", "Legal", limited(true, json!(true), &["US"])),
        group("g2", "Sales", limited(true, json!(false), &["DE"])),
    ];
    let outcome = overrides(&catalog, halves);
    assert_eq!(outcome.facts[0].actual.as_array().unwrap().len(), 2);
    // Of a table inside a row too, only the columns that are read are kept.
    assert_eq!(
        outcome.facts[0].actual[0],
        json!({ "id": "g1", "name": "Legal", "on": true, "limited": true, "regions": [{ "code": "US" }] })
    );
    let nothing = overrides(&catalog, vec![good(), group("g2", "Sales", limited(true, json!(7), &["DE"]))]);
    let text = nothing.reason.unwrap().text;
    assert!(text.starts_with("`rows#/settings/recording/limited` of the group “Sales”"), "{text}");
}

#[test]
fn parameters_count_for_the_values_of_groups() {
    let catalog = loaded(LIMITED);
    let mut readings = Readings::new();
    with(&mut readings, "rows", table(vec![group("g1", "Legal", limited(true, json!(true), &["US"]))], true));
    let given = BTreeMap::from([("allowed".to_owned(), Given::forever(json!(["US"])))]);
    let judge = Judge::new(&catalog);
    let verdict = |given| judge.evaluate(named(&catalog, "c.overrides"), &readings, given, at(0)).verdict;
    let default = BTreeMap::new();
    assert_eq!((verdict(&default), verdict(&given)), (Verdict::Failed, Verdict::Passed));
}

#[test]
fn twins_of_several_values_are_proven_by_examples_made_from_the_base() {
    let catalog = loaded(LIMITED);
    let results = check_examples(named(&catalog, "c.overrides"), &Judge::new(&catalog));
    let wrong: Vec<_> = results.iter().filter(|result| !result.is_ok()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for what in
        ["fail 3", "pass 2", "limited of its last row removed", "regions of its last row of another type"]
    {
        assert!(results.iter().any(|result| result.what.contains(what)), "{what}");
    }
}

/// An empty list beside another value: what it says is asked together with that value, as in the account.
#[test]
fn an_empty_list_of_a_group_never_passes_a_setting_beside_it_that_is_wrong() {
    const BESIDE: &str = "reads:
  limited: { at: 'a#/limited', type: bool }
  regions: { at: 'a#/regions', type: 'list(text)', empty: EMPTY }
pass: limited; every region in regions { region == \"DE\" }
setting: { name: Regions, groups: { limited: 'rows#/limited', regions: 'rows#/regions' } }
examples:
  pass: [{ limited: true, regions: [DE] }]
  fail: [{ limited: false, regions: [DE] }]";
    for (empty, limited, verdict) in [
        ("passed", true, Verdict::Passed),
        ("passed", false, Verdict::Failed),
        ("failed", true, Verdict::Failed),
        ("undetected", true, Verdict::Undetected),
        ("undetected", false, Verdict::Undetected),
    ] {
        let catalog = loaded(&BESIDE.replace("EMPTY", empty));
        let settings = json!({ "limited": limited, "regions": [] });
        let outcome = overrides(&catalog, vec![group("g1", "Legal", settings)]);
        assert_eq!(outcome.verdict, verdict, "{empty}, {limited}");
        if let Some(reason) = outcome.reason {
            assert_eq!(reason.code, Undetected::Empty);
            let text = "`rows#/settings/regions` of the group “Legal” (g1) is an empty list";
            assert!(reason.text.starts_with(text), "{}", reason.text);
        }
    }
}

#[test]
fn an_id_that_a_file_has_already_is_a_problem() {
    let taken = check_file(
        "d",
        "c.locked",
        "reads: { x: { at: 'a#/x', type: bool } }\npass: x\nexamples: { pass: [{ x: true }], fail: [{ x: false }] }",
    );
    for files in [
        vec![connector(), action(), check_file("c", "c", CHAT), taken.clone()],
        vec![connector(), action(), taken, check_file("c", "c", CHAT)],
    ] {
        let loaded = assure::load(&files, &[]);
        assert_eq!(loaded.problems.len(), 1, "{:?}", loaded.problems);
        assert!(loaded.problems[0].text.contains("the check “c.locked” is in"), "{:?}", loaded.problems);
    }
    let other = SourceFile::new("test/actions/b.yaml", action().text.replace("id: act", "id: c.overrides"));
    let loaded = assure::load(&[connector(), action(), other, check_file("c", "c", CHAT)], &[]);
    assert_eq!(loaded.problems.len(), 1, "{:?}", loaded.problems);
    assert!(loaded.problems[0].text.contains("the action “c.overrides” is in"), "{:?}", loaded.problems);
    assert!(loaded.catalog.checks.is_empty());
}

#[test]
fn people_test_only_where_one_value_of_a_document_is_missing() {
    let manual = "manual_until_read: true\nexamples:";
    let good = CHAT.replace("examples:", manual);
    assert!(named(&loaded(&good), "c").manual_until_read);
    assert!(!named(&loaded(&good), "c.locked").manual_until_read);
    let table = "reads:
  t: { at: 'rows#', type: 'table(id: text)', empty: passed }
pass: count(t) < 3
manual_until_read: true
examples:
  pass: [{ t: [{ id: a }] }]
  fail: [{ t: [{ id: a }, { id: b }, { id: c }] }]";
    assert!(
        problems(table)[0].contains("`manual_until_read` is for a check with one read"),
        "{:?}",
        problems(table)
    );
}
