//! Parts of a message, and their bytes (RFC 2045, RFC 2046).

use super::{header::Headers, transfer::encode};
use crate::Piece;

/// A part: its own fields, and what follows them.
pub(crate) struct Part {
    pub headers: Headers,
    pub body: Body,
}

pub(crate) enum Body {
    Bytes(Vec<u8>),
    /// A file, by reference.
    File(Piece),
    Parts {
        boundary: String,
        parts: Vec<Part>,
    },
}

impl Part {
    /// A text in UTF-8, its lines ending in `\n`.
    pub fn text(subtype: &str, text: &str) -> Self {
        let encoded = encode(text);
        let mut headers = Headers::default();
        headers.parameters("Content-Type", &format!("text/{subtype}"), &["charset=utf-8".to_owned()]);
        headers.plain("Content-Transfer-Encoding", encoded.encoding);
        Self { headers, body: Body::Bytes(encoded.bytes) }
    }

    /// Parts in one; the only one of them alone.
    pub fn multi(subtype: &str, boundary: &str, mut parts: Vec<Part>) -> Self {
        if parts.len() == 1
            && let Some(only) = parts.pop()
        {
            return only;
        }
        // Nothing that is encoded for transfer can hold `=_`, and nobody can write a text that holds its own hash.
        let boundary = format!("=_{subtype}_{boundary}");
        let mut headers = Headers::default();
        let mut parameters = vec![format!("boundary=\"{boundary}\"")];
        if subtype == "related" {
            // RFC 2387 §3.1.
            parameters.push("type=\"multipart/alternative\"".to_owned());
        }
        headers.parameters("Content-Type", &format!("multipart/{subtype}"), &parameters);
        Self { headers, body: Body::Parts { boundary, parts } }
    }

    /// Its bytes; nothing after the last.
    pub fn write(self, pieces: &mut Vec<Piece>) {
        pieces.push(Piece::Literal(self.headers.into_bytes()));
        pieces.push(Piece::Literal(b"\r\n".to_vec()));
        match self.body {
            Body::Bytes(bytes) => pieces.push(Piece::Literal(bytes)),
            Body::File(file) => pieces.push(file),
            Body::Parts { boundary, parts } => {
                for part in parts {
                    pieces.push(Piece::Literal(format!("--{boundary}\r\n").into_bytes()));
                    part.write(pieces);
                    pieces.push(Piece::Literal(b"\r\n".to_vec()));
                }
                pieces.push(Piece::Literal(format!("--{boundary}--\r\n").into_bytes()));
            }
        }
    }
}
