//! Sending: one attempt, the loop over what is due, and the challenge.

use super::{
    super::{reply::tracking_id, world::Sim, world::remember},
    ANSWER_BYTES_MAX, ANSWER_WITHIN, Delivery, Endpoint, FAILED_VALIDATIONS_MAX, Parcel, RETRIES,
    REVALIDATION, Variant, encrypted_token, signature,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::Time;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// The sender looks at least so often whether something became due.
const TICK: Duration = Duration::from_millis(200);
/// How old the notice with the old timestamp is.
const OLD_S: i64 = 600;

/// Sends what is due until the simulator ends.
pub async fn run(sim: Arc<Sim>) {
    loop {
        deliver_due(&sim).await;
        // Either a request nudged, or time has passed: both mean "look again".
        let _ = tokio::time::timeout(TICK, sim.nudge.notified()).await;
    }
}

/// Sends every parcel that is due and challenges every endpoint whose time has come; returns when each of
/// them was tried once.
pub async fn deliver_due(sim: &Sim) {
    let _one_at_a_time = sim.sending.lock().await;
    revalidate(sim).await;
    let due: Vec<Parcel> = {
        let now = sim.now();
        let mut world = sim.world();
        let released: Vec<Parcel> = world
            .accounts
            .iter_mut()
            .filter_map(|account| account.webhook.as_mut().and_then(|endpoint| endpoint.release(now)))
            .collect();
        world.outgoing.extend(released);
        let (due, later) = world.outgoing.drain(..).partition(|parcel| parcel.due <= now);
        world.outgoing = later;
        due
    };
    for parcel in due {
        deliver(sim, parcel).await;
    }
}

async fn deliver(sim: &Sim, mut parcel: Parcel) {
    let mut delivery = post_once(sim, &parcel).await;
    let mut world = sim.world();
    let retry = usize::try_from(parcel.attempt).ok().and_then(|done| RETRIES.get(done - 1));
    if let (false, Some(delay)) = (delivery.delivered, retry) {
        parcel.due = delivery.at.plus(*delay);
        parcel.attempt += 1;
        delivery.next_attempt_at = Some(parcel.due);
        world.outgoing.push(parcel);
    }
    remember(&mut world.deliveries, delivery);
}

/// One attempt to deliver a parcel, with what is to be wrong about it.
pub async fn post_once(sim: &Sim, parcel: &Parcel) -> Delivery {
    let now = sim.now();
    let mut delivery = Delivery {
        at: now,
        account: parcel.account.clone(),
        event: parcel.event.clone(),
        attempt: parcel.attempt,
        variant: parcel.variant,
        status: None,
        delivered: false,
        problem: None,
        next_attempt_at: None,
    };
    let found = sim.world().account(&parcel.account).and_then(|account| {
        account
            .webhook
            .clone()
            .filter(|endpoint| endpoint.enabled)
            .map(|to| (to, account.app.client_id.clone()))
    });
    let Some((endpoint, client_id)) = found else {
        delivery.problem = Some("no endpoint is enabled for this account".into());
        return delivery;
    };
    match post(sim, &endpoint, &client_id, parcel.body.clone(), parcel.variant, now).await {
        Ok(answer) => {
            let status = answer.status().as_u16();
            delivery.status = Some(status);
            delivery.delivered = matches!(status, 200 | 204);
        }
        Err(error) => delivery.problem = Some(without_url(error)),
    }
    delivery
}

async fn post(
    sim: &Sim,
    endpoint: &Endpoint,
    client_id: &str,
    body: Vec<u8>,
    variant: Variant,
    now: Time,
) -> Result<reqwest::Response, reqwest::Error> {
    let seconds = now.ms().div_euclid(1_000);
    let timestamp = if variant == Variant::OldTimestamp { seconds - OLD_S } else { seconds };
    let secret = if variant == Variant::BadSignature { "another secret" } else { &endpoint.secret };
    let mut request = sim
        .http
        .post(&endpoint.url)
        .timeout(ANSWER_WITHIN)
        .header("content-type", "application/json; charset=utf-8")
        .header("user-agent", "Zoom Marketplace/1.0a")
        .header("clientid", client_id)
        .header("x-zm-trackingid", tracking_id(sim.random.as_ref()))
        .header("x-zm-request-timestamp", timestamp.to_string());
    if variant != Variant::Unsigned {
        request = request.header("x-zm-signature", signature(secret, timestamp, &body));
    }
    request.body(body).send().await
}

/// Challenges an endpoint.
///
/// # Errors
/// A sentence saying what was wrong with its answer.
pub async fn challenge(sim: &Sim, endpoint: &Endpoint, client_id: &str) -> Result<(), String> {
    let mut bytes = [0u8; 16];
    sim.random.fill(&mut bytes);
    let plain = URL_SAFE_NO_PAD.encode(bytes);
    let now = sim.now();
    let event = "endpoint.url_validation";
    let body =
        format!(r#"{{"event":"{event}","payload":{{"plainToken":"{plain}"}},"event_ts":{}}}"#, now.ms());
    let mut answer = post(sim, endpoint, client_id, body.into_bytes(), Variant::Genuine, now)
        .await
        .map_err(|error| format!("the endpoint could not be asked: {}", without_url(error)))?;
    if answer.status().as_u16() != 200 {
        return Err(format!("the endpoint answered {} where 200 was expected", answer.status().as_u16()));
    }
    let mut text = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(without_url)? {
        text.extend_from_slice(&chunk);
        if text.len() > ANSWER_BYTES_MAX {
            return Err(format!("the answer is longer than {ANSWER_BYTES_MAX} bytes"));
        }
    }
    let answer: Value =
        serde_json::from_slice(&text).map_err(|_| "the answer is no JSON object".to_owned())?;
    if answer.get("plainToken") != Some(&json!(plain)) {
        return Err("the answer's plainToken is not the one that was sent".into());
    }
    if answer.get("encryptedToken") != Some(&json!(encrypted_token(&endpoint.secret, &plain))) {
        return Err("the answer's encryptedToken was not made with the endpoint's secret".into());
    }
    Ok(())
}

async fn revalidate(sim: &Sim) {
    let now = sim.now();
    let due: Vec<(String, Endpoint, String)> = sim
        .world()
        .accounts
        .iter()
        .filter_map(|account| {
            let endpoint = account.webhook.clone().filter(|to| to.enabled && to.next_validation <= now)?;
            Some((account.name.clone(), endpoint, account.app.client_id.clone()))
        })
        .collect();
    for (name, asked, client_id) in due {
        let problem = challenge(sim, &asked, &client_id).await.err();
        let mut world = sim.world();
        if let Some(endpoint) = world.account(&name).and_then(|account| account.webhook.as_mut()) {
            endpoint.next_validation = now.plus(REVALIDATION);
            match problem {
                None => (endpoint.validated_at, endpoint.failed_validations) = (now, 0),
                Some(_) => endpoint.failed_validations += 1,
            }
            endpoint.enabled = endpoint.failed_validations < FAILED_VALIDATIONS_MAX;
        }
        let delivery = Delivery {
            at: now,
            account: name,
            event: "endpoint.url_validation".into(),
            attempt: 1,
            variant: Variant::Genuine,
            status: None,
            delivered: problem.is_none(),
            problem,
            next_attempt_at: None,
        };
        remember(&mut world.deliveries, delivery);
    }
}

/// What went wrong, with its causes; not the address, which may hold a secret.
fn without_url(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
