//! The control API under `/_simulate/`; the crate's documentation lists it.

mod changes;

use super::{
    account::Plan,
    app::{AppState, Family},
    fault::Fault,
    journal::Told,
    json,
    webhook::{self, Endpoint, Mode, Parcel, Variant},
    world::{Sim, Switches},
};
use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

type Shared = State<Arc<Sim>>;

/// A sentence for the person or program that ordered something impossible.
pub struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

fn no_account(name: &str) -> Refusal {
    Refusal(
        StatusCode::NOT_FOUND,
        format!("there is no account “{name}”; say tidy, careless, a name that was made, or an account id"),
    )
}

/// The routes, to be nested under `/_simulate`.
pub fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/accounts", get(accounts).post(changes::add_account))
        .route("/faults", get(faults).post(order_fault).delete(withdraw_faults))
        .route("/clock", get(clock).post(advance))
        .route("/webhook", get(webhooks).put(save_webhook).delete(remove_webhook))
        .route("/webhook/send", post(send_event))
        .route("/scopes", put(set_scopes))
        .route("/app", put(set_app))
        .route("/secret", post(rotate_secret))
        .route("/plan", put(set_plan))
        .route("/limits", put(set_limits))
        .route("/switches", get(switches).put(set_switches))
        .route("/documents", post(changes::document))
        .route("/users", post(changes::user).put(changes::add_user).delete(changes::remove_user))
        .route("/apps", put(changes::apps))
        .route("/operation_log", post(changes::operation_log))
        .route("/requests", get(requests).delete(forget_requests))
        .route("/deliveries", get(deliveries))
}

async fn accounts(State(sim): Shared) -> Json<Value> {
    let world = sim.world();
    let accounts: Vec<Value> = world
        .accounts
        .iter()
        .map(|account| {
            json!({
                "name": account.name, "account_id": account.id, "client_id": account.app.client_id,
                "plan": account.plan, "app": account.app.state, "family": account.app.family,
                "scopes": account.app.scopes,
            })
        })
        .collect();
    Json(json!({ "accounts": accounts }))
}

async fn faults(State(sim): Shared) -> Json<Value> {
    Json(json!({ "faults": sim.world().faults }))
}

async fn order_fault(State(sim): Shared, Json(fault): Json<Fault>) -> Result<StatusCode, Refusal> {
    let mut world = sim.world();
    if let Some(name) = &fault.account
        && world.account(name).is_none()
    {
        return Err(no_account(name));
    }
    world.faults.push(fault);
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw_faults(State(sim): Shared) -> StatusCode {
    sim.world().faults.clear();
    StatusCode::NO_CONTENT
}

async fn clock(State(sim): Shared) -> Json<Value> {
    Json(json!({ "now": sim.now() }))
}

#[derive(Deserialize)]
struct Advance {
    advance_ms: u64,
}

/// Moves the clock, and answers when all that became due has been tried once.
async fn advance(State(sim): Shared, Json(order): Json<Advance>) -> Json<Value> {
    sim.clock.advance(Duration::from_millis(order.advance_ms));
    webhook::deliver_due(&sim).await;
    Json(json!({ "now": sim.now() }))
}

#[derive(Deserialize)]
struct SaveWebhook {
    account: String,
    url: String,
    secret: String,
    #[serde(flatten)]
    mode: Mode,
}

/// Saves an endpoint after it has answered a challenge; 422 with the reason when it has not.
async fn save_webhook(State(sim): Shared, Json(order): Json<SaveWebhook>) -> Result<Json<Value>, Refusal> {
    register(&sim, &order.account, order.url, order.secret, order.mode).await?;
    Ok(webhooks(State(sim)).await)
}

/// Challenges an endpoint and saves it for an account.
pub async fn register(
    sim: &Sim,
    account: &str,
    url: String,
    secret: String,
    mode: Mode,
) -> Result<(), Refusal> {
    let client_id = match sim.world().account(account) {
        Some(account) => account.app.client_id.clone(),
        None => return Err(no_account(account)),
    };
    let endpoint = Endpoint::validated(url, secret, mode, sim.now());
    webhook::challenge(sim, &endpoint, &client_id)
        .await
        .map_err(|problem| Refusal(StatusCode::UNPROCESSABLE_ENTITY, problem))?;
    if let Some(account) = sim.world().account(account) {
        account.webhook = Some(endpoint);
    }
    Ok(())
}

impl Refusal {
    pub fn sentence(self) -> String {
        self.1
    }
}

async fn webhooks(State(sim): Shared) -> Json<Value> {
    let world = sim.world();
    let endpoints: Vec<Value> = world
        .accounts
        .iter()
        .filter_map(|account| {
            let endpoint = account.webhook.as_ref()?;
            Some(json!({
                "account": account.name, "url": endpoint.url, "enabled": endpoint.enabled, "mode": endpoint.mode,
                "validated_at": endpoint.validated_at, "next_validation_at": endpoint.next_validation,
                "failed_validations": endpoint.failed_validations,
            }))
        })
        .collect();
    Json(json!({ "webhooks": endpoints }))
}

#[derive(Deserialize)]
struct Which {
    account: String,
}

async fn remove_webhook(State(sim): Shared, Json(which): Json<Which>) -> Result<StatusCode, Refusal> {
    let mut world = sim.world();
    let account = world.account(&which.account).ok_or_else(|| no_account(&which.account))?;
    account.webhook = None;
    let name = account.name.clone();
    world.outgoing.retain(|parcel| parcel.account != name);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct SendEvent {
    account: String,
    #[serde(default = "settings_updated")]
    event: String,
    #[serde(default)]
    variant: Variant,
    #[serde(default)]
    settings: Value,
    #[serde(default)]
    old_settings: Value,
    /// What the event speaks of, for events that are not about settings; without it, the account's settings.
    #[serde(default)]
    object: Option<Value>,
    #[serde(default)]
    old_object: Option<Value>,
    /// An e-mail address; without one it was the app's user.
    #[serde(default)]
    operator: Option<String>,
}

fn settings_updated() -> String {
    "account.settings_updated".into()
}

/// Sends one event at once, with what is to be wrong about it; answers how it was taken. Never retried.
async fn send_event(State(sim): Shared, Json(order): Json<SendEvent>) -> Result<Json<Value>, Refusal> {
    let parcel = {
        let now = sim.now();
        let mut world = sim.world();
        let other = world.accounts.iter().find(|it| it.name != order.account).map(|it| it.id.clone());
        let account = world.account(&order.account).ok_or_else(|| no_account(&order.account))?;
        let id = match (order.variant, other) {
            (Variant::OtherAccount, Some(other)) => other,
            _ => account.id.clone(),
        };
        let object = |value: &Value| if value.is_object() { value.clone() } else { json!({}) };
        let of_account = |settings: &Value| json!({ "id": id, "settings": object(settings) });
        let told = match order.object {
            Some(object) => Told { event: order.event, object, old_object: order.old_object },
            None => Told {
                event: order.event,
                object: of_account(&order.settings),
                old_object: Some(of_account(&order.old_settings)),
            },
        };
        let (operator, operator_id) = account.operator(order.operator.as_deref());
        let mut body = webhook::body(&id, &told, (&operator, &operator_id), now);
        if order.variant == Variant::Malformed {
            body.truncate(body.len() / 2);
        }
        let variant = order.variant;
        Parcel { account: account.name.clone(), event: told.event, body, due: now, attempt: 1, variant }
    };
    let delivery = webhook::post_once(&sim, &parcel).await;
    super::world::remember(&mut sim.world().deliveries, delivery.clone());
    Ok(Json(json!(delivery)))
}

#[derive(Deserialize)]
struct SetScopes {
    account: String,
    scopes: Vec<String>,
    #[serde(default)]
    family: Option<Family>,
    /// Scopes are frozen in a token: without this, tokens that are out keep theirs.
    #[serde(default)]
    revoke_tokens: bool,
}

async fn set_scopes(State(sim): Shared, Json(order): Json<SetScopes>) -> Result<StatusCode, Refusal> {
    let mut world = sim.world();
    let account = world.account(&order.account).ok_or_else(|| no_account(&order.account))?;
    account.app.scopes = order.scopes;
    account.app.family = order.family.unwrap_or(account.app.family);
    if order.revoke_tokens {
        account.app.revoke_tokens();
    }
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct SetApp {
    account: String,
    state: AppState,
}

async fn set_app(State(sim): Shared, Json(order): Json<SetApp>) -> Result<StatusCode, Refusal> {
    let mut world = sim.world();
    let account = world.account(&order.account).ok_or_else(|| no_account(&order.account))?;
    account.app.state = order.state;
    if order.state != AppState::Active {
        account.app.revoke_tokens();
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn rotate_secret(State(sim): Shared, Json(which): Json<Which>) -> Result<Json<Value>, Refusal> {
    let random = sim.random.clone();
    let mut world = sim.world();
    let account = world.account(&which.account).ok_or_else(|| no_account(&which.account))?;
    Ok(Json(json!({ "client_secret": account.app.rotate_secret(random.as_ref()) })))
}

#[derive(Deserialize)]
struct SetPlan {
    account: String,
    plan: Plan,
}

async fn set_plan(State(sim): Shared, Json(order): Json<SetPlan>) -> Result<StatusCode, Refusal> {
    let mut world = sim.world();
    world.account(&order.account).ok_or_else(|| no_account(&order.account))?.plan = order.plan;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct SetLimits {
    account: String,
    on: bool,
    #[serde(default)]
    html: bool,
    #[serde(default)]
    without_headers: bool,
    #[serde(default)]
    used_today: Option<u32>,
}

async fn set_limits(State(sim): Shared, Json(order): Json<SetLimits>) -> Result<StatusCode, Refusal> {
    let now = sim.now();
    let mut world = sim.world();
    let account = world.account(&order.account).ok_or_else(|| no_account(&order.account))?;
    account.limits.on = order.on;
    account.limits.html = order.html;
    account.limits.without_headers = order.without_headers;
    if let Some(used) = order.used_today {
        account.limits.set_used_today(used, now);
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn switches(State(sim): Shared) -> Json<Switches> {
    Json(sim.world().switches.clone())
}

/// Lays the given switches over those that stand.
async fn set_switches(State(sim): Shared, Json(change): Json<Value>) -> Result<Json<Switches>, Refusal> {
    let mut world = sim.world();
    let mut switches = json!(world.switches);
    json::merge(&mut switches, &change);
    world.switches = serde_json::from_value(switches)
        .map_err(|error| Refusal(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))?;
    Ok(Json(world.switches.clone()))
}

async fn requests(State(sim): Shared) -> Json<Value> {
    Json(json!({ "requests": sim.world().log }))
}

async fn forget_requests(State(sim): Shared) -> StatusCode {
    sim.world().log.clear();
    StatusCode::NO_CONTENT
}

async fn deliveries(State(sim): Shared) -> Json<Value> {
    let world = sim.world();
    let waiting: Vec<Value> = world
        .outgoing
        .iter()
        .map(|parcel| {
            json!({ "account": parcel.account, "event": parcel.event, "attempt": parcel.attempt, "due": parcel.due })
        })
        .collect();
    Json(json!({ "deliveries": world.deliveries, "waiting": waiting }))
}
