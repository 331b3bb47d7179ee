//! What every request passes: the log, the faults, the session; then the API that it is for.

use super::{
    fault::{About, Kind, Style, Transport},
    reply::Reply,
    rest, send,
    soap::{self, Api, envelope::Request},
    token,
    world::{LogLine, Sim, World},
};
use crate::{clock::http_date, connection::Cut};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{ConnectInfo, OriginalUri, State},
    http::{HeaderMap, HeaderValue, Method, Response, header},
};
use model::{Random, Time};
use std::sync::Arc;

/// How the client came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    Http,
    Https,
}

/// What is the same for all parts of one call.
pub struct Context<'a> {
    pub front: Front,
    /// The `Host` that the client asked for.
    pub host: &'a str,
    pub now: Time,
    pub random: &'a dyn Random,
}

impl Context<'_> {
    /// The address by which the client came: what replies name as the instance.
    pub fn base_url(&self) -> String {
        let scheme = if self.front == Front::Https { "https" } else { "http" };
        format!("{scheme}://{}", self.host)
    }
}

/// A request whose kind is known.
enum Target {
    Soap { api: Api, version: String, request: Result<Request, String> },
    Token,
    Rest,
}

/// Answers whatever is not the control API.
pub async fn serve(
    State(sim): State<Arc<Sim>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    Extension(front): Extension<Front>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let (reply, transport) = {
        let mut world = sim.world();
        let base = world.base_url.clone();
        let own = base.trim_start_matches("http://");
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or(own);
        let context = Context { front, host, now: sim.now(), random: sim.random.as_ref() };
        let call = Incoming {
            method: method.as_str(),
            path: uri.path(),
            query: uri.query().unwrap_or_default(),
            headers: &headers,
            body: &body,
        };
        world.live(context.now);
        handle(&mut world, &call, &context, sim.clock.followed())
    };
    let mut response = send::send(&reply, transport, &cut).await;
    if let Ok(value) = HeaderValue::from_str(&http_date(sim.clock.followed())) {
        // Not the machine's time: who starts the simulator says what time it is.
        response.headers_mut().entry(header::DATE).or_insert(value);
    }
    response
}

/// A request as it came.
pub struct Incoming<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

impl Incoming<'_> {
    /// The token of `Authorization: Bearer` (or `OAuth`).
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth");
        known.then(|| token.trim())
    }
}

fn handle(world: &mut World, call: &Incoming<'_>, context: &Context<'_>, dated: Time) -> (Reply, Transport) {
    let target = target(call);
    let about = about(world, call, &target);
    let style = match &target {
        Target::Soap { api, .. } => Style::Soap(*api),
        Target::Token => Style::Token,
        Target::Rest => Style::Rest,
    };
    let fault = take_fault(world, &about, call.path);
    if matches!(fault, Some(Kind::SessionEnded)) {
        about.session_id.as_ref().and_then(|id| world.sessions.remove(id));
    }
    let genuine = match fault.as_ref().and_then(|kind| kind.instead(style)) {
        Some(reply) => reply,
        None => answer(world, call, context, &target),
    };
    let (reply, transport) = match &fault {
        Some(kind) => kind.spoil(genuine, dated),
        None => (genuine, Transport::Whole),
    };
    let line = LogLine {
        at: context.now,
        org: about.org.map(|place| world.orgs[place].name.clone()),
        method: call.method.to_owned(),
        path: call.path.to_owned(),
        operation: about.operation,
        detail: about.detail,
        status: if transport == Transport::Closed { 0 } else { reply.status },
        code: reply.code.clone(),
        fault: fault.map(|kind| kind.name()),
        bytes: reply.length(),
    };
    world.remember(line);
    (reply, transport)
}

fn target(call: &Incoming<'_>) -> Target {
    let parts: Vec<&str> = call.path.trim_matches('/').split('/').collect();
    match parts.as_slice() {
        ["services", "Soap", letter, version, ..] if Api::of(letter).is_some() => Target::Soap {
            api: Api::of(letter).unwrap_or(Api::Partner),
            version: (*version).to_owned(),
            request: soap::envelope::read(call.body),
        },
        ["services", "oauth2", "token"] => Target::Token,
        _ => Target::Rest,
    }
}

fn answer(world: &mut World, call: &Incoming<'_>, context: &Context<'_>, target: &Target) -> Reply {
    match target {
        Target::Soap { .. } if call.method != "POST" => Reply::html(405),
        Target::Soap { request: Err(words), .. } => soap::client_fault(words),
        Target::Soap { api, version, request: Ok(request) } => {
            soap::answer(world, &soap::Call { api: *api, version, request, context })
        }
        Target::Token => token::answer(world, call, context),
        Target::Rest => rest::answer(world, call, context),
    }
}

/// Which org a call is about, and what it asks for.
fn about(world: &World, call: &Incoming<'_>, target: &Target) -> About {
    let of_session = |id: Option<&str>| world.sessions.get(id?).map(|session| session.org);
    match target {
        Target::Soap { request: Err(_), .. } => About { operation: "unreadable".into(), ..About::default() },
        Target::Soap { request: Ok(request), .. } => {
            let id = request.session_id.as_deref();
            let username = request.get("username").unwrap_or_default();
            let is_login = request.operation == "login";
            let by_name = || world.integration(|one| one.credentials.username.eq_ignore_ascii_case(username));
            let (object, detail) = asked(world, request);
            About {
                org: if is_login { by_name().map(|(place, _)| place) } else { of_session(id) },
                operation: request.operation.clone(),
                object,
                detail,
                session_id: id.map(str::to_owned),
            }
        }
        Target::Token => About {
            org: token::org_of(world, call),
            operation: "token".into(),
            detail: token::grant(call),
            ..About::default()
        },
        Target::Rest => {
            let (operation, detail) = rest::operation(call);
            let object = match operation.as_str() {
                "queryMore" => cursor_object(world, &detail),
                "getDeleted" | "getUpdated" => detail.clone(),
                "VersionData" => "ContentVersion".to_owned(),
                _ => object_of(&detail),
            };
            let id = call.bearer();
            About { org: of_session(id), operation, object, detail, session_id: id.map(str::to_owned) }
        }
    }
}

/// The object and the words of a SOAP call.
fn asked(world: &World, request: &Request) -> (String, String) {
    match request.operation.as_str() {
        "query" | "queryAll" => {
            let soql = request.get("queryString").unwrap_or_default().to_owned();
            (object_of(&soql), soql)
        }
        "queryMore" => {
            let locator = request.get("queryLocator").unwrap_or_default().to_owned();
            (cursor_object(world, &locator), locator)
        }
        "getDeleted" | "getUpdated" => {
            let name = request.get("sObjectType").unwrap_or_default().trim().to_owned();
            (name.clone(), name)
        }
        "readMetadata" => {
            let kind = request.get("type").unwrap_or_default();
            let names: Vec<&str> = request.all("fullNames").collect();
            (kind.to_owned(), format!("{kind} {}", names.join(", ")))
        }
        "listMetadata" => {
            let kinds = request.parameters.iter().flat_map(|one| &one.children);
            let kinds: Vec<&str> =
                kinds.filter(|(name, _)| name == "type").map(|(_, text)| text.as_str()).collect();
            (kinds.first().copied().unwrap_or_default().to_owned(), kinds.join(", "))
        }
        _ => (String::new(), String::new()),
    }
}

fn cursor_object(world: &World, locator: &str) -> String {
    let id = locator.split('-').next().unwrap_or_default();
    world.cursors.get(id).and_then(super::cursor::Cursor::object).unwrap_or_default()
}

/// The word after FROM.
fn object_of(soql: &str) -> String {
    let mut words = soql.split_whitespace();
    words.find(|word| word.eq_ignore_ascii_case("FROM"));
    words.next().unwrap_or_default().to_owned()
}

/// The fault that meets this call; counts it down.
fn take_fault(world: &mut World, about: &About, path: &str) -> Option<Kind> {
    let names = about.org.map(|place| [world.orgs[place].name.as_str(), world.orgs[place].id.as_str()]);
    let fits: Vec<usize> =
        (0..world.faults.len()).filter(|place| world.faults[*place].meets(names, about, path)).collect();
    for place in fits {
        let fault = &mut world.faults[place];
        if fault.after > 0 {
            fault.after -= 1;
            continue;
        }
        let kind = fault.kind.clone();
        match &mut fault.times {
            Some(left) if *left <= 1 => {
                world.faults.remove(place);
            }
            Some(left) => *left -= 1,
            None => {}
        }
        return Some(kind);
    }
    None
}
