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
}

impl Call {
    pub fn get(url: Url) -> Self {
        Self { method: Method::GET, url, authorization: None, form: None }
    }

    /// A POST of a form (`application/x-www-form-urlencoded`).
    pub fn post_form(url: Url, fields: &[(&str, &str)]) -> Self {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self { method: Method::POST, url, authorization: None, form: Some(Zeroizing::new(form)) }
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
        self.form
            .as_ref()
            .map(|_| (header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded")))
    }
}

/// `base64(user:password)`, which is as secret as the password.
pub(crate) fn basic_credentials(user: &Secret, password: &Secret) -> String {
    let pair = Zeroizing::new(format!("{}:{}", user.expose(), password.expose()));
    BASE64_STANDARD.encode(pair.as_bytes())
}
