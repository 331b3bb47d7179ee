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
    ContentHash::of(&written(&value))
}

/// The canonical JSON of a value. Every message is hashed by it, and nearly every value is plain: its keys are ASCII,
/// its numbers whole and short. Those are written here, at a tenth of the time; the others by the library.
fn written(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(4 * 1024);
    match write_plain(value, &mut out) {
        Some(()) => out,
        None => serde_json_canonicalizer::to_vec(value).unwrap_or_default(),
    }
}

/// None where the value is not plain.
fn write_plain(value: &Value, out: &mut Vec<u8>) -> Option<()> {
    match value {
        Value::Object(members) => {
            // Of ASCII the order of bytes is that of UTF-16, which RFC 8785 wants.
            if !members.keys().all(|key| key.is_ascii()) || !members.keys().is_sorted() {
                return None;
            }
            for (place, (key, member)) in members.iter().enumerate() {
                out.push(if place == 0 { b'{' } else { b',' });
                serde_json::to_writer(&mut *out, key).ok()?;
                out.push(b':');
                write_plain(member, out)?;
            }
            out.extend_from_slice(if members.is_empty() { b"{}" } else { b"}" });
        }
        Value::Array(list) => {
            out.push(b'[');
            for (place, member) in list.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write_plain(member, out)?;
            }
            out.push(b']');
        }
        Value::Number(number) => {
            number.as_i64().filter(|number| number.unsigned_abs() < 1 << 53)?;
            serde_json::to_writer(out, number).ok()?;
        }
        // Both escape the same characters in the same way.
        Value::String(_) | Value::Bool(_) | Value::Null => serde_json::to_writer(out, value).ok()?,
    }
    Some(())
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
    use proptest::{collection, prelude::*};
    use serde_json::json;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-9_007_199_254_740_993_i64..9_007_199_254_740_993).prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[\\x00-\\x7f]{0,9}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                collection::btree_map("[a-zA-Z_\"\\x01\\x7f]{0,5}|\\PC{0,3}", inner, 0..6)
                    .prop_map(|members| members.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_plain_is_written_as_the_library_does(value in any_json()) {
            let ours = String::from_utf8(written(&value)).unwrap();
            prop_assert_eq!(ours, serde_json_canonicalizer::to_string(&value).unwrap());
        }
    }

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
