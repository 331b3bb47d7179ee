//! `POST /oauth/token`: account credentials for a token. Its failures are `{reason, error}`, always 400.

use super::{app::AppState, app::EXPIRES_IN_S, proxy::is_zooms, reply::Reply, world::World};
use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use model::{Random, Time};
use serde_json::json;
use std::collections::BTreeMap;

/// Answers a token request, and says which account it was about where that can be told.
pub fn answer(
    world: &mut World,
    headers: &HeaderMap,
    query: &str,
    body: &[u8],
    now: Time,
    random: &dyn Random,
) -> Reply {
    let parameters = parameters(headers, query, body, world.switches.strict_body);
    let get = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
    if get("grant_type") != "account_credentials" {
        return Reply::oauth_error("unsupported grant type", "unsupported_grant_type");
    }
    let wrong_client = || Reply::oauth_error("Invalid client_id or client_secret", "invalid_client");
    let Some((client_id, client_secret)) = basic(headers) else { return wrong_client() };
    let newest_wins = world.switches.newest_token_wins;
    let api_url = api_url(world, headers);
    let Some(account) = world.accounts.iter_mut().find(|account| account.app.client_id == client_id) else {
        return wrong_client();
    };
    if account.app.state == AppState::Deleted || account.app.client_secret != client_secret {
        return wrong_client();
    }
    if account.app.state == AppState::Deactivated {
        return Reply::oauth_error("The app has been disabled", "invalid_request");
    }
    if get("account_id") != account.id {
        return Reply::oauth_error("Bad Request", "invalid_request");
    }
    let token = account.app.mint(&account.id, now, random, newest_wins);
    let mut reply = json!({
        "access_token": token,
        "token_type": "bearer",
        "expires_in": EXPIRES_IN_S,
        "scope": account.app.scopes.join(" "),
    });
    if let Some(api_url) = api_url {
        reply["api_url"] = json!(api_url);
    }
    Reply::ok(reply)
}

/// Where the API is: as switched; but a client that came by Zoom's own name stays with Zoom's names.
fn api_url(world: &World, headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_own = world.switches.api_url.as_ref() == Some(&world.base_url);
    if is_own && is_zooms(host) { Some("https://api.zoom.us".into()) } else { world.switches.api_url.clone() }
}

/// The account whose app asks, by its client id: for faults and the log.
pub fn account_of(world: &World, headers: &HeaderMap) -> Option<usize> {
    let (client_id, _) = basic(headers)?;
    world.accounts.iter().position(|account| account.app.client_id == client_id)
}

/// The form body's parameters, and unless `strict_body` the query string's: many clients send them there.
/// A body of another type is not looked at.
fn parameters(headers: &HeaderMap, query: &str, body: &[u8], strict_body: bool) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::new();
    if !strict_body {
        parameters.extend(url::form_urlencoded::parse(query.as_bytes()).into_owned());
    }
    let form = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|mime| mime.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"));
    if form {
        parameters.extend(url::form_urlencoded::parse(body).into_owned());
    }
    parameters
}

/// Client id and secret of the Basic header, taken raw: Zoom does not percent-decode them.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
