//! Names that people give: of connectors, assessments and groups. One rule for all.

use crate::FieldProblem;

/// Longest name in characters.
pub const NAME_CHARS_MAX: usize = 100;

/// The name without the blanks around it, or what is wrong with it at `field`. Whether it is taken is asked
/// of the store, where names are compared without regard to case.
pub fn checked(field: &str, text: &str) -> Result<String, FieldProblem> {
    let name = text.trim();
    let wrong = |message: String| Err(FieldProblem::new(field, message));
    let length = name.chars().count();
    if name.is_empty() {
        return wrong("Enter a name; it may not be blank.".into());
    }
    if length > NAME_CHARS_MAX {
        return wrong(format!("The name has {length} characters; at most {NAME_CHARS_MAX} fit. Shorten it."));
    }
    if let Some(bad) = name.chars().find(|c| c.is_control()) {
        return wrong(format!(
            "The name contains the control character U+{:04X}; remove it.",
            u32::from(bad)
        ));
    }
    if let Some(bad) = name.chars().find(|c| is_unseen(*c)) {
        let message = format!("The name contains U+{:04X}, which cannot be seen; remove it.", u32::from(bad));
        return wrong(message);
    }
    if let Some(bad) = name.chars().find(|c| matches!(c, '<' | '>')) {
        return wrong(format!("The name may not contain “{bad}”; remove it."));
    }
    Ok(name.to_owned())
}

/// Characters of no width, and those that turn the text around: with them two names could look alike, or one
/// like something else.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(checked("name", "  Zoom, west  ").as_deref(), Ok("Zoom, west"));
        assert!(checked("name", &"x".repeat(NAME_CHARS_MAX)).is_ok());
    }

    #[test]
    fn each_bad_name_is_told_apart() {
        let said = |text: &str| checked("name", text).unwrap_err().message;
        assert!(said("   ").contains("blank"));
        assert!(said("").contains("blank"));
        assert!(said(&"é".repeat(300)).contains("300 characters"));
        assert!(said("a\u{7}b").contains("U+0007"));
        assert!(said("<b>x</b>").contains("“<”"));
        assert!(said("a\u{202E}b").contains("U+202E"));
    }
}
