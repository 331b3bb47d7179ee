//! Texts as words, in the form in which they are compared.

use unicode_normalization::UnicodeNormalization as _;

/// The words of a text in order, folded, one for all spellings of a character (NFC): letters, digits and the marks on them. Scripts that put no blanks between
/// words (Han, Kana) give one word a character, so that a word within a sentence is found as a phrase.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.nfc() {
        if alone(c) {
            flush(&mut word, &mut words);
            words.push(c.to_string());
        } else if c.is_alphanumeric() || !word.is_empty() && is_mark(c) {
            fold(c, &mut word);
        } else if !ignored(c) {
            flush(&mut word, &mut words);
        }
    }
    flush(&mut word, &mut words);
    words
}

fn flush(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// Lower case, by character: what a letter becomes does not depend on where in a word it is.
fn fold(c: char, word: &mut String) {
    for lower in c.to_lowercase() {
        word.push(if lower == 'ς' { 'σ' } else { lower });
    }
}

fn alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Marks that combine with the letter before and are no letters themselves.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' | '\u{93c}' | '\u{94d}'
        | '\u{9bc}' | '\u{9cd}' | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Characters that are not seen and divide no word: soft hyphen, joiners, direction marks.
fn ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_text_falls_into_words() {
        for (text, expect) in [
            ("Ana.Rivera@Example.com", vec!["ana", "rivera", "example", "com"]),
            ("Zürich, ΟΔΟΣ — ÉTÉ!", vec!["zürich", "οδοσ", "été"]),
            ("cafe\u{301} re\u{ad}port", vec!["café", "report"]),
            ("東京 is big", vec!["東", "京", "is", "big"]),
            ("наш отчёт №5", vec!["наш", "отчёт", "5"]),
            ("हिन्दी", vec!["हिन्दी"]),
            (" … !! ", vec![]),
        ] {
            assert_eq!(words(text), expect, "{text}");
        }
    }
}
