//! Canonical JSON (RFC 8785), narrowed to numbers that survive being read as doubles.
//!
//! RFC 8785 §3.2.2.3 writes every number as the double nearest to it, so that two different large integers
//! could have the same bytes. A commitment to one would then open to the other; such numbers are refused.

use serde_json::Value;

/// Greatest magnitude of a number: 2^53 - 1, the safe integers of RFC 7493 §2.2.
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// A value that has no canonical form here.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    #[error(
        "the number at “{pointer}” is beyond ±9007199254740991 and would not survive being read as a \
         double; write it as a text"
    )]
    UnsafeNumber { pointer: String },
    #[error("the value cannot be written as JSON")]
    Unwritable(#[source] serde_json::Error),
}

/// The canonical bytes of `value`, UTF-8.
///
/// # Errors
/// [`CanonicalError::UnsafeNumber`] with the JSON pointer (RFC 6901) of the number.
pub(crate) fn canonical(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    if let Some(pointer) = unsafe_number(value) {
        return Err(CanonicalError::UnsafeNumber { pointer });
    }
    serde_json_canonicalizer::to_vec(value).map_err(CanonicalError::Unwritable)
}

/// Where the first number lies that is no double within ±[`INTEGER_MAX`].
fn unsafe_number(value: &Value) -> Option<String> {
    match value {
        // Every double of 2^53 or more is an integer, so that one bound serves integers and fractions.
        Value::Number(number) => {
            let safe = number.as_f64().is_some_and(|double| double.abs() <= INTEGER_MAX as f64);
            (!safe).then(String::new)
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| unsafe_number(item).map(|rest| format!("/{index}{rest}"))),
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            unsafe_number(member).map(|rest| format!("/{}{rest}", name.replace('~', "~0").replace('/', "~1")))
        }),
        Value::Null | Value::Bool(_) | Value::String(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expect: Result<&str, &str>) {
        let value: Value = serde_json::from_str(json).unwrap();
        match (canonical(&value), expect) {
            (Ok(bytes), Ok(text)) => assert_eq!(String::from_utf8(bytes).unwrap(), text, "{json}"),
            (Err(CanonicalError::UnsafeNumber { pointer }), Err(expected)) => assert_eq!(pointer, expected),
            (found, _) => panic!("{json}: {found:?}, expected {expect:?}"),
        }
    }

    #[test]
    fn the_example_of_rfc_8785_comes_out_as_printed_there() {
        // RFC 8785 §3.2.2 and §3.2.3, its one number beyond the safe ones (1E30) left out.
        check(
            r#"{"numbers":[333333333.33333329,4.50,2e-3,0.000000000000000000000000001],
                "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#,
            Ok("{\"literals\":[null,true,false],\
                \"numbers\":[333333333.3333333,4.5,0.002,1e-27],\
                \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"),
        );
        check(
            r#"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#,
            Ok("{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}"),
        );
    }

    #[test]
    fn numbers_beyond_the_safe_integers_are_refused_with_their_place() {
        check("[9007199254740991,-9007199254740991,-0.0]", Ok("[9007199254740991,-9007199254740991,0]"));
        check("9007199254740992", Err(""));
        check("-9007199254740993", Err(""));
        check("18446744073709551615", Err(""));
        check("[0,1e16]", Err("/1"));
        check(r#"{"a":[{"b/c~":1e300}]}"#, Err("/a/0/b~1c~0"));
    }
}
