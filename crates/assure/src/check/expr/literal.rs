//! Durations inside expressions. Rego has no literal for them, so `90d` is written to the machine as its number
//! of milliseconds, and the place is remembered so that the typing knows that it is a duration.

use super::super::ms;
use std::collections::BTreeSet;

/// Brackets within brackets. The machine's parser tries each list first as a comprehension, so that its time
/// doubles with each of them.
const NESTING_MAX: u32 = 10;

/// An expression in Rego's own spelling, and where its durations start in it.
pub(super) struct Spelled {
    pub text: String,
    pub durations: BTreeSet<usize>,
}

/// Rewrites `90d`, `24h`, `30m` and `45s` outside of texts and comments, and refuses what would take the parser
/// too long.
pub(super) fn spell(from: &str) -> Result<Spelled, String> {
    let mut out = Spelled { text: String::with_capacity(from.len()), durations: BTreeSet::new() };
    let mut rest = from;
    let mut before = ' ';
    let mut depth = 0u32;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '"' => quoted(rest),
            '`' => rest[1..].find('`').map_or(rest.len(), |end| end + 2),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            _ if c.is_ascii_digit() && !is_word(before) && before != '.' => {
                let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                match duration(&rest[..digits], &rest[digits..])? {
                    Some(milliseconds) => {
                        out.durations.insert(out.text.len());
                        out.text.push_str(&milliseconds.to_string());
                        before = '0';
                        rest = &rest[digits + 1..];
                        continue;
                    }
                    None => digits,
                }
            }
            // A chain of these would exhaust the parser's stack.
            '-' if rest[1..].trim_start().starts_with('-') => {
                return Err("has two minus signs after each other".to_owned());
            }
            '(' | '[' | '{' => {
                depth += 1;
                if depth > NESTING_MAX {
                    return Err(format!("has more than {NESTING_MAX} brackets within each other; split it"));
                }
                1
            }
            _ => {
                depth = depth.saturating_sub(u32::from(matches!(c, ')' | ']' | '}')));
                c.len_utf8()
            }
        };
        out.text.push_str(&rest[..taken]);
        before = rest[..taken].chars().next_back().unwrap_or(' ');
        rest = &rest[taken..];
    }
    Ok(out)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a text with its quotes, escapes included.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The milliseconds of digits that a unit follows; none where no letter follows.
fn duration(digits: &str, rest: &str) -> Result<Option<u64>, String> {
    let mut after = rest.chars();
    match after.next() {
        // `1e3` is a number of Rego's.
        Some('e' | 'E') | None => Ok(None),
        Some(unit) if is_word(unit) => match ms::of(digits, unit) {
            Some(found) if !after.next().is_some_and(is_word) => Ok(Some(found)),
            _ => {
                let word: String = rest.chars().take_while(|c| is_word(*c)).take(20).collect();
                Err(format!(
                    "“{digits}{word}” is neither a number nor a duration such as 90d, 24h, 30m or 45s"
                ))
            }
        },
        Some(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(from: &str) -> String {
        spell(from).map_or_else(|e| format!("! {e}"), |s| s.text)
    }

    #[test]
    fn durations_become_milliseconds_outside_of_texts() {
        assert_eq!(spelled("a + 90d"), "a + 7776000000");
        assert_eq!(spelled("a + (24h*2)"), "a + (86400000*2)");
        assert_eq!(spelled(r#"a == "90d \" 90d" # 90d"#), r#"a == "90d \" 90d" # 90d"#);
        assert_eq!(spelled("a == `90d`"), "a == `90d`");
        assert_eq!(spelled("x90d + a_1d + 1.5 + 1e3"), "x90d + a_1d + 1.5 + 1e3");
        assert!(spelled("a + 90days").contains("neither a number nor a duration"));
        assert!(spelled("a + 5w").contains("5w"));
        assert_eq!(spelled("\"open 90d"), "\"open 90d");
        assert_eq!(spelled("é 3d"), "é 259200000");
    }

    #[test]
    fn brackets_nest_only_so_deep() {
        let nested = |depth: usize| format!("x == {}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(spell(&nested(10)).is_ok());
        assert!(spelled(&nested(11)).contains("more than 10 brackets"));
        assert!(spell(&"(1) ".repeat(100)).is_ok());
        assert!(spell(&format!("x == \"{}\"", "[".repeat(100))).is_ok());
        assert!(spelled("1 - \n - 1").contains("two minus signs"));
    }

    #[test]
    fn where_durations_start_is_remembered() {
        let found = spell("1 + 1d + 90d").unwrap();
        assert_eq!(found.durations, BTreeSet::from([4, 15]));
        assert_eq!(&found.text[15..], "7776000000");
    }
}
