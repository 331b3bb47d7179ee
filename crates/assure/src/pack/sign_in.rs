//! How a person signs in to a service, as `connector.yaml` says it: methods and their fields.

use super::yaml::Problems;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The field in which a flat map of credentials says which method they are for; no field may be called so.
const METHOD: &str = "method";

/// One way to sign in to the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthMethod {
    pub id: String,
    pub title: String,
    /// What speaks against this way and what to use instead, for whoever is about to choose it.
    #[serde(default)]
    pub notice: Option<String>,
    /// What to do at the service for this way, one numbered step each, after the connector's own `setup`.
    #[serde(default)]
    pub setup: Vec<String>,
    pub fields: Vec<Field>,
}

/// One credential field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub name: String,
    pub label: String,
    pub help: String,
    /// Shown as dots, never given back.
    pub secret: bool,
    /// May be left empty.
    #[serde(default)]
    pub optional: bool,
    /// What is meant where it is left empty, and what a form starts with.
    #[serde(default)]
    pub default: Option<String>,
    /// The only values that it takes, in the order to show; empty where any text does that fits `pattern`.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// We make it ourselves: nobody types it.
    #[serde(default)]
    pub generated: Option<Generated>,
    /// A text of several lines.
    #[serde(default)]
    pub multiline: bool,
    pub max_chars: u32,
    /// A regular expression that the whole value must match; a leading `^` and a trailing `$` are part of it.
    #[serde(default)]
    pub pattern: Option<String>,
    /// What to say when it does not match.
    #[serde(default)]
    pub pattern_help: String,
}

/// One value of a field that takes few.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// What we make ourselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Generated {
    /// An RSA key of 2048 bits (PKCS#8, PEM) with a certificate that it signed itself. The certificate is shown, to be
    /// uploaded at the service; the key never is.
    KeyPair,
}

/// Says what is wrong with the methods.
pub(super) fn lint(methods: &[AuthMethod], problems: &mut Problems<'_>) {
    if methods.is_empty() {
        problems.add(None, "`methods` is empty; name at least one way to sign in");
    }
    let mut ids = BTreeSet::new();
    for method in methods {
        if !ids.insert(&method.id) {
            problems.add(None, format!("there are two methods “{}”", method.id));
        }
        if method.notice.as_ref().is_some_and(|notice| notice.trim().is_empty()) {
            problems.add(None, format!("the notice of method “{}” is empty; leave it out", method.id));
        }
        let mut names = BTreeSet::new();
        for field in &method.fields {
            if !names.insert(&field.name) {
                problems.add(None, format!("method “{}” has two fields “{}”", method.id, field.name));
            }
            for wrong in wrong_with(field) {
                problems.add(None, format!("the field “{}” of method “{}” {wrong}", field.name, method.id));
            }
        }
    }
}

fn wrong_with(field: &Field) -> Vec<String> {
    let mut wrong = Vec::new();
    if field.name == METHOD {
        wrong.push("has the name that says which method credentials are for".to_owned());
    }
    let pattern = match field.pattern.as_ref() {
        Some(text) if !text.starts_with('^') || !text.ends_with('$') => {
            wrong.push("has a pattern, which must start with ^ and end with $".to_owned());
            None
        }
        Some(text) => regex::Regex::new(text)
            .map_err(|error| wrong.push(format!("has a pattern that is no regular expression: {error}")))
            .ok(),
        None => None,
    };
    let mut values = BTreeSet::new();
    for choice in &field.choices {
        if !values.insert(choice.value.as_str()) {
            wrong.push(format!("has the choice “{}” twice", choice.value));
        }
    }
    let defaults = field.default.iter().map(|value| ("default", value));
    let choices = field.choices.iter().map(|choice| ("choice", &choice.value));
    for (what, value) in defaults.chain(choices) {
        if value.is_empty() {
            wrong.push(format!("has an empty {what}"));
        } else if value.chars().count() > field.max_chars as usize {
            wrong.push(format!("has the {what} “{value}”, which is longer than `max_chars`"));
        } else if pattern.as_ref().is_some_and(|pattern| !pattern.is_match(value)) {
            wrong.push(format!("has the {what} “{value}”, which does not match its pattern"));
        }
    }
    if let Some(default) = &field.default
        && !values.is_empty()
        && !values.contains(default.as_str())
    {
        wrong.push(format!("has the default “{default}”, which is none of its choices"));
    }
    if field.secret && (field.default.is_some() || !field.choices.is_empty()) {
        wrong.push("is secret; what stands in a public file is none".to_owned());
    }
    if field.generated.is_some() {
        if !field.secret {
            wrong.push("is generated but not secret".to_owned());
        }
        if field.optional || field.pattern.is_some() {
            wrong.push(
                "is generated: nobody types it, so that `optional` and `pattern` say nothing".to_owned(),
            );
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{SourceFile, yaml};

    fn said(methods: &str) -> Vec<String> {
        let file = SourceFile::new("test/connector.yaml", methods);
        let methods: Vec<AuthMethod> = yaml::parse(&file).expect("the test's own text");
        let mut problems = Problems::of(&file);
        lint(&methods, &mut problems);
        problems.or(Some(())).err().unwrap_or_default().into_iter().map(|problem| problem.text).collect()
    }

    fn of_field(rest: &str) -> Vec<String> {
        said(&format!(
            "[{{ id: key, title: Key, fields: [{{ name: host, label: Host, help: Its name, max_chars: 20, {rest} }}] }}]"
        ))
    }

    #[test]
    fn what_a_field_says_of_itself_fits_together() {
        for rest in [
            "secret: false",
            "secret: true, optional: true",
            "secret: false, default: login.example.com, pattern: '^[a-z.]+$'",
            "secret: false, default: a, choices: [{ value: a, label: A }, { value: b, label: B }]",
            "secret: true, generated: key_pair, multiline: true",
        ] {
            assert_eq!(of_field(rest), Vec::<String>::new(), "{rest}");
        }
        for (rest, wanted) in [
            ("secret: false, pattern: '[a-z]+'", "must start with ^"),
            ("secret: false, pattern: '^([a-z]$'", "is no regular expression"),
            ("secret: false, default: LOGIN, pattern: '^[a-z.]+$'", "does not match its pattern"),
            ("secret: false, default: ''", "an empty default"),
            ("secret: false, default: aaaaaaaaaaaaaaaaaaaaa", "longer than `max_chars`"),
            ("secret: false, choices: [{ value: a, label: A }, { value: a, label: B }]", "“a” twice"),
            ("secret: false, default: c, choices: [{ value: a, label: A }]", "none of its choices"),
            ("secret: true, default: hunter2", "is secret"),
            ("secret: false, generated: key_pair", "generated but not secret"),
            ("secret: true, optional: true, generated: key_pair", "nobody types it"),
        ] {
            let found = of_field(rest);
            assert!(found.len() == 1 && found[0].contains(wanted), "{rest}: {found:?}");
        }
    }

    #[test]
    fn methods_and_their_fields_have_names_of_their_own() {
        let found = said("[{ id: a, title: A, fields: [] }, { id: a, title: B, notice: ' ', fields: [] }]");
        assert!(found.iter().any(|text| text.contains("two methods “a”")), "{found:?}");
        assert!(found.iter().any(|text| text.contains("notice of method “a” is empty")), "{found:?}");
        let field = "{ name: method, label: M, help: H, secret: false, max_chars: 9 }";
        let found = said(&format!("[{{ id: a, title: A, fields: [{field}] }}]"));
        assert!(found.len() == 1 && found[0].contains("which method credentials are for"), "{found:?}");
    }
}
