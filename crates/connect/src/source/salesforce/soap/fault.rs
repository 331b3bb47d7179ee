//! A fault: Salesforce's exception code and its words.

use super::read::{child, content, text};
use roxmltree::Node;

/// Longest words that are looked at, in characters; they are cut again before they are shown.
const WORDS_CHARS_MAX: usize = 2_000;

/// What a fault says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in super::super) struct Fault {
    /// Salesforce's `ExceptionCode`, such as `INVALID_LOGIN`; empty where it names none.
    pub(in super::super) code: String,
    /// Narrower codes, such as `QUERY_LOCATOR_EXPIRED`.
    pub(in super::super) extended: Vec<String>,
    pub(in super::super) words: String,
}

impl Fault {
    /// The code stands in the detail's `exceptionCode`; where there is no detail, behind the prefix of the
    /// `faultcode` (recorded with and without a prefix), and else before the colon of the `faultstring`.
    pub(super) fn read(fault: Node<'_, '_>) -> Self {
        let detail = child(fault, "detail").and_then(|detail| detail.children().find(Node::is_element));
        let string = text(fault, "faultstring").unwrap_or_default();
        let faultcode = text(fault, "faultcode").unwrap_or_default();
        let candidates = [
            detail.and_then(|detail| text(detail, "exceptionCode")),
            faultcode.rsplit(':').next().map(str::to_owned),
            string.split(':').next().map(str::to_owned),
        ];
        let code =
            candidates.into_iter().flatten().map(|code| code.trim().to_owned()).find(|code| is_code(code));
        let words = detail.and_then(|detail| text(detail, "exceptionMessage")).unwrap_or(string);
        let extended = detail.into_iter().flat_map(|detail| detail.descendants());
        let extended = extended.filter(|node| node.tag_name().name() == "extendedErrorCode").map(content);
        Self {
            code: code.unwrap_or_default(),
            extended: extended.filter(|code| is_code(code)).take(8).collect(),
            words: words.chars().take(WORDS_CHARS_MAX).collect(),
        }
    }
}

/// Whether a text can be an exception code: capitals, digits and underscores, and not SOAP's own `Client`.
fn is_code(text: &str) -> bool {
    (3..=80).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}
