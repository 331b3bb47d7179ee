//! Files of packs that are wrong: each problem by file and line, and the others still load.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{SourceFile, load};
use checks_support::*;
use model::{Credit, PointsClass};

const GOOD: &str = "reads:
  x: { at: 'a#/x', type: bool }
pass: x
examples:
  pass: [{ x: true }]
  fail: [{ x: false }]";

/// A body starts at line 9 of its file: `check_file` puts 8 lines before it.
fn only(body: &str) -> String {
    let found = problems(body);
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].clone()
}

/// The first of several problems, where one brings others with it.
fn first(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    problems(&GOOD.replacen(from, to, 1))[0].clone()
}

/// Replaces one piece of the good body.
fn instead(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    only(&GOOD.replacen(from, to, 1))
}

fn expect(problem: &str, line: u32, text: &str) {
    let start = format!("test/checks/c.yaml:{line}: ");
    assert!(problem.starts_with(&start) && problem.contains(text), "{problem}\n  expected {start}… {text}");
}

#[test]
fn a_good_file_has_no_problem() {
    assert_eq!(problems(GOOD), Vec::<String>::new());
}

#[test]
fn wrong_paths_types_and_signals_are_named_by_line() {
    expect(&instead("a#/x", "a/x"), 10, "there is no # after the signal");
    expect(&instead("a#/x", "a#x"), 10, "must start with /");
    expect(&instead("a#/x", "a#/x~y"), 10, "~ is written ~0");
    expect(&instead("a#/x", "c#/x"), 10, "“c” is not a signal of test; it has a, b, rows");
    expect(&instead("'a#/x'", "['a#/x', 'a#/x']"), 10, "given twice");
    expect(&instead("'a#/x'", "[]"), 10, "`at` is empty");
    expect(&instead("bool", "boolean"), 10, "“boolean” is not a type");
    expect(&first("bool", "'list(bool)'"), 10, "says what it means when it is `empty`");
    expect(&instead("bool }", "bool, empty: passed }"), 10, "`empty` is for lists and tables");
    expect(&first("bool }", "'list(text)', empty: ok }"), 10, "write one of passed, failed, undetected");
    expect(&instead("bool }", "bool, max_age: 2 days }"), 10, "is not a duration");
    expect(&first("  x: {", "  X: {"), 10, "“X” is not a name");
    expect(&first("  x: {", "  count: {"), 10, "means something else in expressions");
    expect(&first("  x: {", "  as_of: {"), 10, "means something else in expressions");
}

#[test]
fn unknown_keys_and_wrong_yaml_are_refused() {
    expect(&instead("type: bool", "type: bool, optional: true"), 10, "optional");
    expect(&only(&format!("{GOOD}\nnotes: none")), 15, "notes");
    expect(&instead("pass: x", "pass: x\npass: x"), 12, "duplicate");
    expect(&instead("reads:", "reads: ["), 9, "expected mapping");
    expect(&instead("pass: x\n", ""), 11, "missing field `pass`");
    expect(&only(&GOOD.replace("examples:", "examples:\n  passes: []")), 13, "passes");
}

#[test]
fn wrong_expressions_are_named_by_line() {
    let pass = |expression: &str| instead("pass: x", &format!("pass: {expression}"));
    expect(&pass("y"), 11, "`y` is not bound; the check binds x, as_of");
    expect(&pass("x =="), 11, "does not parse");
    expect(&pass("x = true"), 11, "write ==");
    expect(&pass("x == 1"), 11, "compares a bool with an int");
    expect(&pass("count(x) == 1"), 11, "`count` takes a list, a set or a text, not a bool");
    expect(&pass("http.send(x)"), 11, "which checks may not");
    expect(&pass("x; 3"), 11, "is an int, not true or false");
    expect(&pass("x with input as 3"), 11, "uses `with`");
    expect(&pass("x == null"), 11, "names null");
    expect(&pass("x == input.x"), 11, "`input` is not bound");
    expect(&pass("x == data.x"), 11, "`data` is not bound");
    expect(&pass("some y in [1]; x"), 11, "uses `some` outside of brackets");
    expect(&pass("x }\n  q if { true"), 11, "more than one expression");
    expect(&pass("x; 90days > 1d"), 11, "neither a number nor a duration");
    expect(&pass("x; every x in [1] { x == 1 }"), 11, "gives the name `x` again");
    expect(&pass("x; every as_of in [1] { as_of == 1 }"), 11, "gives the name `as_of` again");
    expect(&pass("vouchsafe_v_0 := x; vouchsafe_v_0"), 11, "choose another");
    expect(&pass("|\n  x\n  x == x\n  y\n  x"), 14, "`y` is not bound");
    expect(&pass(&format!("x; \"{}\" == \"\"", "y".repeat(4_000))), 11, "longer than 4000 bytes");
    expect(&pass(&format!("x == {}true{}", "(".repeat(300), ")".repeat(300))), 11, "");
    expect(&pass("y := x"), 11, "says nothing that is true or false");
}

/// The machine's parser doubles its time with each bracket and has no bound for signs; a file may not stop us.
#[test]
fn no_expression_takes_the_parsers_stack_or_time() {
    let chains = [
        "(",
        "[",
        "{",
        "not ",
        "-",
        "- ",
        "x[",
        "x.",
        "x[1]",
        ".a",
        "count(",
        "f()",
        "{x|",
        "[x|some x in ",
        "x==",
        "x|",
        "x in ",
        "x+(",
        "1+",
        "every y in [1] {",
        "\"",
        "`",
        "x;",
        "x\n",
        "a:=",
        ":=",
        "#",
        "1d",
        "with ",
        "some y in ",
    ];
    for chain in chains {
        for times in [10, 100, 500, 3_900 / chain.len()] {
            let pass = serde_json::json!(chain.repeat(times)).to_string();
            let found = problems(&GOOD.replacen("pass: x", &format!("pass: {pass}"), 1));
            let fine = ["x;", "x\n"].contains(&chain);
            assert!(
                fine || found[0].starts_with("test/checks/c.yaml:11: the expression "),
                "{chain} {times}: {found:?}"
            );
        }
    }
}

#[test]
fn a_long_expression_of_many_parts_loads() {
    let parts: Vec<_> = (0..120).map(|n| format!("y != \"a rather long text, number {n}\"")).collect();
    let pass = format!("|\n  x\n  every y in [lower(\"z\")] {{\n    {}\n  }}", parts[..60].join("\n    "));
    assert_eq!(problems(&GOOD.replacen("pass: x", &format!("pass: {pass}"), 1)), Vec::<String>::new());
    let texts: Vec<_> = (0..100).map(|n| format!("\"a rather long text {n}\"")).collect();
    let pass = format!("|\n  x\n  not lower(\"z\") in {{\n    {}\n  }}", texts.join(",\n    "));
    assert_eq!(problems(&GOOD.replacen("pass: x", &format!("pass: {pass}"), 1)), Vec::<String>::new());
}

const LISTS: &str = "reads:
  t: { at: 'a#/t', type: text }
  w: { at: 'a#/w', type: time }
  e: { at: 'a#/e', type: 'enum[host, all]' }
  xs: { at: 'a#/xs', type: 'list(text)', empty: failed }
  us: { at: rows#, type: 'table(id: text)', empty: failed }
pass: 'PASS; t == t; w == as_of; e == e; xs == xs; us == us'
examples:
  pass: [{ t: a, w: 1970-01-01T00:00:00Z, e: all, xs: [a], us: [{ id: a }], as_of: 1970-01-01T00:00:00Z }]
  fail: [{ t: a, w: 1970-01-01T00:00:00Z, e: all, xs: [a], us: [{ id: a }], as_of: 1970-01-01T00:00:00Z }]";

#[test]
fn what_could_pass_unseen_is_refused() {
    let pass = |expression: &str| only(&LISTS.replace("PASS", expression));
    // Texts have no order: “10” < “9”.
    for compare in ["<", "<=", ">", ">="] {
        expect(&pass(&format!("t {compare} \"9\"")), 15, "orders texts");
    }
    expect(&pass("e > \"all\""), 15, "orders texts");
    expect(&pass("max(xs) == t"), 15, "`max` takes");
    expect(&pass("w < 5"), 15, "orders a time and an int");
    expect(&pass("as_of - w < 90"), 15, "orders a duration and an int");
    expect(&pass("w + w < as_of"), 15, "+ is not for a time and a time");
    // A function that fails under `not` would be taken for false.
    expect(&pass("not to_number(t) > 3"), 15, "`to_number` can fail, and stands under `not`");
    expect(&pass("not regex.match(`a`, t)"), 15, "can fail");
    expect(&pass("not 1 / count(xs) > 2"), 15, "dividing by what may be zero can fail");
    // Within brackets it would drop the member.
    expect(&pass("count([x | some x in xs; to_number(x) > 3]) == 0"), 15, "inside brackets");
    // Nothing may be missing once the reads are proven.
    expect(&pass("xs[0] == t"), 15, "takes one member out of a list");
    expect(&pass("xs[_] == t"), 15, "takes one member out of a list");
    expect(&pass("every u in us { u.name == t }"), 15, "`name` is not a column; the table has id");
    expect(&pass("t.length == 3"), 15, "has no columns");
    // An enum is compared with what it lists.
    expect(&pass("e == \"hosts\""), 15, "“hosts” is not among “all”, “host”");
    expect(&pass("e in {\"host\", \"nobody\"}"), 15, "“nobody” is not among");
    expect(&pass("t in us"), 15, "compares");
    expect(&pass("t in t"), 15, "neither a list nor a set");
    expect(&pass("{\"a\": 1} == {\"a\": 1}"), 15, "makes an object");
    // The machine takes this minus for the whole comparison.
    expect(&pass("-count(xs) < 3"), 15, "puts - before something other than a number");
    expect(&pass("every x in xs { every y in xs { x == y } }"), 15, "uses `every` within another");
}

#[test]
fn reads_parameters_boundaries_and_examples_must_fit() {
    expect(
        &instead("pass: x", "parameters: { p: { type: int, default: '6', source: S } }\npass: x; p > 1"),
        11,
        "`default` of `p` is the text “6”, not a whole number",
    );
    expect(
        &first("pass: x", "parameters: { x: { type: int, default: 6, source: S } }\npass: x"),
        11,
        "is a read too",
    );
    expect(
        &instead("pass: x", "parameters: { p: { type: int, default: 6, source: S } }\npass: x"),
        11,
        "no expression uses the parameter `p`",
    );
    expect(
        &first("pass: x", "  y: { at: 'a#/y', type: bool }\npass: x"),
        11,
        "`y` is read but no expression uses it",
    );
    expect(&instead("pass: x", "pass: x\nboundaries: [x]"), 12, "is a bool, not a time");
    expect(
        &only(&LISTS.replace("PASS", "t == t").replace("examples:", "boundaries: ['as_of + 1d']\nexamples:")),
        16,
        "a boundary stands still",
    );
    expect(
        &only(
            &LISTS
                .replace("PASS", "t == t")
                .replace("as_of;", "w;")
                .replace(", as_of: 1970-01-01T00:00:00Z", "")
                .replace("examples:", "boundaries: ['w + 1d']\nexamples:"),
        ),
        16,
        "`boundaries` are for checks that use `as_of`",
    );
    expect(
        &only(&LISTS.replace("PASS", "t == t").replacen(", as_of: 1970-01-01T00:00:00Z", "", 1)),
        17,
        "gives no `as_of`",
    );
    expect(&instead("pass: [{ x: true }]", "pass: []"), 13, "none under `pass`");
    expect(&instead("  fail: [{ x: false }]", ""), 13, "none under `fail`");
    expect(
        &instead("pass: [{ x: true }]", "pass: [{ x: 'true' }]"),
        13,
        "the example's `x` is the text “true”",
    );
    expect(&instead("pass: [{ x: true }]", "pass: [{ x: true }, { }]"), 13, "gives no `x`");
    expect(
        &instead("pass: [{ x: true }]", "pass: [{ x: true, y: 1 }]"),
        13,
        "gives `y`, which the check does not bind",
    );
    expect(&instead("pass: x", "applies: x\npass: x"), 14, "none under `not_applicable`");
    expect(&instead("pass: x", "partial: { when: x }\npass: x"), 14, "none under `partial`");
    expect(&instead("  fail:", "  partial: [{ x: true }]\n  fail:"), 14, "which the check cannot yield");
    expect(&first("pass: x", "partial: { when: x, credit: '1' }\npass: x"), 11, "is not a credit");
}

#[test]
fn ids_severities_links_and_actions_must_fit() {
    let with = |from: &str, to: &str| {
        let file = check_file("c", "c", GOOD);
        let file = SourceFile::new(file.path, file.text.replacen(from, to, 1));
        let loaded = load(&[connector(), action(), file], &[]);
        assert!(loaded.catalog.checks.is_empty());
        loaded.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    expect(&with("id: c", "id: C c"), 1, "is not a valid CheckId");
    expect(&with("version: 1", "version: 0"), 2, "versions start at 1");
    expect(&with("title: T", "title: ' '"), 3, "`title` is empty");
    expect(&with("why: W.", "why: ''"), 4, "`why` is empty");
    expect(&with("action: act", "action: other"), 5, "the action “other” is not there");
    expect(&with("severity: high", "severity: severe"), 6, "write one of low, medium, high, critical");
    expect(&with("fix: F", "fix: F\nlink: http://example.com"), 8, "write an https:// address");
    expect(&with("maps: []", "maps: [ac-3]"), 8, "is not CATALOGUE/ID");
}

#[test]
fn several_problems_of_one_file_are_all_named() {
    let found = problems(
        &GOOD.replace("bool", "boolean").replace("a#/x", "a/x").replace("pass: x", "pass: y\nlink: z"),
    );
    let lines: Vec<_> = found.iter().map(|problem| problem.split(": ").next().unwrap_or_default()).collect();
    assert_eq!(
        lines,
        ["test/checks/c.yaml:10", "test/checks/c.yaml:10", "test/checks/c.yaml:12"],
        "{found:#?}"
    );
}

#[test]
fn a_bad_file_is_left_out_and_the_others_load() {
    let files = [
        connector(),
        action(),
        check_file("a", "a", GOOD),
        check_file("b", "b", "reads: {}"),
        check_file("c", "c", &GOOD.replace("pass: x", "pass: x >")),
        check_file("d", "d", GOOD),
    ];
    let loaded = load(&files, &[]);
    let ids: Vec<_> = loaded.catalog.checks.keys().map(ToString::to_string).collect();
    assert_eq!(ids, ["a", "d"]);
    let files: Vec<_> = loaded.problems.iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(files, ["test/checks/b.yaml", "test/checks/c.yaml"]);
}

#[test]
fn ids_and_aliases_are_unique() {
    let aliased =
        |name: &str, id: &str, aliases: &str| check_file(name, id, &format!("aliases: [{aliases}]\n{GOOD}"));
    let loaded = load(
        &[
            connector(),
            action(),
            aliased("1", "new", "old"),
            check_file("2", "old", GOOD),
            aliased("3", "third", "new"),
            aliased("4", "fourth", "third"),
            check_file("5", "new", GOOD),
        ],
        &[],
    );
    let ids: Vec<_> = loaded.catalog.checks.keys().map(ToString::to_string).collect();
    // The third claimed nothing, because it did not load: its id is free for an alias.
    assert_eq!(ids, ["fourth", "new"]);
    let said: Vec<_> = loaded.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "test/checks/2.yaml:1: the check “old” is in test/checks/1.yaml already; ids and aliases are unique",
            "test/checks/3.yaml:9: the check “new” is in test/checks/1.yaml already; ids and aliases are unique",
            "test/checks/5.yaml:1: the check “new” is in test/checks/1.yaml already; ids and aliases are unique",
        ]
    );
    let renamed = loaded.catalog.check(&"old".parse().unwrap()).unwrap();
    assert_eq!(renamed.id.as_str(), "new");
}

#[test]
fn connectors_and_actions_that_are_wrong_are_named_too() {
    let said = |file: SourceFile| {
        let loaded = load(&[file], &[]);
        loaded.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let act = |from: &str, to: &str| {
        said(SourceFile::new("test/actions/act.yaml", action().text.replace(from, to)))
    };
    assert!(
        act("class: preventative_mandatory", "points: 100")
            .starts_with("test/actions/act.yaml:7: `points` is 100")
    );
    assert!(act("category", "points: 5\ncategory").contains("exactly one of `class` and `points`"));
    assert!(act("kind: technical", "kind: manual").contains("act.yaml:6: `kind` is “manual”"));
    assert!(act("preventative_mandatory", "mandatory").contains("act.yaml:7: `class` is “mandatory”"));
    let connect = |from: &str, to: &str| {
        said(SourceFile::new("test/connector.yaml", connector().text.replace(from, to)))
    };
    assert!(connect("name: b,", "name: a,").contains("connector.yaml:14: the signal “a” is listed twice"));
    assert!(
        connect("title: B, right: read", "title: B, right: write")
            .contains("connector.yaml:14: “write” is not the classic name")
    );
    assert!(
        connect(
            "fields: []",
            "fields: [{ name: k, label: K, help: H, secret: true, max_chars: 9, pattern: x }]"
        )
        .contains("must start with ^")
    );
    assert!(connect("setup: []", "setup: []\nset_up: []").contains("connector.yaml:11"));
    assert!(said(SourceFile::new("test/check.yaml", "")).contains("is not read here"));
    let orphan = load(&[action(), check_file("c", "c", GOOD)], &[]);
    assert!(
        orphan.problems[0]
            .to_string()
            .starts_with("test/checks/c.yaml: is left out, because test/connector.yaml")
    );
}

#[test]
fn points_and_credit_default_as_the_rules_say() {
    let catalog = load(&[connector(), action()], &[]).catalog;
    let action = catalog.actions.values().next().unwrap();
    assert_eq!((action.class, action.points), (Some(PointsClass::PreventativeMandatory), 27));
    let check = check(
        "reads:\n  x: { at: 'a#/x', type: bool }\n  y: { at: 'b#/y', type: bool, max_age: 2h }\npass: x; y\npartial: { when: y }\n\
         examples: { pass: [{ x: true, y: true }], fail: [{ x: true, y: false }], partial: [{ x: false, y: true }] }",
    );
    assert_eq!(check.partial.as_ref().unwrap().credit, Credit::HALF);
    assert_eq!(check.expected, "x; y");
    let hours = |name: &str| check.reads[name].max_age.as_secs() / 3600;
    assert_eq!((hours("x"), hours("y")), (50, 2));
}
