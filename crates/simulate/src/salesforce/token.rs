//! `POST /services/oauth2/token`: client credentials and JWT bearer. Errors are HTTP 400 with `{error, error_description}`.

use super::{
    access::{self, Attempt},
    api::{Context, Incoming},
    guard, jwt,
    org::{Org, Who},
    reply::Reply,
    world::{Origin, Session, World, letters},
};
use axum::http::header;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use std::collections::BTreeMap;

/// The grant of a JWT.
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// A refusal: error and description.
pub type Refused = (&'static str, &'static str);

const WRONG_CLIENT: Refused = ("invalid_client_id", "client identifier invalid");

fn parameters(call: &Incoming<'_>) -> BTreeMap<String, String> {
    let query = url::form_urlencoded::parse(call.query.as_bytes());
    query
        .chain(url::form_urlencoded::parse(call.body))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// The grant that is asked for: for the log.
pub fn grant(call: &Incoming<'_>) -> String {
    parameters(call).remove("grant_type").unwrap_or_default()
}

/// Client id and secret, of the Basic header or the body.
fn client(call: &Incoming<'_>, given: &BTreeMap<String, String>) -> (String, String) {
    let basic = call.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let decoded = basic
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
        .and_then(|(_, encoded)| STANDARD.decode(encoded.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some((id, secret)) = decoded.as_deref().and_then(|text| text.split_once(':')) {
        return (id.to_owned(), secret.to_owned());
    }
    let get = |name: &str| given.get(name).cloned().unwrap_or_default();
    (get("client_id"), get("client_secret"))
}

/// The org whose app asks: for faults and the log.
pub fn org_of(world: &World, call: &Incoming<'_>) -> Option<usize> {
    app_of(world, call).map(|(place, _)| place)
}

fn app_of(world: &World, call: &Incoming<'_>) -> Option<(usize, Who)> {
    let given = parameters(call);
    let id = match given.get("assertion") {
        Some(assertion) => jwt::issuer(assertion)?,
        None => client(call, &given).0,
    };
    world.integration(|one| one.credentials.client_id == id)
}

pub fn answer(world: &mut World, call: &Incoming<'_>, context: &Context<'_>) -> Reply {
    if call.method != "POST" {
        return Reply::html(405);
    }
    if let Some((place, who)) = app_of(world, call) {
        access::prepare(world, place, who);
    }
    let given = parameters(call);
    let outcome = match given.get("grant_type").map(String::as_str) {
        Some("client_credentials") => client_credentials(world, call, &given, context),
        Some(JWT_BEARER) => assertion(world, &given, context),
        _ => Err(("unsupported_grant_type", "grant type not supported")),
    };
    match outcome {
        Ok((place, who)) => token(world, place, who, context),
        Err((error, description)) => {
            let body = json!({ "error": error, "error_description": description });
            Reply::json(400, &body).with_code(error)
        }
    }
}

fn client_credentials(
    world: &World,
    call: &Incoming<'_>,
    given: &BTreeMap<String, String>,
    context: &Context<'_>,
) -> Result<(usize, Who), Refused> {
    if is_generic(context.host) {
        return Err(("invalid_grant", "request not supported on this domain"));
    }
    let (id, secret) = client(call, given);
    let (place, who) = world.integration(|one| one.credentials.client_id == id).ok_or(WRONG_CLIENT)?;
    let org = &world.orgs[place];
    if org.integration(who).credentials.client_secret != secret {
        return Err(("invalid_client", "invalid client credentials"));
    }
    if org.state.client_credentials_disabled {
        return Err(("invalid_grant", "no client credentials user enabled"));
    }
    state(org, who, context)?;
    Ok((place, who))
}

fn assertion(
    world: &World,
    given: &BTreeMap<String, String>,
    context: &Context<'_>,
) -> Result<(usize, Who), Refused> {
    let assertion =
        given.get("assertion").ok_or(("invalid_request", "missing required parameter: assertion"))?;
    let issuer = jwt::issuer(assertion).ok_or(("invalid_grant", "invalid assertion"))?;
    let (place, who) = world.integration(|one| one.credentials.client_id == issuer).ok_or(WRONG_CLIENT)?;
    let org = &world.orgs[place];
    jwt::check(assertion, org, &org.integration(who).credentials, context)?;
    state(org, who, context)?;
    Ok((place, who))
}

/// `login.salesforce.com` and `test.salesforce.com`.
fn is_generic(host: &str) -> bool {
    matches!(host.split(':').next(), Some("login.salesforce.com" | "test.salesforce.com"))
}

fn state(org: &Org, who: Who, context: &Context<'_>) -> Result<(), Refused> {
    if org.state.consumer_not_approved {
        return Err(("invalid_grant", "user hasn't approved this consumer"));
    }
    if guard::state(org).is_err() && !org.state.api_disabled {
        return Err(("inactive_org", "organization is inactive or suspended"));
    }
    if access::barred(org, who).is_some() {
        return Err(("inactive_user", "user is inactive"));
    }
    if org.state.restricted_domain {
        return Err(("invalid_grant", "ip restricted"));
    }
    if org.state.restricted_time {
        return Err(("invalid_grant", "expired access/refresh token: login hours restricted"));
    }
    if org.state.api_disabled || guard::user(org, &org.integration(who).user_id, context.now).is_err() {
        return Err(("invalid_app_access", "user is not admin approved to access this app"));
    }
    Ok(())
}

fn token(world: &mut World, place: usize, who: Who, context: &Context<'_>) -> Reply {
    access::arrive(world, place, who, context.now);
    let attempt = Attempt {
        login_type: "Remote Access 2.0",
        api_type: None,
        api_version: "64.0".to_owned(),
        status: "Success".to_owned(),
    };
    access::note(&mut world.orgs[place], who, &attempt, context.now);
    let org = &world.orgs[place];
    let (org_id, user_id) = (org.id.clone(), org.integration(who).user_id.clone());
    let origin = if org.state.jwt_tokens { Origin::Jwt } else { Origin::OAuth };
    let format = if origin == Origin::Jwt { "jwt" } else { "opaque" };
    let session =
        Session { org: place, user_id: user_id.clone(), origin, restricted: false, used: context.now };
    let access_token = world.begin(session, context.random);
    let base = context.base_url();
    let answer = json!({
        "access_token": access_token,
        "signature": STANDARD.encode(letters(context.random, 32)),
        "scope": "api",
        "instance_url": base,
        "id": format!("{base}/id/{org_id}/{user_id}"),
        "token_type": "Bearer",
        "issued_at": context.now.ms().to_string(),
        "api_instance_url": "https://api.salesforce.com",
        "token_format": format,
    });
    Reply::json(200, &answer).with("cache-control", "no-store")
}
