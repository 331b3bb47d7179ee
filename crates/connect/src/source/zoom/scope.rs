//! Scopes: what a token may read, in Zoom's two families of names.
//!
//! Classic scopes are `resource:action[:admin|:master]`; granular ones, since March 2024,
//! `service:action:data_claim[:access]`. Apps made before then may keep the classic ones, new apps can mostly
//! choose granular ones only, so that either family counts. An app may hold both.

use super::{known, view::VIEWS};
use crate::source::MissingRight;
use std::collections::BTreeSet;

/// Longest scope that is kept, in bytes; Zoom's longest have about 60.
const SCOPE_BYTES_MAX: usize = 120;

/// A right that a view needs: any one of these scopes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Right {
    /// The first is the one to ask for.
    pub(super) classic: &'static [&'static str],
    /// The first is the one to ask for.
    pub(super) granular: &'static [&'static str],
    /// Whether the connector is of no use without it.
    pub(super) required: bool,
}

pub(super) const SETTINGS: Right = Right {
    classic: &["account:read:admin"],
    granular: &["account:read:settings:admin", "account:read:settings:master"],
    required: true,
};

/// Zoom's description names the `:master` form only; the `:admin` form is met in the wild.
pub(super) const LOCK_SETTINGS: Right = Right {
    classic: &["account:read:admin"],
    granular: &["account:read:lock_settings:admin", "account:read:lock_settings:master"],
    required: false,
};

pub(super) const OWN_USER: Right = Right {
    classic: &[
        "user:read:admin",
        "user:read",
        "user:write:admin",
        "user:write",
        "user_profile",
        "user_info:read",
    ],
    granular: &["user:read:user:admin", "user:read:user:master", "user:read:user"],
    required: false,
};

/// Zoom's description names the `:master` forms only; accounts of their own are offered the others.
pub(super) const MANAGED_DOMAINS: Right = Right {
    classic: &["account:read:admin"],
    granular: &["account:read:managed_domains:admin", "account:read:managed_domains:master"],
    required: false,
};

pub(super) const TRUSTED_DOMAINS: Right = Right {
    classic: &["account:read:admin"],
    granular: &["account:read:trusted_domains:admin", "account:read:trusted_domains:master"],
    required: false,
};

pub(super) const USERS: Right = Right {
    classic: &["user:read:admin", "user:write:admin"],
    granular: &["user:read:list_users:admin", "user:read:list_users:master"],
    required: false,
};

pub(super) const ROLES: Right = Right {
    classic: &["role:read:admin", "role:write:admin"],
    granular: &["role:read:list_roles:admin", "role:read:list_roles:master", "role:read:list_roles"],
    required: false,
};

/// To see which privileges a custom role has.
pub(super) const ROLE: Right = Right {
    classic: &["role:read:admin", "role:write:admin"],
    granular: &["role:read:role:admin", "role:read:role:master", "role:read:role"],
    required: false,
};

pub(super) const ROLE_MEMBERS: Right = Right {
    classic: &["role:read:admin", "role:write:admin"],
    granular: &["role:read:list_members:admin", "role:read:list_members:master", "role:read:list_members"],
    required: false,
};

pub(super) const GROUPS: Right = Right {
    classic: &["group:read:admin", "group:write:admin"],
    granular: &["group:read:list_groups:admin", "group:read:list_groups:master"],
    required: false,
};

pub(super) const GROUP_SETTINGS: Right = Right {
    classic: &["group:read:admin", "group:write:admin"],
    granular: &["group:read:settings:admin", "group:read:settings:master"],
    required: false,
};

pub(super) const OPERATION_LOGS: Right = Right {
    classic: &["report:read:admin"],
    granular: &["report:read:operation_logs:admin", "report:read:operation_logs:master"],
    required: false,
};

pub(super) const SIGN_INS: Right = Right {
    classic: &["report:read:admin"],
    granular: &["report:read:user_activities:admin", "report:read:user_activities:master"],
    required: false,
};

pub(super) const APPS: Right = Right {
    classic: &["marketplace_app:read:admin", "marketplace_app:read"],
    granular: &["marketplace:read:list_apps:admin", "marketplace:read:list_apps"],
    required: false,
};

const RIGHTS: &[&Right] = &[
    &SETTINGS,
    &LOCK_SETTINGS,
    &MANAGED_DOMAINS,
    &TRUSTED_DOMAINS,
    &USERS,
    &OWN_USER,
    &ROLES,
    &ROLE,
    &ROLE_MEMBERS,
    &GROUPS,
    &GROUP_SETTINGS,
    &OPERATION_LOGS,
    &SIGN_INS,
    &APPS,
];

/// The scopes that a token was granted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads a token answer's `scope`: names between blanks. What cannot be a scope's name is left out.
    pub(super) fn parse(text: &str) -> Self {
        Self(text.split_ascii_whitespace().filter(|name| is_scope(name)).map(str::to_owned).collect())
    }

    pub(super) fn grants(&self, right: &Right) -> bool {
        right.classic.iter().chain(right.granular).any(|scope| self.0.contains(*scope))
    }

    /// Sorted.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }

    /// The scope to ask for, in the family that the app uses; granular where it has none yet.
    pub(super) fn wanted(&self, right: &Right) -> &'static str {
        let classic_only = !self.0.is_empty() && self.0.iter().all(|scope| is_classic(scope));
        if classic_only { right.classic[0] } else { right.granular[0] }
    }

    /// The rights that are not granted, each with the signals that stay absent without it.
    pub(super) fn missing(&self) -> Vec<MissingRight> {
        let absent = RIGHTS.iter().filter(|right| !self.grants(right));
        absent
            .map(|right| MissingRight {
                right: self.wanted(right).to_owned(),
                classic: right.classic[0].to_owned(),
                granular: right.granular.iter().map(|scope| (*scope).to_owned()).collect(),
                signals: VIEWS
                    .iter()
                    .filter(|view| view.rights.contains(right))
                    .map(|view| known(view.signal))
                    .collect(),
                required: right.required,
            })
            .collect()
    }
}

fn is_classic(scope: &str) -> bool {
    match scope.split(':').collect::<Vec<_>>()[..] {
        [_] | [_, _] => true,
        [_, _, access] => matches!(access, "admin" | "master"),
        _ => false,
    }
}

fn is_scope(name: &str) -> bool {
    name.len() <= SCOPE_BYTES_MAX
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-' | b'.'))
}

/// The first scope that a message like `… does not contain scopes:[a, b].` or `… does not contain a scope.`
/// names. `None` when the message is not of that kind.
pub(super) fn scope_in(message: &str) -> Option<&str> {
    let (_, after) = message.split_once("does not contain ")?;
    let name = match after.split_once("scopes:[") {
        Some((_, list)) => list.split([',', ']']).next()?,
        None => after.split_once(" scope")?.0,
    };
    let name = name.trim();
    (is_scope(name) && name.contains(':')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The rights of the settings, the locks and the app's user that are missing.
    fn wanted(scopes: &str) -> Vec<(String, bool)> {
        let missing = Scopes::parse(scopes).missing().into_iter();
        let of = ["account.settings", "account.lock_settings", "app.user"];
        missing
            .filter(|right| of.contains(&right.signals[0].as_str()))
            .map(|right| (right.right, right.required))
            .collect()
    }

    #[test]
    fn either_family_suffices_and_what_is_missing_is_named_in_the_same_one() {
        let none: Vec<(String, bool)> = vec![];
        assert_eq!(wanted("account:read:admin user:read:admin"), none);
        let granular = "account:read:settings:admin account:read:lock_settings:master user:read:user:admin";
        assert_eq!(wanted(granular), none);
        assert_eq!(wanted("account:read:admin user:read:user:admin"), none);
        assert_eq!(wanted("account:read:admin"), [("user:read:admin".into(), false)]);
        assert_eq!(
            wanted("account:read:settings:admin"),
            [("account:read:lock_settings:admin".into(), false), ("user:read:user:admin".into(), false)]
        );
        assert_eq!(wanted("meeting:read:admin")[0], ("account:read:admin".into(), true));
        assert_eq!(wanted("")[0], ("account:read:settings:admin".into(), true));
        // A name that only begins like it grants nothing.
        assert_eq!(wanted("account:read:adminx account:read").len(), 3);
    }

    #[test]
    fn a_missing_right_tells_what_stays_absent() {
        let scopes = Scopes::parse("account:read:settings:admin user:read:user role:read:list_roles:admin");
        let missing = scopes.missing();
        let of = |right: &str| {
            let right = missing.iter().find(|missing| missing.right == right).unwrap();
            right.signals.iter().map(|signal| signal.as_str()).collect::<Vec<_>>()
        };
        let locks = &missing[0];
        assert_eq!(of(&locks.right), ["account.lock_settings", "account.lock_settings.meeting_security"]);
        assert_eq!(locks.classic, "account:read:admin");
        assert_eq!(locks.granular, ["account:read:lock_settings:admin", "account:read:lock_settings:master"]);
        // Whether a custom role is administrative stands with the role alone.
        assert_eq!(of("role:read:role:admin"), ["roles", "role.members"]);
    }

    #[test]
    fn every_signal_has_a_right_that_is_told_when_it_is_missing() {
        let missing = Scopes::parse("").missing();
        for view in VIEWS {
            let told = |right: &MissingRight| right.signals.iter().any(|s| s.as_str() == view.signal);
            assert!(missing.iter().any(told), "{}", view.signal);
        }
        assert_eq!(missing.iter().filter(|right| right.required).count(), 1);
    }

    #[test]
    fn scopes_are_found_in_zooms_words() {
        for (message, scope) in [
            ("Invalid access token, does not contain role:read:admin scope.", Some("role:read:admin")),
            (
                "Invalid access token, does not contain scopes:[user:write:admin, user:read:admin].",
                Some("user:write:admin"),
            ),
            (
                "Invalid access token, does not contain scopes:[user:read:list_users:admin].",
                Some("user:read:list_users:admin"),
            ),
            ("Invalid access token, does not contain scopes:[].", None),
            ("Token cannot be empty.", None),
            ("does not contain a valid scope", None),
        ] {
            assert_eq!(scope_in(message), scope, "{message}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_nothing_odd_is_kept(text in ".{0,200}") {
            for name in Scopes::parse(&text).names() {
                prop_assert!(is_scope(&name) && text.contains(&name));
            }
            let _ = scope_in(&text);
            let _ = scope_in(&format!("does not contain {text}"));
        }
        #[test]
        fn order_and_repetition_do_not_matter(mut names in proptest::collection::vec("[a-z]{1,6}(:[a-z_]{1,8}){1,3}", 0..8)) {
            let once = Scopes::parse(&names.join(" "));
            names.reverse();
            let twice = format!("  {}\n{} ", names.join("\t"), names.join(" "));
            prop_assert_eq!(once, Scopes::parse(&twice));
        }
    }
}
