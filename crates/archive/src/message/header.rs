//! Header fields: folded, in ASCII, and never more than what was meant (RFC 5322 §2.2, RFC 2047, RFC 2231).

use super::{Mailbox, file_name};

/// Longest line, as far as there is somewhere to fold (RFC 5322 §2.1.1, RFC 2047 §2).
const LINE_CHARS: usize = 76;
/// Longest encoded-word (RFC 2047 §2).
const WORD_CHARS_MAX: usize = 75;
/// Longest word that is not encoded for the sake of folding.
const PLAIN_WORD_CHARS_MAX: usize = 60;
/// What the name of a field takes of its first line, for the fields of free text and for those of addresses.
const FIELD_CHARS: usize = 16;
const ADDRESS_FIELD_CHARS: usize = 8;
/// A longer quoted name is encoded, since it cannot be folded.
const QUOTED_CHARS_MAX: usize = 60;
/// Longest line of a part of a parameter's value.
const PARAMETER_CHARS: usize = 60;

/// Header fields, one after the other.
#[derive(Default)]
pub(crate) struct Headers(String);

impl Headers {
    /// The fields and nothing after them.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    /// A field whose value is ASCII of ours, without line breaks.
    pub fn plain(&mut self, name: &str, value: &str) {
        self.field(name, [value.to_owned()]);
    }

    /// A field of free text, one line ([`crate::text::line`]).
    pub fn text(&mut self, name: &str, value: &str) {
        let words: Vec<&str> = value.split(' ').collect();
        let plain = value.bytes().all(|byte| (b' '..=b'~').contains(&byte))
            && !value.contains("=?")
            && words.iter().all(|word| word.len() <= PLAIN_WORD_CHARS_MAX);
        if plain {
            self.field(name, words.into_iter().map(str::to_owned));
        } else {
            self.field(name, encoded_words(value, FIELD_CHARS));
        }
    }

    /// A field of addresses.
    pub fn addresses(&mut self, name: &str, addresses: &[Mailbox]) {
        let last = addresses.len().saturating_sub(1);
        let tokens = addresses.iter().enumerate().flat_map(|(index, one)| {
            let comma = if index == last { "" } else { "," };
            let mut tokens = one.name.as_deref().map(phrase).unwrap_or_default();
            tokens.push(if tokens.is_empty() {
                format!("{}{comma}", one.address)
            } else {
                format!("<{}>{comma}", one.address)
            });
            tokens
        });
        self.field(name, tokens);
    }

    /// A field of Message-IDs, given without their angle brackets.
    pub fn ids<'a>(&mut self, name: &str, ids: impl IntoIterator<Item = &'a str>) {
        self.field(name, ids.into_iter().map(|id| format!("<{id}>")));
    }

    /// A field with parameters, each already in its form.
    pub fn parameters(&mut self, name: &str, value: &str, parameters: &[String]) {
        let mut tokens = vec![value.to_owned()];
        for parameter in parameters {
            if let Some(last) = tokens.last_mut() {
                last.push(';');
            }
            tokens.push(parameter.clone());
        }
        self.field(name, tokens);
    }

    /// Tokens with a blank between them, folded at those blanks.
    fn field(&mut self, name: &str, tokens: impl IntoIterator<Item = String>) {
        self.0.push_str(name);
        self.0.push(':');
        let mut column = name.len() + 1;
        for (index, token) in tokens.into_iter().enumerate() {
            // The first one stays on the field's own line: a line of blanks alone is obsolete.
            if index > 0 && column + 1 + token.len() > LINE_CHARS {
                self.0.push_str("\r\n");
                column = 0;
            }
            self.0.push(' ');
            self.0.push_str(&token);
            column += 1 + token.len();
        }
        self.0.push_str("\r\n");
    }
}

/// A display name (RFC 5322 §3.4) in tokens.
fn phrase(name: &str) -> Vec<String> {
    let ascii = name.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !name.contains("=?");
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let words = || name.split(' ');
    if ascii
        && words()
            .all(|word| !word.is_empty() && word.len() <= PLAIN_WORD_CHARS_MAX && word.chars().all(atom))
    {
        words().map(str::to_owned).collect()
    } else if ascii && name.len() <= QUOTED_CHARS_MAX {
        vec![format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))]
    } else {
        encoded_words(name, ADDRESS_FIELD_CHARS)
    }
}

/// A text as encoded-words, none of which splits a character, each fit to begin a line or to follow a field's name.
fn encoded_words(text: &str, field_chars: usize) -> Vec<String> {
    // What either encoding would make of the text decides about all of it.
    let q: usize = text.chars().map(q_width).sum();
    let quoted = q <= text.len().div_ceil(3) * 4;
    // The first word is shorter: the field's name stands before it.
    let room = |first: bool| WORD_CHARS_MAX - "=?UTF-8?B??=".len() - if first { field_chars } else { 0 };
    let mut words = Vec::new();
    let mut word = String::new();
    let mut width = 0;
    for c in text.chars() {
        let more = if quoted { q_width(c) } else { c.len_utf8() };
        let after = if quoted { width + more } else { (width + more).div_ceil(3) * 4 };
        if after > room(words.is_empty()) {
            words.push(encoded_word(&word, quoted));
            word.clear();
            width = 0;
        }
        word.push(c);
        width += more;
    }
    words.push(encoded_word(&word, quoted));
    words
}

fn q_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!*+-/".contains(c)
}

fn q_width(c: char) -> usize {
    if c == ' ' || q_plain(c) { 1 } else { 3 * c.len_utf8() }
}

fn encoded_word(text: &str, quoted: bool) -> String {
    use base64::Engine as _;
    if !quoted {
        return format!("=?UTF-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(text));
    }
    let mut made = "=?UTF-8?Q?".to_owned();
    for c in text.chars() {
        match c {
            ' ' => made.push('_'),
            c if q_plain(c) => made.push(c),
            c => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    made.push('=');
                    made.push_str(&hex::encode_upper([byte]));
                }
            }
        }
    }
    made + "?="
}

/// How a file's name is said.
pub(crate) struct FileNameParameters {
    /// Of Content-Disposition: as it is where it is short and ASCII, else by RFC 2231.
    pub disposition: Vec<String>,
    /// Of Content-Type: a plain name for programs that do not know RFC 2231, where the name is said by that.
    pub fallback: Vec<String>,
}

pub(crate) fn file_name_parameters(name: &str) -> FileNameParameters {
    let quoted = |key: &str, name: &str| {
        vec![format!("{key}=\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))]
    };
    let plain = name.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !name.contains("=?");
    if plain && name.len() <= QUOTED_CHARS_MAX {
        return FileNameParameters { disposition: quoted("filename", name), fallback: Vec::new() };
    }
    let mut parts: Vec<String> = vec!["UTF-8''".to_owned()];
    for c in name.chars() {
        let mut piece = String::new();
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
                piece.push(char::from(byte));
            } else {
                piece.push('%');
                piece.push_str(&hex::encode_upper([byte]));
            }
        }
        match parts.last_mut() {
            Some(part) if part.len() + piece.len() <= PARAMETER_CHARS => part.push_str(&piece),
            _ => parts.push(piece),
        }
    }
    let disposition = match parts.as_slice() {
        [one] => vec![format!("filename*={one}")],
        many => many.iter().enumerate().map(|(index, part)| format!("filename*{index}*={part}")).collect(),
    };
    FileNameParameters { disposition, fallback: quoted("name", &file_name::ascii(name, QUOTED_CHARS_MAX)) }
}
