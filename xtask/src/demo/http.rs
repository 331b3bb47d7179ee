//! Somebody who speaks to a server's REST API.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::time::Duration;

/// Longest wait for an answer: activating waits for the service behind the server.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(60);

pub struct Client {
    agent: ureq::Agent,
    base: String,
    token: Option<String>,
}

impl Client {
    /// Nobody yet, at that address.
    pub fn new(base: &str) -> Client {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(ANSWER_TIME_MAX))
            // A refusal's body says why.
            .http_status_as_error(false)
            .max_redirects(0)
            // Everything is on this machine.
            .proxy(None);
        Client { agent: config.build().new_agent(), base: base.trim_end_matches('/').to_owned(), token: None }
    }

    /// The same with a session.
    pub fn with_token(self, token: String) -> Client {
        Client { token: Some(token), ..self }
    }

    pub fn get(&self, path: &str) -> Result<Value> {
        let request = self.agent.get(format!("{}{path}", self.base));
        let request = match &self.token {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        };
        self.answer("GET", path, request.call())
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let request = self.agent.post(format!("{}{path}", self.base));
        let request = match &self.token {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        };
        self.answer("POST", path, request.send_json(body))
    }

    fn answer(
        &self,
        method: &str,
        path: &str,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Value> {
        let what = || format!("{method} {}{path}", self.base);
        let mut answer = answer.with_context(what)?;
        let text = answer.body_mut().read_to_string().with_context(what)?;
        let body =
            if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap_or_default() };
        if !answer.status().is_success() {
            bail!("{}: {}: {}", what(), answer.status(), reason(&body));
        }
        Ok(body)
    }
}

/// Why something was refused: what a problem document says of the whole and, where that is not the same, of each field;
/// or the simulator's sentence.
fn reason(body: &Value) -> String {
    let mut said =
        ["detail", "title", "error"].iter().find_map(|key| body[*key].as_str()).unwrap_or("").to_owned();
    let fields = body["errors"].as_array().into_iter().flatten();
    for message in fields.filter_map(|error| error["message"].as_str()) {
        if !said.contains(message) {
            said = format!("{said} {message}");
        }
    }
    if said.is_empty() { "it does not say why".to_owned() } else { said }
}
