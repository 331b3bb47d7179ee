//! What the shipped orgs have of Chatter at the start: the archiver and its rights, people, groups, and a history
//! that a script tells, with times reckoned back from the start.

use super::act::{Action, act};
use crate::salesforce::{
    Error, groups as rights,
    org::{Credentials, Org},
    schema,
    seed::relative,
    value::Value,
};
use model::Time;
use serde::Deserialize;
use serde_json::Value as Json;
use std::time::Duration;

const TIDY: &str = include_str!("../../../data/salesforce/tidy/chatter.json");
const CARELESS: &str = include_str!("../../../data/salesforce/careless/chatter.json");

/// What the archiver needs, and no more.
const RIGHTS: [&str; 6] = [
    "ApiEnabled",
    "ViewAllData",
    "ViewAllUsers",
    "QueryAllFiles",
    "ManageUnlistedGroups",
    "ManageChatterMessages",
];
/// And this, where `login()` wants it.
const ANY_API_AUTH: &str = "UseAnyApiAuth";
const DAY: Duration = Duration::from_secs(86_400);

/// How the archiver of an org signs in, made of the org's name. No secrets.
pub fn archiver(name: &str, username: String) -> Credentials {
    Credentials {
        username,
        password: format!("{name}-paper-cabinet"),
        security_token: "m5Kd9sVx2QhWj7RtB4LpZe6N".to_owned(),
        client_id: format!("3MVG9.{name}ExternalClientApp.VouchsafeArchiver.0000000000000000"),
        client_secret: format!("{}ARCHIVER000000000000000000000000000000", name.to_uppercase()),
        public_key: None,
    }
}

/// Makes the archiver: a user with the least profile and a permission set of its own.
pub fn add_archiver(org: &mut Org, now: Time) -> Result<(), Error> {
    let object =
        |name: &str| schema::object(name).ok_or_else(|| Error::Broken(format!("no object “{name}”")));
    let profile = org.find_by("Profile", "Name", "Minimum Access - API Only Integrations");
    let profile = profile.map_or(Value::Null, |row| row[0].clone());
    let enforced = Some(&ANY_API_AUTH).filter(|_| org.state.any_api_auth_enforced);
    let given = RIGHTS.iter().chain(enforced);
    let columns: Vec<String> = given.map(|name| format!("Permissions{name}")).collect();
    let mut values = vec![
        ("Name", Value::from("Vouchsafe_Archive")),
        ("Label", "Vouchsafe: archive Chatter".into()),
        ("Type", "Regular".into()),
        ("IsCustom", Value::Bool(true)),
        ("CreatedDate", Value::Time(now.minus(DAY * 30))),
    ];
    values.extend(columns.iter().map(|column| (column.as_str(), Value::Bool(true))));
    let set = org.add(object("PermissionSet")?, &values);
    let username = org.archiver.credentials.username.clone();
    let values = [
        ("Username", Value::text(&username)),
        ("Email", Value::text(&username)),
        ("Name", "Vouchsafe Archiver".into()),
        ("FirstName", "Vouchsafe".into()),
        ("LastName", "Archiver".into()),
        ("IsActive", Value::Bool(true)),
        ("UserType", "Standard".into()),
        ("ProfileId", profile),
        ("LastLoginDate", Value::Time(now.minus(DAY))),
        ("CreatedDate", Value::Time(now.minus(DAY * 30))),
        ("TimeZoneSidKey", "Europe/Dublin".into()),
        ("LocaleSidKey", "en_IE".into()),
        ("LanguageLocaleKey", "en_US".into()),
    ];
    let user = org.add(object("User")?, &values);
    rights::accompany_user(org, &user, false, &|_| false);
    org.archiver.user_id = user;
    org.archiver.rights_id = set;
    Ok(())
}

/// Assigns the archiver its permission set, when it signs in for the first time: an org in which nobody archives has
/// nobody who sees all data for that.
pub fn assign(org: &mut Org) {
    let Some(object) = schema::object("PermissionSetAssignment") else { return };
    let (user, set) = (Value::text(&org.archiver.user_id), Value::text(&org.archiver.rights_id));
    let place = |name: &str| object.place(name).unwrap_or_default();
    let (assignee, of) = (place("AssigneeId"), place("PermissionSetId"));
    if org.rows(object).iter().any(|row| row[assignee] == user && row[of] == set) {
        return;
    }
    let values = [("AssigneeId", user), ("PermissionSetId", set), ("IsActive", Value::Bool(true))];
    org.add(object, &values);
}

/// A line of a script: an action and when it was.
#[derive(Deserialize)]
struct Line {
    at: String,
    #[serde(flatten)]
    action: Json,
}

/// Plays the script of a shipped org.
pub fn history(org: &mut Org, now: Time) -> Result<(), Error> {
    let script = if org.name == "careless" { CARELESS } else { TIDY };
    let lines: Vec<Line> = serde_json::from_str(script)?;
    for line in lines {
        let broken =
            |words: &str| Error::Broken(format!("Chatter of {}, {}: {words}", org.name, line.action));
        let at = relative(&line.at, now).ok_or_else(|| broken("no such time"))?;
        let action: Action =
            serde_json::from_value(line.action.clone()).map_err(|error| broken(&error.to_string()))?;
        let told = act(org, &action, at);
        told.map_err(|words| Error::Broken(format!("Chatter of {}, {}: {words}", org.name, line.action)))?;
    }
    stamp(org);
    seen_lately(org, now);
    Ok(())
}

/// The people whom a script makes were there two days ago.
fn seen_lately(org: &mut Org, now: Time) {
    let Some(users) = schema::object("User") else { return };
    let place = |name: &str| users.place(name).unwrap_or_default();
    let (seen, made) = (place("LastLoginDate"), place("CreatedDate"));
    let fresh = org.rows(users).iter().filter(|row| row[seen] != Value::Null && row[seen] == row[made]);
    let ids: Vec<String> = fresh.filter_map(|row| row[0].as_text().map(str::to_owned)).collect();
    for id in ids {
        org.change(users, &id, &[("LastLoginDate", Value::Time(now.minus(DAY * 2)))]);
    }
}

/// Users were last changed when they were made, where nothing else is said.
pub fn stamp(org: &mut Org) {
    let Some(users) = schema::object("User") else { return };
    let place = |name: &str| users.place(name).unwrap_or_default();
    let (stamp, made) = (place("SystemModstamp"), place("CreatedDate"));
    let bare = org.rows(users).iter().filter(|row| row[stamp] == Value::Null);
    let bare: Vec<(String, Value)> =
        bare.filter_map(|row| Some((row[0].as_text()?.to_owned(), row[made].clone()))).collect();
    for (id, made) in bare {
        org.change(users, &id, &[("SystemModstamp", made.clone()), ("LastModifiedDate", made)]);
    }
}
