//! What every request passes: the log, the faults, the token, the scopes, the limits; then its operation.

use super::{
    app::Standing,
    app::Token,
    fault::{Kind, Transport},
    operation::{Call, Operation},
    reply::{self, Reply},
    token,
    world::{LogLine, Sim, World, remember},
};
use crate::{clock::http_date, connection::Cut};
use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, OriginalUri, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header},
};
use futures::{StreamExt, stream};
use std::{convert::Infallible, io, sync::Arc, time::Duration};

/// Below this path lies the API.
const API: &str = "/v2";
/// Where tokens are minted.
const TOKEN: &str = "/oauth/token";
/// How long the first half of a cut body is given to leave before the connection breaks.
const BEFORE_CUT: Duration = Duration::from_millis(20);

/// Answers whatever is not the control API.
pub async fn serve(
    State(sim): State<Arc<Sim>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let path = uri.path();
    let query = uri.query().unwrap_or_default();
    let tracking_id = reply::tracking_id(sim.random.as_ref());
    let (reply, transport) = {
        let mut world = sim.world();
        let account = account_of(&world, path, &headers);
        let path_and_query = uri.path_and_query().map_or(path, |text| text.as_str());
        let fault = world.take_fault(account, method.as_str(), path_and_query);
        let genuine = match &fault {
            Some(fault) if fault.kind.replaces() => Reply::no_content(),
            _ => answer(&sim, &mut world, method.as_str(), path, query, &headers, &body),
        };
        let (reply, transport) = match &fault {
            Some(fault) => fault.kind.spoil(genuine, sim.now(), sim.clock.followed()),
            None => (genuine, Transport::Whole),
        };
        if let Some(Kind::Meanwhile(order)) = fault.as_ref().map(|fault| &fault.kind) {
            world.meanwhile(account, order, sim.now());
        }
        let line = LogLine {
            at: sim.now(),
            account: account.map(|index| world.accounts[index].name.clone()),
            method: method.to_string(),
            path: path.to_owned(),
            query: if path == TOKEN { String::new() } else { query.to_owned() },
            status: if transport == Transport::Closed { 0 } else { reply.status.as_u16() },
            fault: fault
                .and_then(|fault| serde_json::to_value(&fault.kind).ok())
                .map(|kind| kind["kind"].to_string()),
            tracking_id: tracking_id.clone(),
        };
        remember(&mut world.log, line);
        (reply, transport)
    };
    sim.nudge.notify_one();
    let mut response = send(&reply, transport, &cut).await;
    if let Ok(value) = HeaderValue::from_str(&tracking_id) {
        response.headers_mut().insert(HeaderName::from_static("x-zm-trackingid"), value);
    }
    if let Ok(value) = HeaderValue::from_str(&http_date(sim.clock.followed())) {
        // Not the machine's time, which the HTTP library would take: who starts the simulator says what time it is.
        response.headers_mut().entry(header::DATE).or_insert(value);
    }
    response
}

/// Which account a request is about, whatever its token is worth by now.
fn account_of(world: &World, path: &str, headers: &HeaderMap) -> Option<usize> {
    if path == TOKEN {
        return token::account_of(world, headers);
    }
    let token = bearer(headers)?;
    // Any time will do: only whether the token is one of the app's is asked here.
    let at = model::Time::from_ms(0);
    world.accounts.iter().position(|account| account.app.standing(token, at).is_some())
}

fn answer(
    sim: &Sim,
    world: &mut World,
    method: &str,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Reply {
    let now = sim.now();
    let random = sim.random.as_ref();
    if path == TOKEN {
        return match method {
            "POST" => token::answer(world, headers, query, body, now, random),
            _ => Reply::html(StatusCode::METHOD_NOT_ALLOWED),
        };
    }
    let Some(path) = path.strip_prefix(API).filter(|rest| rest.starts_with('/')) else {
        return Reply::html(StatusCode::NOT_FOUND);
    };
    let (index, token) = match authenticated(world, headers, now) {
        Ok(found) => found,
        Err(refusal) => return *refusal,
    };
    let Some((operation, arguments)) = Operation::find(method, path) else {
        return Reply::error(StatusCode::BAD_REQUEST, 2300, "This API endpoint is not recognized.");
    };
    if let Some(refusal) = operation.refusal(&token) {
        return refusal;
    }
    let account = &mut world.accounts[index];
    let limit_headers = match account.limits.count(account.plan, operation.class, now) {
        Ok(headers) => headers,
        Err(refusal) => return *refusal,
    };
    let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let mut call = Call { account, arguments, query, body, now, random, changes: Vec::new() };
    let mut reply = (operation.serve)(&mut call);
    let changes = std::mem::take(&mut call.changes);
    for change in changes {
        let parcels = world.accounts[index].record(change, now);
        world.outgoing.extend(parcels);
    }
    reply.headers.extend(limit_headers);
    reply
}

/// The account and the token of a request, or the 401 with code 124 that it gets.
fn authenticated(world: &World, headers: &HeaderMap, now: model::Time) -> Result<(usize, Token), Box<Reply>> {
    let refused = |message: &str| Box::new(Reply::error(StatusCode::UNAUTHORIZED, 124, message));
    let Some(token) = bearer(headers) else { return Err(refused("Requires an access token.")) };
    for (index, account) in world.accounts.iter().enumerate() {
        match account.app.standing(token, now) {
            Some(Standing::Good(token)) => return Ok((index, token)),
            Some(Standing::Expired) => return Err(refused("Access token is expired.")),
            Some(Standing::Unknown) | None => {}
        }
    }
    Err(refused("Invalid access token."))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    Some(token.trim()).filter(|token| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty())
}

async fn send(reply: &Reply, transport: Transport, cut: &Cut) -> Response<Body> {
    let (bytes, _) = reply.bytes();
    match transport {
        Transport::Whole => reply.head(Body::from(bytes)),
        Transport::After(delay) => {
            tokio::time::sleep(delay).await;
            reply.head(Body::from(bytes))
        }
        Transport::BodyAfter(delay) => {
            let late = stream::once(async move {
                tokio::time::sleep(delay).await;
                Ok::<_, Infallible>(bytes)
            });
            reply.head(Body::from_stream(late))
        }
        Transport::Half { cut: false } => reply.head(Body::from(bytes[..bytes.len() / 2].to_vec())),
        Transport::Half { cut: true } => {
            let half = stream::iter([Ok(bytes[..bytes.len() / 2].to_vec())]);
            let end = stream::once(async {
                tokio::time::sleep(BEFORE_CUT).await;
                Err(io::Error::other("cut, as ordered"))
            });
            reply.head(Body::from_stream(half.chain(end)))
        }
        Transport::Closed => {
            cut.now();
            reply.head(Body::empty())
        }
    }
}
