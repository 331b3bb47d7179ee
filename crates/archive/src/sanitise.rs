//! HTML of a source, made harmless: nothing in it runs, and nothing in it is fetched from anywhere.
//!
//! Only the tags and attributes listed here stay. An image stays where it is one of the item's own files, by its
//! Content-ID; any other becomes its description. Links stay, to schemes that a person may follow.

use ammonia::{Builder, UrlRelative};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

/// A rich text longer than this is shown as it is written, tags and all: elements within each other take time that
/// grows with the square of their number.
const RICH_BYTES_MAX: usize = 256 << 10;
/// Schemes that a text may name before the rest are no longer looked at.
const SCHEMES_MAX: usize = 64;

const TAGS: [&str; 38] = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
const LINKS: [&str; 4] = ["http://", "https://", "mailto:", "tel:"];

/// The images that may stay: the ids by which a text may mean it, and its Content-ID.
pub(crate) type Images = Vec<(Vec<String>, String)>;

/// The harmless form.
pub(crate) fn html(text: &str, images: &Images) -> String {
    if text.len() > RICH_BYTES_MAX {
        return crate::text::plain_to_html(text);
    }
    let schemes = schemes(text);
    let images = images.clone();
    let mut builder = Builder::default();
    builder
        .tags(TAGS.into_iter().collect())
        .clean_content_tags(["script", "style", "title", "template", "noscript"].into_iter().collect())
        .generic_attributes(["dir"].into_iter().collect())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("img", HashSet::from(["src", "alt"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
            ("ol", HashSet::from(["start"])),
        ]))
        // The filter below decides about every address; the parser is to show them all to it.
        .url_schemes(schemes.iter().map(String::as_str).collect())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .strip_comments(true)
        .attribute_filter(move |tag, attribute, value| match (tag, attribute) {
            ("img", "src") => content_id(value, &images).map(|id| Cow::Owned(format!("cid:{id}"))),
            (_, "src") => None,
            (_, "href") => harmless_link(value).then_some(Cow::Borrowed(value)),
            _ => Some(Cow::Borrowed(value)),
        });
    crate::text::lines(&builder.clean(&crate::text::lines(text)).to_string())
}

pub(crate) fn harmless_link(value: &str) -> bool {
    let start: String = value.chars().take(8).collect::<String>().to_ascii_lowercase();
    LINKS.iter().any(|scheme| start.starts_with(scheme)) && !value.chars().any(char::is_control)
}

/// Which of the item's images an address means: its last part, or a parameter of it, is one of the ids.
fn content_id(address: &str, images: &Images) -> Option<String> {
    let parts: Vec<&str> =
        address.split(['/', '?', '&', '=', '#', ':']).filter(|part| !part.is_empty()).collect();
    let means = |id: &String| parts.iter().any(|part| crate::text::same_id(part, id));
    images.iter().find(|(ids, _)| ids.iter().any(means)).map(|(_, content_id)| content_id.clone())
}

/// What stands before a colon anywhere in the text: the schemes that its addresses may have.
fn schemes(text: &str) -> HashSet<String> {
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+.-".contains(byte);
    let bytes = text.as_bytes();
    let mut found: HashSet<String> = ["http", "https", "mailto", "tel"].map(str::to_owned).into();
    for (colon, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b':') {
        if found.len() >= SCHEMES_MAX {
            break;
        }
        let length = bytes[..colon].iter().rev().take(32).take_while(|byte| letter(byte)).count();
        if let Ok(scheme) = std::str::from_utf8(&bytes[colon - length..colon])
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            found.insert(scheme.to_ascii_lowercase());
        }
    }
    found
}
