//! Apps of the Marketplace that an account added, approved or restricted.

use super::{operation::Call, reply::Reply};
use serde_json::{Value, json};

/// What `type` may be; the description names no default, the simulator takes the first.
const LISTS: &[&str] = &[
    "public",
    "active_requests",
    "past_requests",
    "account_created",
    "approved_apps",
    "restricted_apps",
    "account_added",
];

/// `GET /marketplace/apps?type=&page_size=&next_page_token=`
pub fn list(call: &mut Call<'_>) -> Reply {
    let list = call.query.get("type").map_or(LISTS[0], String::as_str).to_owned();
    if !LISTS.contains(&list.as_str()) {
        return Reply::invalid_field("type", "Invalid field.");
    }
    let rows: Vec<Value> =
        call.account.apps.get(&list).and_then(Value::as_array).cloned().unwrap_or_default();
    match call.account.pages.page(rows, &format!("apps?{list}"), &call.query, call.now, call.random) {
        Ok(page) => Reply::ok(json!({
            "next_page_token": page.next_page_token,
            "page_size": page.page_size,
            "apps": page.items,
        })),
        Err(refusal) => *refusal,
    }
}
