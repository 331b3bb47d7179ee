//! Personal data stays in readings and events, from which it can be erased: an outcome says that it was there, not
//! what it was, and a leaf commits to it apart from all else.

use assure::ConnectorInfo;
use model::Fact;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What stands in an outcome in place of personal data; the reading has it until it is erased.
const WITHHELD: &str = "personal data";

/// The opening of a leaf that holds what the leaf says of people, and nothing else: it is erased in time.
pub(super) const PERSONAL: &str = "personal";

/// What an event says, with nothing in place of the texts under keys of personal data.
pub(super) fn withheld(value: &Value, keys: &BTreeSet<&str>) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().map(|(key, value)| {
                let is_personal = value.is_string() && keys.contains(key.as_str());
                (key.clone(), if is_personal { Value::Null } else { withheld(value, keys) })
            });
            Value::Object(kept.collect())
        }
        Value::Array(items) => items.iter().map(|item| withheld(item, keys)).collect(),
        other => other.clone(),
    }
}

/// Takes the values of columns with personal data out of what a check looked at.
pub(super) fn withhold(info: Option<&ConnectorInfo>, facts: &mut [Fact]) {
    for fact in facts {
        let signal = info.and_then(|info| info.signals.iter().find(|signal| signal.name == fact.signal));
        let Some(columns) = signal.map(|signal| &signal.personal).filter(|columns| !columns.is_empty())
        else {
            continue;
        };
        let Value::Array(rows) = &mut fact.actual else { continue };
        for row in rows.iter_mut().filter_map(Value::as_object_mut) {
            for column in columns {
                if let Some(value) = row.get_mut(column).filter(|value| !value.is_null()) {
                    *value = json!(WITHHELD);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assure::{SourceFile, load};

    #[test]
    fn texts_under_the_keys_go_wherever_they_stand() {
        let keys = BTreeSet::from(["operation_detail", "email"]);
        let told = json!({ "action": "Update", "operation_detail": "Ada did it", "email": true, "settings": {
            "members": [{ "id": "u1", "email": "ada@example.com" }], "email": null } });
        let kept = json!({ "action": "Update", "operation_detail": null, "email": true, "settings": {
            "members": [{ "id": "u1", "email": null }], "email": null } });
        assert_eq!(withheld(&told, &keys), kept);
        assert_eq!(withheld(&told, &BTreeSet::new()), told);
    }

    #[test]
    fn only_the_marked_columns_of_the_marked_signal_are_withheld() {
        let text = "
id: test
service: test
title: Test
summary: A service for tests
description: A service for tests.
reads: []
rights: [{ classic: read, granular: [], why: To read., required: true }]
terms: { version: '1', text: None. }
setup: []
methods: [{ id: key, title: Key, fields: [] }]
signals:
  - { name: people, title: People, right: read, personal: [email] }
  - { name: groups, title: Groups, right: read }
";
        let packs = [SourceFile::new("test/connector.yaml", text)];
        let loaded = load(&packs, &[]);
        assert_eq!(loaded.problems, []);
        let info = loaded.catalog.connectors.values().next();
        let fact = |signal: &str, actual: Value| Fact {
            name: "x".into(),
            signal: signal.parse().unwrap(),
            pointer: String::new(),
            actual,
        };
        let row = json!([{ "id": "u1", "email": "ada@example.com" }, { "id": "u2", "email": null }, "whole"]);
        let mut facts = [fact("people", row.clone()), fact("groups", row.clone()), fact("people", json!(2))];
        withhold(info, &mut facts);
        let withheld =
            json!([{ "id": "u1", "email": "personal data" }, { "id": "u2", "email": null }, "whole"]);
        assert_eq!(facts.map(|fact| fact.actual), [withheld, row, json!(2)]);
    }
}
