//! The part of JSON Schema that Zoom's descriptions use, read strictly: types, enums, bounds, required and
//! undeclared properties, items, `allOf`, `oneOf`. Formats and patterns are not looked at.

use serde_json::{Map, Value};

/// Deepest nesting that is followed; Zoom's documents have no references, so this is never met.
const DEPTH_MAX: usize = 40;

/// One place where a value is not what its schema says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Dotted path; array positions are left out.
    pub path: String,
    pub what: String,
}

/// Everything in `value` that does not fit `schema`.
pub fn misfits(schema: &Value, value: &Value) -> Vec<Misfit> {
    let mut found = Vec::new();
    check(schema, value, "", 0, &mut found);
    found
}

fn check(schema: &Value, value: &Value, path: &str, depth: usize, found: &mut Vec<Misfit>) {
    let Some(schema) = flattened(schema) else { return };
    let mut say = |what: String| found.push(Misfit { path: path.to_owned(), what });
    if depth > DEPTH_MAX {
        return say("nested too deeply to be looked at".into());
    }
    if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
        return;
    }
    if !type_fits(&schema, value) {
        return say(format!("is {}, described as {}", kind(value), schema["type"]));
    }
    if let Some(Value::Array(listed)) = schema.get("enum")
        && !value.is_array()
        && !listed.contains(value)
    {
        say(format!("{value} is not among {}", Value::Array(listed.clone())));
    }
    bounds(&schema, value, &mut say);
    if let Some(Value::Array(branches)) = schema.get("oneOf").or(schema.get("anyOf")) {
        closest(branches, value, path, depth, found);
    }
    match value {
        Value::Object(map) => object(&schema, map, path, depth, found),
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                items.iter().for_each(|item| check(schema, item, path, depth + 1, found));
            }
        }
        _ => {}
    }
}

/// The schema with its `allOf` parts poured into one; `None` for what is no schema at all.
fn flattened(schema: &Value) -> Option<Map<String, Value>> {
    let mut flat = schema.as_object()?.clone();
    let Some(Value::Array(parts)) = flat.remove("allOf") else { return Some(flat) };
    for part in parts.iter().filter_map(flattened) {
        for (key, value) in part {
            match (flat.get_mut(&key), value) {
                (Some(Value::Object(into)), Value::Object(more)) => into.extend(more),
                (Some(Value::Array(into)), Value::Array(more)) if key == "required" => into.extend(more),
                (Some(_), _) => {}
                (None, value) => {
                    flat.insert(key, value);
                }
            }
        }
    }
    Some(flat)
}

fn object(
    schema: &Map<String, Value>,
    map: &Map<String, Value>,
    path: &str,
    depth: usize,
    found: &mut Vec<Misfit>,
) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    for key in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        if let Some(key) = key.as_str().filter(|key| !map.contains_key(*key)) {
            found.push(Misfit { path: below(key), what: "is required and missing".into() });
        }
    }
    let Some(Value::Object(properties)) = schema.get("properties") else { return };
    for (key, value) in map {
        match properties.get(key) {
            Some(schema) => check(schema, value, &below(key), depth + 1, found),
            None => found.push(Misfit { path: below(key), what: "is not described".into() }),
        }
    }
}

/// The misfits with the branch that fits best.
fn closest(branches: &[Value], value: &Value, path: &str, depth: usize, found: &mut Vec<Misfit>) {
    let tried = branches.iter().map(|branch| {
        let mut misfits = Vec::new();
        check(branch, value, path, depth + 1, &mut misfits);
        misfits
    });
    // A branch of another type altogether is further away than one with several wrong keys.
    let distance = |misfits: &Vec<Misfit>| (misfits.iter().any(|it| it.path == path), misfits.len());
    found.extend(tried.min_by_key(distance).unwrap_or_default());
}

fn type_fits(schema: &Map<String, Value>, value: &Value) -> bool {
    let fits = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        _ => true,
    };
    match schema.get("type") {
        Some(Value::String(name)) => fits(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(fits),
        _ => true,
    }
}

fn bounds(schema: &Map<String, Value>, value: &Value, say: &mut impl FnMut(String)) {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    if let Some(number) = value.as_f64() {
        if bound("minimum").is_some_and(|least| number < least) {
            say(format!("{value} is less than {}", schema["minimum"]));
        }
        if bound("maximum").is_some_and(|most| number > most) {
            say(format!("{value} is more than {}", schema["maximum"]));
        }
    }
    if let (Some(text), Some(most)) = (value.as_str(), schema.get("maxLength").and_then(Value::as_u64)) {
        let length = text.chars().count() as u64;
        if length > most {
            say(format!("is {length} characters long, more than {most}"));
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(schema: Value, value: Value, expected: &[&str]) {
        let found: Vec<String> =
            misfits(&schema, &value).into_iter().map(|it| format!("{} {}", it.path, it.what)).collect();
        assert_eq!(found, expected, "{schema} {value}");
    }

    #[test]
    fn types_enums_bounds() {
        check(json!({ "type": "integer" }), json!(3), &[]);
        check(json!({ "type": "integer" }), json!("3"), &[" is a string, described as \"integer\""]);
        check(json!({ "type": "integer" }), json!(3.5), &[" is a number, described as \"integer\""]);
        check(json!({ "type": "string", "nullable": true }), json!(null), &[]);
        check(json!({ "type": ["string", "null"] }), json!(null), &[]);
        check(json!({ "enum": ["a", "b"] }), json!("c"), &[" \"c\" is not among [\"a\",\"b\"]"]);
        check(json!({ "type": "integer", "minimum": 8 }), json!(6), &[" 6 is less than 8"]);
        check(
            json!({ "type": "string", "maxLength": 2 }),
            json!("abc"),
            &[" is 3 characters long, more than 2"],
        );
    }

    #[test]
    fn objects_are_closed_and_paths_are_dotted() {
        let schema = json!({ "type": "object", "required": ["a"], "properties": {
            "a": { "type": "boolean" }, "b": { "type": "array", "items": { "type": "object", "properties": {
                "c": { "type": "string" } } } } } });
        check(schema.clone(), json!({ "a": true, "b": [{ "c": "x" }] }), &[]);
        check(schema.clone(), json!({ "b": [] }), &["a is required and missing"]);
        check(
            schema,
            json!({ "a": true, "b": [{ "c": 1 }], "d": 1 }),
            &["b.c is a number, described as \"string\"", "d is not described"],
        );
    }

    #[test]
    fn all_of_is_poured_together_and_one_of_takes_the_closest() {
        let all = json!({ "allOf": [
            { "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } },
            { "type": "object", "required": ["b"], "properties": { "b": { "type": "string" } } } ] });
        check(all.clone(), json!({ "a": "x", "b": "y" }), &[]);
        check(all, json!({ "a": "x" }), &["b is required and missing"]);
        let one = json!({ "oneOf": [{ "type": "string" }, { "type": "object", "properties": {} }] });
        check(one.clone(), json!({}), &[]);
        check(one, json!({ "z": 1 }), &["z is not described"]);
        check(json!("object"), json!(1), &[]);
    }
}
