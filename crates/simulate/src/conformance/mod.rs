//! Holds the simulated Zoom against Zoom's own API descriptions, which are not part of this repository: the
//! replies of every operation served, the events that changes send, and the scopes and rate-limit labels of
//! the operations.

mod allowed;
mod client;
mod events;
mod receiver;
mod refusals;
mod replies;
mod schema;

use crate::zoom::{self, OPERATIONS, Operation};
use allowed::{ALLOWED, Allowed};
use client::Client;
use schema::Misfit;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
};

/// The documents that are read, in the folder given.
const ENDPOINTS: [&str; 3] = [
    "endpoints_accounts_Accounts.json",
    "endpoints_accounts_Users.json",
    "endpoints_workplace_Meetings.json",
];
const EVENTS: [&str; 2] = ["webhooks_accounts_Accounts.json", "webhooks_accounts_Users.json"];
/// Operations of a description that the folder does not have (Zoom's of its Marketplace). Their replies were
/// written after the types of Zoom's own client library.
const ELSEWHERE: &[&str] = &["/marketplace/apps"];
/// What it takes to read and change all that is served.
const CLASSIC_SCOPES: [&str; 7] = [
    "account:read:admin",
    "account:write:admin",
    "user:read:admin",
    "role:read:admin",
    "group:read:admin",
    "group:write:admin",
    "report:read:admin",
];

/// Why nothing could be held against anything.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}: there is no such folder; give the folder that holds Zoom's API descriptions with --data")]
    NoFolder(PathBuf),
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    #[error("{0} is no JSON: {1}")]
    NoJson(PathBuf, serde_json::Error),
    #[error("{0}: not described in the documents")]
    NotDescribed(String),
    #[error("{0}")]
    Simulator(#[from] zoom::Error),
    #[error("the simulator could not be called: {0}")]
    Http(#[from] reqwest::Error),
    #[error("{0}")]
    Failed(String),
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mismatch {
    /// As in `GET /roles`, or an event's name.
    pub operation: String,
    pub path: String,
    pub what: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.operation, self.path, self.what)
    }
}

/// What came out.
#[derive(Debug, Default)]
pub struct Report {
    /// Replies and events looked at.
    pub looked_at: usize,
    pub mismatches: BTreeSet<Mismatch>,
    /// Known differences that were met.
    pub allowed: BTreeSet<Mismatch>,
}

impl Report {
    fn add(&mut self, operation: &str, misfits: Vec<Misfit>) {
        self.looked_at += 1;
        for Misfit { path, what } in misfits {
            let known = ALLOWED.iter().any(|allowed| allowed.meets(operation, &path, &what));
            let mismatch = Mismatch { operation: operation.to_owned(), path, what };
            if known {
                self.allowed.insert(mismatch)
            } else {
                self.mismatches.insert(mismatch)
            };
        }
    }

    /// The known differences, an entry of the list a line: how many it met, what, and why.
    pub fn known(&self) -> impl Iterator<Item = String> + '_ {
        ALLOWED.iter().map(|entry| {
            let met = self.met_by(entry);
            format!("{} × {}: {} {}: {}", met, entry.operation, entry.path, entry.what, entry.reason)
        })
    }

    /// The operations that no document describes.
    pub fn not_compared() -> impl Iterator<Item = String> {
        OPERATIONS
            .iter()
            .filter(|operation| ELSEWHERE.contains(&operation.template))
            .map(|operation| format!("{} {}", operation.method, operation.template))
    }

    fn met_by(&self, entry: &Allowed) -> usize {
        self.allowed.iter().filter(|it| entry.meets(&it.operation, &it.path, &it.what)).count()
    }

    fn name_stale_allowances(&mut self) {
        for entry in ALLOWED {
            if self.met_by(entry) > 0 {
                continue;
            }
            self.mismatches.insert(Mismatch {
                operation: entry.operation.into(),
                path: entry.path.into(),
                what: "is allowed to differ but does not: take it off the list".into(),
            });
        }
    }
}

/// Zoom's documents.
struct Documents {
    endpoints: Vec<Value>,
    events: Vec<Value>,
}

/// Starts a simulator and holds it against the documents in `data`.
///
/// # Errors
/// When the documents are not there or the simulator cannot be asked; differences are in the report.
pub async fn run(data: &Path) -> Result<Report, Error> {
    let documents = Documents::read(data)?;
    let running = zoom::start(zoom::Config::default()).await?;
    let mut report = Report::default();
    tables(&documents, &mut report)?;
    for account in ["tidy", "careless"] {
        let may_everything = json!({ "account": account, "scopes": CLASSIC_SCOPES });
        running.control("PUT", "scopes", may_everything).await?;
        let client = Client::sign_in(&running, account).await?;
        replies::replies(&documents, &client, &mut report).await?;
        events::events(&documents, &running, &client, &mut report).await?;
        refusals::refusals(&documents, &running, &client, &mut report).await?;
    }
    running.stop().await;
    report.name_stale_allowances();
    Ok(report)
}

impl Documents {
    fn read(data: &Path) -> Result<Self, Error> {
        if !data.is_dir() {
            return Err(Error::NoFolder(data.to_owned()));
        }
        let read = |name: &str| {
            let path = data.join(name);
            let text = std::fs::read(&path).map_err(|error| Error::Unreadable(path.clone(), error))?;
            serde_json::from_slice(&text).map_err(|error| Error::NoJson(path, error))
        };
        let endpoints = ENDPOINTS.iter().map(|name| read(name)).collect::<Result<_, _>>()?;
        let events = EVENTS.iter().map(|name| read(name)).collect::<Result<_, _>>()?;
        Ok(Self { endpoints, events })
    }

    fn operation(&self, method: &str, template: &str) -> Result<&Value, Error> {
        let method = method.to_lowercase();
        self.endpoints
            .iter()
            .find_map(|document| document.get("paths")?.get(template)?.get(&method))
            .ok_or_else(|| Error::NotDescribed(format!("{method} {template}")))
    }

    /// The schema of a 200 reply, down the given branches of `oneOf`.
    fn reply(&self, method: &str, template: &str, branches: &[usize]) -> Result<&Value, Error> {
        let operation = self.operation(method, template)?;
        let mut schema = operation
            .pointer("/responses/200/content/application~1json/schema")
            .ok_or_else(|| Error::NotDescribed(format!("the reply of {method} {template}")))?;
        for branch in branches {
            schema = schema
                .pointer(&format!("/oneOf/{branch}"))
                .ok_or_else(|| Error::NotDescribed(format!("branch {branch} of {method} {template}")))?;
        }
        Ok(schema)
    }

    fn event(&self, name: &str) -> Result<&Value, Error> {
        self.events
            .iter()
            .find_map(|document| document.get("webhooks")?.get(name))
            .and_then(|event| event.pointer("/post/requestBody/content/application~1json/schema"))
            .ok_or_else(|| Error::NotDescribed(format!("the event {name}")))
    }
}

/// Scopes and rate-limit labels of our table of operations against the documents' texts.
fn tables(documents: &Documents, report: &mut Report) -> Result<(), Error> {
    for operation in described_here() {
        let described = documents.operation(operation.method, operation.template)?;
        let scopes = described.pointer("/security/0/openapi_oauth").and_then(Value::as_array);
        let known = |scope: &str| scopes.is_some_and(|scopes| scopes.contains(&json!(scope)));
        let mut misfits: Vec<Misfit> = [operation.classic, operation.granular]
            .concat()
            .into_iter()
            .filter(|scope| !known(scope))
            .map(|scope| Misfit { path: scope.into(), what: "is no scope of it".into() })
            .collect();
        let text = described["description"].as_str().unwrap_or_default().to_lowercase();
        let label = format!("{:?}", operation.class).to_lowercase();
        if !text.contains(&format!("`{label}`")) {
            misfits.push(Misfit { path: label, what: "is not its rate-limit label".into() });
        }
        report.add(&format!("{} {}", operation.method, operation.template), misfits);
    }
    Ok(())
}

fn described_here() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().filter(|operation| !ELSEWHERE.contains(&operation.template))
}

/// A template's path, with the argument in place of its braces.
fn filled(template: &str, argument: &str) -> String {
    let segments =
        template.split('/').map(|segment| if segment.starts_with('{') { argument } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_difference_is_no_mismatch_and_one_that_is_gone_is() {
        let misfit = |path: &str| Misfit { path: path.into(), what: "is not described".into() };
        let mut report = Report::default();
        report
            .add("account.settings_updated", vec![misfit("payload.object.settings.x"), misfit("payload.x")]);
        report.add("GET /roles", vec![misfit("payload.object.settings.x")]);
        assert_eq!(report.allowed.len(), 1);
        let told: Vec<String> = report.mismatches.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "GET /roles: payload.object.settings.x is not described",
                "account.settings_updated: payload.x is not described"
            ]
        );
        report.name_stale_allowances();
        assert_eq!(report.mismatches.len(), 2 + ALLOWED.len() - 1);
    }
}
