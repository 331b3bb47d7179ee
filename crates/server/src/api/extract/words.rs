//! serde's complaints in our words. They never repeat a value: it might be a secret.

use crate::api::problem::ProblemField;

/// The field and what is wrong about it, from where reading stopped (`path`, as serde_path_to_error has it)
/// and serde's own text (`missing field `x` at line 1 column 2`).
pub fn field_problem(path: &str, complaint: &str) -> ProblemField {
    let parent = path.trim_matches('.').trim_start_matches('?').trim_start_matches('.');
    if let Some(name) = quoted(complaint, "missing field `") {
        return ProblemField { field: within(parent, name), message: "is missing".to_owned() };
    }
    if let Some(name) = quoted(complaint, "unknown field `") {
        let known = complaint.split_once("expected ").map(|(_, rest)| without_position(rest));
        let message = match known {
            Some(known) => format!("is not known here; known: {}", known.replace("one of ", "")),
            None => "is not known here; this endpoint takes no fields".to_owned(),
        };
        // serde_path_to_error already points at the unknown field itself.
        let field = if parent.ends_with(name) { parent.to_owned() } else { within(parent, name) };
        return ProblemField { field, message };
    }
    if let Some(name) = quoted(complaint, "duplicate field `") {
        return ProblemField { field: within(parent, name), message: "is there twice".to_owned() };
    }
    let field = if parent.is_empty() { "body".to_owned() } else { parent.to_owned() };
    let message = match complaint.split_once("expected ") {
        Some((_, rest)) => format!("must be {}", plain(without_position(rest))),
        // Our own types explain themselves (ids, times); their words carry what was found.
        None => without_position(complaint).to_owned(),
    };
    ProblemField { field, message }
}

fn within(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
}

/// The name after a prefix, up to the closing backtick.
fn quoted<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    text.strip_prefix(prefix)?.split_once('`').map(|(name, _)| name)
}

/// What serde calls things, in the words of who writes JSON.
fn plain(expected: &str) -> &str {
    match expected {
        "string or map" => "a string",
        "a map" => "an object",
        "a sequence" => "a list",
        _ if expected.starts_with("struct ") => "an object",
        _ => expected,
    }
}

/// serde_json may end its texts with a position, which says nothing about a body of one line.
fn without_position(text: &str) -> &str {
    text.split_once(" at line ").map_or(text, |(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, complaint: &str, field: &str, message: &str) {
        let found = field_problem(path, complaint);
        assert_eq!((found.field.as_str(), found.message.as_str()), (field, message));
    }

    #[test]
    fn complaints_become_ours() {
        check(".", "missing field `name` at line 1 column 2", "name", "is missing");
        check("group", "missing field `id` at line 1 column 2", "group.id", "is missing");
        check(
            "nam",
            "unknown field `nam`, expected one of `name`, `role` at line 1 column 6",
            "nam",
            "is not known here; known: `name`, `role`",
        );
        check(
            "x",
            "unknown field `x`, there are no fields",
            "x",
            "is not known here; this endpoint takes no fields",
        );
        check(
            "name",
            "invalid type: string \"hunter2\", expected a map at line 1",
            "name",
            "must be an object",
        );
        check(".", "invalid type: null, expected struct NewPrincipal", "body", "must be an object");
    }
}
