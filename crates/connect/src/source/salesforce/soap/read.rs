//! Reading an answer, by namespaces and not by prefixes. Document type declarations are refused, so that there are no
//! entities but XML's own five; what is read is bounded in bytes by the HTTP client and in nodes here.

use super::{Api, Fault};
use roxmltree::{Document, Node, ParsingOptions};
use std::borrow::Cow;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Elements and texts of one answer: 2,000 rows of 30 columns have 120,000.
const NODES_MAX: u32 = 600_000;

/// Why an answer could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in super::super) enum Unreadable {
    /// No SOAP, or half of it: a gateway's page, a connection that broke off.
    #[error("something that is no whole SOAP envelope")]
    NoEnvelope,
    #[error("XML with a document type declaration, which is refused because it can hide anything")]
    DocumentType,
    #[error("XML of more than {NODES_MAX} parts")]
    TooManyParts,
    #[error("XML that is {0}")]
    NotSoap(&'static str),
}

/// What an answer says.
#[derive(Debug)]
pub(in super::super) enum Said<T> {
    Answer(T),
    Fault(Fault),
}

/// Reads the answer to an operation: `take` is given the elements that the answer consists of (`result`, as a rule).
///
/// # Errors
/// It is neither an answer to that operation of that API nor a fault.
pub(in super::super) fn read<T>(
    body: &[u8],
    api: Api,
    operation: &str,
    take: impl FnOnce(Node<'_, '_>, Node<'_, '_>) -> T,
) -> Result<Said<T>, Unreadable> {
    let text = std::str::from_utf8(body).map_err(|_| Unreadable::NoEnvelope)?;
    let text = &*allowed(text);
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected if !is_page(text) => Unreadable::DocumentType,
        roxmltree::Error::NodesLimitReached => Unreadable::TooManyParts,
        _ => Unreadable::NoEnvelope,
    })?;
    let envelope = document.root_element();
    if !envelope.has_tag_name((SOAP, "Envelope")) {
        return Err(Unreadable::NoEnvelope);
    }
    let soap = |name: &'static str| envelope.children().find(move |node| node.has_tag_name((SOAP, name)));
    let body = soap("Body").ok_or(Unreadable::NotSoap("a SOAP envelope without a body"))?;
    let first = body.children().find(Node::is_element).ok_or(Unreadable::NotSoap("an empty SOAP body"))?;
    if first.has_tag_name((SOAP, "Fault")) {
        return Ok(Said::Fault(Fault::read(first)));
    }
    let answers = first.tag_name().name().strip_suffix("Response") == Some(operation);
    let namespace = first.tag_name().namespace().unwrap_or_default();
    if !answers || !api.answers_in(namespace, operation) {
        return Err(Unreadable::NotSoap("the answer to another call, or of another API"));
    }
    Ok(Said::Answer(take(first, soap("Header").unwrap_or(first))))
}

/// The text without the characters that XML forbids: one that somebody wrote into a post must not keep everything that
/// is beside it from being read. They become U+FFFD.
fn allowed(text: &str) -> Cow<'_, str> {
    // XML 1.0 §2.2; surrogates are none of a text's characters anyway.
    let forbidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    match text.contains(forbidden) {
        true => text.replace(forbidden, "\u{fffd}").into(),
        false => text.into(),
    }
}

/// Whether this is a page for people: those of gateways begin with a document type, too.
fn is_page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(14).collect();
    start.eq_ignore_ascii_case("<!doctype html")
}

/// The first child of that name, in whatever namespace: Salesforce puts records' fields into others.
pub(in super::super) fn child<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Option<Node<'a, 'd>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

/// All children of that name.
pub(in super::super) fn children<'a, 'd>(
    node: Node<'a, 'd>,
    name: &str,
) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The text of the first child of that name; none where it is nil or not there.
pub(in super::super) fn text<'a>(node: Node<'a, '_>, name: &str) -> Option<String> {
    let found = child(node, name).filter(|found| !is_nil(*found))?;
    Some(content(found))
}

/// The text of an element, whole: a reader may give it in several pieces.
pub(in super::super) fn content(node: Node<'_, '_>) -> String {
    node.children().filter_map(|piece| piece.text()).collect()
}

/// Whether an element says that it has no value.
pub(in super::super) fn is_nil(node: Node<'_, '_>) -> bool {
    matches!(node.attribute((XSI, "nil")), Some("true" | "1"))
}
