//! Accounts made up at will: as tidy as *tidy*, with as many people as are asked for, the same each time.

use super::{account::Account, account::Plan};
use crate::clock::zoom_time;
use model::Time;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Most people of a generated account.
pub const USERS_MAX: usize = 100_000;
/// Groups of a generated account; its roles are those of *tidy*.
const GROUPS: usize = 5;
/// Letters of an id.
const ID_LETTERS: usize = 22;
/// Letters of a client secret.
const SECRET_LETTERS: usize = 32;
/// People at the head of the list: an owner, two admins, four in the account's own role.
const ADMINS: usize = 2;
const AUDITORS: usize = 4;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Account {
    /// An account like this one under another name, with so many people in five groups. Its credentials are made
    /// from the name.
    pub fn like(&self, name: &str, users: usize, now: Time) -> Self {
        let mut made = self.clone();
        made.name = name.to_owned();
        made.id = padded(&format!("{name}Account"), ID_LETTERS);
        made.app.client_id = padded(&format!("{name}ClientId"), ID_LETTERS);
        made.app.client_secret = padded(&format!("{name}ClientSecret"), SECRET_LETTERS);
        made.app.revoke_tokens();
        made.plan = Plan::Business;
        made.managed_domains = json!([{ "domain": format!("{name}.example.com"), "status": "verified" }]);
        made.webhook = None;
        made.pages = super::pages::Pages::default();
        made.journal.clear();
        made.group_overrides.clear();
        made.people.groups = (1..=GROUPS).map(|number| group(name, number)).collect();
        let own_role = made.people.roles.iter().filter_map(|role| role.get("id")?.as_str()).nth(3);
        let own_role = own_role.unwrap_or("2").to_owned();
        made.people.users = (0..users).map(|index| user(name, index, &own_role, now)).collect();
        made.api_user = user_id(name, 0);
        made
    }
}

fn padded(text: &str, letters: usize) -> String {
    let text: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{text:x<letters$}")
}

fn user_id(name: &str, index: usize) -> String {
    padded(&format!("U{index:06}{name}"), ID_LETTERS)
}

fn group_id(name: &str, number: usize) -> String {
    padded(&format!("G{number}{name}"), ID_LETTERS)
}

fn group(name: &str, number: usize) -> Map<String, Value> {
    let group = json!({ "id": group_id(name, number), "name": format!("Group {number}") });
    group.as_object().cloned().unwrap_or_default()
}

/// The person at this place: the first is the owner, then come admins and the account's own role; of every
/// hundred others one is inactive and one was invited.
fn user(name: &str, index: usize, own_role: &str, now: Time) -> Map<String, Value> {
    let role = match index {
        0 => "0",
        _ if index <= ADMINS => "1",
        _ if index <= ADMINS + AUDITORS => own_role,
        _ => "2",
    };
    let status = match index % 100 {
        98 => "inactive",
        99 => "pending",
        _ => "active",
    };
    let days = |count: usize| now.minus(DAY * u32::try_from(count).unwrap_or_default());
    // Nobody was invited longer ago than twenty days, nor was away for longer than fifty.
    let created = zoom_time(days(if status == "pending" { index % 20 } else { 100 + index % 1_000 }));
    let user = json!({
        "id": user_id(name, index),
        "first_name": "Pat",
        "last_name": format!("Person {index}"),
        "display_name": format!("Pat Person {index}"),
        "email": format!("pat.person{index}@{name}.example.com"),
        "type": if index.is_multiple_of(5) && index > 0 { 1 } else { 2 },
        "status": status,
        "role_id": role,
        "pmi": 5_551_000_000_u64 + index as u64,
        "timezone": "Europe/Berlin",
        "verified": u8::from(status != "pending"),
        "dept": format!("Department {}", index % 40),
        "created_at": created,
        "user_created_at": created,
        "group_ids": [group_id(name, index % GROUPS + 1)],
        "im_group_ids": [],
        "plan_united_type": "1",
        "login_types": [101],
        "language": "en-US",
    });
    let mut user = user.as_object().cloned().unwrap_or_default();
    if status == "active" {
        user.insert("last_login_time".into(), json!(zoom_time(days(index % 50))));
        user.insert("last_client_version".into(), json!("6.2.7.49583(win)"));
    }
    user
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_makes_the_same_account() {
        let now = Time::from_ms(1_795_248_000_000);
        let tidy = Account::shipped(now).unwrap().remove(0);
        let [one, same, other] =
            [("large", 300), ("large", 300), ("a", 300)].map(|(name, users)| tidy.like(name, users, now));
        assert_eq!((&one.id, &one.people.users), (&same.id, &same.people.users));
        assert_ne!((&one.id, &one.app.client_id), (&other.id, &other.app.client_id));
        let count =
            |key: &str, value: &str| one.people.users.iter().filter(|user| user[key] == value).count();
        assert_eq!(
            [count("status", "active"), count("status", "inactive"), count("status", "pending")],
            [294, 3, 3]
        );
        assert_eq!([count("role_id", "0"), count("role_id", "1"), count("role_id", "2")], [1, 2, 293]);
        assert_eq!((one.people.roles.len(), one.people.groups.len()), (4, 5));
        assert_eq!(one.operator(None).0, "pat.person0@large.example.com");
    }
}
