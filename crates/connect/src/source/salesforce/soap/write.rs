//! Writing an envelope: every text is escaped, whatever it holds.

use super::Api;
use model::Secret;
use zeroize::Zeroizing;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// Room for an envelope around what it carries, in bytes, so that a secret is not moved about while it is written.
const FRAME_BYTES: usize = 2_048;

/// What goes into an envelope's header.
pub(super) type Headers<'a> = &'a [Header<'a>];

/// A header of a call.
pub(in super::super) enum Header<'a> {
    /// The session that the call belongs to.
    Session(&'a Secret),
    /// Rows of one answer, at most; Salesforce takes it as advice.
    BatchSize(u32),
}

/// An envelope while it is written.
pub(in super::super) struct Envelope(Zeroizing<String>);

impl Envelope {
    /// An envelope with one operation of an API; `body` writes what is inside the operation.
    pub(in super::super) fn of(
        api: Api,
        headers: Headers<'_>,
        operation: &str,
        body: impl FnOnce(&mut Self),
    ) -> Zeroizing<String> {
        let mut it = Self(Zeroizing::new(String::with_capacity(FRAME_BYTES)));
        it.0.push_str(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
        it.0.push_str(&format!(r#"<e:Envelope xmlns:e="{SOAP}" xmlns="{}">"#, api.namespace()));
        if !headers.is_empty() {
            it.0.push_str("<e:Header>");
            for header in headers {
                match header {
                    Header::Session(id) => it.inside("SessionHeader", |it| it.text("sessionId", id.expose())),
                    Header::BatchSize(rows) => {
                        it.inside("QueryOptions", |it| it.text("batchSize", &rows.to_string()));
                    }
                }
            }
            it.0.push_str("</e:Header>");
        }
        it.0.push_str("<e:Body>");
        it.inside(operation, body);
        it.0.push_str("</e:Body></e:Envelope>");
        it.0
    }

    /// An element around what `inner` writes.
    pub(in super::super) fn inside(&mut self, name: &str, inner: impl FnOnce(&mut Self)) {
        self.0.push_str(&format!("<{name}>"));
        inner(self);
        self.0.push_str(&format!("</{name}>"));
    }

    /// An element with a text.
    pub(in super::super) fn text(&mut self, name: &str, text: &str) {
        self.inside(name, |it| {
            it.0.reserve(text.len() + text.len() / 2);
            for c in text.chars() {
                match c {
                    '&' => it.0.push_str("&amp;"),
                    '<' => it.0.push_str("&lt;"),
                    '>' => it.0.push_str("&gt;"),
                    '"' => it.0.push_str("&quot;"),
                    '\'' => it.0.push_str("&apos;"),
                    // A reader would make a line feed of it (XML 1.0 §2.11).
                    '\r' => it.0.push_str("&#13;"),
                    c if is_allowed(c) => it.0.push(c),
                    _ => {}
                }
            }
        });
    }
}

/// The characters that XML 1.0 §2.2 has.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn login(password: &str) -> Zeroizing<String> {
        Envelope::of(Api::Enterprise, &[], "login", |it| {
            it.text("username", "a@example.com");
            it.text("password", password);
        })
    }

    #[test]
    fn what_a_strict_reader_makes_of_it_is_what_was_entered() {
        let password = "p&<>\"'ä\u{1f511}]]>&amp;\r\n\t %";
        let written = login(password);
        let read = roxmltree::Document::parse(&written).unwrap();
        let found = read.descendants().find(|node| node.tag_name().name() == "password").unwrap();
        assert_eq!(found.text(), Some(password));
        assert_eq!(found.tag_name().namespace(), Some("urn:enterprise.soap.sforce.com"));
        assert_eq!(found.parent().unwrap().tag_name().name(), "login");
    }

    #[test]
    fn headers_stand_in_the_header() {
        let session = Secret::new("00D!<&>");
        let headers = [Header::Session(&session), Header::BatchSize(2_000)];
        let written =
            Envelope::of(Api::Partner, &headers, "query", |it| it.text("queryString", "SELECT Id FROM User"));
        let read = roxmltree::Document::parse(&written).unwrap();
        let names: Vec<_> =
            read.descendants().filter(|n| n.is_element()).map(|n| n.tag_name().name()).collect();
        let expected = [
            "Envelope",
            "Header",
            "SessionHeader",
            "sessionId",
            "QueryOptions",
            "batchSize",
            "Body",
            "query",
            "queryString",
        ];
        assert_eq!(names, expected);
        let id = read.descendants().find(|node| node.tag_name().name() == "sessionId").unwrap();
        assert_eq!(id.text(), Some("00D!<&>"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_out(password in any::<String>()) {
            let written = login(&password);
            let read = roxmltree::Document::parse(&written).unwrap();
            let found = read.descendants().find(|node| node.tag_name().name() == "password").unwrap();
            let allowed: String = password.chars().filter(|c| is_allowed(*c)).collect();
            prop_assert_eq!(found.text().unwrap_or(""), allowed);
        }
    }
}
