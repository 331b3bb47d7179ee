//! The sign-in form's fields, parsed. No field can name an address.

use super::clouds::Cloud;
use crate::source::{Credentials, FieldProblem};
use model::Secret;

/// Longest value of any field, in bytes; Zoom's have 20 to 40.
const FIELD_BYTES_MAX: usize = 200;

pub(super) const ACCOUNT_ID: &str = "account_id";
pub(super) const CLIENT_ID: &str = "client_id";
pub(super) const CLIENT_SECRET: &str = "client_secret";
/// Optional: `commercial` (when left out) or `government`.
const CLOUD: &str = "cloud";

/// A Server-to-Server OAuth app of one account.
pub(super) struct App {
    pub(super) account_id: String,
    pub(super) client_id: Secret,
    pub(super) client_secret: Secret,
    pub(super) cloud: Cloud,
}

/// Parses the fields; blanks around a value, which come from copying, are dropped.
///
/// # Errors
/// Every field that is missing, unknown or malformed. Never with its value.
pub(super) fn parse(credentials: &Credentials) -> Result<App, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    for name in credentials.keys() {
        if ![ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET, CLOUD].contains(&name.as_str()) {
            let field = crate::http::words(name, &[]).unwrap_or_default();
            problems.push(problem(&field, "The Zoom connector has no such field; leave it out."));
        }
    }
    let mut text = |name: &'static str, label: &str, legal: fn(u8) -> bool| {
        let value = credentials.get(name).map_or("", |value| value.expose().trim());
        let message = if value.is_empty() {
            format!("{label} is missing; it stands on the app's “App Credentials” page.")
        } else if value.len() > FIELD_BYTES_MAX {
            format!(
                "{label} is longer than {FIELD_BYTES_MAX} characters; copy it again from the “App Credentials” page."
            )
        } else if !value.bytes().all(legal) {
            format!(
                "{label} holds a character that Zoom's never have; copy it again from the “App Credentials” page."
            )
        } else {
            return Secret::new(value);
        };
        problems.push(problem(name, &message));
        Secret::new("")
    };
    let id = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    let account_id = text(ACCOUNT_ID, "The account ID", id);
    let client_id = text(CLIENT_ID, "The client ID", id);
    let client_secret = text(CLIENT_SECRET, "The client secret", |b| b.is_ascii_graphic());
    let cloud = match credentials.get(CLOUD).map_or("", |value| value.expose().trim()) {
        "" => Some(Cloud::Commercial),
        text => Cloud::parse(text),
    };
    if cloud.is_none() {
        problems.push(problem(CLOUD, "The cloud is “commercial” (zoom.us) or “government” (zoomgov.com)."));
    }
    match cloud {
        Some(cloud) if problems.is_empty() => {
            Ok(App { account_id: account_id.expose().to_owned(), client_id, client_secret, cloud })
        }
        _ => Err(problems),
    }
}

fn problem(field: &str, message: &str) -> FieldProblem {
    FieldProblem { field: field.to_owned(), message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Credentials {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Secret::new(*value))).collect()
    }

    #[test]
    fn blanks_of_copying_are_dropped() {
        let app = parse(&fields(&[
            (ACCOUNT_ID, " abc-DEF_123\n"),
            (CLIENT_ID, "Ab1_-"),
            (CLIENT_SECRET, "\tp:@ss/+w0rd "),
        ]));
        let app = app.ok().unwrap();
        assert_eq!(app.account_id, "abc-DEF_123");
        assert_eq!(app.client_secret.expose(), "p:@ss/+w0rd");
        assert_eq!(app.cloud, Cloud::Commercial);
    }

    #[test]
    fn every_bad_field_is_named_and_none_is_quoted() {
        let bad = fields(&[
            (ACCOUNT_ID, "../../planted"),
            (CLIENT_SECRET, "with blank planted"),
            (CLOUD, "https://planted.example"),
            ("base_url", "https://planted.example"),
        ]);
        let problems = parse(&bad).err().unwrap();
        let named: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(named, ["base_url", ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET, CLOUD]);
        assert!(!format!("{problems:?}").contains("planted"));
    }

    #[test]
    fn values_are_bounded_and_the_cloud_is_a_choice() {
        let long = "x".repeat(FIELD_BYTES_MAX + 1);
        let good = [(ACCOUNT_ID, "a"), (CLIENT_ID, "b"), (CLIENT_SECRET, "c"), (CLOUD, "government")];
        assert_eq!(parse(&fields(&good)).ok().unwrap().cloud, Cloud::Government);
        for name in [ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET] {
            let mut bad = fields(&good);
            bad.insert(name.into(), Secret::new(long.clone()));
            assert_eq!(parse(&bad).err().unwrap()[0].field, name);
        }
    }
}
