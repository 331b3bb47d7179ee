//! What people write: as queries, downloads and Connect REST tell it.

mod changes;
mod connect;
mod day;
mod feed;
mod files;
mod history;
mod rights;

use crate::support::{PARTNER, Salesforce, escape};
use serde_json::{Value, json};

/// Deleted rows too, as lists of texts.
pub async fn all_rows(salesforce: &Salesforce, session: &str, soql: &str) -> Vec<Vec<String>> {
    let body = format!("<queryAll><queryString>{}</queryString></queryAll>", escape(soql));
    let answer = salesforce.soap(PARTNER, session, "", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.rows()
}

/// A session of the user who may read what people write.
pub async fn archiver(salesforce: &Salesforce, org: &str) -> String {
    let access = &salesforce.running.org(org).archiver;
    let password = format!("{}{}", access.password, access.security_token);
    let answer = salesforce.login_as(PARTNER, &access.username, &password).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.first("sessionId")
}

/// Does something in *tidy*.
pub async fn act(salesforce: &Salesforce, action: &str, order: Value) -> Value {
    salesforce.control("POST", &format!("orgs/tidy/chatter/{action}"), order).await
}

pub async fn post(salesforce: &Salesforce, order: Value) -> String {
    act(salesforce, "post", order).await["id"].as_str().unwrap().to_owned()
}

/// What mailboxes should hold of an item: event and number.
pub async fn expected(salesforce: &Salesforce, item: &str) -> Vec<Value> {
    let told = salesforce.control("GET", "orgs/tidy/chatter/expected", Value::Null).await;
    let all = told["revisions"].as_array().unwrap().iter();
    all.filter(|one| one["item"] == item).cloned().collect()
}

/// The id of a user by what is before the `@`.
pub async fn user(salesforce: &Salesforce, name: &str) -> String {
    let told = salesforce.control("GET", "orgs/tidy/chatter/expected", Value::Null).await;
    let people = told["people"].as_array().unwrap().iter();
    let mut found = people.filter(|one| one["username"].as_str().unwrap().starts_with(&format!("{name}@")));
    found.next().unwrap()["id"].as_str().unwrap().to_owned()
}

pub fn by(who: &str, item: &str) -> Value {
    json!({ "by": who, "item": item })
}
