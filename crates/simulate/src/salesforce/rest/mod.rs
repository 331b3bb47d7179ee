//! The REST API below `/services/data`, and what lies beside it: identity, userinfo, revocation.

mod connect;
mod file;
mod identity;
mod records;
mod replicate;
mod resources;

use super::{
    api::{Context, Incoming},
    exception::Exception,
    fault::{Style, refuse},
    guard,
    reply::Reply,
    world::{Session, World},
};
use serde_json::{Value, json};

/// A call of a good session.
pub struct Call<'a> {
    pub version: &'a str,
    pub incoming: &'a Incoming<'a>,
    pub context: &'a Context<'a>,
    pub session: Session,
}

/// Answers everything that is neither SOAP nor the token endpoint.
pub fn answer(world: &mut World, incoming: &Incoming<'_>, context: &Context<'_>) -> Reply {
    let parts: Vec<&str> = incoming.path.trim_matches('/').split('/').collect();
    let told = match parts.as_slice() {
        ["services", "data"] => return Reply::json(200, &versions()),
        ["services", "data", version, rest @ ..] => {
            let mut usage = None;
            let told = data(world, incoming, context, version, rest, &mut usage);
            let reply = told.unwrap_or_else(|exception| refuse(Style::Rest, &exception));
            return match usage {
                Some((used, limit)) => reply.with("sforce-limit-info", format!("api-usage={used}/{limit}")),
                None => reply,
            };
        }
        ["services", "oauth2", "userinfo"] | ["id", _, _] => identity::identity(world, incoming, context),
        ["services", "oauth2", "revoke"] => return identity::revoke(world, incoming),
        _ => return Reply::html(404),
    };
    told.unwrap_or_else(|exception| refuse(Style::Rest, &exception))
}

fn data(
    world: &mut World,
    incoming: &Incoming<'_>,
    context: &Context<'_>,
    version: &str,
    rest: &[&str],
    usage: &mut Option<(u32, u32)>,
) -> Result<Reply, Exception> {
    let number = version.strip_prefix('v').unwrap_or_default();
    guard::version(number)?;
    let session = world.session(incoming.bearer().unwrap_or_default(), false, context.now)?;
    guard::call(&mut world.orgs[session.org], &session, context.now)?;
    let limits = &world.orgs[session.org].limits;
    *usage = Some((limits.used(context.now), limits.limit));
    if incoming.method != "GET" {
        let words = format!("HTTP Method '{}' not allowed. Allowed are HEAD,GET", incoming.method);
        return Err(Exception::new("METHOD_NOT_ALLOWED", words));
    }
    let call = Call { version, incoming, context, session };
    match rest {
        [] => Ok(Reply::json(200, &resources::all(version))),
        ["query"] => records::query(world, &call, false, false),
        ["queryAll"] => records::query(world, &call, false, true),
        ["query" | "queryAll", locator] => records::more(world, &call, locator, false),
        ["tooling", "query"] => records::query(world, &call, true, false),
        ["tooling", "query", locator] => records::more(world, &call, locator, true),
        ["limits"] => Ok(Reply::json(200, &resources::limits(world, &call))),
        ["sobjects"] => Ok(Reply::json(200, &resources::sobjects(world, &call, false))),
        ["tooling", "sobjects"] => Ok(Reply::json(200, &resources::sobjects(world, &call, true))),
        ["sobjects", name, "describe"] => resources::describe(world, &call, name),
        ["chatter", path @ ..] => connect::answer(world, &call, path),
        ["sobjects", name, id, "VersionData"] if name.eq_ignore_ascii_case("ContentVersion") => {
            file::version_data(world, &call, id)
        }
        ["sobjects", name, "deleted"] => replicate::deleted(world, &call, name),
        ["sobjects", name, "updated"] => replicate::updated(world, &call, name),
        ["sobjects", name, id] => records::one(world, &call, name, id),
        _ => Err(Exception::new("NOT_FOUND", "The requested resource does not exist")),
    }
}

fn versions() -> Value {
    let name = |number: u32| {
        let seasons = ["Spring", "Summer", "Winter"];
        let season = seasons[usize::try_from(number % 3).unwrap_or_default()];
        let year = 4 + (number + 1) / 3;
        json!({ "label": format!("{season} '{year}"), "url": format!("/services/data/v{number}.0"), "version": format!("{number}.0") })
    };
    Value::Array((31..=guard::NEWEST).map(name).collect())
}

/// What the log and the faults call a call, and what it asks for.
pub fn operation(incoming: &Incoming<'_>) -> (String, String) {
    let parts: Vec<&str> = incoming.path.trim_matches('/').split('/').collect();
    let soql = || {
        let pairs = url::form_urlencoded::parse(incoming.query.as_bytes());
        pairs.into_owned().find(|(name, _)| name == "q").map(|(_, value)| value).unwrap_or_default()
    };
    let (operation, detail) = match parts.as_slice() {
        ["services", "data"] => ("versions", String::new()),
        ["services", "data", _] => ("resources", String::new()),
        ["services", "data", _, "tooling", "query"] | ["services", "data", _, "query"] => ("query", soql()),
        ["services", "data", _, "queryAll"] => ("queryAll", soql()),
        ["services", "data", _, "query" | "queryAll", locator]
        | ["services", "data", _, "tooling", "query", locator] => ("queryMore", (*locator).to_owned()),
        ["services", "data", _, "sobjects", _, id, "VersionData"] => ("VersionData", (*id).to_owned()),
        ["services", "data", _, "sobjects", name, "deleted"] => ("getDeleted", (*name).to_owned()),
        ["services", "data", _, "sobjects", name, "updated"] => ("getUpdated", (*name).to_owned()),
        ["services", "data", _, name, ..] => (*name, parts[4..].join("/")),
        ["services", "oauth2", name] => (*name, String::new()),
        ["id", ..] => ("identity", String::new()),
        _ => ("other", String::new()),
    };
    (operation.to_owned(), detail)
}
