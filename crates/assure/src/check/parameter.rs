//! Whether a value may be given to a parameter.

use super::{Parameter, value};
use serde_json::Value;

/// Largest whole number, either side of zero, that every reader of JSON takes for the same (RFC 7493 §2.2).
const WHOLE_MAX: u64 = (1 << 53) - 1;

impl Parameter {
    /// Whether the value is of the declared type.
    ///
    /// # Errors
    /// What is wrong and what is wanted, as a sentence.
    pub fn accepts(&self, given: &Value) -> Result<(), String> {
        value::bind(given, &self.kind).map_err(|wrong| {
            let place = match wrong.pointer.as_str() {
                "" => "This".to_owned(),
                pointer => format!("What is at {pointer}"),
            };
            format!("{place} is {}; give {}, as in {}.", wrong.found, wrong.expected, self.default)
        })?;
        if !is_safe(given) {
            return Err(format!("A whole number lies between -{WHOLE_MAX} and {WHOLE_MAX}."));
        }
        Ok(())
    }
}

fn is_safe(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_i64().map_or(!number.is_u64(), |n| n.unsigned_abs() <= WHOLE_MAX),
        Value::Array(members) => members.iter().all(is_safe),
        Value::Object(fields) => fields.values().all(is_safe),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::spelling;
    use serde_json::json;

    #[test]
    fn a_value_is_of_the_declared_type_or_is_told_what_is_wrong() {
        let said = |kind: &str, default: Value, value: Value| {
            let kind = spelling::kind(kind).unwrap();
            let source = "Ours".to_owned();
            Parameter { kind, default, source, exceptions: false, baseline: None }
                .accepts(&value)
                .err()
                .unwrap_or_default()
        };
        assert_eq!(said("int", json!(90), json!(30)), "");
        assert_eq!(said("list(text)", json!([]), json!(["example.com"])), "");
        assert_eq!(said("number", json!(1), json!(0.5)), "");
        let text = said("int", json!(90), json!("30"));
        assert_eq!(text, "This is the text “30”; give a whole number, as in 90.");
        let list = said("list(text)", json!(["DE"]), json!(["DE", 7]));
        assert_eq!(list, "What is at /1 is the number 7; give a text, as in [\"DE\"].");
        assert!(said("enum[a, b]", json!("a"), json!("c")).contains("one of “a”, “b”"));
        assert!(said("bool", json!(true), json!(null)).contains("true or false"));
        assert!(said("int", json!(1), json!(1_u64 << 53)).contains("9007199254740991"));
        assert!(said("list(int)", json!([1]), json!([u64::MAX])).contains("9007199254740991"));
    }
}
