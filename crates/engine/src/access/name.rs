//! The rules for a principal's name.

use crate::FieldProblem;

/// Longest name, in characters: what fits a list's column with room.
pub const NAME_CHARS_MAX: usize = 120;

/// The name as it is kept (trimmed), or what is wrong with it.
pub(super) fn check(name: &str) -> Result<String, FieldProblem> {
    let name = name.trim();
    let chars = name.chars().count();
    let problem = if chars == 0 {
        "Enter a name.".to_owned()
    } else if chars > NAME_CHARS_MAX {
        format!("A name has at most {NAME_CHARS_MAX} characters; this one has {chars}.")
    } else if name.chars().any(|c| c.is_control() || is_invisible(c)) {
        "A name has no line breaks, control characters or characters that cannot be seen.".to_owned()
    } else {
        return Ok(name.to_owned());
    };
    Err(FieldProblem::new("name", problem))
}

/// Characters that let one name look like another: zero-width ones and those that turn the writing's
/// direction (Unicode Technical Report 36 §2.5 and §3.1).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Two names are the same when their folded forms are.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_kept() {
        assert_eq!(check("  Åsa <b>Öst</b> "), Ok("Åsa <b>Öst</b>".to_owned()));
        assert_eq!(check(&"é".repeat(120)), Ok("é".repeat(120)));
    }

    #[test]
    fn what_is_no_name_is_refused_at_its_field() {
        for bad in ["", "   ", "\t\n", "a\nb", "a\u{0}", "ad\u{200b}min", "\u{202e}nimda", &"x".repeat(121)] {
            assert_eq!(check(bad).unwrap_err().field, "name", "{bad:?}");
        }
    }

    #[test]
    fn case_and_spaces_around_make_no_other_name() {
        assert!(same(" Ärne", "ÄRNE "));
        assert!(!same("Arne", "Ärne"));
    }
}
