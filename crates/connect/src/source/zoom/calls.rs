//! Which calls read a signal, and by which right: what the pack tells people is held against this.

use super::{
    scope::Right,
    view::{Gives, ROLE_VIEW, VIEWS, View},
};
use crate::source::ReadCall;
use model::SignalName;

/// The calls of a signal: its own first, then those that say which roles or groups to ask about.
pub(super) fn of(signal: &SignalName) -> Vec<ReadCall> {
    let Some(view) = VIEWS.iter().find(|view| view.signal == signal.as_str()) else { return Vec::new() };
    let others = view.rights.iter().skip(1).filter_map(|right| {
        VIEWS.iter().chain([&ROLE_VIEW]).find(|other| other.rights.first() == Some(right))
    });
    [view].into_iter().chain(others).flat_map(own).collect()
}

fn own(view: &View) -> Vec<ReadCall> {
    let Some(right) = view.rights.first() else { return Vec::new() };
    let one = |more: &[(&str, &str)]| call(view, more, right);
    match &view.gives {
        Gives::Lists(_, queries) => queries.iter().map(|query| one(query)).collect(),
        _ => vec![one(&[])],
    }
}

fn call(view: &View, more: &[(&str, &str)], right: &Right) -> ReadCall {
    let query: Vec<_> =
        view.query.iter().chain(more).map(|(name, value)| format!("{name}={value}")).collect();
    let mut get = format!("/{}", view.path.join("/"));
    if !query.is_empty() {
        get = format!("{get}?{}", query.join("&"));
    }
    ReadCall { get, classic: right.classic, granular: right.granular, required: right.required }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::zoom::known;

    #[test]
    fn a_signal_has_its_own_calls_first_and_then_those_that_lead_to_them() {
        let gets = |signal: &'static str| -> Vec<String> {
            of(&known(signal)).into_iter().map(|call| call.get).collect()
        };
        assert_eq!(gets("account.settings.security"), ["/accounts/me/settings?option=security"]);
        assert_eq!(
            gets("users"),
            ["/users?status=pending", "/users?status=inactive", "/users?status=active"]
        );
        assert_eq!(gets("role.members"), ["/roles/{id}/members", "/roles", "/roles/{id}"]);
        assert_eq!(
            gets("group.settings.meeting_security"),
            ["/groups/{id}/settings?option=meeting_security", "/groups"]
        );
        assert_eq!(gets("account.nothing"), Vec::<String>::new());
        assert_eq!(of(&known("account.lock_settings"))[0].granular[0], "account:read:lock_settings:admin");
    }
}
