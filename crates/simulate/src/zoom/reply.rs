//! Replies as Zoom shapes them: `{code, message, errors?}` from the API, `{reason, error}` from the token
//! endpoint, and the tracking id that each of them bears.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};
use model::Random;
use serde_json::{Value, json};

/// What is answered, before faults spoil it.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: Vec<(&'static str, String)>,
    pub content: Content,
}

#[derive(Debug, Clone)]
pub enum Content {
    Empty,
    Json(Value),
    Html(String),
}

impl Reply {
    pub fn json(status: StatusCode, value: Value) -> Self {
        Self { status, headers: Vec::new(), content: Content::Json(value) }
    }
    pub fn ok(value: Value) -> Self {
        Self::json(StatusCode::OK, value)
    }
    /// 204, as every change answers.
    pub fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, headers: Vec::new(), content: Content::Empty }
    }
    /// An error of the API: `{code, message}`.
    pub fn error(status: StatusCode, code: i64, message: impl Into<String>) -> Self {
        Self::json(status, json!({ "code": code, "message": message.into() }))
    }
    /// 400, code 300, with the field at fault.
    pub fn invalid_field(field: &str, message: &str) -> Self {
        Self::json(
            StatusCode::BAD_REQUEST,
            json!({
                "code": 300,
                "message": "Validation Failed.",
                "errors": [{ "field": field, "message": message }],
            }),
        )
    }
    /// An error of the token endpoint: `{reason, error}`, always 400.
    pub fn oauth_error(reason: &str, error: &str) -> Self {
        Self::json(StatusCode::BAD_REQUEST, json!({ "reason": reason, "error": error }))
    }
    /// A page for people where a program expected JSON.
    pub fn html(status: StatusCode) -> Self {
        let text =
            format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n");
        Self { status, headers: Vec::new(), content: Content::Html(text) }
    }
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
    /// The body's bytes and their media type; compact JSON, as Zoom sends it.
    pub fn bytes(&self) -> (Vec<u8>, Option<&'static str>) {
        match &self.content {
            Content::Empty => (Vec::new(), None),
            Content::Json(value) => (value.to_string().into_bytes(), Some("application/json;charset=UTF-8")),
            Content::Html(text) => (text.clone().into_bytes(), Some("text/html;charset=UTF-8")),
        }
    }
    /// The HTTP response with the given body in place of its own (faults stream theirs).
    pub fn head(&self, body: Body) -> Response<Body> {
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        if let (_, Some(mime)) = self.bytes() {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
        }
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

/// A new tracking id, as it stands in `x-zm-trackingid`.
pub fn tracking_id(random: &dyn Random) -> String {
    let mut bytes = [0u8; 16];
    random.fill(&mut bytes);
    format!("v=2.0;clid=us02;rid=WEB_{}", hex::encode(bytes))
}
