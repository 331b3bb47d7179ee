//! Orders that change what an account has, as somebody would in Zoom's own portal: documents, groups' own
//! settings, people, apps, lines of the operation log.

use super::{Refusal, Shared, no_account};
use crate::zoom::{
    Access,
    account::{Account, View},
    generated::USERS_MAX,
    journal::{Change, ShippedEntry},
    json,
    settings::Place,
    world::{Sim, remember},
};
use axum::{Json, extract::State, http::StatusCode};
use model::Time;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Longest name of an account that is made: its ids are made from it.
const NAME_LETTERS_MAX: usize = 10;

/// Who made a change, and whether the webhook tells it.
#[derive(Deserialize)]
struct How {
    /// An e-mail address; without one it was the app's user.
    #[serde(default)]
    operator: Option<String>,
    /// Without it the change is made as when an event got lost.
    #[serde(default)]
    notice: bool,
}

fn make(
    sim: &Sim,
    account: &str,
    how: How,
    change: impl FnOnce(&mut Account, Time) -> Result<Option<Change>, Refusal>,
) -> Result<StatusCode, Refusal> {
    let now = sim.now();
    let mut world = sim.world();
    let account = world.account(account).ok_or_else(|| no_account(account))?;
    if let Some(mut change) = change(account, now)? {
        change.operator = how.operator;
        change.told = change.told.filter(|_| how.notice);
        let parcels = account.record(change, now);
        world.outgoing.extend(parcels);
    }
    drop(world);
    sim.nudge.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub struct ChangeDocument {
    account: String,
    /// Id or name of the group whose own settings are meant; none: the account's.
    #[serde(default)]
    group: Option<String>,
    view: View,
    #[serde(default)]
    merge: Option<Value>,
    #[serde(default)]
    remove: Vec<String>,
    #[serde(flatten)]
    how: How,
}

/// Changes a document: any key and any value.
pub async fn document(State(sim): Shared, Json(order): Json<ChangeDocument>) -> Result<StatusCode, Refusal> {
    make(&sim, &order.account, order.how, |account, _| {
        let place = match order.group {
            None => Place::Account,
            Some(wanted) => match account.group(&wanted) {
                Some((id, name)) => Place::Group { id, name },
                None => return Err(missing(format!("there is no group “{wanted}”"))),
            },
        };
        let old = place.document(account, order.view);
        let own = place.own(account, order.view);
        for pointer in &order.remove {
            json::remove(own, pointer);
        }
        if let Some(change) = &order.merge {
            json::merge(own, change);
        }
        Ok(place.changed(account, order.view, &old))
    })
}

#[derive(Deserialize)]
pub struct ChangeUser {
    account: String,
    /// An id, an address, or `me` for the user behind the app.
    user: String,
    merge: Map<String, Value>,
    #[serde(flatten)]
    how: How,
}

/// Changes keys of a user.
pub async fn user(State(sim): Shared, Json(order): Json<ChangeUser>) -> Result<StatusCode, Refusal> {
    make(&sim, &order.account, order.how, |account, _| match account.change_user(&order.user, order.merge) {
        Some(change) => Ok(Some(change)),
        None => Err(missing(format!("there is no user “{}”", order.user))),
    })
}

#[derive(Deserialize)]
pub struct AddUser {
    account: String,
    #[serde(default)]
    user: Map<String, Value>,
    #[serde(flatten)]
    how: How,
}

/// Adds a user.
pub async fn add_user(State(sim): Shared, Json(order): Json<AddUser>) -> Result<StatusCode, Refusal> {
    make(&sim, &order.account, order.how, |account, now| Ok(Some(account.add_user(order.user, now))))
}

#[derive(Deserialize)]
pub struct RemoveUser {
    account: String,
    user: String,
    #[serde(flatten)]
    how: How,
}

/// Removes a user.
pub async fn remove_user(State(sim): Shared, Json(order): Json<RemoveUser>) -> Result<StatusCode, Refusal> {
    make(&sim, &order.account, order.how, |account, _| match account.remove_user(&order.user) {
        Some(change) => Ok(Some(change)),
        None => Err(missing(format!("there is no user “{}”", order.user))),
    })
}

#[derive(Deserialize)]
pub struct SetApps {
    account: String,
    /// As `type` names it: `account_added`, `approved_apps`, `restricted_apps` and so on.
    list: String,
    apps: Vec<Value>,
}

/// Replaces a list of Marketplace apps.
pub async fn apps(State(sim): Shared, Json(order): Json<SetApps>) -> Result<StatusCode, Refusal> {
    let mut world = sim.world();
    let account = world.account(&order.account).ok_or_else(|| no_account(&order.account))?;
    account.apps[order.list] = Value::Array(order.apps);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub struct AddEntry {
    account: String,
    #[serde(flatten)]
    entry: ShippedEntry,
}

/// Adds a line to the operation log, and changes nothing else.
pub async fn operation_log(State(sim): Shared, Json(order): Json<AddEntry>) -> Result<StatusCode, Refusal> {
    let now = sim.now();
    let mut world = sim.world();
    let account = world.account(&order.account).ok_or_else(|| no_account(&order.account))?;
    remember(&mut account.journal, order.entry.before(now));
    account.journal.make_contiguous().sort_by_key(|entry| entry.at);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub struct AddAccount {
    name: String,
    /// The account whose settings it has.
    #[serde(default = "tidy")]
    like: String,
    users: usize,
}

fn tidy() -> String {
    "tidy".into()
}

/// Makes a further account with so many people; answers how to sign in to it.
pub async fn add_account(State(sim): Shared, Json(order): Json<AddAccount>) -> Result<Json<Access>, Refusal> {
    let now = sim.now();
    let sayable = !order.name.is_empty() && order.name.chars().all(|letter| letter.is_ascii_alphanumeric());
    if !sayable || order.name.len() > NAME_LETTERS_MAX || !(1..=USERS_MAX).contains(&order.users) {
        let sentence = format!(
            "a name has 1 to {NAME_LETTERS_MAX} letters or digits, and an account 1 to {USERS_MAX} users"
        );
        return Err(Refusal(StatusCode::UNPROCESSABLE_ENTITY, sentence));
    }
    let mut world = sim.world();
    if world.account(&order.name).is_some() {
        let sentence = format!("there is an account “{}” already", order.name);
        return Err(Refusal(StatusCode::CONFLICT, sentence));
    }
    let like = world.account(&order.like).ok_or_else(|| no_account(&order.like))?;
    let made = like.like(&order.name, order.users, now);
    let access = Access::to(&made);
    world.accounts.push(made);
    Ok(Json(access))
}

fn missing(sentence: String) -> Refusal {
    Refusal(StatusCode::NOT_FOUND, sentence)
}
