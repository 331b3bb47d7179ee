//! One call to be made.

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderValue, Method, header};
use model::Secret;
use url::Url;
use zeroize::Zeroizing;

/// One call to be made. Has no `Debug`, because it holds credentials.
pub struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) authorization: Option<Zeroizing<String>>,
    pub(super) form: Option<Zeroizing<String>>,
    pub(super) json: Option<Vec<u8>>,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Call {
    pub fn get(url: Url) -> Self {
        Self { method: Method::GET, url, authorization: None, form: None, json: None, headers: Vec::new() }
    }

    /// A POST of a form (`application/x-www-form-urlencoded`).
    pub fn post_form(url: Url, fields: &[(&str, &str)]) -> Self {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self { method: Method::POST, form: Some(Zeroizing::new(form)), ..Self::get(url) }
    }

    /// A POST of these very bytes as JSON.
    pub fn post_json(url: Url, body: Vec<u8>) -> Self {
        Self { method: Method::POST, json: Some(body), ..Self::get(url) }
    }

    /// With one more header, which is no secret.
    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With `Authorization: Bearer`.
    pub fn bearer(mut self, token: &Secret) -> Self {
        self.authorization = Some(Zeroizing::new(format!("Bearer {}", token.expose())));
        self
    }

    /// With `Authorization: Basic` (RFC 7617).
    pub fn basic(mut self, user: &Secret, password: &Secret) -> Self {
        let encoded = Zeroizing::new(basic_credentials(user, password));
        self.authorization = Some(Zeroizing::new(format!("Basic {}", encoded.as_str())));
        self
    }

    /// The authorization header, marked so that nothing prints it. `None` where a control character makes
    /// it none.
    pub(super) fn authorization_header(&self) -> Option<Option<HeaderValue>> {
        match &self.authorization {
            None => Some(None),
            Some(text) => {
                let mut value = HeaderValue::from_str(text).ok()?;
                value.set_sensitive(true);
                Some(Some(value))
            }
        }
    }

    pub(super) fn content_type(&self) -> Option<(header::HeaderName, HeaderValue)> {
        let kind = match (&self.form, &self.json) {
            (Some(_), _) => "application/x-www-form-urlencoded",
            (None, Some(_)) => "application/json",
            (None, None) => return None,
        };
        Some((header::CONTENT_TYPE, HeaderValue::from_static(kind)))
    }
}

/// `base64(user:password)`, which is as secret as the password.
pub(crate) fn basic_credentials(user: &Secret, password: &Secret) -> String {
    let pair = Zeroizing::new(format!("{}:{}", user.expose(), password.expose()));
    BASE64_STANDARD.encode(pair.as_bytes())
}
