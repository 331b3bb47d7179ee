//! The names of settings that are known: `PACK/keys.yaml`. What a service returns beyond them is kept like all else,
//! and told, so that a real account teaches us what no description says.

use super::{Problem, SourceFile, yaml};
use model::SignalName;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Keys told of one signal.
const TOLD_MAX: usize = 500;

/// JSON pointers of settings, by signal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownKeys(BTreeMap<SignalName, BTreeSet<String>>);

/// A setting that no description names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct UnknownKey {
    /// JSON pointer (RFC 6901) within the signal; what is below it is unknown too.
    pub pointer: String,
    /// `bool`, `number`, `text`, `list`, `object` or `null`; never the value.
    pub kind: &'static str,
}

/// Signal → section → names below it, their parts apart by slashes.
type Spelled = BTreeMap<SignalName, BTreeMap<String, Vec<String>>>;

pub(super) fn parse(file: &SourceFile) -> Result<KnownKeys, Vec<Problem>> {
    let spelled: Spelled = yaml::parse(file).map_err(|problem| vec![problem])?;
    let mut keys = KnownKeys::default();
    for (signal, sections) in spelled {
        let of_signal = keys.0.entry(signal).or_default();
        for (section, names) in sections {
            let at = if section.is_empty() { String::new() } else { format!("/{section}") };
            of_signal.extend(names.into_iter().map(|name| format!("{at}/{name}")));
        }
    }
    Ok(keys)
}

impl KnownKeys {
    /// Whether the keys of this signal are known at all.
    pub fn describes(&self, signal: &SignalName) -> bool {
        self.0.contains_key(signal)
    }

    /// What a document of this signal has and no description names, the topmost of each; at most 500.
    pub fn unknown(&self, signal: &SignalName, document: &Value) -> Vec<UnknownKey> {
        let mut found = Vec::new();
        if let Some(known) = self.0.get(signal) {
            walk(known, "", document, &mut found);
        }
        found
    }

    /// The sections that descriptions name and a document of this signal does not have: a plan may not include them.
    pub fn missing_sections(&self, signal: &SignalName, document: &Value) -> Vec<String> {
        let known = self.0.get(signal).into_iter().flatten();
        let sections: BTreeSet<&str> = known.filter_map(|at| at.split('/').nth(1)).collect();
        sections.into_iter().filter(|name| document.get(name).is_none()).map(str::to_owned).collect()
    }
}

fn walk(known: &BTreeSet<String>, at: &str, value: &Value, found: &mut Vec<UnknownKey>) {
    let Value::Object(members) = value else { return };
    for (name, value) in members {
        if found.len() == TOLD_MAX {
            return;
        }
        let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        // What is below a described key without described members is its own affair.
        if known.contains(&pointer) {
            continue;
        }
        let below = format!("{pointer}/");
        let leads_on = known.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below));
        if leads_on && value.is_object() {
            walk(known, &pointer, value, found);
        } else {
            found.push(UnknownKey { pointer, kind: kind(value) });
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn known() -> KnownKeys {
        let text = "s:\n  chat: [enable, files/on, options]\n  \"\": [top]\n";
        parse(&SourceFile { path: "zoom/keys.yaml".into(), text: text.into() }).unwrap()
    }

    fn told(document: Value) -> Vec<(String, &'static str)> {
        let found = known().unknown(&"s".parse().unwrap(), &document);
        found.into_iter().map(|key| (key.pointer, key.kind)).collect()
    }

    #[test]
    fn only_what_no_description_names_is_told() {
        assert_eq!(told(json!({ "chat": { "enable": true, "files": { "on": 1 } }, "top": [] })), []);
        assert_eq!(told(json!({ "chat": { "options": { "anything": 1 } } })), [], "below a described key");
        let new = json!({ "chat": { "new": true, "files": { "off": null } }, "more": { "x": 1 } });
        let (chat_files, chat_new) = ("/chat/files/off".to_owned(), "/chat/new".to_owned());
        assert_eq!(told(new), [(chat_files, "null"), (chat_new, "bool"), ("/more".into(), "object")]);
        assert_eq!(
            told(json!({ "chat": 7 })),
            [("/chat".to_owned(), "number")],
            "another shape than described"
        );
    }

    #[test]
    fn sections_that_are_not_there_are_told() {
        let signal = "s".parse().unwrap();
        assert_eq!(known().missing_sections(&signal, &json!({ "top": 1 })), ["chat"]);
        assert!(known().describes(&signal) && !known().describes(&"other".parse().unwrap()));
        assert_eq!(known().unknown(&"other".parse().unwrap(), &json!({ "a": 1 })), []);
    }

    #[test]
    fn there_is_a_bound() {
        let wide: Value =
            (0..600).map(|n| (format!("k{n}"), json!(n))).collect::<serde_json::Map<_, _>>().into();
        assert_eq!(told(wide).len(), TOLD_MAX);
    }
}
