//! Who and what an order names, and the people and records themselves.

use super::{Refused, act, object};
use crate::salesforce::{groups as rights, ids, org::Org, schema, value::Value};
use model::Time;
use serde_json::{Value as Json, json};

/// The objects whose records have feeds, with the fields by which orders name them.
const RECORDS: [(&str, &str); 4] =
    [("CollaborationGroup", "Name"), ("Account", "Name"), ("Opportunity", "Name"), ("Case", "CaseNumber")];

/// The id that an order means, where it names one of these objects.
fn by_id(org: &Org, named: &str, objects: &[&str]) -> Option<String> {
    let id = ids::long(named);
    let of = schema::of_id(&id).filter(|of| objects.contains(&of.name.as_str()))?;
    org.find(of, &id).map(|_| id)
}

/// A user by id, username, or what is before the username's `@`.
pub fn user_of(org: &Org, named: &str) -> Result<String, Refused> {
    if let Some(id) = by_id(org, named, &["User"]) {
        return Ok(id);
    }
    let users = object("User")?;
    let place = users.place("Username").unwrap_or_default();
    let is_it = |username: &str| {
        username.eq_ignore_ascii_case(named)
            || username.split('@').next().is_some_and(|first| first.eq_ignore_ascii_case(named))
    };
    let found = org.rows(users).iter().find(|row| row[place].as_text().is_some_and(is_it));
    found
        .and_then(|row| row[0].as_text().map(str::to_owned))
        .ok_or_else(|| format!("there is no user “{named}”: say an id, a username, or what is before its @"))
}

/// Where something is put: a user, a group, a record.
pub fn place_of(org: &Org, named: &str) -> Result<String, Refused> {
    let all = ["User", "CollaborationGroup", "Account", "Opportunity", "Case"];
    if let Some(id) = by_id(org, named, &all) {
        return Ok(id);
    }
    for (object, field) in RECORDS {
        if let Some(id) =
            org.find_by(object, field, named).and_then(|row| row[0].as_text().map(str::to_owned))
        {
            return Ok(id);
        }
    }
    user_of(org, named).map_err(|_| format!("there is no user, group or record “{named}”"))
}

/// What an earlier order called so, or the id itself.
pub fn called(org: &Org, named: &str, objects: &[&str]) -> Result<String, Refused> {
    let id = org.chatter.names.get(named).map_or(named, String::as_str);
    by_id(org, id, objects).ok_or_else(|| format!("there is no {} “{named}”", objects.join(" or ")))
}

/// Changes a user, or makes one.
pub fn user(org: &mut Org, order: &act::User, at: Time) -> Result<Json, Refused> {
    let users = object("User")?;
    let mut values: Vec<(&str, Value)> = Vec::new();
    if let Some(name) = &order.name {
        let (first, last) = name.rsplit_once(' ').unwrap_or(("", name));
        values.extend([("Name", Value::text(name)), ("FirstName", first.into()), ("LastName", last.into())]);
    }
    if let Some(email) = &order.email {
        values.push(("Email", if email.is_empty() { Value::Null } else { Value::text(email) }));
    }
    if let Some(active) = order.active {
        values.push(("IsActive", Value::Bool(active)));
    }
    for (field, text) in [("UserType", &order.kind), ("Title", &order.title)] {
        values.extend(text.iter().map(|text| (field, Value::text(text))));
    }
    values.extend([("LastModifiedDate", Value::Time(at)), ("SystemModstamp", Value::Time(at))]);
    if let Ok(id) = user_of(org, &order.user) {
        values.extend(order.username.iter().map(|username| ("Username", Value::text(username))));
        org.change(users, &id, &values);
        return Ok(json!({ "id": id }));
    }
    if order.name.is_none() {
        return Err(format!("there is no user “{}”; a new one needs a name", order.user));
    }
    let username = order.username.as_ref().unwrap_or(&order.user);
    let profile = org.find_by("Profile", "Name", "Standard User").map_or(Value::Null, |row| row[0].clone());
    let says = |values: &[(&str, Value)], name: &str| values.iter().any(|(own, _)| *own == name);
    for (field, value) in
        [("Email", Value::text(username)), ("IsActive", Value::Bool(true)), ("UserType", "Standard".into())]
    {
        if !says(&values, field) {
            values.push((field, value));
        }
    }
    values.extend([
        ("Username", Value::text(username)),
        ("ProfileId", profile),
        ("TimeZoneSidKey", "Europe/Dublin".into()),
        ("LocaleSidKey", "en_IE".into()),
        ("LanguageLocaleKey", "en_US".into()),
        ("LastLoginDate", Value::Time(at)),
        ("CreatedDate", Value::Time(at)),
    ]);
    let id = org.add(users, &values);
    rights::accompany_user(org, &id, false, &|method| method == "Totp");
    Ok(json!({ "id": id }))
}

/// Makes a record that has a feed.
pub fn record(org: &mut Org, order: &act::Record, at: Time) -> Result<Json, Refused> {
    let owner = user_of(org, &order.owner)?;
    let field = RECORDS.iter().skip(1).find(|(object, _)| *object == order.object);
    let (_, field) =
        field.ok_or_else(|| format!("“{}” is none of Account, Opportunity, Case", order.object))?;
    let values = [
        (*field, Value::text(&order.name)),
        ("OwnerId", Value::text(owner)),
        ("CreatedDate", Value::Time(at)),
        ("SystemModstamp", Value::Time(at)),
    ];
    let id = org.add(object(&order.object)?, &values);
    Ok(json!({ "id": id }))
}
