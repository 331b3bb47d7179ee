//! The tables: which list of an answer holds the rows, and what is kept of a row.
//!
//! Nothing is made up: a column that Zoom does not send is not there. Four are worked out: the status of a
//! user where the list that was asked for says it, the moment at which a user was made where Zoom tells it under its
//! other name alone, the moment at which a user was last seen, and an id for those whom Zoom has given none.

use serde_json::{Map, Value};

/// How one list becomes rows.
pub(super) struct Rows {
    /// The list's key in the answer.
    pub(super) list: &'static str,
    /// Whether Zoom gives it in pages.
    pub(super) paged: bool,
    /// What tells its rows apart: each a text or a whole number that is there.
    pub(super) keys: &'static [&'static str],
    row: fn(&Map<String, Value>, &Around<'_>) -> Map<String, Value>,
}

/// What is known of a row from where it stands.
pub(super) struct Around<'a> {
    /// The list that was asked for, where there are several: the status, the kind of list.
    pub(super) list: Option<&'a str>,
    /// Rows of the list before this one.
    pub(super) before: u64,
    /// The role whose members are listed.
    pub(super) role: Option<&'a str>,
}

impl Rows {
    /// The row as it is kept; `None` where what tells it apart is missing.
    pub(super) fn row(&self, value: &Value, around: &Around<'_>) -> Option<Value> {
        let row = match value {
            Value::Object(map) => (self.row)(map, around),
            // Zoom's trusted domains are a list of texts.
            Value::String(text) => {
                let map = [(self.keys.first().copied()?.to_owned(), Value::from(text.as_str()))];
                (self.row)(&map.into_iter().collect(), around)
            }
            _ => return None,
        };
        let told = |key: &&str| match row.get(*key) {
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Number(number)) => number.is_i64() || number.is_u64(),
            _ => false,
        };
        (self.keys.is_empty() || self.keys.iter().all(told)).then_some(Value::Object(row))
    }
}

pub(super) const MANAGED_DOMAINS: Rows =
    Rows { list: "domains", paged: false, keys: &["domain"], row: |row, _| pick(row, &["domain", "status"]) };

pub(super) const TRUSTED_DOMAINS: Rows =
    Rows { list: "trusted_domains", paged: false, keys: &["domain"], row: |row, _| pick(row, &["domain"]) };

pub(super) const USERS: Rows = Rows { list: "users", paged: true, keys: &["id"], row: user };

pub(super) const ROLES: Rows = Rows {
    list: "roles",
    paged: false,
    keys: &["id"],
    row: |row, _| pick(row, &["id", "name", "total_members"]),
};

pub(super) const MEMBERS: Rows =
    Rows { list: "members", paged: true, keys: &["role_id", "user_id"], row: member };

pub(super) const GROUPS: Rows = Rows {
    list: "groups",
    paged: true,
    keys: &["id"],
    row: |row, _| pick(row, &["id", "name", "total_members"]),
};

pub(super) const OPERATIONS: Rows = Rows {
    list: "operation_logs",
    paged: true,
    keys: &[],
    row: |row, _| pick(row, &["time", "operator", "category_type", "action", "operation_detail"]),
};

pub(super) const SIGN_INS: Rows = Rows {
    list: "activity_logs",
    paged: true,
    keys: &[],
    row: |row, _| pick(row, &["time", "type", "client_type", "version", "email", "ip_address"]),
};

pub(super) const APPS: Rows = Rows { list: "apps", paged: true, keys: &["list", "app_id"], row: app };

const USER: &[&str] = &[
    "id",
    "type",
    "status",
    "role_id",
    "verified",
    "created_at",
    "last_login_time",
    "last_client_version",
    "group_ids",
    "email",
    "first_name",
    "last_name",
    "display_name",
    "dept",
];

fn user(row: &Map<String, Value>, around: &Around<'_>) -> Map<String, Value> {
    let mut kept = pick(row, USER);
    let is_text = |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    if let (Some(status), None) = (around.list, kept.get("status")) {
        kept.insert("status".into(), status.into());
    }
    // People who have not accepted their invitation may have no id yet.
    if around.list == Some("pending") && !is_text(kept.get("id")) {
        kept.insert("id".into(), format!("pending-{}", around.before + 1).into());
    }
    let first = |keys: &[&str]| {
        keys.iter().find_map(|key| row.get(*key).filter(|value| is_text(Some(*value))).cloned())
    };
    // When a way of signing in was made, which may be later than the user. Whoever is only invited may have none.
    let unsaid = |value: Option<&Value>| value.is_none_or(|value| value.is_null() || *value == "");
    if let Some(made) = first(&["user_created_at"]).filter(|_| unsaid(row.get("created_at"))) {
        kept.insert("created_at".into(), made);
    }
    // Who never signed in was last seen when the account was made.
    let seen = first(&["last_login_time", "created_at", "user_created_at"]);
    kept.extend(seen.map(|seen| ("active_at".into(), seen)));
    kept
}

fn member(row: &Map<String, Value>, around: &Around<'_>) -> Map<String, Value> {
    let mut kept = pick(row, &["email", "first_name", "last_name", "type", "department"]);
    if let Some(id) = row.get("id") {
        kept.insert("user_id".into(), id.clone());
    }
    if let Some(role) = around.role {
        kept.insert("role_id".into(), role.into());
    }
    kept
}

fn app(row: &Map<String, Value>, around: &Around<'_>) -> Map<String, Value> {
    let mut kept = pick(row, &["app_id", "app_name", "app_type"]);
    if let Some(list) = around.list {
        kept.insert("list".into(), list.into());
    }
    kept
}

/// The columns that are there and hold no object.
fn pick(row: &Map<String, Value>, columns: &[&str]) -> Map<String, Value> {
    let plain = |value: &Value| match value {
        Value::Object(_) => false,
        Value::Array(list) => list.iter().all(|value| !value.is_object() && !value.is_array()),
        _ => true,
    };
    let kept = columns.iter().filter_map(|column| Some((*column, row.get(*column).filter(|v| plain(v))?)));
    kept.map(|(column, value)| (column.to_owned(), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(rows: &Rows, list: Option<&str>, given: Value, kept: Option<Value>) {
        let around = Around { list, before: 4, role: Some("r1") };
        assert_eq!(rows.row(&given, &around), kept, "{given}");
    }

    #[test]
    fn users() {
        let full = json!({"id": "u1", "type": 2, "status": "active", "role_id": "2", "verified": 1,
            "created_at": "2020-01-01T00:00:00Z", "last_login_time": "2026-11-01T00:00:00Z", "group_ids": ["g1"],
            "email": "a@example.com", "pmi": 1234567890, "timezone": "Europe/Berlin", "license_info_list": [{"x": 1}]});
        let kept = json!({"id": "u1", "type": 2, "status": "active", "role_id": "2", "verified": 1,
            "created_at": "2020-01-01T00:00:00Z", "last_login_time": "2026-11-01T00:00:00Z", "group_ids": ["g1"],
            "email": "a@example.com", "active_at": "2026-11-01T00:00:00Z"});
        check(&USERS, Some("active"), full, Some(kept));
        let never = json!({"id": "u2", "created_at": "2020-01-01T00:00:00Z", "last_login_time": ""});
        let kept = json!({"id": "u2", "status": "inactive", "created_at": "2020-01-01T00:00:00Z",
            "last_login_time": "", "active_at": "2020-01-01T00:00:00Z"});
        check(&USERS, Some("inactive"), never, Some(kept));
        let invited = json!({"email": "b@example.com", "type": 1});
        let kept = json!({"id": "pending-5", "status": "pending", "email": "b@example.com", "type": 1});
        check(&USERS, Some("pending"), invited.clone(), Some(kept));
        // Some answers have when the user was made, and not when a way of signing in was.
        for unsaid in [json!({}), json!({"created_at": ""}), json!({"created_at": null})] {
            let mut pending =
                json!({"id": "u3", "email": "c@example.com", "user_created_at": "2026-10-01T00:00:00Z"});
            pending.as_object_mut().unwrap().extend(unsaid.as_object().unwrap().clone());
            let kept = json!({"id": "u3", "status": "pending", "email": "c@example.com",
                "created_at": "2026-10-01T00:00:00Z", "active_at": "2026-10-01T00:00:00Z"});
            check(&USERS, Some("pending"), pending, Some(kept));
        }
        let both = json!({"id": "u4", "created_at": "2026-02-01T00:00:00Z", "user_created_at": "2026-01-01T00:00:00Z"});
        let kept = json!({"id": "u4", "status": "active", "created_at": "2026-02-01T00:00:00Z",
            "active_at": "2026-02-01T00:00:00Z"});
        check(&USERS, Some("active"), both, Some(kept));
        // What is no text is kept as it came: it proves nothing, and nothing is put in its place.
        let wrong = json!({"id": "u5", "created_at": 7, "user_created_at": "2026-01-01T00:00:00Z"});
        let kept = json!({"id": "u5", "status": "active", "created_at": 7,
            "active_at": "2026-01-01T00:00:00Z"});
        check(&USERS, Some("active"), wrong, Some(kept));
        check(&USERS, Some("active"), invited, None);
        check(&USERS, Some("active"), json!("u1"), Some(json!({"id": "u1", "status": "active"})));
        for none in [json!(null), json!(7), json!({"id": {}}), json!({"id": ""}), json!({"id": null})] {
            check(&USERS, Some("active"), none, None);
        }
    }

    #[test]
    fn others() {
        check(&TRUSTED_DOMAINS, None, json!("example.com"), Some(json!({"domain": "example.com"})));
        check(
            &MANAGED_DOMAINS,
            None,
            json!({"domain": "example.com", "status": "verified", "x": 1}),
            Some(json!({"domain": "example.com", "status": "verified"})),
        );
        check(
            &MEMBERS,
            None,
            json!({"id": "u1", "email": "a@example.com", "type": 2}),
            Some(json!({"role_id": "r1", "user_id": "u1", "email": "a@example.com", "type": 2})),
        );
        check(&MEMBERS, None, json!({"email": "a@example.com"}), None);
        check(
            &APPS,
            Some("approved_apps"),
            json!({"app_id": "a", "app_name": "A", "scopes": [{}]}),
            Some(json!({"app_id": "a", "app_name": "A", "list": "approved_apps"})),
        );
        check(
            &ROLES,
            None,
            json!({"id": "0", "name": "Owner", "total_members": 1, "description": "x"}),
            Some(json!({"id": "0", "name": "Owner", "total_members": 1})),
        );
        check(&OPERATIONS, None, json!({"action": "Update"}), Some(json!({"action": "Update"})));
        check(&OPERATIONS, None, json!(7), None);
    }
}
