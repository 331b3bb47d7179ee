//! A simulator on a clock that stands still, and a client that speaks SOAP and REST to it.

use model::{ManualClock, SeededRandom, Time};
use reqwest::StatusCode;
use roxmltree::{Document, Node};
use serde_json::{Value, json};
use simulate::salesforce::{self, Config, Running};
use std::{sync::Arc, time::Duration};

/// 2026-11-21T08:00:00Z, where the tests' clock stands at first.
pub const START: Time = Time::from_ms(1_795_248_000_000);

pub const PARTNER: &str = "urn:partner.soap.sforce.com";
pub const ENTERPRISE: &str = "urn:enterprise.soap.sforce.com";
pub const TOOLING: &str = "urn:tooling.soap.sforce.com";
pub const METADATA: &str = "http://soap.sforce.com/2006/04/metadata";

pub struct Salesforce {
    pub running: Running,
    pub http: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

#[expect(clippy::disallowed_methods, reason = "the tests play a third-party client")]
pub fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap()
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn letter(namespace: &str) -> &str {
    match namespace {
        ENTERPRISE => "c",
        TOOLING => "T",
        METADATA => "m",
        _ => "u",
    }
}

impl Salesforce {
    pub async fn start() -> Self {
        Self::with(None).await
    }

    pub async fn with(users: Option<usize>) -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let random = Arc::new(SeededRandom::new(1));
        let running = salesforce::start(Config { clock, random, users, ..Config::default() }).await.unwrap();
        Self { running, http: http() }
    }

    pub async fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.http.post(format!("{}{path}", self.running.base_url));
        let request = request.header("content-type", "text/xml").header("soapaction", "\"\"");
        Answer::of(request.body(body).send().await.unwrap()).await
    }

    /// A SOAP call at 64.0; `headers` stand beside the session.
    pub async fn soap(&self, namespace: &str, session: &str, headers: &str, body: &str) -> Answer {
        self.soap_at("64.0", namespace, session, headers, body).await
    }

    pub async fn soap_at(
        &self,
        version: &str,
        namespace: &str,
        session: &str,
        headers: &str,
        body: &str,
    ) -> Answer {
        let envelope = format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"{namespace}\"><e:Header>\
             <SessionHeader><sessionId>{session}</sessionId></SessionHeader>{headers}</e:Header><e:Body>{body}\
             </e:Body></e:Envelope>"
        );
        self.post(&format!("/services/Soap/{}/{version}", letter(namespace)), envelope).await
    }

    pub async fn login_as(&self, namespace: &str, username: &str, password: &str) -> Answer {
        let (username, password) = (escape(username), escape(password));
        let body = format!("<login><username>{username}</username><password>{password}</password></login>");
        self.soap(namespace, "", "", &body).await
    }

    /// Signs in with the password and token of the start.
    pub async fn login(&self, org: &str) -> Answer {
        let access = self.running.org(org);
        let password = format!("{}{}", access.password, access.security_token);
        self.login_as(PARTNER, &access.username, &password).await
    }

    pub async fn session(&self, org: &str) -> String {
        let answer = self.login(org).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.first("sessionId")
    }

    pub async fn query(&self, namespace: &str, session: &str, soql: &str) -> Answer {
        let body = format!("<query><queryString>{}</queryString></query>", escape(soql));
        self.soap(namespace, session, "", &body).await
    }

    /// The rows of a query as lists of texts; nulls are empty.
    pub async fn rows(&self, namespace: &str, session: &str, soql: &str) -> Vec<Vec<String>> {
        let answer = self.query(namespace, session, soql).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.rows()
    }

    pub async fn get(&self, token: &str, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.running.base_url)).bearer_auth(token);
        Answer::of(request.send().await.unwrap()).await
    }

    pub async fn token(&self, form: &[(&str, &str)]) -> Answer {
        let request = self.http.post(format!("{}/services/oauth2/token", self.running.base_url));
        Answer::of(request.form(form).send().await.unwrap()).await
    }

    /// A token by client credentials.
    pub async fn client_token(&self, org: &str) -> String {
        let access = self.running.org(org);
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", access.client_id.as_str()),
            ("client_secret", access.client_secret.as_str()),
        ];
        let answer = self.token(&form).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        self.running.control(method, path, body).await.unwrap()
    }

    pub async fn fault(&self, order: Value) {
        self.control("POST", "faults", order).await;
    }

    pub async fn advance(&self, by: Duration) {
        self.control("POST", "clock", json!({ "advance_ms": by.as_millis() as u64 })).await;
    }

    /// The last line of the log.
    pub async fn last_request(&self) -> Value {
        let log = self.control("GET", "requests", Value::Null).await;
        log["requests"].as_array().unwrap().last().unwrap().clone()
    }
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub fn document(&self) -> Document<'_> {
        Document::parse(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The text of the first element of a name.
    pub fn first(&self, name: &str) -> String {
        let document = self.document();
        let node = document.descendants().find(|node| node.tag_name().name() == name);
        node.and_then(|node| node.text()).unwrap_or_default().to_owned()
    }

    /// The names of the children of the first element of a name.
    pub fn children(&self, name: &str) -> Vec<String> {
        let document = self.document();
        let node = document.descendants().find(|node| node.tag_name().name() == name).unwrap();
        node.children().filter(Node::is_element).map(|node| node.tag_name().name().to_owned()).collect()
    }

    pub fn rows(&self) -> Vec<Vec<String>> {
        let document = self.document();
        let records = document.descendants().filter(|node| node.tag_name().name() == "records");
        records
            .map(|record| {
                let mut fields: Vec<_> = record.children().filter(Node::is_element).collect();
                // A partner record begins with its type and its id, which stands again where it was selected.
                let is_partner = fields.first().is_some_and(|node| node.tag_name().name() == "type");
                fields.drain(..if is_partner { 2 } else { 1 });
                fields.iter().map(|node| leaf(*node)).collect()
            })
            .collect()
    }

    /// Element, code, message of a fault; asserts its shape.
    pub fn fault(&self) -> (String, String, String) {
        assert_eq!(self.status, 500, "{}", self.text);
        let code = self.first("exceptionCode");
        assert_eq!(self.first("faultcode"), format!("sf:{code}"));
        let message = self.first("exceptionMessage");
        assert_eq!(self.first("faultstring"), format!("{code}: {message}"));
        assert!(self.text.contains("<sf:exceptionCode>"), "{}", self.text);
        (self.children("detail").remove(0), code, message)
    }

    pub fn fault_code(&self) -> String {
        self.fault().1
    }
}

/// The text of a field; of a nested record that of its last field.
fn leaf(node: Node<'_, '_>) -> String {
    match node.children().rfind(Node::is_element) {
        Some(inner) => leaf(inner),
        None => node.text().unwrap_or_default().to_owned(),
    }
}
