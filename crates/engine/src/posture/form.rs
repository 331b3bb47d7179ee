//! A connector's sign-in form, held against its description: the method, and the fields of that method. Every wrong
//! field is named with the words of the description, before any connection is opened.

use crate::FieldProblem;
use assure::{
    ConnectorInfo,
    pack::{AuthMethod, Field, Generated},
};
use connect::source::Credentials;
use model::Secret;
use regex::Regex;

/// The field of credentials that says which of a connector's methods they are for.
pub(crate) const METHOD: &str = "method";
/// What stands behind a field's name where the certificate is kept of the key that we made for it. A field's own name
/// has no dot.
const CERTIFICATE: &str = ".certificate";

/// Where the certificate of a generated field is kept beside it.
pub(crate) fn certificate_of(field: &str) -> String {
    format!("{field}{CERTIFICATE}")
}

/// Whether this is no field of a form, but the certificate that is kept beside one.
pub(crate) fn is_certificate(name: &str) -> bool {
    name.ends_with(CERTIFICATE)
}

/// The field that we make a key pair for.
pub(crate) fn key_pair_field(method: &AuthMethod) -> Option<&Field> {
    method.fields.iter().find(|field| field.generated == Some(Generated::KeyPair))
}

/// The method that credentials are for.
///
/// # Errors
/// None is named where there are several, or one that the connector does not have.
pub(crate) fn method_of<'a>(
    info: &'a ConnectorInfo,
    named: Option<&str>,
) -> Result<&'a AuthMethod, FieldProblem> {
    let known = || {
        let all: Vec<_> = info.methods.iter().map(|one| format!("{} ({})", one.id, one.title)).collect();
        all.join(", ")
    };
    match (named.map(str::trim).filter(|name| !name.is_empty()), info.methods.as_slice()) {
        (None, [only]) => Ok(only),
        (None, _) => Err(FieldProblem::new(METHOD, format!("Choose how to sign in: {}.", known()))),
        (Some(name), methods) => methods.iter().find(|method| method.id == name).ok_or_else(|| {
            FieldProblem::new(METHOD, format!("There is no such way to sign in; choose one of: {}.", known()))
        }),
    }
}

/// The credentials as the connector takes them: the method and its fields, with defaults for what was left empty.
///
/// # Errors
/// Every field that is missing, unknown or malformed, by its name; never with its value.
pub(crate) fn checked<'a>(
    info: &'a ConnectorInfo,
    typed: &Credentials,
) -> Result<(&'a AuthMethod, Credentials), Vec<FieldProblem>> {
    let named = typed.get(METHOD).map(Secret::expose);
    let method = method_of(info, named).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let mut whole = Credentials::new();
    if info.methods.len() > 1 {
        whole.insert(METHOD.to_owned(), Secret::new(method.id.as_str()));
    }
    for name in typed.keys().filter(|name| *name != METHOD && !is_certificate(name)) {
        if !method.fields.iter().any(|field| field.name == *name) {
            let known: Vec<_> = method.fields.iter().map(|field| field.name.as_str()).collect();
            let message = format!("“{}” has no such field; it has: {}.", method.title, known.join(", "));
            problems.push(FieldProblem::new(shown(name), message));
        }
    }
    for field in &method.fields {
        let given = typed.get(&field.name).filter(|value| !value.expose().trim().is_empty());
        match (given, &field.default) {
            (Some(value), _) => match wrong_with(field, value.expose()) {
                Some(message) => problems.push(FieldProblem::new(&field.name, message)),
                None => {
                    whole.insert(field.name.clone(), value.clone());
                }
            },
            (None, Some(default)) => {
                whole.insert(field.name.clone(), Secret::new(default.as_str()));
            }
            (None, None) if field.optional => {}
            (None, None) => problems.push(FieldProblem::new(&field.name, missing(field))),
        }
    }
    if problems.is_empty() { Ok((method, whole)) } else { Err(problems) }
}

fn missing(field: &Field) -> String {
    let help = field.help.trim();
    match field.generated {
        Some(Generated::KeyPair) => {
            format!(
                "{} is missing: have a key pair made, and upload its certificate at the service.",
                field.label
            )
        }
        None if help.is_empty() => format!("{} is missing.", field.label),
        None => format!("{} is missing. {help}", field.label),
    }
}

/// What is wrong with a value; blanks around it, which come from copying, are the connector's affair.
fn wrong_with(field: &Field, value: &str) -> Option<String> {
    let value = value.trim();
    let chars = value.chars().count();
    if chars > field.max_chars as usize {
        return Some(format!("{} has {chars} characters; at most {} fit.", field.label, field.max_chars));
    }
    if !field.choices.is_empty() && !field.choices.iter().any(|choice| choice.value == value) {
        let known: Vec<_> = field.choices.iter().map(|choice| choice.value.as_str()).collect();
        return Some(format!("{} is one of: {}.", field.label, known.join(", ")));
    }
    // A pattern that is none was refused when the pack was loaded.
    let fits = |pattern: &String| Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(value));
    if field.pattern.as_ref().is_some_and(|pattern| !fits(pattern)) {
        return Some(match field.pattern_help.trim() {
            "" => format!("{} is not written as it must be.", field.label),
            help => help.to_owned(),
        });
    }
    None
}

/// A name that somebody gave, short enough to be said.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use assure::{SourceFile, load};

    fn info(methods: &str) -> ConnectorInfo {
        let text = format!(
            "
id: test
service: test
title: Test
summary: A service for tests
description: A service for tests.
reads: []
rights: [{{ classic: read, granular: [], why: To read., required: true }}]
terms: {{ version: '1', text: None. }}
setup: []
methods:
{methods}
signals: []
"
        );
        let loaded = load(&[SourceFile::new("test/connector.yaml", text)], &[]);
        assert_eq!(loaded.problems, []);
        loaded.catalog.connectors.into_values().next().unwrap()
    }

    const TWO: &str = "
  - id: app
    title: App
    fields:
      - { name: domain, label: Domain, help: The host., secret: false, max_chars: 20, default: example.com,
          pattern: '^[a-z.]+$', pattern_help: A host has letters and dots. }
      - { name: key, label: Key, help: The key of the app., secret: true, max_chars: 8 }
  - id: person
    title: Person
    fields:
      - { name: user, label: User, help: The name., secret: false, max_chars: 20 }
      - { name: kind, label: Kind, help: '', secret: false, max_chars: 9, default: partner,
          choices: [{ value: partner, label: P }, { value: other, label: O }] }
      - { name: token, label: Token, help: '', secret: true, max_chars: 9, optional: true }
";

    fn typed(pairs: &[(&str, &str)]) -> Credentials {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Secret::new(*value))).collect()
    }

    fn problems(info: &ConnectorInfo, pairs: &[(&str, &str)]) -> Vec<String> {
        let found = checked(info, &typed(pairs)).err().unwrap_or_default();
        found.into_iter().map(|problem| format!("{}: {}", problem.field, problem.message)).collect()
    }

    #[test]
    fn one_of_several_methods_is_to_be_named_and_an_only_one_is_not() {
        let two = info(TWO);
        assert_eq!(problems(&two, &[]), ["method: Choose how to sign in: app (App), person (Person)."]);
        assert!(problems(&two, &[("method", "robot")])[0].starts_with("method: There is no such way"));
        let one = info("  - { id: app, title: App, fields: [] }");
        let (method, whole) = checked(&one, &typed(&[])).unwrap();
        assert_eq!((method.id.as_str(), whole.len()), ("app", 0));
        assert!(checked(&one, &typed(&[("method", "app")])).is_ok());
    }

    #[test]
    fn what_is_left_empty_is_the_default_or_left_out_or_missing() {
        let two = info(TWO);
        let (_, whole) =
            checked(&two, &typed(&[("method", "person"), ("user", "ada"), ("token", " ")])).unwrap();
        let plain: Vec<_> = whole.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
        assert_eq!(plain, [("kind", "partner"), ("method", "person"), ("user", "ada")]);
        assert_eq!(problems(&two, &[("method", "app")]), ["key: Key is missing. The key of the app."]);
    }

    #[test]
    fn every_wrong_field_is_named_in_the_descriptions_words_and_none_is_quoted() {
        let two = info(TWO);
        let wrong = problems(
            &two,
            &[
                ("method", "app"),
                ("domain", "PLANTED"),
                ("key", "planted-and-long"),
                ("planted_field", "planted"),
            ],
        );
        assert_eq!(
            wrong,
            [
                "planted_field: “App” has no such field; it has: domain, key.",
                "domain: A host has letters and dots.",
                "key: Key has 16 characters; at most 8 fit.",
            ]
        );
        let wrong = problems(&two, &[("method", "person"), ("user", "a"), ("kind", "planted")]);
        assert_eq!(wrong, ["kind: Kind is one of: partner, other."]);
    }
}
