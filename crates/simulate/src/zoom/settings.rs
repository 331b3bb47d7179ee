//! Settings and locks of an account: five views to read, all but one of them changeable, and what a change
//! makes known.

use super::{
    account::{Account, Plan, View},
    groups,
    journal::{self, Change, Told},
    json,
    operation::Call,
    reply::Reply,
};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// `GET /accounts/{accountId}/settings`
pub fn read(call: &mut Call<'_>) -> Reply {
    if let Some(refusal) = other_account(call, StatusCode::NOT_FOUND) {
        return refusal;
    }
    if call.account.plan == Plan::Free {
        return Reply::error(StatusCode::OK, 200, "Only available for paid accounts.");
    }
    match settings_view(call) {
        Ok(view) => {
            let document = call.account.document(view);
            let security_only = call.query.get("option").is_some_and(|option| option == "security");
            filtered(call, if security_only { json::only(document, "security") } else { document.clone() })
        }
        Err(refusal) => *refusal,
    }
}

/// `PATCH /accounts/{accountId}/settings`
pub fn change(call: &mut Call<'_>) -> Reply {
    if let Some(refusal) = other_account(call, StatusCode::NOT_FOUND) {
        return refusal;
    }
    if call.account.plan == Plan::Free {
        return Reply::error(StatusCode::BAD_REQUEST, 200, "Only available for paid accounts.");
    }
    match settings_view(call) {
        Ok(view) => apply(call, Place::Account, view),
        Err(refusal) => *refusal,
    }
}

/// `GET /accounts/{accountId}/lock_settings`. An unknown account is a 400 here, unlike everywhere else.
pub fn read_locks(call: &mut Call<'_>) -> Reply {
    if let Some(refusal) = other_account(call, StatusCode::BAD_REQUEST) {
        return refusal;
    }
    if call.account.plan == Plan::Free {
        let message = format!("Only available for paid account:{}", call.account.id);
        return Reply::error(StatusCode::OK, 200, message);
    }
    match locks_view(call) {
        Ok(view) => filtered(call, call.account.document(view).clone()),
        Err(refusal) => *refusal,
    }
}

/// `PATCH /accounts/{accountId}/lock_settings`
pub fn change_locks(call: &mut Call<'_>) -> Reply {
    if let Some(refusal) = other_account(call, StatusCode::NOT_FOUND) {
        return refusal;
    }
    if call.account.plan == Plan::Free {
        let message = format!("Only available for Paid account: {}.", call.account.id);
        return Reply::error(StatusCode::OK, 200, message);
    }
    match locks_view(call) {
        Ok(view) => apply(call, Place::Account, view),
        Err(refusal) => *refusal,
    }
}

/// Code 2001 when the path names another account than the token's.
pub fn other_account(call: &Call<'_>, status: StatusCode) -> Option<Reply> {
    let id = call.arguments.first().map(String::as_str).unwrap_or_default();
    (!call.account.is(id)).then(|| Reply::error(status, 2001, format!("Account does not exist: {id}")))
}

/// The view that `option` names.
pub fn settings_view(call: &Call<'_>) -> Result<View, Box<Reply>> {
    match call.query.get("option").map(String::as_str) {
        None | Some("" | "security") => Ok(View::Whole),
        Some("meeting_security") => Ok(View::MeetingSecurity),
        Some("meeting_authentication") => Ok(View::MeetingAuthentication),
        Some("recording_authentication") => Ok(View::RecordingAuthentication),
        Some(_) => Err(Box::new(Reply::invalid_field("option", "Invalid field."))),
    }
}

/// The view of the locks that `option` names.
pub fn locks_view(call: &Call<'_>) -> Result<View, Box<Reply>> {
    match call.query.get("option").map(String::as_str) {
        None | Some("") => Ok(View::Locks),
        Some("meeting_security") => Ok(View::MeetingSecurityLocks),
        Some(_) => Err(Box::new(Reply::invalid_field("option", "Invalid field."))),
    }
}

/// A document as `custom_query_fields` wants it.
pub fn filtered(call: &Call<'_>, document: Value) -> Reply {
    Reply::ok(match call.query.get("custom_query_fields").filter(|fields| !fields.trim().is_empty()) {
        Some(fields) => json::only(&document, fields),
        None => document,
    })
}

/// Whose settings are meant.
pub enum Place {
    Account,
    Group { id: String, name: String },
}

impl Place {
    /// What a view shows there.
    pub fn document(&self, account: &Account, view: View) -> Value {
        match self {
            Self::Account => account.document(view).clone(),
            Self::Group { id, .. } => groups::document(account, id, view),
        }
    }

    /// Lays `change` over a view there; all that this changed, to be recorded, or none where nothing did.
    pub fn change(&self, account: &mut Account, view: View, change: &Value) -> Option<Change> {
        let old = self.document(account, view);
        json::merge(self.own(account, view), change);
        self.changed(account, view, &old)
    }

    /// What is kept of a view there: all of it for the account, for a group what it sets itself.
    pub fn own<'a>(&self, account: &'a mut Account, view: View) -> &'a mut Value {
        match self {
            Self::Account => account.documents.entry(view).or_default(),
            Self::Group { id, .. } => {
                let views = account.group_overrides.entry(id.clone()).or_default();
                views.entry(view).or_insert_with(|| json!({}))
            }
        }
    }

    /// The event that tells a change of a view there.
    pub fn event(&self, view: View) -> &'static str {
        match (self, matches!(view, View::Locks | View::MeetingSecurityLocks)) {
            (Self::Account, false) => "account.settings_updated",
            (Self::Account, true) => "account.lock_settings_updated",
            (Self::Group { .. }, false) => "group.settings_updated",
            (Self::Group { .. }, true) => "group.lock_settings_updated",
        }
    }

    /// What is otherwise there than `old`.
    pub fn changed(&self, account: &Account, view: View, old: &Value) -> Option<Change> {
        let (was, is) = json::difference(old, &self.document(account, view));
        if was == is {
            return None;
        }
        let (id, group) = match self {
            Self::Account => (account.id.as_str(), None),
            Self::Group { id, name } => (id.as_str(), Some(name.as_str())),
        };
        let lines = journal::lines(view, group, &was, &is);
        let object = |change: Value| json!({ "id": id, "settings": told(view, change) });
        let told = Told { event: self.event(view).into(), object: object(is), old_object: Some(object(was)) };
        Some(Change { operator: None, told: Some(told), lines })
    }
}

/// Merges the body into a view. Keys that the account does not have and values of another type are refused
/// (Zoom may be more lenient about keys; a typing error in a test should not pass in silence).
pub fn apply(call: &mut Call<'_>, place: Place, view: View) -> Reply {
    let Ok(change @ Value::Object(_)) = serde_json::from_slice::<Value>(call.body) else {
        let message = "Request Body should be a valid JSON object.";
        return Reply::error(StatusCode::BAD_REQUEST, 300, message);
    };
    if let Some((field, message)) = json::misfit(&place.document(call.account, view), &change, "") {
        return Reply::invalid_field(&field, message);
    }
    call.changes.extend(place.change(call.account, view, &change));
    Reply::no_content()
}

/// Keys that Zoom's event leaves out though the settings have them: a receiver has to read again.
const NOT_TOLD: &[&str] = &[
    "/security/sign_in_with_two_factor_auth",
    "/security/sign_in_with_two_factor_auth_groups",
    "/security/sign_in_with_two_factor_auth_roles",
    "/security/sign_again_period_for_inactivity_on_client",
    "/security/sign_again_period_for_inactivity_on_web",
];

/// A change as the event shows it. The authentication views have no place in the event's description, so
/// that their changes are told by an event with nothing in it.
fn told(view: View, mut change: Value) -> Value {
    match view {
        View::MeetingAuthentication | View::RecordingAuthentication => json!({}),
        _ => {
            for pointer in NOT_TOLD {
                json::remove(&mut change, pointer);
            }
            change
        }
    }
}
