//! What is answered, before faults spoil it.

use super::chatter::content::Content;
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub media: &'static str,
    pub body: Vec<u8>,
    /// A file in place of the body, whose bytes are made as they are sent.
    pub file: Option<Content>,
    /// The exception code that it tells, for the log.
    pub code: Option<String>,
}

impl Reply {
    pub fn xml(status: u16, body: String) -> Self {
        Self::of(status, "text/xml;charset=UTF-8", body.into_bytes())
    }
    pub fn json(status: u16, value: &Value) -> Self {
        Self::of(status, "application/json;charset=UTF-8", value.to_string().into_bytes())
    }
    pub fn html(status: u16) -> Self {
        let words = StatusCode::from_u16(status).map(|status| status.to_string()).unwrap_or_default();
        let text = format!("<html><head><title>{words}</title></head><body><h1>{words}</h1></body></html>\n");
        Self::of(status, "text/html;charset=UTF-8", text.into_bytes())
    }
    pub fn empty(status: u16) -> Self {
        Self::of(status, "", Vec::new())
    }
    fn of(status: u16, media: &'static str, body: Vec<u8>) -> Self {
        Self { status, headers: Vec::new(), media, body, file: None, code: None }
    }
    pub fn file(content: Content) -> Self {
        let length = content.size().to_string();
        let reply = Self { file: Some(content), ..Self::of(200, "application/octetstream", Vec::new()) };
        reply.with("content-length", length)
    }

    /// How many bytes the body has.
    pub fn length(&self) -> u64 {
        self.file.as_ref().map_or(self.body.len() as u64, Content::size)
    }
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
    /// The HTTP response with the given body in place of its own (faults stream theirs).
    pub fn head(&self, body: Body) -> Response<Body> {
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if !self.media.is_empty() {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        }
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}
