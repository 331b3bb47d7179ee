//! One call to be made.

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderValue, Method};
use model::Secret;
use url::Url;
use zeroize::Zeroizing;

/// What a call carries. Wiped when dropped, because it may hold credentials.
pub(super) struct Body {
    pub(super) content_type: &'static str,
    pub(super) bytes: Zeroizing<Vec<u8>>,
}

/// One call to be made. Has no `Debug`, because it holds credentials.
pub struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) authorization: Option<Zeroizing<String>>,
    pub(super) accept: &'static str,
    pub(super) body: Option<Body>,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Call {
    pub fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            authorization: None,
            accept: "application/json",
            body: None,
            headers: Vec::new(),
        }
    }

    /// A POST of a form (`application/x-www-form-urlencoded`).
    pub fn post_form(url: Url, fields: &[(&str, &str)]) -> Self {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self::post(url, "application/x-www-form-urlencoded", form.into_bytes())
    }

    /// A POST of these very bytes as JSON.
    pub fn post_json(url: Url, body: Vec<u8>) -> Self {
        Self::post(url, "application/json", body)
    }

    /// A POST of a SOAP 1.1 envelope (W3C Note *SOAP 1.1* §6: `text/xml`, with an empty `SOAPAction`).
    pub fn post_soap(url: Url, envelope: Zeroizing<String>) -> Self {
        let bytes = envelope.as_bytes().to_vec();
        let call = Self { accept: "text/xml", ..Self::post(url, "text/xml; charset=utf-8", bytes) };
        call.header("soapaction", "\"\"".into())
    }

    fn post(url: Url, content_type: &'static str, bytes: Vec<u8>) -> Self {
        let body = Some(Body { content_type, bytes: Zeroizing::new(bytes) });
        Self { method: Method::POST, body, ..Self::get(url) }
    }

    /// Taking an answer of any kind.
    pub fn accept_anything(mut self) -> Self {
        self.accept = "*/*";
        self
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
}

/// `base64(user:password)`, which is as secret as the password.
pub(crate) fn basic_credentials(user: &Secret, password: &Secret) -> String {
    let pair = Zeroizing::new(format!("{}:{}", user.expose(), password.expose()));
    BASE64_STANDARD.encode(pair.as_bytes())
}
