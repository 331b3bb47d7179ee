//! Groups and their members, and who follows what.

use super::{Refused, act, count, object, people};
use crate::salesforce::{
    org::{Org, Row},
    value::Value,
};
use model::Time;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// The kinds of groups.
const KINDS: [&str; 3] = ["Public", "Private", "Unlisted"];

pub fn group(org: &mut Org, order: &act::Group, at: Time) -> Result<Json, Refused> {
    if !KINDS.contains(&order.kind.as_str()) {
        return Err(format!("“{}” is no kind of group: say one of {}", order.kind, KINDS.join(", ")));
    }
    let owner = people::user_of(org, &order.owner)?;
    let values = [
        ("Name", Value::text(&order.name)),
        ("Description", order.description.as_ref().map_or(Value::Null, Value::text)),
        ("CollaborationType", Value::text(&order.kind)),
        ("OwnerId", Value::text(&owner)),
        ("MemberCount", Value::Int(0)),
        ("CreatedById", Value::text(&owner)),
        ("CreatedDate", Value::Time(at)),
        ("LastModifiedDate", Value::Time(at)),
        ("SystemModstamp", Value::Time(at)),
    ];
    let id = org.add(object("CollaborationGroup")?, &values);
    join(org, &id, &owner, "Admin", at)?;
    for member in &order.members {
        let member = people::user_of(org, member)?;
        join(org, &id, &member, "Standard", at)?;
    }
    Ok(json!({ "id": id }))
}

/// The membership of a user in a group.
fn membership(org: &Org, group: &str, user: &str) -> Result<Option<Arc<Row>>, Refused> {
    let members = object("CollaborationGroupMember")?;
    let place = members.place("MemberId").unwrap_or_default();
    let all = org.referring(members, "CollaborationGroupId", group);
    Ok(all.into_iter().find(|row| row[place].as_text() == Some(user)))
}

fn join(org: &mut Org, group: &str, user: &str, role: &str, at: Time) -> Result<(), Refused> {
    if membership(org, group, user)?.is_some() {
        return Ok(());
    }
    let values = [
        ("CollaborationGroupId", Value::text(group)),
        ("MemberId", Value::text(user)),
        ("CollaborationRole", role.into()),
        ("NotificationFrequency", "N".into()),
        ("CreatedById", Value::text(user)),
        ("CreatedDate", Value::Time(at)),
        ("LastModifiedDate", Value::Time(at)),
        ("SystemModstamp", Value::Time(at)),
    ];
    org.add(object("CollaborationGroupMember")?, &values);
    count(org, object("CollaborationGroup")?, group, "MemberCount", 1);
    Ok(())
}

pub fn member(org: &mut Org, order: &act::Member, at: Time) -> Result<Json, Refused> {
    let group = people::place_of(org, &order.group)?;
    if !group.starts_with("0F9") {
        return Err(format!("“{}” is no group", order.group));
    }
    let user = people::user_of(org, &order.user)?;
    if order.remove {
        let row = membership(org, &group, &user)?;
        let id = row.as_ref().and_then(|row| row[0].as_text()).ok_or("that user is no member")?;
        org.remove_one(object("CollaborationGroupMember")?, id);
        count(org, object("CollaborationGroup")?, &group, "MemberCount", -1);
    } else {
        join(org, &group, &user, "Standard", at)?;
    }
    Ok(json!({ "group": group, "user": user }))
}

pub fn follow(org: &mut Org, order: &act::Follow, at: Time) -> Result<Json, Refused> {
    let (user, record) = (people::user_of(org, &order.user)?, people::place_of(org, &order.record)?);
    let subscriptions = object("EntitySubscription")?;
    let place = subscriptions.place("SubscriberId").unwrap_or_default();
    let all = org.referring(subscriptions, "ParentId", &record);
    let found = all.iter().find(|row| row[place].as_text() == Some(&user)).and_then(|row| row[0].as_text());
    match (found, order.remove) {
        (Some(id), true) => {
            org.remove_one(subscriptions, id);
        }
        (None, false) => {
            let values = [
                ("ParentId", Value::text(&record)),
                ("SubscriberId", Value::text(&user)),
                ("CreatedById", Value::text(&user)),
                ("CreatedDate", Value::Time(at)),
            ];
            org.add(subscriptions, &values);
        }
        _ => {}
    }
    Ok(json!({ "record": record, "user": user }))
}

/// The ids at one field of the records that refer to another.
pub fn people_of(org: &Org, name: &str, by: &str, id: &str, field: &str) -> Vec<String> {
    let Ok(object) = object(name) else { return Vec::new() };
    let Some(place) = object.place(field) else { return Vec::new() };
    let rows = org.referring(object, by, id);
    rows.iter().filter_map(|row| row[place].as_text().map(str::to_owned)).collect()
}
