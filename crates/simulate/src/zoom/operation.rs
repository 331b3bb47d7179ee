//! The calls that are served: path, scopes, rate-limit class, and who answers.

use super::{
    account::Account, app::Family, app::Token, domains, limits::Class, people, reply::Reply, settings,
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
    /// What the call changed and that a webhook is to tell.
    pub notices: Vec<Notice>,
}

/// A change for the webhook: only the changed keys, before and after.
pub struct Notice {
    pub event: &'static str,
    pub old: serde_json::Value,
    pub new: serde_json::Value,
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

const USER_READ: &[&str] = &["user:write:admin", "user:read:admin", "user:read", "user:write"];

/// Everything served under `/v2`.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        method: "GET",
        template: "/accounts/{accountId}/settings",
        class: Class::Medium,
        classic: &["account:read:admin"],
        granular: &["account:read:settings:admin", "account:read:settings:master"],
        also: &["account:write:admin", "account:master"],
        serve: settings::read,
    },
    Operation {
        method: "PATCH",
        template: "/accounts/{accountId}/settings",
        class: Class::Medium,
        classic: &["account:write:admin"],
        granular: &["account:update:settings:admin", "account:update:settings:master"],
        also: &["account:master"],
        serve: settings::change,
    },
    Operation {
        method: "GET",
        template: "/accounts/{accountId}/lock_settings",
        class: Class::Medium,
        classic: &["account:read:admin"],
        granular: &["account:read:lock_settings:master"],
        // Not in Zoom's description, but listed by people who read locks with it.
        also: &["account:read:lock_settings:admin", "account:write:admin", "account:master"],
        serve: settings::read_locks,
    },
    Operation {
        method: "PATCH",
        template: "/accounts/{accountId}/lock_settings",
        class: Class::Medium,
        classic: &["account:write:admin"],
        granular: &["account:update:lock_settings:master", "account:update:lock_settings:admin"],
        also: &["account:master"],
        serve: settings::change_locks,
    },
    Operation {
        method: "GET",
        template: "/accounts/{accountId}/managed_domains",
        class: Class::Light,
        classic: &["account:read:admin"],
        granular: &["account:read:managed_domains:master"],
        also: &["account:master"],
        serve: domains::managed,
    },
    Operation {
        method: "GET",
        template: "/accounts/{accountId}/trusted_domains",
        class: Class::Light,
        classic: &["account:read:admin"],
        granular: &["account:read:trusted_domains:master"],
        also: &["account:master"],
        serve: domains::trusted,
    },
    Operation {
        method: "GET",
        template: "/users",
        class: Class::Medium,
        classic: USER_READ,
        granular: &["user:read:list_users:admin"],
        also: &[],
        serve: people::users,
    },
    Operation {
        method: "GET",
        template: "/users/{userId}",
        class: Class::Light,
        classic: USER_READ,
        granular: &["user:read:user", "user:read:user:admin"],
        also: &[],
        serve: people::user,
    },
    Operation {
        method: "GET",
        template: "/roles",
        class: Class::Medium,
        classic: &["role:read:admin"],
        granular: &["role:read:list_roles", "role:read:list_roles:admin"],
        also: &["role:write:admin"],
        serve: people::roles,
    },
    Operation {
        method: "GET",
        template: "/roles/{roleId}",
        class: Class::Light,
        classic: &["role:read:admin"],
        granular: &["role:read:role", "role:read:role:admin"],
        also: &["role:write:admin"],
        serve: people::role,
    },
    Operation {
        method: "GET",
        template: "/roles/{roleId}/members",
        class: Class::Medium,
        classic: &["role:read:admin"],
        granular: &["role:read:list_members", "role:read:list_members:admin"],
        also: &["role:write:admin"],
        serve: people::role_members,
    },
    Operation {
        method: "GET",
        template: "/groups",
        class: Class::Medium,
        classic: &["group:read:admin"],
        granular: &["group:read:list_groups:admin"],
        also: &["group:write:admin"],
        serve: people::groups,
    },
    Operation {
        method: "GET",
        template: "/groups/{groupId}",
        class: Class::Light,
        classic: &["group:read:admin"],
        granular: &["group:read:group:admin"],
        also: &["group:write:admin"],
        serve: people::group,
    },
];

impl Operation {
    /// The operation that a request means, and what its braces stand for.
    pub fn find(method: &str, path: &str) -> Option<(&'static Self, Vec<String>)> {
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
        let (_, arguments) = Operation::find("GET", "/users/a%2Bb%40example.com").unwrap();
        assert_eq!(arguments, vec!["a+b@example.com".to_owned()]);
        for (method, path) in
            [("GET", "/nothing"), ("DELETE", "/users"), ("GET", "/users/"), ("GET", "/users/x/y")]
        {
            assert!(Operation::find(method, path).is_none(), "{method} {path}");
        }
    }
}
