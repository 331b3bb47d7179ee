//! The permissions that readings need, by Salesforce's labels and API names, and which of them our own user has.
//!
//! To a user who may not see everything Salesforce gives fewer rows, and no error. So a permission is looked up before
//! what needs it is read (`UserPermissionAccess`: "the permissions that the current user has access to"), and what
//! needs one that is not shown as granted is absent, whatever a query would have given.

use crate::source::MissingRight;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A user permission.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Right {
    /// As Setup shows it.
    pub(super) label: &'static str,
    /// Its field, as permission sets have it.
    pub(super) api: &'static str,
    /// Both names as [`crate::source::ReadCall`] gives them.
    pub(super) classic: &'static [&'static str],
    pub(super) granular: &'static [&'static str],
    pub(super) required: bool,
}

macro_rules! right {
    ($name:ident, $label:literal, $api:literal, $required:literal) => {
        pub(super) const $name: Right =
            Right { label: $label, api: $api, classic: &[$label], granular: &[$api], required: $required };
    };
}

right!(API_ENABLED, "API Enabled", "PermissionsApiEnabled", true);
right!(VIEW_SETUP, "View Setup and Configuration", "PermissionsViewSetup", false);
right!(VIEW_HEALTH_CHECK, "View Health Check", "PermissionsViewHealthCheck", false);
right!(VIEW_ALL_USERS, "View All Users", "PermissionsViewAllUsers", false);
right!(MODIFY_METADATA, "Modify Metadata Through Metadata API Functions", "PermissionsModifyMetadata", false);
right!(MFA_IN_API, "Manage Multi-Factor Authentication in API", "PermissionsTwoFactorApi", false);
right!(LOGIN_HISTORY, "Monitor Login History", "PermissionsMonitorLoginHistory", false);
right!(QUERY_ALL_FILES, "Query All Files", "PermissionsQueryAllFiles", false);
right!(USE_ANY_API_AUTH, "Use Any API Auth", "PermissionsUseAnyApiAuth", false);
right!(MANAGE_USERS, "Manage Users", "PermissionsManageUsers", false);
right!(MODIFY_ALL_DATA, "Modify All Data", "PermissionsModifyAllData", false);
right!(VIEW_ALL_DATA, "View All Data", "PermissionsViewAllData", false);
right!(MANAGE_UNLISTED_GROUPS, "Manage Unlisted Groups", "PermissionsManageUnlistedGroups", false);
right!(
    MANAGE_CHATTER_MESSAGES,
    "Manage Chatter Messages and Direct Messages",
    "PermissionsManageChatterMessages",
    false
);

/// Those that readings rest on, each the one to ask for.
pub(super) const ASKED_FOR: &[&Right] = &[
    &API_ENABLED,
    &VIEW_SETUP,
    &VIEW_HEALTH_CHECK,
    &VIEW_ALL_USERS,
    &MODIFY_METADATA,
    &MFA_IN_API,
    &LOGIN_HISTORY,
    &QUERY_ALL_FILES,
];
/// Those that are looked up besides: what goes further and does as well, and what a sign-in needs.
const BESIDES: &[&Right] = &[&USE_ANY_API_AUTH, &MANAGE_USERS, &MODIFY_ALL_DATA, &VIEW_ALL_DATA];

impl Right {
    /// What goes further, and does instead.
    fn instead(&self) -> &'static [&'static Right] {
        match self.api {
            "PermissionsModifyMetadata" | "PermissionsViewAllData" => &[&MODIFY_ALL_DATA],
            "PermissionsMonitorLoginHistory" => &[&MANAGE_USERS],
            _ => &[],
        }
    }
}

/// The permissions that our own user has, by API name.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Granted(BTreeSet<String>);

impl Granted {
    /// Of a row of `UserPermissionAccess`: those that it says are true.
    pub(super) fn of(row: &Map<String, Value>) -> Self {
        let granted = row.iter().filter(|(_, has)| **has == Value::Bool(true));
        Self(granted.map(|(field, _)| field.clone()).collect())
    }

    pub(super) fn has(&self, right: &Right) -> bool {
        let does = |right: &Right| self.0.contains(right.api);
        does(right) || right.instead().iter().any(|right| does(right))
    }

    /// By their labels.
    pub(super) fn names(&self) -> Vec<String> {
        self.named(ASKED_FOR.iter().chain(BESIDES).copied())
    }

    /// Those of these that are granted, by their labels, sorted.
    pub(super) fn named(&self, of: impl Iterator<Item = &'static Right>) -> Vec<String> {
        let granted = of.filter(|right| self.0.contains(right.api));
        let mut names: Vec<_> = granted.map(|right| right.label.to_owned()).collect();
        names.sort();
        names
    }

    pub(super) fn missing(&self) -> Vec<MissingRight> {
        let lacking = ASKED_FOR.iter().filter(|right| !self.has(right));
        let missing = lacking.map(|right| MissingRight {
            right: right.label.to_owned(),
            classic: right.label.to_owned(),
            granular: vec![right.api.to_owned()],
            signals: super::view::resting_on(right),
            required: right.required,
        });
        missing.collect()
    }
}
