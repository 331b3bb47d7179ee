//! A service's own words, made fit to be kept and shown.

use model::Secret;

/// Longest quotation of a service, in characters.
pub const WORDS_CHARS_MAX: usize = 240;
/// Shortest run of token characters after `eyJ`, the beginning of every JSON Web Token, that is taken for
/// one.
const JWT_CHARS_MIN: usize = 16;
/// What stands in a secret's place.
const REDACTED: &str = "[redacted]";

/// The words on one line, without control characters and invisible ones, without any of the given secrets
/// (plain or percent-encoded) or anything that looks like a JSON Web Token, and cut short. `None` when nothing
/// is left.
///
/// Secrets are taken out after characters are dropped and before the text is cut, so that neither can leave
/// a part of one behind.
pub fn words(text: &str, secrets: &[&Secret]) -> Option<String> {
    let visible: String = text
        .chars()
        .filter_map(|c| match c {
            c if c.is_whitespace() => Some(' '),
            c if c.is_control() || is_invisible(c) => None,
            c => Some(c),
        })
        .collect();
    let mut line = visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    for form in forms(secrets) {
        if line.contains(form.as_str()) {
            line = line.replace(form.as_str(), REDACTED);
        }
    }
    line = without_tokens(&line);
    if line.chars().count() > WORDS_CHARS_MAX {
        line = line.chars().take(WORDS_CHARS_MAX - 1).collect();
        line.push('…');
    }
    (!line.is_empty()).then_some(line)
}

/// Puts the mark in place of JSON Web Tokens that are none of ours to know.
fn without_tokens(line: &str) -> String {
    let (mut clean, mut rest) = (String::new(), line);
    while let Some(at) = rest.find("eyJ") {
        let (before, from) = rest.split_at(at);
        let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
        let length = from.find(|c| !is_token(c)).unwrap_or(from.len());
        clean.push_str(before);
        clean.push_str(if length > JWT_CHARS_MIN { REDACTED } else { &from[..length] });
        rest = &from[length..];
    }
    clean + rest
}

/// The spellings in which a secret may come back, the longest first, so that one that holds another goes
/// whole.
fn forms(secrets: &[&Secret]) -> Vec<zeroize::Zeroizing<String>> {
    let mut forms: Vec<zeroize::Zeroizing<String>> = Vec::new();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        let encoded: String = url::form_urlencoded::byte_serialize(secret.expose().as_bytes()).collect();
        forms.push(zeroize::Zeroizing::new(secret.expose().to_owned()));
        forms.push(zeroize::Zeroizing::new(encoded));
    }
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms
}

/// Zero-width and direction-changing characters, which can make a text look like another.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_line_without_anything_invisible() {
        assert_eq!(words("  a\r\n\tb\u{0}\u{1b}[31mc\u{202e}d ", &[]).as_deref(), Some("a b[31mcd"));
        assert_eq!(words(" \n\u{200b}", &[]), None);
    }

    #[test]
    fn secrets_go_before_the_text_is_cut() {
        let secret = Secret::new("s3cr3t+/x");
        let text = format!("{} s3cr\u{0}3t+/x and s3cr3t%2B%2Fx", "x".repeat(WORDS_CHARS_MAX - 40));
        let shown = words(&text, &[&secret]).unwrap();
        assert!(!shown.contains("s3cr"), "{shown}");
        assert!(shown.chars().count() <= WORDS_CHARS_MAX);
    }

    #[test]
    fn tokens_that_nobody_named_go_too() {
        let text =
            "token:eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ6bSJ9.c2ln, eyJ is short, and eyJhbGciOiJIUzI1NiJ9.x";
        let shown = words(text, &[]).unwrap();
        assert_eq!(shown, "token:[redacted], eyJ is short, and [redacted]");
    }

    proptest! {
        #[test]
        fn never_longer_never_a_control_character_never_the_secret(
            before in ".{0,300}", secret in "[A-Za-z0-9]{6,20}", after in ".{0,300}"
        ) {
            let secret = Secret::new(secret);
            let text = format!("{before}{}{after}", secret.expose());
            if let Some(shown) = words(&text, &[&secret]) {
                prop_assert!(shown.chars().count() <= WORDS_CHARS_MAX);
                prop_assert!(!shown.chars().any(|c| c.is_control() || is_invisible(c)));
                prop_assert!(!shown.contains(secret.expose()));
            }
        }
    }
}
