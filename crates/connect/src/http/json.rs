//! Strict reading of JSON from outside: bounded in depth and number of values, and no key twice in an object
//! (RFC 8259 §4 leaves open which one counts, so none does).

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::{cell::Cell, fmt};

/// Deepest nesting; configuration documents known have 6 levels.
pub const DEPTH_MAX: usize = 32;
/// Most values in a document; configuration documents known have about 1,000.
pub const VALUES_MAX: usize = 100_000;

/// Why bytes are no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    #[error("is empty")]
    Empty,
    #[error("ends in the middle of the JSON document")]
    Truncated,
    #[error("is not JSON")]
    NotJson,
    #[error("has a key twice in one object")]
    RepeatedKey,
    #[error("nests deeper than {DEPTH_MAX} levels")]
    TooDeep,
    #[error("has more than {VALUES_MAX} values")]
    TooMany,
}

/// Reads one document.
///
/// # Errors
/// Why it is none. Holds nothing of the bytes.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(JsonError::Empty);
    }
    let budget = Budget { left: Cell::new(VALUES_MAX), fault: Cell::new(None) };
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let value = Node { depth: 0, budget: &budget }.deserialize(&mut from);
    value.and_then(|value| from.end().map(|()| value)).map_err(|error| {
        budget.fault.get().unwrap_or(if error.is_eof() { JsonError::Truncated } else { JsonError::NotJson })
    })
}

struct Budget {
    left: Cell<usize>,
    /// Set before serde's own error is made, which cannot carry it.
    fault: Cell<Option<JsonError>>,
}

#[derive(Clone, Copy)]
struct Node<'b> {
    depth: usize,
    budget: &'b Budget,
}

impl<'b> Node<'b> {
    fn fail<E: Error>(self, fault: JsonError) -> E {
        self.budget.fault.set(Some(fault));
        E::custom("refused")
    }
    fn below<E: Error>(self) -> Result<Node<'b>, E> {
        if self.depth >= DEPTH_MAX {
            return Err(self.fail(JsonError::TooDeep));
        }
        Ok(Node { depth: self.depth + 1, budget: self.budget })
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        match self.budget.left.get().checked_sub(1) {
            Some(left) => self.budget.left.set(left),
            None => return Err(self.fail(JsonError::TooMany)),
        }
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| self.fail(JsonError::NotJson))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut list = Vec::new();
        while let Some(value) = from.next_element_seed(below)? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut map = Map::new();
        while let Some(key) = from.next_key::<String>()? {
            let value = from.next_value_seed(below)?;
            if map.insert(key, value).is_some() {
                return Err(self.fail(JsonError::RepeatedKey));
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn faults_are_told_apart() {
        for (text, fault) in [
            ("", JsonError::Empty),
            (" \n", JsonError::Empty),
            (r#"{"a":"#, JsonError::Truncated),
            (r#"{"a": tr"#, JsonError::Truncated),
            (r#"{"a":"x"#, JsonError::Truncated),
            ("<html>", JsonError::NotJson),
            (r#"{"a":1} {"b":2}"#, JsonError::NotJson),
            (r#"{"a":1,}"#, JsonError::NotJson),
            (r#"{"a":NaN}"#, JsonError::NotJson),
            (r#"{"a":1e999}"#, JsonError::NotJson),
            (r#"{"a":1,"b":{"c":1,"c":2}}"#, JsonError::RepeatedKey),
            (&format!("{}1{}", "[".repeat(33), "]".repeat(33)), JsonError::TooDeep),
            (&format!("[{}1]", "1,".repeat(VALUES_MAX)), JsonError::TooMany),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(fault), "{:.60}", text);
        }
        assert_eq!(parse(b"\"\xff\""), Err(JsonError::NotJson));
    }

    #[test]
    fn documents_are_read_as_they_are() {
        let text = r#"{"a":[1,-2,2.5,"\u00e9",null,true,{"b":{}}],"c":18446744073709551615}"#;
        let expected = json!({"a": [1, -2, 2.5, "é", null, true, {"b": {}}], "c": u64::MAX});
        assert_eq!(parse(text.as_bytes()), Ok(expected));
        assert!(parse(format!("{}1{}", "[".repeat(32), "]".repeat(32)).as_bytes()).is_ok());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }
        #[test]
        fn a_cut_document_is_never_a_value(cut in 1usize..40) {
            let whole = br#"{"security":{"a":[true,false,"x"]},"b":1}"#;
            prop_assert!(parse(&whole[..whole.len() - cut]).is_err());
        }
    }
}
