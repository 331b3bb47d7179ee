//! Personal data stays in readings, from which it can be erased: an outcome says that it was there, not what it was.

use assure::ConnectorInfo;
use model::Fact;
use serde_json::{Value, json};

/// What stands in an outcome in place of personal data; the reading has it until it is erased.
const WITHHELD: &str = "personal data";

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
