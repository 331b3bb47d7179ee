//! The words of a query.

use super::refuse;
use crate::salesforce::exception::Exception;

#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// Names, keywords and whatever else hangs together: `User`, `Parent.Name`, `2026-11-21T08:00:00Z`, `LAST_N_DAYS:90`.
    Word(String),
    Text(String),
    /// `(`, `)`, `,`, `=`, `!=`, `<=` and so on.
    Sign(&'static str),
    End,
}

impl Token {
    pub fn shown(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Text(text) => format!("'{text}'"),
            Self::Sign(sign) => (*sign).to_owned(),
            Self::End => "<EOF>".to_owned(),
        }
    }
}

const SIGNS: [&str; 10] = ["!=", "<>", "<=", ">=", "(", ")", ",", "=", "<", ">"];

/// The tokens with the places (in bytes) where they begin.
pub fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Exception> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        if letter.is_whitespace() {
            at += letter.len_utf8();
        } else if letter == '\'' {
            let (string, end) = string(text, at)?;
            found.push((Token::Text(string), at));
            at = end;
        } else if let Some(sign) = SIGNS.iter().find(|sign| text[at..].starts_with(**sign)) {
            found.push((Token::Sign(sign), at));
            at += sign.len();
        } else if letter.is_ascii_alphanumeric() || "_+-.:".contains(letter) {
            let rest = &text[at..];
            let end = rest
                .find(|letter: char| !(letter.is_ascii_alphanumeric() || "_+-.:".contains(letter)))
                .unwrap_or(rest.len());
            found.push((Token::Word(rest[..end].to_owned()), at));
            at += end;
        } else {
            return Err(refuse("MALFORMED_QUERY", text, at, &format!("unexpected token: '{letter}'")));
        }
    }
    found.push((Token::End, text.len()));
    Ok(found)
}

/// The string that begins at a quote, and where it ends.
fn string(text: &str, at: usize) -> Result<(String, usize), Exception> {
    let mut string = String::new();
    let mut letters = text[at + 1..].char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '\'' => return Ok((string, at + 1 + place + 1)),
            '\\' => match letters.next().map(|(_, letter)| letter) {
                Some('n' | 'N') => string.push('\n'),
                Some('r' | 'R') => string.push('\r'),
                Some('t' | 'T') => string.push('\t'),
                Some(letter @ ('\'' | '"' | '\\' | '_' | '%')) => string.push(letter),
                other => {
                    let shown = other.map(String::from).unwrap_or_default();
                    let words = format!("Illegal character sequence '\\{shown}' in string literal");
                    return Err(refuse("MALFORMED_QUERY", text, at, &words));
                }
            },
            other => string.push(other),
        }
    }
    Err(refuse("MALFORMED_QUERY", text, at, "unexpected token: '''"))
}
