//! Regulations' files: what they may say, and what is said of a wrong one.

mod score_support;

use assure::{
    Catalog, ConnectorInfo, SourceFile,
    pack::Terms,
    regulation::{self, Regulation},
};
use model::{ActionKind, PointsClass};
use score_support::{action, catalog, id};

const GOOD: &str = "\
id: baseline
title: Baseline
version: 1.0
description: A few things that everybody should do.
services: [zoom]
families:
  - id: access
    title: Access
    controls:
      - id: b-1.1
        title: Meetings are closed
        description: Nobody enters a meeting uninvited.
        actions: [waiting-room, b.policy]
      - id: b-1.2
        title: Meetings are known
        description: Somebody knows who meets.
        actions:
          - waiting-room
  - id: records
    title: Records
    controls:
      - id: b-2.1
        title: A policy is written
        description: What is recorded is decided beforehand.
        actions: [b.policy]
actions:
  - id: b.policy
    kind: documentation
    class: detective_mandatory
    category: Govern information
    title: Write a policy
    description: Say what may be recorded.
    how: Write it, have it approved.
";

fn connector(service: &str) -> ConnectorInfo {
    ConnectorInfo {
        id: id(service),
        service: id(service),
        title: service.to_owned(),
        summary: "a service".to_owned(),
        description: "a service".to_owned(),
        reads: Vec::new(),
        rights: Vec::new(),
        terms: Terms { version: "1".to_owned(), text: "terms".to_owned() },
        setup: Vec::new(),
        methods: Vec::new(),
        events: None,
        polling: None,
        baselines: None,
        signals: Vec::new(),
        kind: assure::pack::ConnectorKind::Compliance,
        archive: None,
    }
}

/// Zoom and Salesforce, with a technical action and check each.
fn packs() -> Catalog {
    let mut catalog = catalog(
        &[action("waiting-room", ActionKind::Technical, 27), action("mfa", ActionKind::Technical, 27)],
        &[],
    );
    for service in ["zoom", "salesforce"] {
        catalog.connectors.insert(id(service), connector(service));
    }
    let mfa = catalog.checks.get_mut(&id("mfa")).expect("made above");
    mfa.service = id("salesforce");
    catalog
}

fn load(texts: &[&str]) -> (Catalog, Vec<String>) {
    let files: Vec<SourceFile> =
        (1..).zip(texts).map(|(n, text)| SourceFile::new(format!("{n}.yaml"), *text)).collect();
    let mut catalog = packs();
    let problems = regulation::load(&files, &mut catalog);
    (catalog, problems.iter().map(ToString::to_string).collect())
}

/// What is said of the good file with one thing in it replaced.
fn with(from: &str, to: &str) -> Vec<String> {
    assert!(GOOD.contains(from), "{from}");
    let (catalog, problems) = load(&[&GOOD.replacen(from, to, 1)]);
    assert!(catalog.regulations.is_empty() && catalog.actions.len() == 2, "left out whole");
    problems
}

#[test]
fn a_good_file_loads() {
    let (catalog, problems) = load(&[GOOD]);
    assert_eq!(problems, [""; 0]);
    let baseline: &Regulation = &catalog.regulations[&id("baseline")];
    assert_eq!((baseline.title.as_str(), baseline.version.as_str()), ("Baseline", "1.0"));
    assert_eq!(baseline.services, [id("zoom")].into());
    let actions: Vec<_> = baseline.action_ids().into_iter().map(model::ActionId::as_str).collect();
    assert_eq!(actions, ["b.policy", "waiting-room"]);
    assert_eq!(baseline.controls().count(), 3);
    let policy = &catalog.actions[&id("b.policy")];
    assert_eq!((policy.kind, policy.points), (ActionKind::Documentation, 3));
    assert_eq!(policy.class, Some(PointsClass::DetectiveMandatory));
}

#[test]
fn each_problem_has_its_line_and_says_how_to_mend_it() {
    let check = |from: &str, to: &str, expect: &[&str]| assert_eq!(with(from, to), expect);
    check(
        "actions: [waiting-room, b.policy]",
        "actions: [waitingroom, b.policy]",
        &[
            "1.yaml:13: no pack and no regulation has the action waitingroom; mend the id, or declare it under \
           `actions`",
        ],
    );
    check(
        "id: b-2.1",
        "id: b-1.1",
        &["1.yaml:22: has the control id b-1.1 twice, first in line 10; ids are unique"],
    );
    check("id: records", "id: access", &["1.yaml:19: has the family id access twice; ids are unique"]);
    check(
        "          - waiting-room\n",
        "          - waiting-room\n          - waiting-room\n",
        &["1.yaml:19: the control b-1.2 names the action waiting-room twice"],
    );
    check(
        "services: [zoom]",
        "services: [zoom, webex]",
        &["1.yaml:5: no connector is for the service webex; there are: salesforce, zoom"],
    );
    check("services: [zoom]", "services: [zoom, zoom]", &["1.yaml:5: lists the service zoom twice"]);
    check(
        "          - waiting-room\n",
        "          - mfa\n",
        &["1.yaml:18: the action mfa is tested on salesforce, which `services` does not list; list it, or \
           name another action"],
    );
    check(
        "    class: detective_mandatory\n",
        "    points: 100\n",
        &["1.yaml:29: `points` is 100; write 1 to 99"],
    );
    check(
        "    class: detective_mandatory\n",
        "    points: 0\n",
        &["1.yaml:29: `points` is 0; write 1 to 99"],
    );
    check("title: Baseline", "title: ''", &["1.yaml:2: `title` is empty; say it in a sentence"]);
    check(
        "kind: documentation",
        "kind: technical",
        &[
            "1.yaml:27: the action b.policy is technical: it belongs to a pack with checks that test it; here \
           write operational or documentation",
        ],
    );
}

#[test]
fn an_empty_control_and_an_unreferenced_action_are_refused() {
    assert_eq!(
        with("actions: [b.policy]", "actions: []"),
        ["1.yaml:22: the control b-2.1 has no actions; name at least one, or remove it"]
    );
    let text =
        GOOD.replace("[waiting-room, b.policy]", "[waiting-room]").replace("[b.policy]", "[waiting-room]");
    let (_, problems) = load(&[&text]);
    assert_eq!(
        problems,
        ["1.yaml:27: no control refers to the action b.policy; name it in one, or remove it"]
    );
    let no_families = &GOOD[..GOOD.find("families:").expect("it has some")];
    let (_, problems) = load(&[&format!("{no_families}families: []\n")]);
    assert_eq!(problems, ["1.yaml:6: has no families; write at least one with a control"]);
    let (_, problems) =
        load(&[&format!("{no_families}families:\n  - {{ id: a, title: A, controls: [] }}\n")]);
    assert_eq!(problems, ["1.yaml:7: the family a has no controls; write at least one, or remove it"]);
}

#[test]
fn unknown_missing_and_repeated_keys_are_refused_with_their_line() {
    let starts = |from: &str, to: &str, line: &str, word: &str| {
        let problems = with(from, to);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(line) && problems[0].contains(word), "{}", problems[0]);
    };
    starts("version: 1.0\n", "version: 1.0\nedition: 2\n", "1.yaml:4:", "edition");
    starts("    title: Records\n", "    title: Records\n    maps: [x]\n", "1.yaml:21:", "maps");
    starts("version: 1.0\n", "", "1.yaml", "version");
    starts("version: 1.0\n", "version: 1.0\nversion: 2.0\n", "1.yaml:4:", "version");
    starts("services: [zoom]", "services: zoom", "1.yaml:5:", "");
    starts("id: baseline", "id: Baseline", "1.yaml:1:", "a-z");
    starts("id: b-1.2", "id: B 1.2", "1.yaml:14:", "ControlId");
    starts("families:", "families: [", "1.yaml", "");
}

#[test]
fn all_that_is_wrong_is_said_at_once_in_order() {
    let text = GOOD
        .replace("title: Baseline", "title: ' '")
        .replace("id: b-2.1", "id: b-1.2")
        .replace("class: detective_mandatory", "points: 500");
    let (_, problems) = load(&[&text]);
    let lines: Vec<&str> = problems.iter().filter_map(|text| text.split(": ").next()).collect();
    assert_eq!(lines, ["1.yaml:2", "1.yaml:22", "1.yaml:29"]);
}

#[test]
fn one_bad_file_leaves_the_others() {
    let other = GOOD.replace("id: baseline", "id: other").replace("b.policy", "o.policy");
    let (catalog, problems) = load(&[&GOOD.replace("services: [zoom]", "services: [webex]"), &other]);
    assert_eq!(catalog.regulations.keys().map(model::RegulationId::as_str).collect::<Vec<_>>(), ["other"]);
    assert!(catalog.actions.contains_key(&id("o.policy")) && !catalog.actions.contains_key(&id("b.policy")));
    assert_eq!(problems.len(), 2, "the service, and the action that its checks are for: {problems:?}");
}

#[test]
fn ids_belong_to_the_first_that_has_them() {
    let (catalog, problems) = load(&[GOOD, GOOD]);
    assert_eq!(catalog.regulations.len(), 1);
    assert_eq!(
        problems,
        [
            "2.yaml:1: the regulation id baseline is that of 1.yaml; give it another",
            "2.yaml:27: the action id b.policy is taken by 1.yaml; give it another",
        ]
    );
    assert_eq!(
        with("- id: b.policy", "- id: mfa").last().map(String::as_str),
        Some("1.yaml:27: no control refers to the action mfa; name it in one, or remove it")
    );
    let text = GOOD.replace("b.policy", "mfa");
    assert_eq!(load(&[&text]).1, ["1.yaml:27: the action id mfa is taken by a pack; give it another"]);
}

#[test]
fn an_action_of_another_regulation_may_be_named_while_that_one_loads() {
    let borrowing = "\
id: borrowing
title: Borrowing
version: '1'
description: Names an action of another regulation.
services: []
families:
  - id: a
    title: A
    controls:
      - id: c-1
        title: One
        description: One.
        actions: [b.policy]
";
    let (catalog, problems) = load(&[borrowing, GOOD]);
    assert_eq!((catalog.regulations.len(), problems.len()), (2, 0), "{problems:?}");
    assert!(catalog.regulations[&id("borrowing")].services.is_empty());
    let (catalog, problems) = load(&[borrowing, &GOOD.replace("[zoom]", "[zoom, webex]")]);
    assert!(catalog.regulations.is_empty());
    assert_eq!(
        problems,
        [
            "1.yaml:13: no pack and no regulation has the action b.policy; mend the id, or declare it under \
             `actions`",
            "2.yaml:5: no connector is for the service webex; there are: salesforce, zoom",
        ]
    );
}
