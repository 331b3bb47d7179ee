//! Texts in a form that any mail server carries unchanged: lines of at most 76 characters of ASCII, CRLF between them.

use crate::Base64Lines;

/// Longest line that is left as it is (RFC 5322 §2.1.1).
const PLAIN_LINE_BYTES_MAX: usize = 76;

/// A text, encoded, and the name of the encoding (RFC 2045 §6).
pub(crate) struct Encoded {
    pub encoding: &'static str,
    pub bytes: Vec<u8>,
}

/// Encodes a text whose line breaks are `\n`: as it is where it can be, else by whichever encoding is shorter.
pub(crate) fn encode(text: &str) -> Encoded {
    if text.split('\n').all(carried_as_it_is) {
        return Encoded { encoding: "7bit", bytes: text.replace('\n', "\r\n").into_bytes() };
    }
    let printable = quoted_printable(text);
    let wire = text.replace('\n', "\r\n");
    let lines = crate::base64_size(wire.len() as u64);
    if printable.len() as u64 <= lines {
        return Encoded { encoding: "quoted-printable", bytes: printable };
    }
    let mut encoder = Base64Lines::new();
    let mut bytes = encoder.push(wire.as_bytes());
    bytes.extend(encoder.finish());
    Encoded { encoding: "base64", bytes }
}

/// `From ` at the start of a line is changed by programs that keep mail in one file; a blank at its end gets lost.
fn carried_as_it_is(line: &str) -> bool {
    line.len() <= PLAIN_LINE_BYTES_MAX
        && line.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        && !line.ends_with(' ')
        && !line.starts_with("From ")
        && line != "."
}

/// RFC 2045 §6.7.
fn quoted_printable(text: &str) -> Vec<u8> {
    let mut made = Vec::with_capacity(text.len() + text.len() / 16);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            made.extend_from_slice(b"\r\n");
        }
        let bytes = line.as_bytes();
        let mut column = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let last = at + 1 == bytes.len();
            let plain = match byte {
                b'=' => false,
                b' ' | b'\t' => !last,
                b'F' => !(at == 0 && line.starts_with("From ")),
                b'.' => !(at == 0 && last),
                byte => (b'!'..=b'~').contains(byte),
            };
            let width = if plain { 1 } else { 3 };
            // One column is left for the mark of a soft line break.
            if column + width > 75 {
                made.extend_from_slice(b"=\r\n");
                column = 0;
            }
            if plain {
                made.push(*byte);
            } else {
                made.push(b'=');
                made.extend_from_slice(hex::encode_upper([*byte]).as_bytes());
            }
            column += width;
        }
    }
    made
}
