//! Holds the simulated Zoom against Zoom's own API descriptions, which are not part of this repository: the
//! replies of every operation served, the events that changes send, and the scopes and rate-limit labels of
//! the operations.

mod allowed;
mod receiver;
mod schema;

use crate::zoom::{self, Mode, OPERATIONS, Running};
use allowed::{ALLOWED, Allowed};
use schema::Misfit;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

/// The documents that are read, in the folder given.
const ENDPOINTS: [&str; 2] = ["endpoints_accounts_Accounts.json", "endpoints_accounts_Users.json"];
const EVENTS: &str = "webhooks_accounts_Accounts.json";
/// What it takes to read and change all that is served.
const CLASSIC_SCOPES: [&str; 5] =
    ["account:read:admin", "account:write:admin", "user:read:admin", "role:read:admin", "group:read:admin"];
/// How long an event may take to arrive.
const EVENT_WITHIN: Duration = Duration::from_secs(10);

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
    events: Value,
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
        replies(&documents, &client, &mut report).await?;
        events(&documents, &running, &client, &mut report).await?;
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
        Ok(Self { endpoints, events: read(EVENTS)? })
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
        self.events["webhooks"][name]
            .pointer("/post/requestBody/content/application~1json/schema")
            .ok_or_else(|| Error::NotDescribed(format!("the event {name}")))
    }
}

/// Scopes and rate-limit labels of our table of operations against the documents' texts.
fn tables(documents: &Documents, report: &mut Report) -> Result<(), Error> {
    for operation in OPERATIONS {
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

/// The reply of every GET, in all its views.
async fn replies(documents: &Documents, client: &Client<'_>, report: &mut Report) -> Result<(), Error> {
    const SETTINGS: &str = "/accounts/{accountId}/settings";
    const LOCKS: &str = "/accounts/{accountId}/lock_settings";
    let views: [(&str, &str, &[usize]); 11] = [
        (SETTINGS, "", &[0]),
        (SETTINGS, "?option=security", &[0]),
        (SETTINGS, "?option=meeting_authentication", &[1, 0]),
        (SETTINGS, "?option=recording_authentication", &[1, 1]),
        (SETTINGS, "?option=meeting_security", &[2]),
        (LOCKS, "", &[0]),
        (LOCKS, "?option=meeting_security", &[1]),
        ("/users", "", &[]),
        ("/users", "?status=inactive", &[]),
        ("/users", "?status=pending", &[]),
        ("/groups", "?page_size=1", &[]),
    ];
    let ids = |list: Value, key: &str| -> Vec<String> {
        let rows = list[key].as_array().cloned().unwrap_or_default();
        rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect()
    };
    for operation in OPERATIONS.iter().filter(|operation| operation.method == "GET") {
        let template = operation.template;
        let arguments = match template {
            _ if template.contains("{accountId}") => vec!["me".to_owned(), client.account_id.clone()],
            _ if template.contains("{userId}") => ids(client.get("/users").await?, "users"),
            _ if template.contains("{roleId}") => ids(client.get("/roles").await?, "roles"),
            _ if template.contains("{groupId}") => ids(client.get("/groups").await?, "groups"),
            _ => vec![String::new()],
        };
        let mut asked: Vec<(&str, &[usize])> = views
            .iter()
            .filter(|(of, ..)| *of == template)
            .map(|(_, query, branch)| (*query, *branch))
            .collect();
        if asked.is_empty() {
            asked.push(("", &[]));
        }
        for argument in arguments {
            for (query, branches) in &asked {
                let path = filled(template, &argument) + query;
                let body = client.get(&path).await?;
                let schema = documents.reply("GET", template, branches)?;
                report.add(&format!("GET {template}"), schema::misfits(schema, &body));
            }
        }
    }
    Ok(())
}

fn filled(template: &str, argument: &str) -> String {
    let segments =
        template.split('/').map(|segment| if segment.starts_with('{') { argument } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// The events of a change of every boolean in every view that has one.
async fn events(
    documents: &Documents,
    running: &Running,
    client: &Client<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    const SECRET: &str = "conformance-secret-token";
    let mut receiver = receiver::start(SECRET).await.map_err(|error| Error::Failed(error.to_string()))?;
    running.subscribe(client.account, &receiver.url, SECRET, Mode::default()).await?;
    for (path, event) in [
        ("/accounts/me/settings", "account.settings_updated"),
        ("/accounts/me/settings?option=meeting_security", "account.settings_updated"),
        ("/accounts/me/lock_settings", "account.lock_settings_updated"),
        ("/accounts/me/lock_settings?option=meeting_security", "account.lock_settings_updated"),
    ] {
        let change = flipped(&client.get(path).await?).unwrap_or_else(|| json!({}));
        client.patch(path, &change).await?;
        let body = tokio::time::timeout(EVENT_WITHIN, receiver.next())
            .await
            .map_err(|_| Error::Failed(format!("{event} did not arrive after a change of {path}")))?
            .ok_or_else(|| Error::Failed("the receiver ended".into()))?;
        let body: Value = serde_json::from_slice(&body).map_err(|error| Error::Failed(error.to_string()))?;
        if body["event"] != event
            || body["payload"]["object"]["settings"].as_object().is_none_or(|it| it.is_empty())
        {
            return Err(Error::Failed(format!("{event} was expected with changes, this came: {body}")));
        }
        report.add(event, schema::misfits(documents.event(event)?, &body));
    }
    Ok(())
}

/// The document with every boolean turned and all else left out.
fn flipped(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(on) => Some(json!(!on)),
        Value::Object(map) => {
            let inside: serde_json::Map<String, Value> =
                map.iter().filter_map(|(key, value)| Some((key.clone(), flipped(value)?))).collect();
            (!inside.is_empty()).then_some(Value::Object(inside))
        }
        _ => None,
    }
}

/// A signed-in caller of the simulator.
struct Client<'a> {
    http: reqwest::Client,
    base_url: &'a str,
    account: &'a str,
    account_id: String,
    token: String,
}

impl<'a> Client<'a> {
    async fn sign_in(running: &'a Running, account: &'a str) -> Result<Self, Error> {
        let http = crate::http::client()?;
        let access = running.account(account);
        let form = [("grant_type", "account_credentials"), ("account_id", &access.account_id)];
        let request =
            http.post(running.oauth_url()).basic_auth(&access.client_id, Some(&access.client_secret));
        let reply: Value = request.form(&form).send().await?.json().await?;
        let token = reply["access_token"].as_str().unwrap_or_default().to_owned();
        Ok(Self { http, base_url: &running.base_url, account, account_id: access.account_id.clone(), token })
    }

    async fn get(&self, path: &str) -> Result<Value, Error> {
        let url = format!("{}/v2{path}", self.base_url);
        let answer = self.http.get(url).bearer_auth(&self.token).send().await?;
        let (status, body) = (answer.status(), answer.json::<Value>().await?);
        if status.as_u16() != 200 || body.get("code").is_some() {
            return Err(Error::Failed(format!("GET {path} answered {status}: {body}")));
        }
        Ok(body)
    }

    async fn patch(&self, path: &str, change: &Value) -> Result<(), Error> {
        let url = format!("{}/v2{path}", self.base_url);
        let answer = self.http.patch(url).bearer_auth(&self.token).json(change).send().await?;
        match answer.status().as_u16() {
            204 => Ok(()),
            status => Err(Error::Failed(format!("PATCH {path} answered {status}: {}", answer.text().await?))),
        }
    }
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

    #[test]
    fn flipping_turns_booleans_and_leaves_the_rest_out() {
        let flip = flipped(&json!({ "a": { "b": true, "c": 1 }, "d": [true], "e": false }));
        assert_eq!(flip, Some(json!({ "a": { "b": false }, "e": true })));
        assert_eq!(flipped(&json!({ "n": 1 })), None);
    }
}
