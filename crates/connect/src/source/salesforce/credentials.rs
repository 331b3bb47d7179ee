//! The sign-in form's fields, parsed: which method, and what it needs. No field can name an address outside
//! Salesforce's own domains.

use super::{jwt, sites};
use crate::source::{Credentials, FieldProblem};
use model::Secret;

/// Longest value of any field, in bytes; the longest known is a key of about 1,700.
const FIELD_BYTES_MAX: usize = 8_192;

pub(super) const METHOD: &str = "method";
pub(super) const DOMAIN: &str = "domain";
pub(super) const CLIENT_ID: &str = "client_id";
pub(super) const CLIENT_SECRET: &str = "client_secret";
pub(super) const USERNAME: &str = "username";
pub(super) const PRIVATE_KEY: &str = "private_key";
pub(super) const ENDPOINT: &str = "endpoint";
pub(super) const PASSWORD: &str = "password";
pub(super) const SECURITY_TOKEN: &str = "security_token";

/// How one signs in, and with what.
pub(super) struct Form {
    /// The host that the sign-in goes to.
    pub(super) domain: String,
    pub(super) method: Method,
}

pub(super) enum Method {
    /// RFC 6749 §4.4, by an External Client App with a run-as user.
    ClientCredentials { client_id: Secret, client_secret: Secret },
    /// RFC 7523 §2.1, signed with our key whose certificate was uploaded to the app.
    JwtBearer { client_id: Secret, username: String, key: jwt::Key },
    /// SOAP `login()`, which Salesforce retires in Summer '27.
    Password { endpoint: Endpoint, username: String, password: Secret, token: Secret },
}

/// Which of the two SOAP APIs over records: the same calls in another namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Endpoint {
    Partner,
    Enterprise,
}

impl Method {
    /// As the signal `connection` says it.
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Method::ClientCredentials { .. } => "client_credentials",
            Method::JwtBearer { .. } => "jwt_bearer",
            Method::Password { .. } => "soap_login",
        }
    }

    pub(super) fn endpoint(&self) -> Endpoint {
        match self {
            Method::Password { endpoint, .. } => *endpoint,
            _ => Endpoint::Partner,
        }
    }

    /// What must not come back in anything said.
    pub(super) fn secrets(&self) -> Vec<&Secret> {
        match self {
            Method::ClientCredentials { client_secret, .. } => vec![client_secret],
            Method::JwtBearer { key, .. } => vec![key.text()],
            Method::Password { password, token, .. } => vec![password, token],
        }
    }
}

/// Parses the fields. Blanks around a value, which come from copying, are dropped; not those of a password.
///
/// # Errors
/// Every field that is missing, unknown or malformed. Never with its value.
pub(super) fn parse(credentials: &Credentials) -> Result<Form, Vec<FieldProblem>> {
    let mut fields = Fields { credentials, problems: Vec::new(), looked_at: vec![METHOD] };
    let domain = fields.domain();
    let method = match credentials.get(METHOD).map_or("", |value| value.expose().trim()) {
        "client-credentials" => {
            if domain.as_deref().is_some_and(sites::is_shared) {
                fields.wrong(DOMAIN, "This method works at the org's own host alone: enter the My Domain host, which Setup › My Domain shows, such as example.my.salesforce.com.");
            }
            let client_id = fields.id(CLIENT_ID, "The consumer key");
            let client_secret = fields.secret(CLIENT_SECRET, "The consumer secret");
            Some(Method::ClientCredentials { client_id, client_secret })
        }
        "jwt-bearer" => {
            let client_id = fields.id(CLIENT_ID, "The consumer key");
            let username = fields.username();
            fields.key().map(|key| Method::JwtBearer { client_id, username, key })
        }
        "password" => {
            let endpoint = fields.endpoint();
            let username = fields.username();
            let password = fields.password();
            let token = fields.token();
            endpoint.map(|endpoint| Method::Password { endpoint, username, password, token })
        }
        _ => {
            // Which fields there should be is not known.
            fields.looked_at.extend(credentials.keys().map(String::as_str));
            fields.wrong(METHOD, "Say how to sign in: client-credentials, jwt-bearer or password.");
            None
        }
    };
    fields.unknown();
    match (domain, method) {
        (Some(domain), Some(method)) if fields.problems.is_empty() => Ok(Form { domain, method }),
        _ => Err(fields.problems),
    }
}

/// The fields as they are looked at, and what is wrong with them.
struct Fields<'a> {
    credentials: &'a Credentials,
    problems: Vec<FieldProblem>,
    looked_at: Vec<&'a str>,
}

impl<'a> Fields<'a> {
    fn wrong(&mut self, field: &str, message: &str) {
        self.problems.push(FieldProblem { field: field.to_owned(), message: message.to_owned() });
    }

    /// The text of a field, as it was entered; nothing where it is too long.
    fn raw(&mut self, field: &'static str) -> &'a str {
        self.looked_at.push(field);
        let value = self.credentials.get(field).map_or("", Secret::expose);
        if value.len() > FIELD_BYTES_MAX {
            self.wrong(field, &format!("This is longer than {FIELD_BYTES_MAX} bytes; copy it again."));
            return "";
        }
        if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.wrong(field, "This holds a control character; copy it again.");
            return "";
        }
        value
    }

    fn needed(&mut self, field: &'static str, label: &str) -> &'a str {
        let before = self.problems.len();
        let value = self.raw(field);
        if value.trim().is_empty() && self.problems.len() == before {
            self.wrong(field, &format!("{label} is missing."));
        }
        value
    }

    fn domain(&mut self) -> Option<String> {
        let text = self.needed(DOMAIN, "The host to sign in at");
        if text.trim().is_empty() {
            return None;
        }
        sites::entered(text).map_err(|why| self.wrong(DOMAIN, why)).ok()
    }

    fn id(&mut self, field: &'static str, label: &str) -> Secret {
        let text = self.needed(field, label).trim();
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            self.wrong(field, &format!("{label} holds a character that Salesforce's never have; copy it again from the app's settings."));
        }
        Secret::new(text)
    }

    fn secret(&mut self, field: &'static str, label: &str) -> Secret {
        self.id(field, label)
    }

    fn username(&mut self) -> String {
        let text = self.needed(USERNAME, "The username").trim();
        if !text.is_empty() && (!text.contains('@') || text.chars().any(char::is_whitespace)) {
            self.wrong(USERNAME, "A Salesforce username has the form of an e-mail address, such as integration@example.com; it need not be one.");
        }
        text.to_owned()
    }

    fn password(&mut self) -> Secret {
        let text = self.needed(PASSWORD, "The password");
        Secret::new(text.trim_end_matches(['\r', '\n']))
    }

    fn token(&mut self) -> Secret {
        let text = self.raw(SECURITY_TOKEN).trim();
        if !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.wrong(SECURITY_TOKEN, "A security token has letters and digits only; copy it again from the e-mail, without what stands around it.");
        }
        Secret::new(text)
    }

    fn endpoint(&mut self) -> Option<Endpoint> {
        match self.raw(ENDPOINT).trim() {
            "" | "partner" => Some(Endpoint::Partner),
            "enterprise" => Some(Endpoint::Enterprise),
            _ => {
                self.wrong(
                    ENDPOINT,
                    "The endpoint is “partner” or “enterprise”; where nothing speaks for the other, partner.",
                );
                None
            }
        }
    }

    fn key(&mut self) -> Option<jwt::Key> {
        let text = self.needed(PRIVATE_KEY, "The private key");
        if text.trim().is_empty() {
            return None;
        }
        jwt::Key::parse(text).map_err(|why| self.wrong(PRIVATE_KEY, why)).ok()
    }

    fn unknown(&mut self) {
        for name in self.credentials.keys() {
            if !self.looked_at.contains(&name.as_str()) {
                let shown = crate::http::words(name, &[]).unwrap_or_default();
                self.wrong(&shown, "This way to sign in has no such field; leave it out.");
            }
        }
    }
}
