//! One spelling for one value: RFC 8785, so that a hash made today can be made again by anything.

use model::ContentHash;
use serde::Serialize;
use serde_json::Value;

/// The hash of the canonical JSON of a value, without its members that are null or an empty list: a field that is added
/// later, and that old values do not have, changes no hash.
///
/// RFC 8785 writes numbers as doubles; two that only differ beyond 2^53 are one here, which no text of ours holds.
/// What cannot be written as JSON (no type of ours) hashes as nothing.
pub(crate) fn hash(value: &impl Serialize) -> ContentHash {
    let mut value = serde_json::to_value(value).unwrap_or_default();
    strip(&mut value);
    ContentHash::of(&serde_json_canonicalizer::to_vec(&value).unwrap_or_default())
}

/// Takes out what says nothing. As deep as JSON that was parsed is: 128 levels at most.
fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(strip);
            members.retain(|_, member| {
                !member.is_null() && member.as_array().is_none_or(|list| !list.is_empty())
            });
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_keys_is_no_difference() {
        let one: serde_json::Value = serde_json::from_str(r#"{"b":1,"a":[true,null,"ü"]}"#).unwrap();
        assert_eq!(hash(&one), hash(&json!({"a": [true, null, "ü"], "b": 1})));
        assert_eq!(hash(&one), hash(&json!({"a": [true, null, "ü"], "b": 1, "later": null, "list": []})));
        assert_eq!(hash(&json!({"b": 1, "a": 2})), ContentHash::of(br#"{"a":2,"b":1}"#));
    }

    #[test]
    fn any_number_of_a_source_can_be_hashed() {
        for text in ["18446744073709551615", "-9223372036854775808", "1e300", "0.1", "-0.0"] {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_ne!(hash(&value), ContentHash::of(b""), "{text}");
        }
    }
}
