//! The views: one call, one signal, one line each.

use super::known;
use super::scope::{LOCK_SETTINGS, OWN_USER, Right, SETTINGS};
use crate::source::{Cursor, SetSpec};
use model::SetName;
use serde_json::{Map, Value};

/// One GET and what it must look like.
pub(super) struct View {
    pub(super) set: &'static str,
    pub(super) signal: &'static str,
    /// Below the API's root.
    pub(super) path: &'static [&'static str],
    /// The `option` parameter.
    pub(super) option: Option<&'static str>,
    pub(super) right: &'static Right,
    pub(super) shape: Shape,
}

/// What proves that a document is the one that was asked for.
pub(super) enum Shape {
    /// At least one of these keys at the top holds an object. Which ones do depends on the account's licence.
    AnyObject(&'static [&'static str]),
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
const LOCK_SECTIONS: &[&str] = &[
    "audio_conferencing",
    "chat",
    "email_notification",
    "in_meeting",
    "other_options",
    "recording",
    "schedule_meeting",
    "telephony",
    "tsp",
];
const MEETING_SECURITY: &[&str] = &["meeting_security"];

/// What is kept of the user that the app belongs to: enough to see a change of role, no personal data.
pub(super) const USER_KEYS: &[&str] =
    &["id", "type", "status", "role_id", "verified", "created_at", "last_login_time"];

/// In the order in which they are read; views of a set stand together.
pub(super) const VIEWS: &[View] = &[
    View {
        set: "settings",
        signal: "account.settings",
        path: &["accounts", "me", "settings"],
        option: None,
        right: &SETTINGS,
        shape: Shape::AnyObject(SECTIONS),
    },
    View {
        set: "settings",
        signal: "account.settings.meeting_security",
        path: &["accounts", "me", "settings"],
        option: Some("meeting_security"),
        right: &SETTINGS,
        shape: Shape::AnyObject(MEETING_SECURITY),
    },
    View {
        set: "locks",
        signal: "account.lock_settings",
        path: &["accounts", "me", "lock_settings"],
        option: None,
        right: &LOCK_SETTINGS,
        shape: Shape::AnyObject(LOCK_SECTIONS),
    },
    View {
        set: "locks",
        signal: "account.lock_settings.meeting_security",
        path: &["accounts", "me", "lock_settings"],
        option: Some("meeting_security"),
        right: &LOCK_SETTINGS,
        shape: Shape::AnyObject(MEETING_SECURITY),
    },
    OWN_USER_VIEW,
];

/// Also what a validation reads the account's id from.
pub(super) const OWN_USER_VIEW: View = View {
    set: "app.user",
    signal: "app.user",
    path: &["users", "me"],
    option: None,
    right: &OWN_USER,
    shape: Shape::User,
};

impl Shape {
    /// Whether the document is of this shape.
    pub(super) fn fits(&self, document: &Map<String, Value>) -> bool {
        match self {
            Shape::AnyObject(keys) => keys.iter().any(|key| document.get(*key).is_some_and(Value::is_object)),
            Shape::User => document.get("id").and_then(Value::as_str).is_some_and(|id| !id.is_empty()),
        }
    }

    /// The document without what is not to be kept.
    pub(super) fn reduce(&self, mut document: Map<String, Value>) -> Map<String, Value> {
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
        match sets.last_mut().filter(|set| set.name.as_str() == view.set) {
            Some(set) => set.signals.push(known(view.signal)),
            None => sets.push(SetSpec { name: known(view.set), signals: vec![known(view.signal)] }),
        }
    }
    sets
}

/// The view that a page is, and the cursor of the page after it. A cursor is the name of the signal to be
/// read next.
pub(super) fn page(set: &SetName, cursor: Option<&Cursor>) -> Option<(&'static View, Option<Cursor>)> {
    let of_set: Vec<&'static View> = VIEWS.iter().filter(|view| view.set == set.as_str()).collect();
    let at = match cursor {
        None => 0,
        Some(cursor) => of_set.iter().position(|view| view.signal == cursor.as_str())?,
    };
    let next = of_set.get(at + 1).map(|view| Cursor::new(view.signal));
    Some((of_set.get(at)?, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pages_walk_through_every_signal_of_a_set_once() {
        for set in sets() {
            let (mut seen, mut cursor) = (Vec::<model::SignalName>::new(), None);
            loop {
                let (view, next) = page(&set.name, cursor.as_ref()).unwrap();
                seen.push(known(view.signal));
                cursor = next;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(seen, set.signals);
        }
        let names: Vec<_> = sets().into_iter().map(|set| set.name.to_string()).collect();
        assert_eq!(names, ["settings", "locks", "app.user"]);
    }

    #[test]
    fn what_is_not_there_is_no_page() {
        assert!(page(&known("users"), None).is_none());
        assert!(page(&known("settings"), Some(&Cursor::new("account.lock_settings"))).is_none());
    }

    #[test]
    fn shapes() {
        let fits = |shape: &Shape, value: Value| shape.fits(value.as_object().unwrap());
        let settings = &VIEWS[0].shape;
        assert!(fits(settings, json!({"security": {}})));
        assert!(fits(settings, json!({"new_section": {}, "tsp": {"x": 1}})));
        for not in [json!({}), json!({"security": null}), json!({"meeting_security": {}}), json!({"x": {}})] {
            assert!(!fits(settings, not.clone()), "{not}");
        }
        assert!(!fits(&VIEWS[1].shape, json!({"security": {}})));
        assert!(fits(&OWN_USER_VIEW.shape, json!({"id": "u"})));
        assert!(
            !fits(&OWN_USER_VIEW.shape, json!({"id": ""})) && !fits(&OWN_USER_VIEW.shape, json!({"id": 1}))
        );
    }

    #[test]
    fn nothing_personal_is_kept_of_the_user() {
        let user = json!({"id": "u1", "email": "a@example.com", "first_name": "A", "role_id": "0", "type": 2,
            "status": {"email": "a@example.com"}, "verified": 1, "login_types": [100]});
        let kept = OWN_USER_VIEW.shape.reduce(user.as_object().unwrap().clone());
        assert_eq!(Value::Object(kept), json!({"id": "u1", "role_id": "0", "type": 2, "verified": 1}));
    }
}
