//! Somebody adds checks of their own: good ones count, bad ones are named with file and line.

use acceptance::{Database, House, tool};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// A check of an organisation's own, that the *tidy* account passes.
const GOOD: &str = "\
id: acme.chat
version: 1
title: Chat in meetings is off
why: What is typed in a meeting is kept by nobody and seen by everybody.
reads:
  waiting: { at: account.settings.meeting_security#/meeting_security/waiting_room, type: bool }
pass: waiting
expected: The waiting room is on.
examples:
  pass: [{ waiting: true }]
  fail: [{ waiting: false }]
action: zoom.meeting.waiting-room
severity: low
fix: Account Settings › Meeting
link: https://example.com/
maps: []
";

/// What is wrong: the file, the change to the good check, the line to be named and a word of what is said.
const BAD: &[(&str, (&str, &str), u32, &str)] = &[
    ("path.yaml", ("#/meeting_security/waiting_room", "#meeting_security"), 6, "pointer"),
    ("type.yaml", ("type: bool", "type: boole"), 6, "type"),
    ("expression.yaml", ("pass: waiting", "pass: waiting =="), 7, "does not parse"),
    ("ordering.yaml", ("pass: waiting", "pass: '\"10\" >= \"9\"'"), 7, "orders texts"),
    ("unbound.yaml", ("pass: waiting", "pass: enabled"), 7, "enabled"),
    ("severity.yaml", ("severity: low", "severity: awful"), 13, "“awful”"),
    ("no-yaml.yaml", ("version: 1", "version: [1"), 2, "expected"),
];

/// A folder of packs with a good check and all the bad ones.
fn packs(folder: &Path) -> PathBuf {
    let checks = folder.join("packs/zoom/checks");
    std::fs::create_dir_all(&checks).unwrap();
    std::fs::write(checks.join("acme-chat.yaml"), GOOD).unwrap();
    for (file, (from, to), ..) in BAD {
        let id = format!("id: acme.{}", file.trim_end_matches(".yaml"));
        let bad = GOOD.replace("id: acme.chat", &id).replace(from, to);
        assert_ne!(bad, GOOD.replace("id: acme.chat", &id), "{file} changes something");
        std::fs::write(checks.join(file), bad).unwrap();
    }
    // Which of two with one id is meant, nobody knows.
    std::fs::write(checks.join("duplicate.yaml"), GOOD.replace("acme.chat", "zoom.meeting.waiting-room"))
        .unwrap();
    folder.join("packs")
}

async fn vouchsafe(arguments: &[&str]) -> (bool, String, String) {
    let ran = Command::new(tool("vouchsafe")).args(arguments).current_dir(root()).output().await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (ran.status.success(), text(ran.stdout), text(ran.stderr))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[tokio::test]
async fn a_pack_of_ones_own_is_added_and_what_is_wrong_in_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let packs = packs(folder.path());
    let house = House::build_with(&Database::sqlite(), Some(&packs)).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let history = format!("/api/v1/instances/{}/checks/acme.chat/history", instance["id"].as_str().unwrap());
    assert_eq!(
        house.admin.get(&history).await.items()[0]["verdict"],
        "passed",
        "the good one is judged with ours"
    );
    assert!(instance["checks"]["passed"].as_u64().unwrap() > 1, "{:#}", instance["checks"]);
    let log = house.logs();
    for (file, _, line, word) in BAD {
        let place = format!("zoom/checks/{file}:{line}");
        let said =
            log.lines().find(|l| l.contains(&place)).unwrap_or_else(|| panic!("{place} is not in:\n{log}"));
        assert!(said.contains(word), "{said}");
    }
    // Not everybody reads logs: the overview says it too.
    let problems = house.admin.get("/api/v1/overview").await.ok()["problems"].to_string();
    for (file, ..) in BAD {
        assert!(problems.contains(&format!("zoom/checks/{file}")), "{file} is not in {problems}");
    }
    let check = house.admin.get("/api/v1/checks/acme.chat").await.ok();
    assert_eq!(check["title"], "Chat in meetings is off");
    assert_eq!(house.admin.get("/api/v1/checks/acme.type").await.status, 404);
}

#[tokio::test]
async fn an_id_of_ours_stays_ours() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::build_with(&Database::sqlite(), Some(&packs(folder.path()))).await;
    let log = house.logs();
    let twice = "zoom/checks/duplicate.yaml:1: the check “zoom.meeting.waiting-room” is in zoom/checks/waiting-room.yaml";
    assert!(log.contains(twice), "the added one of two with one id is refused:\n{log}");
    let check = house.admin.get("/api/v1/checks/zoom.meeting.waiting-room").await.ok();
    assert_eq!(check["title"], "Participants wait until the host lets them in");
}

#[tokio::test]
async fn check_test_names_each_bad_file_and_still_runs_the_good_ones() {
    let folder = tempfile::tempdir().unwrap();
    let packs = packs(folder.path());
    let ours = root().join("packs/zoom");
    let connector = std::fs::read(ours.join("connector.yaml")).unwrap();
    std::fs::write(packs.join("zoom/connector.yaml"), connector).unwrap();
    std::fs::create_dir(packs.join("zoom/actions")).unwrap();
    let action = "actions/waiting-room.yaml";
    std::fs::copy(ours.join(action), packs.join("zoom").join(action)).unwrap();
    std::fs::copy(ours.join("checks/waiting-room.yaml"), packs.join("zoom/checks/waiting-room.yaml"))
        .unwrap();
    for given in [packs.clone(), packs.join("zoom")] {
        let given = given.display().to_string();
        let (well, out, err) = vouchsafe(&["check", "test", &given]).await;
        assert!(!well, "a pack with bad files is no good pack");
        for (file, _, line, word) in BAD {
            let place = format!("zoom/checks/{file}:{line}: ");
            let said = err
                .lines()
                .find(|l| l.starts_with(&place))
                .unwrap_or_else(|| panic!("no {place} in:\n{err}"));
            assert!(said.contains(word), "{said}");
        }
        assert!(out.contains(&format!(" 0 wrong, {} files refused", BAD.len() + 1)), "{out}");
        let (well, out, _) = vouchsafe(&["check", "test", &given, "--json"]).await;
        let told: Value = serde_json::from_str(&out).unwrap();
        assert!(
            !well
                && told["problems"].as_array().unwrap().len() == BAD.len() + 1
                && told["ran"].as_u64().unwrap() > 4,
            "{told:#}"
        );
    }
}

#[tokio::test]
async fn our_own_pack_is_right_and_judges_recordings_offline() {
    let (well, out, err) = vouchsafe(&["check", "test", "packs/zoom"]).await;
    assert!(well, "{out}{err}");
    assert!(out.contains(" 0 wrong, 0 files refused"), "{out}");
    let checks: usize = out.split(" checks, ").next().and_then(|number| number.trim().parse().ok()).unwrap();

    for (account, none_fails) in [("tidy", true), ("careless", false)] {
        let recording = format!("packs/zoom/recorded/{account}.json");
        // It ends well only where all passed.
        let (well, out, _) = vouchsafe(&["check", "run", "packs/zoom", &recording, "--json"]).await;
        assert!(!well);
        let told: Value = serde_json::from_str(&out).unwrap();
        let items = told["items"].as_array().unwrap();
        assert_eq!(items.len(), checks);
        let are = |verdict: &str| items.iter().filter(|item| item["outcome"]["verdict"] == verdict).count();
        assert_eq!(are("failed") == 0, none_fails, "{out}");
        if none_fails {
            // What Zoom does not tell is looked at by people, and passes nothing.
            let none = are("undetected") + are("not_applicable");
            assert_eq!(are("passed") + none, checks, "{out}");
            assert!(none < checks / 50, "{out}");
        }
    }
    let (well, out, _) =
        vouchsafe(&["check", "run", "packs/zoom", "packs/zoom/recorded/careless.json"]).await;
    assert!(!well && out.contains("zoom.meeting.waiting-room") && out.contains("failed"), "{out}");
}

#[tokio::test]
async fn what_cannot_be_judged_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(place("torn.json"), "{ \"signals\": {").unwrap();
    std::fs::write(place("empty.json"), json!({ "signals": {} }).to_string()).unwrap();
    for (arguments, said) in [
        (vec!["check", "test", "nowhere"], "nowhere"),
        (vec!["check", "test", &place("")], "holds no checks"),
        (vec!["check", "run", "packs/zoom", &place("gone.json")], "gone.json"),
        (vec!["check", "run", "packs/zoom", &place("torn.json")], "torn.json is no recorded configuration"),
    ] {
        let (well, _, err) = vouchsafe(&arguments).await;
        assert!(!well && err.contains(said), "{arguments:?}: {err}");
    }
    // Nothing recorded, nothing passed.
    let (_, out, err) = vouchsafe(&["check", "run", "packs/zoom", &place("empty.json"), "--json"]).await;
    let told: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
    let items = told["items"].as_array().unwrap();
    assert!(items.iter().all(|item| item["outcome"]["verdict"] == "to_be_detected"), "{told:#}");
}
