//! Users, roles and groups.

use super::{
    account::{Account, Plan},
    operation::Call,
    pages::Page,
    reply::Reply,
};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

type User = Map<String, Value>;

/// Keys of a user that only the single user's reply has.
const DETAILS: &[&str] = &["login_types", "language"];

/// `GET /users?status=&role_id=&page_size=&next_page_token=`
pub fn users(call: &mut Call<'_>) -> Reply {
    let status = call.query.get("status").map_or("active", String::as_str).to_owned();
    if !["active", "inactive", "pending"].contains(&status.as_str()) {
        return Reply::invalid_field("status", "Invalid field.");
    }
    let role = call.query.get("role_id").cloned();
    // Only the page that is asked for is copied: lists may be long.
    let Account { people, pages, .. } = &mut *call.account;
    let is_meant = |user: &&User| {
        is(user, "status", &status) && role.as_ref().is_none_or(|role| is(user, "role_id", role))
    };
    let rows: Vec<&User> = people.users.iter().filter(is_meant).collect();
    let page = pages.page(rows, &format!("users?{status}&{role:?}"), &call.query, call.now, call.random);
    listed(page, "users", |user| {
        let mut user = user.clone();
        DETAILS.iter().for_each(|key| drop(user.remove(*key)));
        Value::Object(user)
    })
}

/// `GET /users/{userId}`: by id, e-mail address or `me` (to whom the token belongs).
pub fn user(call: &mut Call<'_>) -> Reply {
    let wanted = call.arguments.first().cloned().unwrap_or_default();
    let id = if wanted == "me" { call.account.api_user.clone() } else { wanted.clone() };
    let account = &call.account;
    let is_it = |user: &&Map<String, Value>| {
        user.get("id") == Some(&json!(id))
            || user.get("email").and_then(Value::as_str).is_some_and(|mail| mail.eq_ignore_ascii_case(&id))
    };
    let Some(user) = account.people.users.iter().find(is_it) else {
        return Reply::error(StatusCode::NOT_FOUND, 1001, format!("User does not exist: {wanted}."));
    };
    let mut user = user.clone();
    let role = account.people.roles.iter().find(|role| role.get("id") == user.get("role_id"));
    user.insert("role_name".into(), role.and_then(|role| role.get("name")).cloned().unwrap_or(json!("")));
    user.insert("account_id".into(), json!(account.id));
    user.insert("account_number".into(), json!(account.number));
    user.insert("cluster".into(), json!(account.cluster));
    user.insert("use_pmi".into(), json!(false));
    user.insert("vanity_url".into(), json!(""));
    let text = |key: &str| user.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let pmi = user.get("pmi").and_then(Value::as_i64).unwrap_or_default();
    let (jid, url) = (
        format!("{}@xmpp.example.com", text("id").to_lowercase()),
        format!("https://meet.example.com/j/{pmi}"),
    );
    user.insert("jid".into(), json!(jid));
    user.insert("personal_meeting_url".into(), json!(url));
    Reply::ok(Value::Object(user))
}

/// `GET /roles?type=common|iq`; not paged.
pub fn roles(call: &mut Call<'_>) -> Reply {
    let kind = call.query.get("type").map_or("common", String::as_str);
    let people = &call.account.people;
    let roles: Vec<Value> = people
        .roles
        .iter()
        .filter(|role| role.get("type") == Some(&json!(kind)))
        .map(|role| {
            with_members(role, people.users.iter().filter(|user| user.get("role_id") == role.get("id")))
        })
        .collect();
    Reply::ok(json!({ "total_records": roles.len(), "roles": roles }))
}

/// `GET /roles/{roleId}`
pub fn role(call: &mut Call<'_>) -> Reply {
    let id = call.arguments.first().cloned().unwrap_or_default();
    let people = &call.account.people;
    let Some(role) = people.roles.iter().find(|role| role.get("id") == Some(&json!(id))) else {
        return no_such_role();
    };
    let mut role =
        with_members(role, people.users.iter().filter(|user| user.get("role_id") == role.get("id")));
    role["privileges"] = json!(people.privileges.get(&id));
    role["privilege_scopes"] = json!([]);
    Reply::ok(role)
}

/// `GET /roles/{roleId}/members`
pub fn role_members(call: &mut Call<'_>) -> Reply {
    let id = call.arguments.first().cloned().unwrap_or_default();
    let Account { people, pages, .. } = &mut *call.account;
    if !people.roles.iter().any(|role| is(role, "id", &id)) {
        return no_such_role();
    }
    let rows: Vec<&User> = people.users.iter().filter(|user| is(user, "role_id", &id)).collect();
    let page = pages.page(rows, &format!("roles/{id}/members"), &call.query, call.now, call.random);
    listed(page, "members", |user| {
        json!({
            "id": user["id"], "email": user["email"], "first_name": user["first_name"],
            "last_name": user["last_name"], "type": user["type"], "department": user["dept"],
        })
    })
}

/// `GET /groups`
pub fn groups(call: &mut Call<'_>) -> Reply {
    if call.account.plan == Plan::Free {
        return Reply::error(StatusCode::BAD_REQUEST, 200, "Only available for Paid account.");
    }
    let groups = call.account.people.groups.iter().map(|group| counted_group(call, group)).collect();
    let mut reply = match page_of(call, groups, "groups") {
        Ok(page) => page,
        Err(refusal) => return *refusal,
    };
    Reply::ok(json!({
        "groups": std::mem::take(&mut reply.items),
        "total_records": reply.total,
        "next_page_token": reply.next_page_token,
    }))
}

/// `GET /groups/{groupId}`
pub fn group(call: &mut Call<'_>) -> Reply {
    let id = call.arguments.first().cloned().unwrap_or_default();
    if call.account.plan == Plan::Free {
        return Reply::error(StatusCode::BAD_REQUEST, 200, "Only available for Paid account.");
    }
    match call.account.people.groups.iter().find(|group| group.get("id") == Some(&json!(id))) {
        Some(group) => Reply::ok(counted_group(call, group)),
        None => Reply::error(StatusCode::NOT_FOUND, 4130, format!("A group with this {id} does not exist.")),
    }
}

/// `GET /groups/{groupId}/members`
pub fn group_members(call: &mut Call<'_>) -> Reply {
    let id = call.arguments.first().cloned().unwrap_or_default();
    if call.account.plan == Plan::Free {
        return Reply::error(StatusCode::BAD_REQUEST, 200, "Only available for Paid account.");
    }
    let Account { people, pages, .. } = &mut *call.account;
    if !people.groups.iter().any(|group| is(group, "id", &id)) {
        let message = format!("A group with this {id} does not exist.");
        return Reply::error(StatusCode::NOT_FOUND, 4130, message);
    }
    let wanted = json!(id);
    let is_in = |user: &&User| {
        user.get("group_ids").and_then(Value::as_array).is_some_and(|ids| ids.contains(&wanted))
    };
    let rows: Vec<&User> = people.users.iter().filter(is_in).collect();
    let page = pages.page(rows, &format!("groups/{id}/members"), &call.query, call.now, call.random);
    listed(page, "members", |user| {
        json!({
            "id": user["id"], "email": user["email"], "first_name": user["first_name"],
            "last_name": user["last_name"], "type": user["type"],
        })
    })
}

/// `GET /users/summary`: how many people there are of each kind.
pub fn summary(call: &mut Call<'_>) -> Reply {
    let users = &call.account.people.users;
    let there = |kind: i64| {
        let is_it = |user: &&User| !is(user, "status", "pending") && user.get("type") == Some(&json!(kind));
        users.iter().filter(is_it).count()
    };
    Reply::ok(json!({
        "licensed_users_count": there(2),
        "basic_users_count": there(1),
        "on_prem_users_count": 0,
        "room_users_count": 0,
        "pending_users_count": users.iter().filter(|user| is(user, "status", "pending")).count(),
        "join_only_users_count": 0,
        "total_users_count": users.len(),
    }))
}

fn counted_group(call: &Call<'_>, group: &Map<String, Value>) -> Value {
    let id = group.get("id");
    let is_in = |user: &&Map<String, Value>| {
        user.get("group_ids").and_then(Value::as_array).is_some_and(|ids| ids.iter().any(|it| Some(it) == id))
    };
    with_members(group, call.account.people.users.iter().filter(is_in))
}

fn with_members<'a>(of: &Map<String, Value>, members: impl Iterator<Item = &'a Map<String, Value>>) -> Value {
    let mut row = of.clone();
    row.insert("total_members".into(), json!(members.count()));
    Value::Object(row)
}

fn no_such_role() -> Reply {
    Reply::error(StatusCode::BAD_REQUEST, 1034, "Provided `role_id` does not exist.")
}

fn page_of(call: &mut Call<'_>, rows: Vec<Value>, of: &str) -> Result<Page<Value>, Box<Reply>> {
    call.account.pages.page(rows, of, &call.query, call.now, call.random)
}

/// Whether a key's value is this text.
fn is(of: &Map<String, Value>, key: &str, text: &str) -> bool {
    of.get(key).and_then(Value::as_str) == Some(text)
}

fn listed(page: Result<Page<&User>, Box<Reply>>, key: &str, shown: impl FnMut(&User) -> Value) -> Reply {
    match page {
        Ok(page) => Reply::ok(json!({
            key: page.items.into_iter().map(shown).collect::<Vec<_>>(),
            "page_count": page.page_count,
            "page_number": page.page_number,
            "page_size": page.page_size,
            "total_records": page.total,
            "next_page_token": page.next_page_token,
        })),
        Err(refusal) => *refusal,
    }
}
