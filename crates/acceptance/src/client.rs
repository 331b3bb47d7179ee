//! Somebody who speaks to the REST API.

use reqwest::Method;
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

/// Where a session begins: the one answer that holds its token.
const SESSION: &str = "/api/v1/session";
/// What a download may take: a mailbox may hold much.
const DOWNLOADED_WITHIN: Duration = Duration::from_secs(20 * 60);

/// A principal's session, or nobody's.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
    heard: Arc<Mutex<String>>,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    token: Option<Value>,
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
        Client { http, base: base.trim_end_matches('/').to_owned(), token: None, heard: Arc::default() }
    }
    /// Signs in as a principal with a password.
    pub async fn signed_in(base: &str, name: &str, password: &str) -> Client {
        let nobody = Client::new(base);
        nobody.sign_in(name, password).await
    }
    /// As somebody else, or again; what is heard is kept in one place.
    pub async fn sign_in(&self, name: &str, password: &str) -> Client {
        let body = json!({ "name": name, "password": password, "kind": "bearer" });
        let session = self.post(SESSION, &body).await.ok();
        Client { token: session["token"].as_str().map(str::to_owned), ..self.clone() }
    }
    /// With this token, whatever it is worth.
    pub fn with_token(&self, token: &str) -> Client {
        Client { token: Some(token.to_owned()), ..self.clone() }
    }
    /// Every head and body that was answered so far, but for the token of a session that began.
    pub fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
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
        let answer = self.try_send(method.clone(), path, body).await;
        answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// What a server answers that may be down.
    pub async fn try_get(&self, path: &str) -> Option<Answer> {
        self.try_send(Method::GET, path, None).await.ok()
    }

    /// The same with an empty order.
    pub async fn try_post(&self, path: &str) -> Option<Answer> {
        self.try_send(Method::POST, path, Some(&serde_json::json!({}))).await.ok()
    }

    /// The bytes of an answer that is no JSON.
    pub async fn get_bytes(&self, path: &str) -> Vec<u8> {
        let request = self.request(Method::GET, path).timeout(DOWNLOADED_WITHIN);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.bytes().await.unwrap().to_vec()
    }

    /// Sends a body as it is, as JSON or not.
    pub async fn send_text(&self, method: Method, path: &str, kind: &str, body: String) -> Answer {
        let request = self.request(method, path).header("content-type", kind).body(body);
        self.answer(request).await.unwrap()
    }

    /// Follows changes as an open page does.
    pub async fn live(&self) -> Live {
        let answer = self.request(Method::GET, "/api/v1/live").send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        Live { answer, text: String::new() }
    }

    async fn try_send(&self, method: Method, path: &str, body: Option<&Value>) -> reqwest::Result<Answer> {
        let mut request = self.request(method.clone(), path);
        if let Some(body) = body {
            request = request.json(body);
        }
        let mut answer = self.answer(request).await?;
        if let Some(token) = answer.token.take() {
            // Somebody who signs in with a bearer's token has to be told it, once.
            let told = path == SESSION || path == "/api/v1/tokens" || path.ends_with("/tokens");
            assert!(method == Method::POST && told, "a token is told when it is made only: {method} {path}");
            answer.body["token"] = token;
        }
        Ok(answer)
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> reqwest::Result<Answer> {
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let head = format!("{:?}", answer.headers());
        let text = answer.text().await?;
        let mut body = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
        };
        let token = body.as_object_mut().and_then(|fields| fields.remove("token"));
        self.heard.lock().unwrap().push_str(&format!("{status} {head}\n{body}\n"));
        Ok(Answer { status, body, token })
    }
}

/// A stream of changes.
pub struct Live {
    answer: reqwest::Response,
    text: String,
}

impl Live {
    /// Reads on until a change of that topic and instance was told, for at most `limit`.
    pub async fn told(&mut self, limit: Duration, topic: &str, instance: &str) {
        let read = async {
            while !self.has(topic, instance) {
                let chunk = self.answer.chunk().await.unwrap().expect("the stream stays open");
                self.text.push_str(&String::from_utf8_lossy(&chunk));
            }
        };
        let told = tokio::time::timeout(limit, read).await;
        assert!(told.is_ok(), "no {topic} of {instance} within {limit:?}:\n{}", self.text);
    }

    fn has(&self, topic: &str, instance: &str) -> bool {
        let data = self.text.lines().filter_map(|line| line.strip_prefix("data:"));
        let mut changes = data.filter_map(|data| serde_json::from_str::<Value>(data).ok());
        changes.any(|change| change["topic"] == topic && change["instance"] == instance)
    }
}
