//! What a served call is: path, scopes, rate-limit class, and who answers.

use super::{
    account::Account, app::Family, app::Token, journal::Change, limits::Class, operations::OPERATIONS,
    reply::Reply,
};
use axum::http::StatusCode;
use model::{Random, Time};
use std::collections::BTreeMap;

/// A call that has passed the gate, with what it may look at and change.
pub struct Call<'a> {
    pub account: &'a mut Account,
    /// What the template's braces stand for, in their order.
    pub arguments: Vec<String>,
    pub query: BTreeMap<String, String>,
    pub body: &'a [u8],
    pub now: Time,
    pub random: &'a dyn Random,
    /// What the call changed, for the operation log and the webhook.
    pub changes: Vec<Change>,
}

/// One operation.
pub struct Operation {
    pub method: &'static str,
    /// Below `/v2`.
    pub template: &'static str,
    pub class: Class,
    /// Classic scopes of which one is needed, as the refusal lists them.
    pub classic: &'static [&'static str],
    /// Granular ones.
    pub granular: &'static [&'static str],
    /// Scopes that do as well, but that the refusal does not name.
    pub also: &'static [&'static str],
    pub serve: fn(&mut Call<'_>) -> Reply,
}

impl Operation {
    /// The operation that a request means, and what its braces stand for.
    pub fn find(method: &str, path: &str) -> Option<(&'static Self, Vec<String>)> {
        // One client ends some of its paths with a slash.
        let path = path.strip_suffix('/').unwrap_or(path);
        OPERATIONS
            .iter()
            .filter(|operation| operation.method == method)
            .find_map(|operation| Some((operation, arguments(operation.template, path)?)))
    }

    /// The refusal for a token without any of the scopes that this operation accepts.
    pub fn refusal(&self, token: &Token) -> Option<Reply> {
        let accepted =
            |scope: &String| [self.classic, self.granular, self.also].concat().contains(&scope.as_str());
        if token.scopes.iter().any(accepted) {
            return None;
        }
        let (code, wanted) = match (token.family, self.classic) {
            (Family::Classic, [one]) => (4700, format!("{one} scope")),
            (Family::Classic, several) => (4700, format!("scopes:[{}]", several.join(", "))),
            (Family::Granular, _) => (4711, format!("scopes:[{}]", self.granular.join(", "))),
        };
        let message = format!("Invalid access token, does not contain {wanted}.");
        Some(Reply::error(StatusCode::BAD_REQUEST, code, message))
    }
}

fn arguments(template: &str, path: &str) -> Option<Vec<String>> {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    let mut arguments = Vec::new();
    loop {
        match (template.next(), path.next()) {
            (None, None) => return Some(arguments),
            (Some(wanted), Some(found)) if wanted.starts_with('{') && !found.is_empty() => {
                let decoded: String =
                    url::form_urlencoded::parse(format!("x={}", found.replace('+', "%2B")).as_bytes())
                        .map(|(_, value)| value.into_owned())
                        .collect();
                arguments.push(decoded);
            }
            (Some(wanted), Some(found)) if wanted == found => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_find_their_operation() {
        let (operation, arguments) = Operation::find("GET", "/roles/2/members").unwrap();
        assert_eq!((operation.template, arguments), ("/roles/{roleId}/members", vec!["2".to_owned()]));
        assert_eq!(Operation::find("GET", "/roles/2/").unwrap().0.template, "/roles/{roleId}");
        assert_eq!(Operation::find("GET", "/users/summary").unwrap().0.template, "/users/summary");
        let (_, arguments) = Operation::find("GET", "/users/a%2Bb%40example.com").unwrap();
        assert_eq!(arguments, vec!["a+b@example.com".to_owned()]);
        for (method, path) in
            [("GET", "/nothing"), ("DELETE", "/users"), ("GET", "/users//"), ("GET", "/users/x/y")]
        {
            assert!(Operation::find(method, path).is_none(), "{method} {path}");
        }
    }
}
