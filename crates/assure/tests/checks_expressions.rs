//! What expressions come to: true, false, and neither.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::Check;
use checks_support::*;
use model::{Credit, Outcome, Undetected, Verdict};
use serde_json::{Value, json};
use std::time::Duration;

/// What the checks of these tests read.
const READS: &str = "
reads:
  b: { at: 'a#/b', type: bool }
  n: { at: 'a#/n', type: int }
  f: { at: 'a#/f', type: number }
  t: { at: 'a#/t', type: text }
  e:
    at: a#/e
    type: enum[host, all, none]
  when: { at: 'a#/when', type: time }
  xs: { at: 'a#/xs', type: list(text), empty: passed }
  ns: { at: 'a#/ns', type: list(int), empty: passed }
  us: { at: 'a#/us', type: 'table(id: text, n: int, on: bool)', empty: passed }
";
const EXAMPLE: &str = "{ b: true, n: 1, f: 1.5, t: x, e: host, when: 1970-01-01T00:00:00Z, xs: [x], ns: [1], \
                       us: [{ id: x, n: 1, on: true }], as_of: 1970-01-01T00:00:00Z }";
/// Uses every read, so that none is idle, and is always true.
const USED: &str =
    "b in {true, false}; n == n; f == f; t == t; e == e; when == when; xs == xs; ns == ns; us == us";

fn body(rest: &str) -> String {
    format!("{READS}\n{rest}\nexamples: {{ pass: [{EXAMPLE}], fail: [{EXAMPLE}] }}")
}

fn passing(pass: &str) -> Check {
    let pass = format!("{USED};\n{pass}").replace('\n', "\n  ");
    check(&body(&format!("pass: |\n  {pass}")))
}

fn values() -> Value {
    json!({
        "b": true, "n": 7, "f": 1.5, "t": "10.0.0.1", "e": "all", "when": "1970-01-02T00:00:00Z",
        "xs": ["DE", "NL"], "ns": [1, 2, 3],
        "us": [{ "id": "u", "n": 1, "on": true }, { "id": "v", "n": 5, "on": false }],
    })
}

fn on(check: &Check, values: Value) -> Outcome {
    judge(check, &documents([("a", values)]), at(2 * 86_400))
}

#[test]
fn what_is_true_passes_and_its_contrary_fails() {
    use Verdict::{Failed, Passed};
    for (pass, expected) in [
        ("b", Passed),
        ("not b", Failed),
        ("b == false", Failed),
        ("not n > 7", Passed),
        ("n > 6; n < 8", Passed),
        ("n > 6\nn < 7", Failed),
        ("n + 1 == 8", Passed),
        ("(n + 1) * 2 == 16", Passed),
        ("n - 2 * 3 == 1", Passed),
        ("n % 2 == 1", Passed),
        ("n / 2 == 3.5", Passed),
        ("f < n", Passed),
        ("f * 2 == 3", Passed),
        ("-1 < n", Passed),
        ("abs(0 - n) == 7", Passed),
        ("round(f) == 2; ceil(f) == 2; floor(f) == 1", Passed),
        ("e == \"all\"", Passed),
        ("e != \"all\"", Failed),
        ("e in {\"host\", \"none\"}", Failed),
        ("not e in {\"host\", \"none\"}", Passed),
        ("not e in [\"all\"]", Failed),
        ("startswith(t, \"10.\"); endswith(t, \".1\"); contains(t, \"0.0\")", Passed),
        ("lower(upper(t)) == trim_space(t)", Passed),
        ("count(split(t, \".\")) == 4", Passed),
        ("count(xs) == 2; count(t) == 8; count(us) == 2", Passed),
        ("\"DE\" in xs", Passed),
        ("\"US\" in xs", Failed),
        ("every x in xs { x in {\"DE\", \"NL\", \"FR\"} }", Passed),
        ("every x in xs { x in {\"DE\", \"FR\"} }", Failed),
        ("every x in xs { not x in {\"US\"} }", Passed),
        ("every i, x in xs { i < 2; count(x) == 2 }", Passed),
        ("every i, x in xs { i < 1; count(x) == 2 }", Failed),
        ("every x in ({x | some x in xs} | {\"FR\"}) { count(x) == 2 }", Passed),
        ("every u in us { u.n < 9 }", Passed),
        ("every u in us { u.n < 9; u.on }", Failed),
        ("every u in us { twice := u.n * 2; twice < 11 }", Passed),
        ("every u in us { twice := u.n * 2; twice < 10 }", Failed),
        ("every u in [u | some u in us; u.on] { u.n == 1 }", Passed),
        ("every u in [u | some u in us; u.n > 100] { u.on }", Passed),
        ("count([u | some u in us; not u.on; u.n > 3]) == 1", Passed),
        ("count({u.id | some u in us}) == 2", Passed),
        ("count({u.id | some i, u in us; i == 0}) == 1", Passed),
        ("sum([u.n | some u in us]) == 6", Passed),
        ("{x | some x in xs} - {\"DE\"} == {\"NL\"}", Passed),
        ("{x | some x in xs} & {\"DE\"} == {\"DE\"}", Passed),
        ("{x | some x in xs} == {\"NL\", \"DE\"}", Passed),
        ("{x | some x in xs} - {\"DE\", \"NL\"} == set()", Passed),
        ("xs == [\"NL\", \"DE\"]", Failed),
        ("true in [n == 1, n == 7]", Passed),
        ("true in [n == 1, n == 2]", Failed),
        ("big := n > 5; not big", Failed),
        ("max(ns) == 3; min(ns) == 1", Passed),
        ("to_number(\"7\") == n", Passed),
        ("regex.match(`^10\\.`, t)", Passed),
        ("regex.match(`^11\\.`, t)", Failed),
        ("regex.match(`^11\\.`, t) == false", Passed),
        ("glob.match(\"10.*.*.1\", [\".\"], t)", Passed),
        ("net.cidr_contains(\"10.0.0.0/8\", t)", Passed),
        ("net.cidr_contains(\"11.0.0.0/8\", t)", Failed),
        ("semver.compare(\"1.10.0\", \"1.9.0\") == 1", Passed),
        ("semver.is_valid(t)", Failed),
        ("as_of - when == 24h", Passed),
        ("as_of - when < 1d", Failed),
        ("as_of - when <= 1440m", Passed),
        ("when + 2 * 12h == as_of", Passed),
        ("when < as_of", Passed),
        ("t != \"a \\\"quoted\\\" 90d # text\"", Passed),
        ("# a comment with 90d and }\nb # and another", Passed),
    ] {
        assert_eq!(on(&passing(pass), values()).verdict, expected, "{pass}");
    }
}

#[test]
fn what_is_undefined_is_neither_true_nor_false() {
    for pass in [
        "to_number(t) > 3",
        "to_number(t) <= 3",
        "(to_number(t) > 3) == false",
        "10 / (n - 7) > 1",
        "10 / (n - 7) <= 1",
        "n % (n - 7) == 0",
        "regex.match(`(`, t)",
        "regex.match(`(`, t) == false",
        "net.cidr_contains(\"10.0.0.0/99\", t)",
        "net.cidr_contains(\"10.0.0.0/99\", t) == false",
        "semver.compare(t, \"1.0.0\") < 0",
        // One failing statement is not hidden by one that is false before or after it.
        "n == 1; to_number(t) > 3",
        "to_number(t) > 3; n == 1",
        // Nor by the members of an `every` that are fine, or false.
        "every x in xs { to_number(x) > 3 }",
        "every x in [\"1\", \"x\", \"9\"] { to_number(x) < 100 }",
        "every x in [\"1\", \"x\", \"9\"] { to_number(x) > 100 }",
        "every v in ns { 6 / (v - 2) < 100 }",
        "v := to_number(t); v > 3",
        "true in [n == 7, to_number(t) > 3]",
    ] {
        let outcome = on(&passing(pass), values());
        assert_eq!(outcome.verdict, Verdict::Undetected, "{pass}");
        assert_eq!(outcome.credit, Credit::NONE);
        assert_eq!(outcome.reason.map(|reason| reason.code), Some(Undetected::ExpressionFailed), "{pass}");
    }
}

#[test]
fn of_an_empty_list_there_is_no_greatest() {
    // `ns` is filtered to nothing; Rego's max is undefined then.
    let outcome = on(&passing("max([v | some v in ns; v > 100]) > 3"), values());
    assert_eq!(outcome.reason.map(|reason| reason.code), Some(Undetected::ExpressionFailed));
}

#[test]
fn a_failing_condition_anywhere_is_undetected() {
    let fails = "to_number(t) > 3";
    for (what, rest) in [
        ("applies", format!("applies: {fails}\npass: b")),
        ("partial", format!("pass: not b\npartial: {{ when: {fails} }}")),
    ] {
        let rest = rest
            .replace("pass: b", &format!("pass: 'b; {USED}'"))
            .replace("pass: not b", &format!("pass: 'not b; {USED}'"));
        let extra = if what == "applies" { "not_applicable" } else { "partial" };
        let text = format!(
            "{READS}\n{rest}\nexamples: {{ pass: [{EXAMPLE}], fail: [{EXAMPLE}], {extra}: [{EXAMPLE}] }}"
        )
        .replace(", as_of: 1970-01-01T00:00:00Z", "");
        let outcome = on(&check(&text), values());
        assert_eq!(outcome.reason.map(|reason| reason.code), Some(Undetected::ExpressionFailed), "{what}");
    }
}

#[test]
fn partly_is_only_asked_where_it_does_not_pass() {
    let check = check(
        "reads:\n  x:\n    at: a#/x\n    type: enum[all, some, none]\npass: x == \"all\"\n\
         partial: { when: 'x in {\"all\", \"some\"}', credit: 2/3 }\n\
         examples: { pass: [{ x: all }], partial: [{ x: some }], fail: [{ x: none }] }",
    );
    let credit = |x: &str| {
        let outcome = judge(&check, &documents([("a", json!({ "x": x }))]), at(0));
        (outcome.verdict, outcome.credit)
    };
    assert_eq!(credit("all"), (Verdict::Passed, Credit::FULL));
    assert_eq!(credit("some"), (Verdict::PartiallyPassed, Credit::new(2, 3).unwrap()));
    assert_eq!(credit("none"), (Verdict::Failed, Credit::NONE));
}

#[test]
fn a_runaway_is_stopped_and_takes_no_other_with_it() {
    let runaway = "reads: { ns: { at: 'a#/ns', type: list(int), empty: passed } }\n\
        pass: count([1 | some a in ns; some b in ns; some c in ns; some d in ns; a + b + c + d < 0]) == 0\n\
        examples: { pass: [{ ns: [1] }], fail: [{ ns: [-1] }] }";
    let honest = "reads: { ns: { at: 'a#/ns', type: list(int), empty: passed } }\npass: every n in ns { n >= 0 }\n\
        examples: { pass: [{ ns: [1] }], fail: [{ ns: [-1] }] }";
    let files = [
        connector(),
        action(),
        check_file("c1", "c1", honest),
        check_file("c2", "c2", runaway),
        check_file("c3", "c3", honest),
    ];
    let loaded = assure::load(&files, &[]);
    assert_eq!(loaded.problems, []);
    let ns: Vec<_> = (0..3_000).collect();
    let readings = documents([("a", json!({ "ns": ns }))]);
    let service = "test".parse().unwrap();
    let outcomes =
        assure::Judge::new(&loaded.catalog).evaluate_all(&service, &readings, &Default::default(), at(0));
    let verdicts: Vec<_> = outcomes.iter().map(|(_, outcome)| outcome.verdict).collect();
    assert_eq!(verdicts, [Verdict::Passed, Verdict::Undetected, Verdict::Passed]);
    let reason = outcomes[1].1.reason.as_ref().unwrap();
    assert_eq!(reason.code, Undetected::TimedOut);
    assert!(reason.text.contains("200 ms"));
}

#[test]
fn a_long_but_honest_table_is_judged_whole() {
    let check = passing("count([u | some u in us; not u.on]) == 0");
    let mut values = values();
    let rows: Vec<_> = (0..5_000).map(|n| json!({ "id": "u", "n": n, "on": true })).collect();
    values["us"] = json!(rows);
    assert_eq!(on(&check, values.clone()).verdict, Verdict::Passed);
    values["us"][4_999]["on"] = json!(false);
    assert_eq!(on(&check, values).verdict, Verdict::Failed);
}

#[test]
fn a_check_of_time_turns_at_its_boundary_whichever_way_it_compares() {
    for (compare, at_the_boundary) in [("<", Verdict::Failed), ("<=", Verdict::Passed)] {
        let check = check(&format!(
            "reads: {{ seen: {{ at: 'a#/seen', type: time }} }}\npass: as_of - seen {compare} 90d\nboundaries: [seen + 90d]\n\
             examples: {{ pass: [{{ seen: 1970-01-01T00:00:00Z, as_of: 1970-01-01T00:00:00Z }}], fail: [{{ seen: 1970-01-01T00:00:00Z, as_of: 1971-01-01T00:00:00Z }}] }}"
        ));
        assert!(check.time_bound && !check.judged_hourly());
        let readings = documents([("a", json!({ "seen": "1970-01-01T00:00:00Z" }))]);
        let boundary = at(90 * 86_400);
        let before = judge(&check, &readings, at(5));
        assert_eq!((before.verdict, before.next_boundary), (Verdict::Passed, Some(boundary)));
        let there = judge(&check, &readings, boundary);
        let next = boundary.plus(Duration::from_millis(1));
        assert_eq!((there.verdict, there.next_boundary), (at_the_boundary, Some(next)));
        let after = judge(&check, &readings, next);
        assert_eq!((after.verdict, after.next_boundary), (Verdict::Failed, None));
    }
}

#[test]
fn a_check_of_time_without_boundaries_is_judged_hourly() {
    let check = passing("as_of - when < 90d");
    assert!(check.judged_hourly());
    assert_eq!(on(&check, values()).next_boundary, None);
    assert!(!self::check("reads: { x: { at: 'a#/x', type: bool } }\npass: x\nexamples: { pass: [{ x: true }], fail: [{ x: false }] }").time_bound);
}

#[test]
fn a_judge_compiles_what_it_does_not_have_in_this_form() {
    let mut pending = passing("n > 100");
    assert_eq!(on(&pending, values()).verdict, Verdict::Failed);
    pending.pass = format!("{USED}; n > 1");
    assert_eq!(on(&pending, values()).verdict, Verdict::Passed);
    pending.pass = "nobody".to_owned();
    let outcome = on(&pending, values());
    assert_eq!(outcome.reason.map(|reason| reason.code), Some(Undetected::ExpressionFailed));
}

#[test]
fn versions_are_compared_by_their_numbers_and_nothing_else_passes() {
    let version = |text: &str, least: &str| {
        let check = check(&format!(
            "reads: {{ v: {{ at: 'a#/v', type: text }} }}\npass: version.at_least(v, {least})\nexamples: {{ pass: [{{ v: '6.2.7.49583(win)' }}], fail: [{{ v: x }}] }}"
        ));
        on(&check, json!({ "v": text })).verdict
    };
    let passes =
        |text: &str, least: &str| assert_eq!(version(text, least), Verdict::Passed, "{text} {least}");
    let fails = |text: &str, least: &str| assert_eq!(version(text, least), Verdict::Failed, "{text} {least}");
    for text in ["6.2.7.49583(win)", "6.2.7", "6.3", "10.0.0", "6.2.10", "06.02.0007", "6.2.7.0 (mac)", "7"] {
        passes(text, "\"6.2.7\"");
    }
    for text in ["6.2.6", "6.2", "5.17.11.3835(linux)", "6", "06.2.6", "0"] {
        fails(text, "\"6.2.7\"");
    }
    passes("6.2", "\"6.2.0.0\"");
    passes("6.2.0.0.0.0", "\"6.2\"");
    // Nonsense on either side.
    for text in [
        "",
        " ",
        "-",
        "x",
        "latest",
        "6.2.7beta",
        "v6.2.7",
        "6..2",
        "6.2.",
        ".6",
        "6,2,7",
        "-6.2",
        "6.2.7(",
        "6.2.7()",
        "6.2.7(win",
        "6.2.7(win)(mac)",
        "1.2.3.4.5.6.7",
        "9999999999.1",
        "6.2.7\n",
        "٦.٢.٧",
        "1e9",
        "6.2.7 win",
        "null",
    ] {
        fails(text, "\"0\"");
        if !text.contains('\n') {
            fails("999.0", &json!(text).to_string());
            fails("999.0", &json!([text, "0"]).to_string());
        }
    }
    // By platform: what is for the text's own platform counts, otherwise what is for all.
    let least = "[\"6.2.0(win)\", \"6.1.0(mac)\", \"5.9\"]";
    passes("6.2.0(win)", least);
    passes("6.2.0.1(Win)", least);
    fails("6.1.9(win)", least);
    passes("6.1.9(mac)", least);
    passes("5.9.1(linux)", least);
    passes("5.9.1", least);
    fails("5.8(linux)", least);
    fails("5.9.1(linux)", "[\"5.0(win)\"]");
    fails("6.0(win)", "[\"6.0(win)\", \"6.1(win)\"]");
    fails("6.0", "[]");
}

#[test]
fn many_versions_are_compared_in_time() {
    let check = check(
        "reads: { us: { at: 'rows#', type: 'table(v: text)', empty: passed } }
parameters: { least: { type: 'list(text)', default: ['6.2.0(win)', '6.1'], source: S } }
pass: every v in {u.v | some u in us} { version.at_least(v, least) }
examples: { pass: [{ us: [{ v: '6.2' }] }], fail: [{ us: [{ v: '6.0' }] }] }",
    );
    let mut readings = Readings::new();
    let rows = (0..5_000).map(|n| json!({ "v": format!("6.2.{}.1(win)", n % 100) })).collect();
    with(&mut readings, "rows", table(rows, true));
    let outcome = judge(&check, &readings, at(0));
    assert_eq!(outcome.verdict, Verdict::Passed, "{:?}", outcome.reason);
}

#[test]
fn a_comparison_of_versions_stands_only_where_true_is_asked_of_it() {
    let refused = |rest: &str| {
        let body = format!(
            "reads: {{ v: {{ at: 'a#/v', type: text }} }}\n{rest}\nexamples: {{ pass: [{{ v: '1' }}], fail: [{{ v: x }}], not_applicable: [{{ v: '1' }}] }}"
        );
        problems(&body).join("\n")
    };
    for pass in [
        "not version.at_least(v, \"1\")",
        "version.at_least(v, \"1\") == false",
        "version.at_least(v, \"1\") != true",
        "x := version.at_least(v, \"1\"); x",
        "version.at_least(v, \"1\") in [false]",
        "count([1 | some x in [v]; version.at_least(x, \"1\")]) == 0",
        "count([x | some x in [v]; not version.at_least(x, \"1\")]) == 0",
    ] {
        let found = refused(&format!("pass: '{pass}'"));
        assert!(found.contains("where its false would count"), "{pass}: {found}");
    }
    let found = refused("pass: v == \"1\"\napplies: version.at_least(v, \"1\")");
    assert!(found.contains("would make the check not applicable"), "{found}");
    assert!(
        refused("pass: version.at_least(v, 1)").contains("takes a version and another, or a list of others")
    );
}
