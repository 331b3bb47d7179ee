//! The REST API of a running server, and the session that is kept between commands.

use crate::cli::Global;
use anyhow::{Context, Result, anyhow, bail};
use model::Secret;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::{io::Write, os::unix::fs::OpenOptionsExt, path::PathBuf, time::Duration};
use url::Url;

/// How long a command waits for an answer; validating waits for the service behind the server.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(90);
/// Longest that a file may take, of whatever size.
const TRANSFER_TIME_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// Largest answer that is taken.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A server, and who asks it.
pub struct Client {
    http: reqwest::Client,
    server: Url,
    token: Option<Secret>,
}

impl Client {
    /// With the session that `login` kept for this server, if it kept one.
    pub fn new(global: &Global) -> Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "speaks to our own server, not to a service")]
        let http = reqwest::Client::builder()
            .timeout(ANSWER_TIME_MAX)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .context("the HTTP client could not be made")?;
        let token = match &global.token {
            Some(token) => Some(Secret::new(token.as_str())),
            None => kept(&global.server)?,
        };
        Ok(Self { http, server: global.server.clone(), token })
    }

    pub async fn get(&self, path: &str) -> Result<Value> {
        self.send(Method::GET, path, None).await
    }
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.send(Method::POST, path, Some(body)).await
    }
    pub async fn put(&self, path: &str, body: &Value) -> Result<Value> {
        self.send(Method::PUT, path, Some(body)).await
    }
    pub async fn patch(&self, path: &str, body: &Value) -> Result<Value> {
        self.send(Method::PATCH, path, Some(body)).await
    }
    pub async fn delete(&self, path: &str) -> Result<Value> {
        self.send(Method::DELETE, path, None).await
    }

    /// As [`Client::post`], where a refusal may be answered with more: its problem document.
    pub async fn ask(&self, path: &str, body: &Value) -> Result<std::result::Result<Value, Refusal>> {
        let (status, json) = self.exchange(Method::POST, path, Some(body)).await?;
        Ok(if status.is_success() { Ok(json) } else { Err(Refusal { status, problem: json }) })
    }

    /// Sends a file as it is.
    pub async fn upload(&self, path: &str, media_type: &str, bytes: Vec<u8>) -> Result<Value> {
        let request = self.request(Method::POST, path)?.header("content-type", media_type);
        let request = request.timeout(TRANSFER_TIME_MAX).body(bytes);
        let (status, json) = self.answered(request).await?;
        if status.is_success() { Ok(json) } else { Err(problem(status, &json)) }
    }

    /// Writes an answer of any length as it comes; how many bytes that were. What breaks off on the way is an error.
    pub async fn download(&self, path: &str, into: &mut (dyn std::io::Write + Send)) -> Result<u64> {
        let answer = self.request(Method::GET, path)?.timeout(TRANSFER_TIME_MAX).send().await;
        let mut answer = answer.with_context(|| self.silent())?;
        let status = answer.status();
        if !status.is_success() {
            let bytes = answer.bytes().await.context("the answer broke off")?;
            return Err(problem(status, &serde_json::from_slice(&bytes).unwrap_or_default()));
        }
        let mut written = 0;
        while let Some(bytes) =
            answer.chunk().await.context("the answer broke off; what came is not the whole")?
        {
            into.write_all(&bytes).context("it could not be written")?;
            written += bytes.len() as u64;
        }
        into.flush().context("it could not be written")?;
        Ok(written)
    }

    /// A problem document becomes an error with a line per field.
    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        let (status, json) = self.exchange(method, path, body).await?;
        if status.is_success() { Ok(json) } else { Err(problem(status, &json)) }
    }

    /// `path` stands below `/api/v1/`.
    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(StatusCode, Value)> {
        let mut request = self.request(method, path)?;
        if let Some(body) = body {
            request = request.json(body);
        }
        self.answered(request).await
    }

    fn request(&self, method: Method, path: &str) -> Result<reqwest::RequestBuilder> {
        let url =
            self.server.join(&format!("api/v1/{path}")).context("the server's address is not usable")?;
        let request = self.http.request(method, url);
        Ok(match &self.token {
            Some(token) => request.bearer_auth(token.expose()),
            None => request,
        })
    }

    fn silent(&self) -> String {
        format!("{} does not answer", self.server)
    }

    async fn answered(&self, request: reqwest::RequestBuilder) -> Result<(StatusCode, Value)> {
        let answer = request.send().await.with_context(|| self.silent())?;
        let status = answer.status();
        let bytes = answer.bytes().await.context("the answer broke off")?;
        if bytes.len() > ANSWER_BYTES_MAX {
            bail!("the answer is larger than {ANSWER_BYTES_MAX} bytes");
        }
        if status == StatusCode::NO_CONTENT || (status.is_success() && bytes.is_empty()) {
            return Ok((status, Value::Null));
        }
        let json: Value = serde_json::from_slice(&bytes).map_err(|_| {
            anyhow!("{} answered {status} without JSON; is it a Vouchsafe server?", self.server)
        })?;
        Ok((status, json))
    }
}

/// What the server would not do.
pub struct Refusal {
    status: StatusCode,
    problem: Value,
}

impl Refusal {
    /// Whether something is said of that field.
    pub fn names(&self, field: &str) -> bool {
        self.problem["errors"].as_array().is_some_and(|errors| errors.iter().any(|e| e["field"] == field))
    }
    pub fn into_error(self) -> anyhow::Error {
        problem(self.status, &self.problem)
    }
}

fn problem(status: StatusCode, json: &Value) -> anyhow::Error {
    if status == StatusCode::UNAUTHORIZED {
        let detail = json["detail"].as_str().unwrap_or("sign in first");
        return anyhow!("{detail} (vouchsafe login)");
    }
    let detail = json["detail"].as_str().or(json["title"].as_str()).unwrap_or("refused");
    let lines: Vec<_> = json["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|error| {
            let part = |key: &str| error[key].as_str().unwrap_or("?");
            format!("{}: {}", part("field"), part("message"))
        })
        .collect();
    // Of a single wrong field the detail says the same as its line: once is enough.
    if lines.len() == 1 && lines[0].ends_with(detail) {
        return anyhow!("{} ({status})", lines[0]);
    }
    let lines: String = lines.iter().map(|line| format!("\n  {line}")).collect();
    anyhow!("{detail} ({status}){lines}")
}

/// Where sessions are kept: one file per server, readable by its owner only.
fn session_file(server: &Url) -> Result<PathBuf> {
    let base = match std::env::var_os("XDG_CONFIG_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(std::env::var_os("HOME").context("neither XDG_CONFIG_HOME nor HOME is set")?)
            .join(".config"),
    };
    let name: String = server
        .as_str()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' })
        .collect();
    Ok(base.join("vouchsafe").join(name))
}

/// Keeps a session's token for later commands.
pub fn keep(server: &Url, token: &Secret) -> Result<PathBuf> {
    let file = session_file(server)?;
    let what = || format!("the session could not be kept in {}", file.display());
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(what)?;
    }
    let mut open = std::fs::OpenOptions::new();
    open.create(true).write(true).truncate(true).mode(0o600);
    open.open(&file).and_then(|mut f| f.write_all(token.expose().as_bytes())).with_context(what)?;
    Ok(file)
}

fn kept(server: &Url) -> Result<Option<Secret>> {
    let file = session_file(server)?;
    match std::fs::read_to_string(&file) {
        Ok(token) => Ok(Some(Secret::new(token.trim()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(error).with_context(|| format!("the kept session in {} cannot be read", file.display()))
        }
    }
}

/// Forgets the kept session.
pub fn forget(server: &Url) -> Result<()> {
    let file = session_file(server)?;
    match std::fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} could not be removed", file.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_single_wrong_field_is_said_once() {
        let (status, error) =
            (StatusCode::UNPROCESSABLE_ENTITY, json!({ "field": "name", "message": "Enter a name." }));
        let one = json!({ "detail": "name: Enter a name.", "errors": [error] });
        assert_eq!(problem(status, &one).to_string(), "name: Enter a name. (422 Unprocessable Entity)");
        let two = json!({ "detail": "2 fields are wrong", "errors": [error, error] });
        assert_eq!(
            problem(status, &two).to_string(),
            "2 fields are wrong (422 Unprocessable Entity)\n  name: Enter a name.\n  name: Enter a name."
        );
    }
}
