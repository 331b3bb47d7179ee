//! The views: one kind of call, one signal, one line each.

use super::{
    known,
    scope::*,
    table::{self, Rows},
};
use crate::source::{CallClass, SetSpec};
use serde_json::{Map, Value};

/// One GET and what it must look like.
pub(super) struct View {
    pub(super) set: &'static str,
    pub(super) signal: &'static str,
    /// Below the API's root; `{id}` stands for the role or group that is asked about.
    pub(super) path: &'static [&'static str],
    pub(super) query: &'static [(&'static str, &'static str)],
    /// All of these are needed; the first is the call's own.
    pub(super) rights: &'static [&'static Right],
    /// Zoom's rate limit label of the call.
    pub(super) class: CallClass,
    pub(super) gives: Gives,
}

/// What a view gives, and over how many calls.
pub(super) enum Gives {
    /// One document.
    Document(Shape),
    /// One list after another, each with its own query, in pages: a table.
    Lists(&'static Rows, &'static [Query]),
    /// One list over the last 28 hours.
    Log(&'static Rows),
    /// The account's roles; each custom one is looked at.
    Roles(&'static Rows),
    /// One of the roles, looked at. Not a signal of its own.
    Role,
    /// The members of each administrative role.
    Members(&'static Rows),
    /// The account's groups.
    Groups(&'static Rows),
    /// One document of each group.
    GroupSettings(Shape),
}

pub(super) type Query = &'static [(&'static str, &'static str)];

/// What proves that a document is the one that was asked for.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// At least one of these keys at the top holds an object. Which ones do depends on the account's licence.
    AnyObject(&'static [&'static str]),
    /// This key holds a boolean.
    Boolean(&'static str),
    /// This key holds a list.
    List(&'static str),
    /// Has a text under `id`; nothing but [`USER_KEYS`] is kept.
    User,
}

const SECTIONS: &[&str] = &[
    "security",
    "audio_conferencing",
    "chat",
    "email_notification",
    "feature",
    "in_meeting",
    "integration",
    "other_options",
    "profile",
    "recording",
    "schedule_meeting",
    "telephony",
    "tsp",
    "zoom_rooms",
    "smart_recognition",
    "mail_calendar",
    "general_setting",
];
/// Sections of the locks, and of a group's settings.
const LOWER_SECTIONS: &[&str] = &[
    "audio_conferencing",
    "chat",
    "email_notification",
    "in_meeting",
    "other_options",
    "profile",
    "recording",
    "schedule_meeting",
    "telephony",
    "tsp",
];

/// What is kept of the user that the app belongs to: enough to see a change of role, no personal data.
pub(super) const USER_KEYS: &[&str] =
    &["id", "type", "status", "role_id", "verified", "created_at", "last_login_time"];

const SETTINGS_PATH: &[&str] = &["accounts", "me", "settings"];
const LOCKS_PATH: &[&str] = &["accounts", "me", "lock_settings"];
const GROUP_PATH: &[&str] = &["groups", "{id}", "settings"];
const MEETING_SECURITY: Query = &[("option", "meeting_security")];
const MEETING_AUTHENTICATION: Query = &[("option", "meeting_authentication")];
const RECORDING_AUTHENTICATION: Query = &[("option", "recording_authentication")];
const SECURITY: Query = &[("option", "security")];
const NONE: Query = &[];

/// Those who may sign in last: somebody who accepts an invitation or is let in again while the lists are read is
/// then found twice, which is noticed, instead of never.
const STATUSES: &[Query] = &[&[("status", "pending")], &[("status", "inactive")], &[("status", "active")]];
const APP_LISTS: &[Query] =
    &[&[("type", "account_added")], &[("type", "approved_apps")], &[("type", "restricted_apps")]];

const fn any(keys: &'static [&'static str]) -> Gives {
    Gives::Document(Shape::AnyObject(keys))
}

const fn boolean(key: &'static str) -> Gives {
    Gives::Document(Shape::Boolean(key))
}

const fn view(
    set: &'static str,
    signal: &'static str,
    (path, query): (&'static [&'static str], Query),
    rights: &'static [&'static Right],
    class: CallClass,
    gives: Gives,
) -> View {
    View { set, signal, path, query, rights, class, gives }
}

use CallClass::{Heavy, Light, Medium};

/// In the order in which they are read; views of a set stand together.
#[rustfmt::skip]
pub(super) const VIEWS: &[View] = &[
    view("settings", "account.settings", (SETTINGS_PATH, NONE), &[&SETTINGS], Medium, any(SECTIONS)),
    view("settings", "account.settings.meeting_security", (SETTINGS_PATH, MEETING_SECURITY), &[&SETTINGS], Medium, any(&["meeting_security"])),
    view("settings", "account.settings.meeting_authentication", (SETTINGS_PATH, MEETING_AUTHENTICATION), &[&SETTINGS], Medium, boolean("meeting_authentication")),
    view("settings", "account.settings.recording_authentication", (SETTINGS_PATH, RECORDING_AUTHENTICATION), &[&SETTINGS], Medium, boolean("recording_authentication")),
    view("settings", "account.settings.security", (SETTINGS_PATH, SECURITY), &[&SETTINGS], Medium, any(&["security"])),
    view("locks", "account.lock_settings", (LOCKS_PATH, NONE), &[&LOCK_SETTINGS], Medium, any(LOWER_SECTIONS)),
    view("locks", "account.lock_settings.meeting_security", (LOCKS_PATH, MEETING_SECURITY), &[&LOCK_SETTINGS], Medium, any(&["meeting_security"])),
    view("domains", "account.managed_domains", (&["accounts", "me", "managed_domains"], NONE), &[&MANAGED_DOMAINS], Light, Gives::Lists(&table::MANAGED_DOMAINS, &[NONE])),
    view("domains", "account.trusted_domains", (&["accounts", "me", "trusted_domains"], NONE), &[&TRUSTED_DOMAINS], Light, Gives::Lists(&table::TRUSTED_DOMAINS, &[NONE])),
    view("people", "users", (&["users"], NONE), &[&USERS], Medium, Gives::Lists(&table::USERS, STATUSES)),
    view("people", "roles", (&["roles"], NONE), &[&ROLES, &ROLE], Medium, Gives::Roles(&table::ROLES)),
    view("people", "role.members", (&["roles", "{id}", "members"], NONE), &[&ROLE_MEMBERS, &ROLES, &ROLE], Medium, Gives::Members(&table::MEMBERS)),
    view("groups", "groups", (&["groups"], NONE), &[&GROUPS], Medium, Gives::Groups(&table::GROUPS)),
    view("groups", "group.settings", (GROUP_PATH, NONE), &[&GROUP_SETTINGS, &GROUPS], Medium, Gives::GroupSettings(Shape::AnyObject(LOWER_SECTIONS))),
    view("groups", "group.settings.meeting_security", (GROUP_PATH, MEETING_SECURITY), &[&GROUP_SETTINGS, &GROUPS], Medium, Gives::GroupSettings(Shape::AnyObject(&["meeting_security"]))),
    view("groups", "group.settings.meeting_authentication", (GROUP_PATH, MEETING_AUTHENTICATION), &[&GROUP_SETTINGS, &GROUPS], Medium, Gives::GroupSettings(Shape::Boolean("meeting_authentication"))),
    view("logs", "operation.logs", (OPERATION_LOGS_PATH, NONE), &[&OPERATION_LOGS], Heavy, Gives::Log(&table::OPERATIONS)),
    view("sign_ins", "sign_in.logs", (&["report", "activities"], NONE), &[&SIGN_INS], Heavy, Gives::Log(&table::SIGN_INS)),
    view("apps", "marketplace.apps", (&["marketplace", "apps"], NONE), &[&APPS], Medium, Gives::Lists(&table::APPS, APP_LISTS)),
    OWN_USER_VIEW,
];

pub(super) const OPERATION_LOGS_PATH: &[&str] = &["report", "operationlogs"];

/// Also what a validation reads the account's id from.
pub(super) const OWN_USER_VIEW: View =
    view("app.user", "app.user", (&["users", "me"], NONE), &[&OWN_USER], Light, Gives::Document(Shape::User));

/// What tells whether a custom role is administrative.
pub(super) static ROLE_VIEW: View =
    view("people", "roles", (&["roles", "{id}"], NONE), &[&ROLE], Light, Gives::Role);

impl View {
    /// What an answer must look like.
    pub(super) fn shape(&self) -> Shape {
        match &self.gives {
            Gives::Document(shape) | Gives::GroupSettings(shape) => *shape,
            Gives::Lists(rows, _)
            | Gives::Log(rows)
            | Gives::Roles(rows)
            | Gives::Members(rows)
            | Gives::Groups(rows) => Shape::List(rows.list),
            Gives::Role => Shape::List("privileges"),
        }
    }

    /// The columns that tell its rows apart.
    fn keys(&self) -> Option<&'static [&'static str]> {
        match &self.gives {
            Gives::Lists(rows, _) | Gives::Roles(rows) | Gives::Members(rows) | Gives::Groups(rows) => {
                Some(rows.keys)
            }
            Gives::GroupSettings(_) => Some(&["id"]),
            // Two entries of a log may be equal in all that it says of them.
            Gives::Log(_) | Gives::Document(_) | Gives::Role => None,
        }
    }

    /// The view after this one in its set.
    pub(super) fn next(&self) -> Option<&'static View> {
        let at = VIEWS.iter().position(|view| view.signal == self.signal)?;
        VIEWS.get(at + 1).filter(|next| next.set == self.set)
    }
}

impl Shape {
    /// Whether the document is of this shape.
    pub(super) fn fits(self, document: &Map<String, Value>) -> bool {
        match self {
            Shape::AnyObject(keys) => keys.iter().any(|key| document.get(*key).is_some_and(Value::is_object)),
            Shape::Boolean(key) => document.get(key).is_some_and(Value::is_boolean),
            Shape::List(key) => document.get(key).is_some_and(Value::is_array),
            Shape::User => document.get("id").and_then(Value::as_str).is_some_and(|id| !id.is_empty()),
        }
    }

    /// The document without what is not to be kept.
    pub(super) fn reduce(self, mut document: Map<String, Value>) -> Map<String, Value> {
        if matches!(self, Shape::User) {
            document.retain(|key, value| {
                USER_KEYS.contains(&key.as_str()) && !value.is_object() && !value.is_array()
            });
        }
        document
    }
}

/// The sets with their signals, in the order of [`VIEWS`].
pub(super) fn sets() -> Vec<SetSpec> {
    let mut sets: Vec<SetSpec> = Vec::new();
    for view in VIEWS {
        if sets.last().is_none_or(|set| set.name.as_str() != view.set) {
            sets.push(SetSpec { name: known(view.set), signals: Vec::new(), keys: [].into() });
        }
        let Some(set) = sets.last_mut() else { continue };
        set.signals.push(known(view.signal));
        set.keys.extend(view.keys().map(|keys| (known(view.signal), keys)));
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn views_of_a_set_stand_together() {
        let names: Vec<_> = sets().into_iter().map(|set| set.name.to_string()).collect();
        let expected =
            ["settings", "locks", "domains", "people", "groups", "logs", "sign_ins", "apps", "app.user"];
        assert_eq!(names, expected);
        for set in sets() {
            let mut view = VIEWS.iter().find(|view| view.set == set.name.as_str());
            let mut walked = Vec::<model::SignalName>::new();
            while let Some(at) = view {
                walked.push(known(at.signal));
                view = at.next();
            }
            assert_eq!(walked, set.signals);
        }
    }

    #[test]
    fn shapes() {
        let fits = |shape: Shape, value: Value| shape.fits(value.as_object().unwrap());
        let of = |signal: &str| VIEWS.iter().find(|view| view.signal == signal).unwrap().shape();
        let settings = of("account.settings");
        assert!(fits(settings, json!({"security": {}})));
        assert!(fits(settings, json!({"new_section": {}, "tsp": {"x": 1}})));
        for not in [json!({}), json!({"security": null}), json!({"meeting_security": {}}), json!({"x": {}})] {
            assert!(!fits(settings, not.clone()), "{not}");
        }
        assert!(!fits(of("account.settings.meeting_security"), json!({"security": {}})));
        assert!(fits(
            of("account.settings.meeting_authentication"),
            json!({"meeting_authentication": false})
        ));
        assert!(!fits(of("account.settings.meeting_authentication"), json!({"meeting_authentication": 0})));
        assert!(fits(of("users"), json!({"users": []})) && !fits(of("users"), json!({"users": null})));
        assert!(fits(of("app.user"), json!({"id": "u"})));
        assert!(!fits(of("app.user"), json!({"id": ""})) && !fits(of("app.user"), json!({"id": 1})));
    }

    #[test]
    fn nothing_personal_is_kept_of_the_user() {
        let user = json!({"id": "u1", "email": "a@example.com", "first_name": "A", "role_id": "0", "type": 2,
            "status": {"email": "a@example.com"}, "verified": 1, "login_types": [100]});
        let kept = Shape::User.reduce(user.as_object().unwrap().clone());
        assert_eq!(Value::Object(kept), json!({"id": "u1", "role_id": "0", "type": 2, "verified": 1}));
    }
}
