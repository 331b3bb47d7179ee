//! Texts of a source on their way into a message.

/// Ids of which one is the other with a check suffix are one: 15 characters, and the same with three more.
const SHORT_ID_CHARS: usize = 15;
const LONG_ID_CHARS: usize = 18;

/// Whether two spellings mean one id.
pub(crate) fn same_id(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short == long || short.len() == SHORT_ID_CHARS && long.len() == LONG_ID_CHARS && long.starts_with(short)
}

/// A control character made visible, by its picture (U+2400 and on), so that it neither vanishes nor does anything.
/// Tabs and line breaks are the caller's.
pub(crate) fn visible(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        c => c,
    }
}

/// A text of several lines: line breaks of any kind become one `\n`, controls become visible.
pub(crate) fn lines(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' => {
                rest.next_if_eq(&'\n');
                made.push('\n');
            }
            '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => made.push('\n'),
            '\t' => made.push('\t'),
            c => made.push(visible(c)),
        }
    }
    made
}

/// A text of one line: blanks and breaks in a row become one space, none at the ends; controls become visible.
pub(crate) fn line(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !made.is_empty() && !made.ends_with(' ') {
                made.push(' ');
            }
        } else {
            made.push(visible(c));
        }
    }
    made.truncate(made.trim_end().len());
    made
}

/// The beginning of a one-line text: at most `max` characters, cut between words where one ends near.
pub(crate) fn beginning(text: &str, max: usize) -> String {
    let text = line(text);
    let Some((cut, _)) = text.char_indices().nth(max) else { return text };
    let head = &text[..cut];
    let word = head.rfind(' ').filter(|space| head[*space..].chars().count() <= max / 4);
    format!("{}…", head[..word.unwrap_or(cut)].trim_end())
}

/// A number as people read it: 1,234,567.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut made = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            made.push(',');
        }
        made.push(digit);
    }
    made
}

/// Characters that mean something in HTML, escaped; for text and for attributes in double quotes.
pub(crate) fn escape(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    text.chars().for_each(|c| push_escaped(&mut made, c));
    made
}

fn push_escaped(made: &mut String, c: char) {
    match c {
        '&' => made.push_str("&amp;"),
        '<' => made.push_str("&lt;"),
        '>' => made.push_str("&gt;"),
        '"' => made.push_str("&quot;"),
        c => made.push(c),
    }
}

/// A plain text as HTML that looks like it.
pub(crate) fn plain_to_html(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for (index, one) in lines(text).trim_end_matches('\n').split('\n').enumerate() {
        if index > 0 {
            made.push_str("<br>\n");
        }
        let mut blank = true;
        for c in one.chars() {
            match c {
                ' ' if blank => made.push_str("&nbsp;"),
                ' ' => made.push(' '),
                '\t' => made.push_str("&nbsp;&nbsp;&nbsp; "),
                c => push_escaped(&mut made, c),
            }
            blank = c == ' ';
        }
    }
    made
}
