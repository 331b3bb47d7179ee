//! What is published about the API is what it does: the OpenAPI document and the table of permissions.

use crate::roles::operations;
use engine::access::{PERMISSIONS, UseCase};
use model::Role;
use std::{collections::BTreeSet, fmt::Write, path::PathBuf};

/// What is committed under this path; with `UPDATE_DOCS` in the environment, `fresh` is written there first.
fn published(path: &str, fresh: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, fresh).unwrap();
    }
    std::fs::read_to_string(&path).unwrap_or_default()
}

#[test]
fn the_committed_document_is_fresh() {
    let fresh = serde_json::to_string_pretty(&server::openapi()).unwrap() + "\n";
    let published = published("openapi/vouchsafe.json", &fresh);
    assert!(fresh == published, "openapi/vouchsafe.json is stale; run: cargo xtask openapi");
}

#[test]
fn the_document_is_openapi_3_1_with_an_id_and_a_summary_for_each_operation() {
    let document = serde_json::to_value(server::openapi()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let described: BTreeSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut ids = BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} is there twice");
            assert!(
                operation["summary"].as_str().is_some_and(|text| !text.is_empty()),
                "{id} has no summary"
            );
            let tags = operation["tags"].as_array().unwrap();
            assert!(tags.len() == 1 && described.contains(tags[0].as_str().unwrap()), "{id}: {tags:?}");
            assert!(
                operation["responses"]["default"]["content"]["application/problem+json"].is_object(),
                "{id}"
            );
        }
    }
}

/// Every `$ref` of the document leads somewhere.
#[test]
fn the_document_has_no_loose_ends() {
    let document = serde_json::to_value(server::openapi()).unwrap();
    let mut waiting = vec![&document];
    while let Some(value) = waiting.pop() {
        match value {
            serde_json::Value::Object(fields) => {
                if let Some(target) = fields.get("$ref").and_then(|target| target.as_str()) {
                    let pointer = target.strip_prefix('#').expect("a reference within the document");
                    assert!(document.pointer(pointer).is_some(), "{target} leads nowhere");
                }
                waiting.extend(fields.values());
            }
            serde_json::Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
}

#[test]
fn the_published_table_of_permissions_is_the_one_that_is_enforced() {
    let fresh = permissions_page();
    let published = published("docs/permissions.md", &fresh);
    assert!(
        published == fresh,
        "docs/permissions.md is stale; run: UPDATE_DOCS=1 cargo nextest run -p server permissions"
    );
}

const INTRODUCTION: &str = "# Permissions

Everybody is in one role group, which has one role or more; a Global Administrator decides who is in which
([access](access.md)). What a role may do is fixed, and who has several may what any of them may. The table below is generated from the code that enforces it, and a test runs every role against every
endpoint.

- **Global Administrator** may do everything.
- **Data Connector Admin** reads everything, sets up connectors and handles alerts.
- **Compliance Manager Administration** reads everything, manages assessments, parameters, updates of packs and
  alerts, and edits and tests actions.
- **Compliance Manager Contribution** reads everything, manages assessments and edits actions, but tests none.
- **Compliance Manager Assessor** reads everything, and tests actions.
- **Compliance Manager Reader** reads all but alerts, and changes nothing.

The API names the permissions that one has in `GET /api/v1/session`, and each operation of the OpenAPI document
names the one that it needs under `x-use-case`. Without a session an endpoint answers 401; with a role that may
not, 403, naming the roles that may.

";

fn permissions_page() -> String {
    let mut page = INTRODUCTION.to_owned();
    let titles = Role::ALL.map(|role| role.title().replace("Compliance Manager ", "")).join(" | ");
    writeln!(page, "| permission | lets a person | {titles} |").unwrap();
    writeln!(page, "|---|---|{}", "---|".repeat(Role::ALL.len())).unwrap();
    for (use_case, roles) in PERMISSIONS {
        let may = Role::ALL.map(|role| if roles.contains(&role) { "yes" } else { "–" }).join(" | ");
        writeln!(page, "| `{}` | {} | {may} |", use_case.as_str(), lower_first(use_case.what())).unwrap();
    }
    page += "\n## Endpoints\n\n| permission | endpoints |\n|---|---|\n";
    for use_case in UseCase::ALL {
        writeln!(page, "| `{}` | {} |", use_case.as_str(), endpoints(Some(*use_case))).unwrap();
    }
    writeln!(page, "| none: no session needed | {} |", endpoints(None)).unwrap();
    page += "\nA webhook's delivery needs no session because its signature is the proof of who sent it.\n";
    page
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

fn endpoints(use_case: Option<UseCase>) -> String {
    let of: Vec<_> = operations()
        .into_iter()
        .filter(|operation| operation.use_case == use_case)
        .map(|operation| format!("`{} {}`", operation.method, operation.path))
        .collect();
    if of.is_empty() { "–".to_owned() } else { of.join("<br>") }
}
