//! The SOAP APIs: enterprise, partner, tooling and metadata.

mod describe;
pub mod envelope;
mod fault;
mod login;
mod metadata;
mod query;
mod replicate;
mod xml;

pub use fault::{client_fault, fault};

use super::{
    api::Context,
    exception::Exception,
    guard,
    reply::Reply,
    world::{Session, World},
};
use envelope::{Request, SOAP};
use xml::Xml;

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    Enterprise,
    Partner,
    Tooling,
    Metadata,
}

impl Api {
    /// By the letter in the path.
    pub fn of(letter: &str) -> Option<Self> {
        match letter {
            "c" => Some(Self::Enterprise),
            "u" => Some(Self::Partner),
            "T" => Some(Self::Tooling),
            "m" => Some(Self::Metadata),
            _ => None,
        }
    }
    pub fn letter(self) -> &'static str {
        match self {
            Self::Enterprise => "c",
            Self::Partner => "u",
            Self::Tooling => "T",
            Self::Metadata => "m",
        }
    }
    pub fn namespace(self) -> &'static str {
        match self {
            Self::Enterprise => "urn:enterprise.soap.sforce.com",
            Self::Partner => "urn:partner.soap.sforce.com",
            Self::Tooling => "urn:tooling.soap.sforce.com",
            Self::Metadata => "http://soap.sforce.com/2006/04/metadata",
        }
    }
    pub fn sobjects(self) -> &'static str {
        match self {
            Self::Enterprise => "urn:sobject.enterprise.soap.sforce.com",
            Self::Partner => "urn:sobject.partner.soap.sforce.com",
            Self::Tooling | Self::Metadata => "urn:sobject.tooling.soap.sforce.com",
        }
    }
    pub fn faults(self) -> &'static str {
        match self {
            Self::Enterprise => "urn:fault.enterprise.soap.sforce.com",
            Self::Partner => "urn:fault.partner.soap.sforce.com",
            Self::Tooling => "urn:fault.tooling.soap.sforce.com",
            Self::Metadata => "http://soap.sforce.com/2006/04/metadata",
        }
    }
}

/// A call of a SOAP API.
pub struct Call<'a> {
    pub api: Api,
    /// As it stands in the path: `64.0`.
    pub version: &'a str,
    pub request: &'a Request,
    pub context: &'a Context<'a>,
}

/// What an operation answers: the content of the Body, and whether usage is told in the header.
struct Told {
    body: String,
    sobjects: bool,
}

/// Answers a call.
pub fn answer(world: &mut World, call: &Call<'_>) -> Reply {
    let mut usage = None;
    match serve(world, call, &mut usage) {
        Ok(told) => {
            let usage = usage.filter(|_| matches!(call.api, Api::Enterprise | Api::Partner));
            Reply::xml(200, envelope(call.api, &told, usage))
        }
        Err(exception) if exception.code.is_empty() => client_fault(&exception.message),
        Err(exception) => fault(call.api, &exception),
    }
}

fn serve(world: &mut World, call: &Call<'_>, usage: &mut Option<(u32, u32)>) -> Result<Told, Exception> {
    let request = call.request;
    if request.namespace != call.api.namespace() {
        return Err(unknown(request));
    }
    if request.operation == "login" && call.api != Api::Metadata {
        return login::login(world, call).map(plain);
    }
    guard::version(call.version)?;
    let now = call.context.now;
    let session = world.session(request.session_id.as_deref().unwrap_or_default(), true, now)?;
    guard::call(&mut world.orgs[session.org], &session, now)?;
    let limits = &world.orgs[session.org].limits;
    *usage = Some((limits.used(now), limits.limit));
    operation(world, call, &session)
}

fn operation(world: &mut World, call: &Call<'_>, session: &Session) -> Result<Told, Exception> {
    let request = call.request;
    if call.api == Api::Metadata {
        return metadata::serve(world, call, session).map(plain);
    }
    match request.operation.as_str() {
        "query" | "queryAll" => {
            let soql = request.get("queryString").unwrap_or_default();
            query::query(world, call, session, soql).map(with_sobjects)
        }
        "queryMore" => {
            let locator = request.get("queryLocator").unwrap_or_default();
            query::more(world, call, session, locator.trim()).map(with_sobjects)
        }
        "getDeleted" | "getUpdated" if call.api != Api::Tooling => {
            replicate::answer(world, call, session).map(plain)
        }
        "getUserInfo" => Ok(plain(login::user_info(world, session))),
        "getServerTimestamp" => {
            let mut xml = Xml::default();
            xml.open("getServerTimestampResponse").open("result");
            xml.leaf("timestamp", &call.context.now.to_string());
            xml.close("result").close("getServerTimestampResponse");
            Ok(plain(xml.0))
        }
        "logout" => {
            if let Some(id) = &request.session_id {
                world.sessions.remove(id);
            }
            Ok(plain("<logoutResponse/>".to_owned()))
        }
        "describeGlobal" if call.api != Api::Tooling => {
            Ok(plain(describe::global(world, session, call.context.now)))
        }
        _ => Err(unknown(request)),
    }
}

fn plain(body: String) -> Told {
    Told { body, sobjects: false }
}
fn with_sobjects(body: String) -> Told {
    Told { body, sobjects: true }
}

/// No exception of the API: a fault of the SOAP library before it.
pub fn unknown(request: &Request) -> Exception {
    let name = format!("{{{}}}{}", request.namespace, request.operation);
    Exception::new(
        "",
        format!("No operation available for request {name}, please check the WSDL for the service."),
    )
}

fn envelope(api: Api, told: &Told, usage: Option<(u32, u32)>) -> String {
    let mut xml = Xml("<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned());
    let mut tag = format!("soapenv:Envelope xmlns:soapenv=\"{SOAP}\" xmlns=\"{}\"", api.namespace());
    tag.push_str(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
    if told.sobjects {
        tag.push_str(" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"");
        tag.push_str(&format!(" xmlns:sf=\"{}\"", api.sobjects()));
    }
    xml.open(&tag);
    if let Some((used, limit)) = usage {
        xml.open("soapenv:Header").open("LimitInfoHeader").open("limitInfo");
        xml.leaf("current", &used.to_string()).leaf("limit", &limit.to_string());
        xml.leaf("type", "API REQUESTS");
        xml.close("limitInfo").close("LimitInfoHeader").close("soapenv:Header");
    }
    xml.open("soapenv:Body");
    xml.0.push_str(&told.body);
    xml.close("soapenv:Body").close("soapenv:Envelope");
    xml.0
}
