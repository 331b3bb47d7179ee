//! File names as they may stand in a message, and what kind of file a name tells.

use crate::text;
use std::collections::BTreeSet;

/// Longest file name in a message, in characters.
const NAME_CHARS_MAX: usize = 150;
/// Longest extension that is kept when a name is shortened, its dot included.
const EXTENSION_CHARS_MAX: usize = 12;

/// A name without a path, without what other systems cannot have in a name or would be misled by.
pub(crate) fn clean(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).find(|part| !part.trim_matches(['.', ' ']).is_empty()).unwrap_or("");
    let plain: String = base.chars().filter(|c| !misleads(*c)).collect();
    let plain = text::line(&plain);
    let plain = plain.trim_matches([' ', '.']);
    let name = shorten(plain);
    if name.is_empty() { "file".to_owned() } else { name }
}

/// Controls, and marks that turn the direction of what follows: `invoice\u{202e}fdp.exe` looks like a PDF.
fn misleads(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}');
    turns || c == '\u{feff}' || c.is_control() && !c.is_whitespace()
}

fn shorten(name: &str) -> String {
    if name.chars().count() <= NAME_CHARS_MAX {
        return name.to_owned();
    }
    let end =
        extension(name).filter(|end| end.chars().count() < EXTENSION_CHARS_MAX).map(|end| format!(".{end}"));
    let end = end.unwrap_or_default();
    let head: String = name.chars().take(NAME_CHARS_MAX - end.chars().count()).collect();
    format!("{}{end}", head.trim_end_matches([' ', '.']))
}

fn extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, end)| end).filter(|end| !end.is_empty())
}

/// The names of a message's files in order, no two alike in any spelling.
pub(crate) fn distinct<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut made = Vec::new();
    for name in names {
        let name = clean(name);
        let mut one = name.clone();
        let mut number = 2;
        while !taken.insert(one.to_lowercase()) {
            one = match name.rsplit_once('.') {
                Some((stem, end)) if !stem.is_empty() => format!("{stem} ({number}).{end}"),
                _ => format!("{name} ({number})"),
            };
            number += 1;
        }
        made.push(one);
    }
    made
}

/// A name for programs that know ASCII only, made of a clean one: at most `max` characters, its extension kept.
pub(crate) fn ascii(name: &str, max: usize) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || " -_.,()+@#".contains(c) { c } else { '_' };
    let plain: String = name.chars().map(safe).collect();
    let (stem, end) = match plain.rsplit_once('.') {
        Some((stem, end)) if !end.is_empty() && end.len() < EXTENSION_CHARS_MAX => (stem, format!(".{end}")),
        _ => (plain.as_str(), String::new()),
    };
    let stem = if stem.chars().all(|c| "_ .".contains(c)) { "file" } else { stem };
    format!("{}{end}", &stem[..stem.len().min(max - end.len())])
}

/// Extensions and what they tell, ordered. No `message/*` and no `multipart/*`: an attachment is never taken for
/// messages of its own.
const TYPES: &[(&str, &str)] = &[
    ("7z", "application/x-7z-compressed"),
    ("aac", "audio/aac"),
    ("avi", "video/x-msvideo"),
    ("bmp", "image/bmp"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("heic", "image/heic"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("ics", "text/calendar"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("m4a", "audio/mp4"),
    ("md", "text/markdown"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ogg", "audio/ogg"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("rtf", "application/rtf"),
    ("svg", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain"),
    ("vcf", "text/vcard"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webp", "image/webp"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
];

/// What a file's name tells of its type.
pub(crate) fn media_type(name: &str) -> &'static str {
    let end = extension(name).map(str::to_ascii_lowercase).unwrap_or_default();
    TYPES
        .binary_search_by(|(known, _)| (*known).cmp(end.as_str()))
        .map_or("application/octet-stream", |index| TYPES[index].1)
}

/// What the first bytes of a file say that it is, where it is an image that mail programs show: 16 bytes are enough.
pub fn image_type(head: &[u8]) -> Option<&'static str> {
    let riff = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    match head {
        _ if head.starts_with(b"\x89PNG\r\n\x1a\n") => Some("image/png"),
        _ if head.starts_with(b"\xff\xd8\xff") => Some("image/jpeg"),
        _ if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") => Some("image/gif"),
        _ if riff => Some("image/webp"),
        _ if head.starts_with(b"BM") && head.len() >= 14 => Some("image/bmp"),
        _ => None,
    }
}

/// What a kept word of [`image_type`] says; none where it is no such word.
pub(crate) fn known_image(word: &str) -> Option<&'static str> {
    ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"]
        .into_iter()
        .find(|known| *known == word)
}
