//! Private messages: who writes to whom, in which conversation.

use super::{Refused, act, groups, object, people};
use crate::salesforce::{org::Org, value::Value};
use model::Time;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

pub fn message(org: &mut Org, order: &act::Message, at: Time) -> Result<Json, Refused> {
    let by = people::user_of(org, &order.by)?;
    let conversation = match &order.conversation {
        Some(named) => people::called(org, named, &["ChatterConversation"])?,
        None => {
            let mut members = BTreeSet::from([by.clone()]);
            for other in &order.to {
                members.insert(people::user_of(org, other)?);
            }
            if members.len() < 2 {
                return Err("a message goes to somebody else: to, or conversation".to_owned());
            }
            match of_members(org, &members)? {
                Some(conversation) => conversation,
                None => begin(org, &members, at)?,
            }
        }
    };
    let values = [
        ("ConversationId", Value::text(&conversation)),
        ("SenderId", Value::text(&by)),
        ("SentDate", Value::Time(at)),
        ("Body", Value::text(&order.body)),
        ("CreatedDate", Value::Time(at)),
        ("SystemModstamp", Value::Time(at)),
    ];
    let id = org.add(object("ChatterMessage")?, &values);
    org.change(object("ChatterConversation")?, &conversation, &[("SystemModstamp", Value::Time(at))]);
    if let Some(name) = &order.called {
        org.chatter.names.insert(name.clone(), conversation.clone());
    }
    let members = members(org, &conversation);
    super::journal::sent(org, &id, &by, &members, at);
    Ok(json!({ "id": id, "conversation": conversation }))
}

fn members(org: &Org, conversation: &str) -> Vec<String> {
    groups::people_of(org, "ChatterConversationMember", "ConversationId", conversation, "MemberId")
}

fn of_members(org: &Org, wanted: &BTreeSet<String>) -> Result<Option<String>, Refused> {
    let all = org.rows(object("ChatterConversation")?);
    let ids = all.iter().filter_map(|row| row[0].as_text());
    let mut same = ids.filter(|id| members(org, id).into_iter().collect::<BTreeSet<_>>() == *wanted);
    Ok(same.next().map(str::to_owned))
}

fn begin(org: &mut Org, members: &BTreeSet<String>, at: Time) -> Result<String, Refused> {
    let times = [("CreatedDate", Value::Time(at)), ("SystemModstamp", Value::Time(at))];
    let id = org.add(object("ChatterConversation")?, &times);
    for member in members {
        let mut values = vec![("ConversationId", Value::text(&id)), ("MemberId", Value::text(member))];
        values.extend(times.iter().cloned());
        org.add(object("ChatterConversationMember")?, &values);
    }
    Ok(id)
}
