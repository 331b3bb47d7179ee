//! Changes of people: somebody is changed, comes or goes; what the operation log and the webhook say of it.

use super::{
    account::Account,
    journal::{Change, Line, Told},
};
use crate::clock::zoom_time;
use model::Time;
use serde_json::{Map, Value, json};

type User = Map<String, Value>;

/// Keys that `user.updated` tells, of those that the list of users has.
const TOLD: &[&str] =
    &["first_name", "last_name", "display_name", "email", "type", "pmi", "timezone", "dept"];

impl Account {
    /// The position of the user of this id or address; `me` is the app's user.
    fn user_at(&self, wanted: &str) -> Option<usize> {
        let id = if wanted == "me" { &self.api_user } else { wanted };
        self.people.users.iter().position(|user| text(user, "id") == id || text(user, "email") == id)
    }

    /// Lays keys over a user's; none where there is no such user.
    pub fn change_user(&mut self, wanted: &str, merge: Map<String, Value>) -> Option<Change> {
        let index = self.user_at(wanted)?;
        let old = self.people.users[index].clone();
        self.people.users[index].extend(merge);
        let new = self.people.users[index].clone();
        let mail = text(&new, "email");
        let mut lines = Vec::new();
        if old.get("role_id") != new.get("role_id") {
            let (from, to) = (self.role_name(&old), self.role_name(&new));
            let detail = format!("Change Role of User {mail}: from {from} to {to}");
            lines.push(Line { category: "Role", action: "Update", detail });
        }
        let differs = |key: &&&str| old.get(**key) != new.get(**key);
        let changed: Vec<&&str> = TOLD.iter().filter(differs).collect();
        let (mut object, mut old_object) = (json!({ "id": new["id"] }), json!({ "id": new["id"] }));
        for key in &changed {
            object[**key] = new.get(**key).cloned().unwrap_or_default();
            old_object[**key] = old.get(**key).cloned().unwrap_or_default();
        }
        if old.get("role_id") != new.get("role_id") {
            object["role"] = json!(text(&new, "role_id"));
            old_object["role"] = json!(text(&old, "role_id"));
        }
        let (was, is) = (text(&old, "status"), text(&new, "status"));
        if !changed.is_empty() || was != is {
            let what = if was == is { "Update User" } else { "Update Status of User" };
            lines.push(Line { category: "User", action: "Update", detail: format!("{what} {mail}") });
        }
        let told = match (was, is) {
            (was, "inactive") if was != "inactive" => short("user.deactivated", &new),
            ("inactive", "active") => short("user.activated", &new),
            ("pending", "active") => short("user.invitation_accepted", &new),
            _ => Told { event: "user.updated".into(), object, old_object: Some(old_object) },
        };
        Some(Change { operator: None, told: Some(told), lines })
    }

    /// Adds a user. What is not given is made up from the number of users, so that it is the same each time.
    pub fn add_user(&mut self, given: Map<String, Value>, now: Time) -> Change {
        let number = self.people.users.len() + 1;
        let template = json!({
            "id": format!("Uadd{number:018}"),
            "first_name": "Nia", "last_name": format!("Newcomer {number}"),
            "display_name": format!("Nia Newcomer {number}"),
            "email": format!("nia.newcomer{number}@{}.example.com", self.name),
            "type": 1, "status": "active", "role_id": "2", "pmi": 5_550_900_000_u64 + number as u64,
            "timezone": "Europe/Berlin", "verified": 1, "dept": "", "created_at": zoom_time(now),
            "user_created_at": zoom_time(now), "group_ids": [], "im_group_ids": [], "plan_united_type": "1",
            "login_types": [101], "language": "en-US",
        });
        let mut user = template.as_object().cloned().unwrap_or_default();
        user.extend(given);
        let detail = format!("Add User {}", text(&user, "email"));
        let told = short("user.created", &user);
        self.people.users.push(user);
        Change {
            operator: None,
            told: Some(told),
            lines: vec![Line { category: "User", action: "Add", detail }],
        }
    }

    /// Removes a user; none where there is no such user.
    pub fn remove_user(&mut self, wanted: &str) -> Option<Change> {
        let index = self.user_at(wanted)?;
        let user = self.people.users.remove(index);
        let detail = format!("delete user - {}", text(&user, "email"));
        let told = short("user.deleted", &user);
        Some(Change {
            operator: None,
            told: Some(told),
            lines: vec![Line { category: "User", action: "Delete", detail }],
        })
    }

    fn role_name(&self, user: &User) -> String {
        let role = self.people.roles.iter().find(|role| role.get("id") == user.get("role_id"));
        role.map_or("", |role| text(role, "name")).to_owned()
    }
}

fn short(event: &str, user: &User) -> Told {
    let keys = ["id", "first_name", "last_name", "email", "type"];
    let object = keys.iter().map(|key| ((*key).to_owned(), user.get(*key).cloned().unwrap_or_default()));
    Told { event: event.into(), object: Value::Object(object.collect()), old_object: None }
}

fn text<'a>(of: &'a User, key: &str) -> &'a str {
    of.get(key).and_then(Value::as_str).unwrap_or_default()
}
