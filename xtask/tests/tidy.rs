//! The house's own rules, as tests: which room may know which, where SQL and scopes may stand, that every
//! file says what it is for, and that nothing names a machine.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// The files that git knows or would add, as paths from the root and their texts; binary ones left out.
fn files() -> Vec<(String, String)> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    assert!(listed.status.success(), "git ls-files failed");
    let files: Vec<_> = String::from_utf8(listed.stdout)
        .unwrap()
        .lines()
        .filter_map(|path| Some((path.to_owned(), std::fs::read_to_string(root().join(path)).ok()?)))
        .collect();
    assert!(files.len() > 50, "too few files found: is this the repository?");
    files
}

fn rust_sources() -> Vec<(String, String)> {
    files().into_iter().filter(|(path, _)| path.ends_with(".rs")).collect()
}

fn nothing(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}\n{}", found.join("\n"));
}

/// Who may depend on whom, in the product. Tests may use more.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("connect", &["model"]),
    ("archive", &["model"]),
    ("assure", &["model"]),
    ("ledger", &["model"]),
    ("store", &["model"]),
    ("engine", &["model", "connect", "archive", "assure", "ledger", "store"]),
    ("server", &["model", "engine"]),
    ("vouchsafe", &["model", "assure", "engine", "server"]),
    ("simulate", &["model"]),
    ("acceptance", &[]),
    ("bench", &["model", "connect", "assure"]),
];

#[test]
fn rooms_know_only_the_rooms_they_may() {
    let rooms: BTreeMap<&str, BTreeSet<&str>> =
        ARROWS.iter().map(|(room, may)| (*room, may.iter().copied().collect())).collect();
    let mut wrong = Vec::new();
    for (path, text) in files() {
        let Some(room) = path.strip_prefix("crates/").and_then(|p| p.strip_suffix("/Cargo.toml")) else {
            continue;
        };
        let Some(may) = rooms.get(room) else {
            wrong.push(format!("{room} has no line in the table of arrows"));
            continue;
        };
        let product = text.split("[dev-dependencies]").next().unwrap_or("");
        for line in product.lines() {
            let name = line.split(['.', ' ', '=']).next().unwrap_or("");
            if rooms.contains_key(name) && name != room && !may.contains(name) {
                wrong.push(format!("{room} may not depend on {name}"));
            }
        }
    }
    nothing(wrong, "arrows between rooms that the design does not have:");
}

#[test]
fn only_the_store_has_sql_and_only_connect_dials() {
    let mut wrong = Vec::new();
    for (path, text) in files() {
        let Some(rest) = path.strip_prefix("crates/") else { continue };
        let room = rest.split('/').next().unwrap_or("");
        if rest.ends_with("Cargo.toml") {
            let product = text.split("[dev-dependencies]").next().unwrap_or("");
            let uses = |name: &str| product.lines().any(|line| line.starts_with(&format!("{name}.")));
            // The bench judges a recording in SQL too, to hold that against ours.
            if uses("sqlx") && !["store", "bench"].contains(&room) {
                wrong.push(format!("{path}: sqlx belongs to store"));
            }
            // The command line speaks our own REST API; the simulator delivers webhooks; both are no sources.
            if uses("reqwest") && !["connect", "vouchsafe", "simulate", "acceptance", "bench"].contains(&room)
            {
                wrong.push(format!("{path}: outbound connections belong to connect"));
            }
        }
    }
    nothing(wrong, "a room does what another is for:");
}

/// What is said of a service stands in its connector, its pack and its docs: a third connector touches nothing else.
#[test]
fn no_service_is_named_where_all_are_carried() {
    let carriers = [
        "crates/engine/src/",
        "crates/server/src/",
        "crates/store/src/",
        "crates/vouchsafe/src/",
        "portal/src/",
    ];
    let services: Vec<_> = files()
        .into_iter()
        .filter_map(|(path, _)| {
            Some(path.strip_prefix("packs/")?.strip_suffix("/connector.yaml")?.to_lowercase())
        })
        .collect();
    assert!(!services.is_empty());
    let carried = |path: &str| {
        carriers.iter().any(|carrier| path.starts_with(carrier))
            && !path.contains("/tests/")
            && !path.ends_with(".test.ts")
            && [".rs", ".ts", ".tsx"].iter().any(|end| path.ends_with(end))
    };
    let mut wrong = Vec::new();
    for (path, text) in files().into_iter().filter(|(path, _)| carried(path)) {
        let product = text.split("#[cfg(test)]").next().unwrap_or("");
        for (number, line) in product.lines().enumerate() {
            let code = line.trim_start();
            let names = |service: &String| code.to_lowercase().contains(service.as_str());
            // A comment may give an example.
            if services.iter().any(names) && !["//", "/*", "*"].iter().any(|mark| code.starts_with(mark)) {
                wrong.push(format!("{path}:{}: {code}", number + 1));
            }
        }
    }
    nothing(wrong, "a service is named by what carries all of them:");
}

#[test]
fn scopes_are_made_in_access_only() {
    let wrong = rust_sources()
        .into_iter()
        .filter(|(path, text)| {
            let may = path.starts_with("crates/engine/src/access/")
                || path.starts_with("crates/store/")
                || path.starts_with("xtask/");
            text.contains("Scope::everything") && !may
        })
        .map(|(path, _)| path)
        .collect();
    nothing(wrong, "only engine/src/access decides what somebody may see:");
}

#[test]
fn every_source_file_says_what_it_is_for() {
    let wrong = rust_sources()
        .into_iter()
        .filter(|(path, text)| path.contains("/src/") && !text.starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    nothing(wrong, "files without a module doc (`//! …` on the first line):");
}

#[test]
fn no_file_is_too_long_to_read() {
    let wrong = files()
        .into_iter()
        .filter(|(path, _)| [".rs", ".ts", ".tsx"].iter().any(|end| path.ends_with(end)))
        .filter(|(path, text)| text.lines().count() > 500 && !path.ends_with("schema.d.ts"))
        .map(|(path, text)| format!("{path}: {} lines", text.lines().count()))
        .collect();
    nothing(wrong, "files over 500 lines want splitting:");
}

#[test]
fn nothing_is_unfinished_or_skipped() {
    let marks = [
        "FIX\u{4d}E",
        "TO\u{44}O",
        "#[ignor\u{65}",
        ".ski\u{70}(",
        "test.fixm\u{65}",
        "todo\u{21}(",
        "unimplemented\u{21}(",
    ];
    let mut wrong = Vec::new();
    for (path, text) in files() {
        let code = [".rs", ".ts", ".tsx", ".mjs", ".py"].iter().any(|end| path.ends_with(end));
        for (number, line) in text.lines().enumerate().filter(|_| code) {
            // An iterator's `.skip(n)` is no skipped test: only calls with a text are.
            let skipped_test = line.contains(".ski\u{70}('") || line.contains(".ski\u{70}(\"");
            if marks.iter().filter(|m| !m.starts_with(".ski")).any(|mark| line.contains(mark)) || skipped_test
            {
                wrong.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    nothing(wrong, "unfinished or skipped:");
}

#[test]
fn nothing_names_a_machine() {
    // Written apart, so that this file does not name them either.
    let places = ["work/main", "work/shared", "root/.", "home/", "Users/"].map(|place| format!("/{place}"));
    let hosts = ["registry.npmjs", "static.crates", "pypi.or\u{67}/simple"];
    let mut wrong = Vec::new();
    for (path, text) in files() {
        for (number, line) in text.lines().enumerate() {
            if path != "Cargo.lock" && places.iter().any(|place| line.contains(place.as_str()))
                || hosts.iter().any(|host| line.contains(host)) && path != "xtask/tests/tidy.rs"
            {
                wrong.push(format!(
                    "{path}:{}: {}",
                    number + 1,
                    line.trim().chars().take(120).collect::<String>()
                ));
            }
        }
    }
    nothing(wrong, "paths of a machine or hosts of a registry:");
}
