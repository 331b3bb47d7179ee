//! Faults to order: what goes wrong with the next calls, and how.

use super::{exception::Exception, reply::Reply, soap};
use crate::clock::http_date;
use model::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;

/// A fault as it is ordered. It meets the calls of one org (or all) that fit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fault {
    /// `tidy`, `careless` or an org id; none means all.
    #[serde(default)]
    pub org: Option<String>,
    /// `login`, `query`, `queryAll`, `queryMore`, `readMetadata`, `listMetadata`, `token` and so on, over SOAP and
    /// REST alike; none means any.
    #[serde(default)]
    pub operation: Option<String>,
    /// The object of the query, or the metadata type; none means any.
    #[serde(default)]
    pub object: Option<String>,
    /// Beginning of the path.
    #[serde(default)]
    pub path: String,
    /// So many calls that fit go well before.
    #[serde(default)]
    pub after: u32,
    /// How many calls it meets; none means until it is taken back.
    #[serde(default = "once")]
    pub times: Option<u32>,
    #[serde(flatten)]
    pub kind: Kind,
}

fn once() -> Option<u32> {
    Some(1)
}

/// What goes wrong.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// An exception of the API: a SOAP fault, a REST error or an error of the token endpoint, as the call has it.
    Exception {
        code: String,
        #[serde(default)]
        message: Option<String>,
        /// `extendedErrorCode`: `QUERY_LOCATOR_EXPIRED` and so on.
        #[serde(default)]
        extended: Option<String>,
        /// Another status: of REST and the token endpoint only.
        #[serde(default)]
        status: Option<u16>,
    },
    /// The session is over: INVALID_SESSION_ID, for this call and those to come.
    SessionEnded,
    /// Another status, with the given text or a page for people.
    Status {
        status: u16,
        #[serde(default)]
        body: Option<String>,
        #[serde(default)]
        retry_after: Option<String>,
    },
    /// The reply comes after so many milliseconds.
    Slow { ms: u64 },
    /// The head comes at once, the body after so many milliseconds.
    SlowBody { ms: u64 },
    /// The first half of the body; with `cut` the connection breaks there, without it the reply ends well.
    Truncated {
        #[serde(default)]
        cut: bool,
    },
    /// A web page where XML or JSON was promised.
    Html {
        #[serde(default = "ok")]
        status: u16,
    },
    /// The connection is closed without a reply.
    Close,
    /// The genuine reply under a DTD whose entities swell to gigabytes.
    EntityBomb,
    /// The genuine reply under a DTD with an entity that names a file.
    ExternalEntity,
    /// The genuine reply with its namespaces changed.
    WrongNamespace,
    /// The genuine reply swollen to so many bytes.
    Oversized {
        #[serde(default = "twenty_megabytes")]
        bytes: usize,
    },
    /// The genuine reply, with this usage in its header.
    LimitInfo { current: u32, limit: u32 },
    /// The genuine reply with one byte changed: the middle one.
    Corrupted,
    /// The genuine reply, so many bytes a second.
    Trickle { bytes_a_second: u64 },
    /// The genuine reply with a text replaced.
    Replace { find: String, with: String },
    /// The genuine reply, dated by a clock that is so far ahead (or behind, where negative).
    Date { off_ms: i64 },
}

fn ok() -> u16 {
    200
}
fn twenty_megabytes() -> usize {
    20 * 1024 * 1024
}

/// How a reply travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Whole,
    After(Duration),
    BodyAfter(Duration),
    Half {
        cut: bool,
    },
    /// With the middle byte changed.
    Corrupted,
    /// So many bytes a second.
    Trickle(u64),
    Closed,
}

/// How a call wants to be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Soap(soap::Api),
    Rest,
    Token,
}

/// What is known of a call before it is served.
#[derive(Debug, Clone, Default)]
pub struct About {
    pub org: Option<usize>,
    pub operation: String,
    pub object: String,
    /// What the log says of it.
    pub detail: String,
    pub session_id: Option<String>,
}

impl Fault {
    /// Whether it meets this call. `names` are the org's name and id.
    pub fn meets(&self, names: Option<[&str; 2]>, about: &About, path: &str) -> bool {
        let org = self.org.as_ref().is_none_or(|wanted| {
            names.is_some_and(|[name, id]| wanted == name || id.starts_with(wanted.as_str()))
        });
        let operation = self.operation.as_ref().is_none_or(|wanted| *wanted == about.operation);
        let object = self.object.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(&about.object));
        org && operation && object && path.starts_with(&self.path)
    }
}

impl Kind {
    /// Its name in the log.
    pub fn name(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        value["kind"].as_str().unwrap_or_default().to_owned()
    }

    /// What is answered without serving the call: nothing changes and no session begins.
    pub fn instead(&self, style: Style) -> Option<Reply> {
        Some(match self {
            Self::Exception { code, message, extended, status } => {
                let message = message.clone().unwrap_or_else(|| words(code));
                let mut exception = Exception::new(code.clone(), message);
                exception.extended.clone_from(extended);
                exception.at_login = is_login_fault(code);
                let mut reply = refuse(style, &exception);
                if let (Some(status), Style::Rest | Style::Token) = (status, style) {
                    reply.status = *status;
                }
                reply
            }
            Self::SessionEnded => refuse(style, &Exception::invalid_session()),
            Self::Status { status, body, retry_after } => {
                let mut reply = Reply::html(*status);
                if let Some(body) = body {
                    reply.body = body.clone().into_bytes();
                }
                match retry_after {
                    Some(seconds) => reply.with("retry-after", seconds.clone()),
                    None => reply,
                }
            }
            Self::Html { status } => Reply::html(*status),
            Self::Close => Reply::empty(200),
            _ => return None,
        })
    }

    /// What becomes of the reply, and how it travels. `dated` is the time of day outside the simulator.
    pub fn spoil(&self, mut reply: Reply, dated: Time) -> (Reply, Transport) {
        match self {
            Self::Slow { ms } => return (reply, Transport::After(Duration::from_millis(*ms))),
            Self::SlowBody { ms } => return (reply, Transport::BodyAfter(Duration::from_millis(*ms))),
            Self::Truncated { cut } => return (reply, Transport::Half { cut: *cut }),
            Self::Corrupted => return (reply, Transport::Corrupted),
            Self::Trickle { bytes_a_second } => return (reply, Transport::Trickle(*bytes_a_second)),
            Self::Close => return (reply, Transport::Closed),
            Self::Date { off_ms } => {
                let at = Time::from_ms(dated.ms().saturating_add(*off_ms));
                reply = reply.with("date", http_date(at));
            }
            Self::EntityBomb => reply.body = under_dtd(&reply.body, &bomb(), "&j;"),
            Self::ExternalEntity => {
                let dtd = "<!DOCTYPE x [<!ENTITY j SYSTEM \"file:///etc/hostname\">]>";
                reply.body = under_dtd(&reply.body, dtd, "&j;");
            }
            Self::WrongNamespace => change(&mut reply, ".sforce.com", ".example.com"),
            Self::Oversized { bytes } => swell(&mut reply, *bytes),
            Self::LimitInfo { current, limit } => usage(&mut reply, *current, *limit),
            Self::Replace { find, with } => change(&mut reply, find, with),
            _ => {}
        }
        (reply, Transport::Whole)
    }
}

/// An exception as the call wants it.
pub fn refuse(style: Style, exception: &Exception) -> Reply {
    match style {
        Style::Soap(api) => soap::fault(api, exception),
        Style::Rest => {
            // What SOAP tells at length.
            let is_session = exception.code == "INVALID_SESSION_ID";
            let message = if is_session { "Session expired or invalid" } else { &exception.message };
            let error = json!([{ "message": message, "errorCode": exception.code }]);
            Reply::json(exception.rest_status(), &error).with_code(&exception.code)
        }
        Style::Token => {
            let error = json!({ "error": exception.code, "error_description": exception.message });
            Reply::json(400, &error).with_code(&exception.code)
        }
    }
}

fn is_login_fault(code: &str) -> bool {
    code.starts_with("LOGIN_")
        || code.starts_with("ORG_")
        || matches!(
            code,
            "INVALID_LOGIN"
                | "PASSWORD_LOCKOUT"
                | "API_DISABLED_FOR_ORG"
                | "API_CURRENTLY_DISABLED"
                | "TRIAL_EXPIRED"
                | "INVALID_OPERATION_WITH_EXPIRED_PASSWORD"
        )
}

/// The usual words of a code.
fn words(code: &str) -> String {
    match code {
        "INVALID_LOGIN" => "Invalid username, password, security token; or user locked out.".to_owned(),
        "INVALID_SESSION_ID" => Exception::invalid_session().message,
        "REQUEST_LIMIT_EXCEEDED" => Exception::request_limit().message,
        "INVALID_QUERY_LOCATOR" => "invalid query locator".to_owned(),
        "UNSUPPORTED_API_VERSION" => "Invalid Api version specified on URL".to_owned(),
        other => other.to_lowercase().replace('_', " "),
    }
}

fn bomb() -> String {
    let mut dtd = "<!DOCTYPE x [<!ENTITY a \"lol\">".to_owned();
    for (name, of) in "bcdefghij".chars().zip("abcdefghi".chars()) {
        dtd.push_str(&format!("<!ENTITY {name} \"{}\">", format!("&{of};").repeat(10)));
    }
    dtd.push_str("]>");
    dtd
}

/// The document under a DTD, with an entity at the first place where a text is.
fn under_dtd(body: &[u8], dtd: &str, entity: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let (head, rest) = match text.find("?>") {
        Some(end) => text.split_at(end + 2),
        None => ("", text.as_ref()),
    };
    let rest = rest.replacen("</", &format!("{entity}</"), 1);
    format!("{head}{dtd}{rest}").into_bytes()
}

fn change(reply: &mut Reply, find: &str, with: &str) {
    reply.body = String::from_utf8_lossy(&reply.body).replace(find, with).into_bytes();
}

/// Blanks before the last element: still well-formed, and long.
fn swell(reply: &mut Reply, bytes: usize) {
    let missing = bytes.saturating_sub(reply.body.len());
    let at = reply.body.iter().rposition(|byte| matches!(byte, b'<' | b'}' | b']')).unwrap_or(0);
    let tail = reply.body.split_off(at);
    reply.body.resize(at + missing, b' ');
    reply.body.extend(tail);
}

fn usage(reply: &mut Reply, current: u32, limit: u32) {
    for (name, value) in &mut reply.headers {
        if *name == "sforce-limit-info" {
            *value = format!("api-usage={current}/{limit}");
        }
    }
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    let (Some(start), Some(end)) = (text.find("<current>"), text.find("</limit>")) else { return };
    let new = format!("<current>{current}</current><limit>{limit}");
    reply.body = format!("{}{new}{}", &text[..start], &text[end..]).into_bytes();
}

/// Shown by the control API.
pub fn shown(faults: &[Fault]) -> Value {
    json!({ "faults": faults })
}
