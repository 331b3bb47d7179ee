//! Somebody who speaks to the REST API.

use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// A principal's session, or nobody's.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    /// The body of an answer that went well.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{}: {:#}", self.status, self.body);
        self.body
    }
    /// The items of a list that went well.
    #[track_caller]
    pub fn items(self) -> Vec<Value> {
        self.ok()["items"].as_array().expect("a list has items").clone()
    }
    /// The message at a field of a refusal with that status.
    #[track_caller]
    pub fn refused(self, status: u16, field: &str) -> String {
        assert_eq!(self.status, status, "{:#}", self.body);
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        let at_field = errors.iter().find(|error| error["field"] == field);
        let found = at_field.unwrap_or_else(|| panic!("nothing is said of {field}: {:#}", self.body));
        found["message"].as_str().expect("a message is a text").to_owned()
    }
}

impl Client {
    /// Nobody yet.
    pub fn new(base: &str) -> Client {
        #[expect(clippy::disallowed_methods, reason = "a user's own client")]
        let http = reqwest::Client::builder().timeout(Duration::from_secs(60)).no_proxy().build().unwrap();
        Client { http, base: base.trim_end_matches('/').to_owned(), token: None }
    }
    /// Signs in as a principal with a password.
    pub async fn signed_in(base: &str, name: &str, password: &str) -> Client {
        let nobody = Client::new(base);
        let body = json!({ "name": name, "password": password, "kind": "bearer" });
        let session = nobody.post("/api/v1/session", &body).await.ok();
        Client { token: session["token"].as_str().map(str::to_owned), ..nobody }
    }
    /// The token of the session, for searching where it must not be.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Sends and reads the answer; one without a body is `null`, one that is no JSON a text.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        let body = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
        };
        Answer { status, body }
    }
}
