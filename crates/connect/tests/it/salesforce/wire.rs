//! Salesforce's wire: envelopes, faults, rows, and a server that answers with them.

use crate::fake::{Fake, NOW, Reply, Seen, reply};
use connect::source::{Account, ConnectError, Credentials, Cursor, Page, Source, salesforce::Salesforce};
use model::{Clock, ManualClock, Presence, Secret};
use std::{collections::BTreeMap, fmt::Write, sync::Arc};
use url::Url;

pub const ORG: &str = "00D000000000062EAA";
pub const USER: &str = "005000000000001AAA";
pub const SESSION: &str = "00D000000000062!planted.session";
pub const PASSWORD: &str = "planted&<>\"'pässword";
pub const TOKEN: &str = "plantedToken1";

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// An envelope of an API (`partner`, `enterprise`, `tooling`), or of the Metadata API (`metadata`).
pub fn envelope(api: &str, body: &str) -> String {
    let namespace = match api {
        "metadata" => "http://soap.sforce.com/2006/04/metadata".to_owned(),
        api => format!("urn:{api}.soap.sforce.com"),
    };
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="{namespace}" xmlns:sf="urn:sobject.{api}.soap.sforce.com" xmlns:xsi="{XSI}"><soapenv:Header><LimitInfoHeader><limitInfo><current>120</current><limit>15000</limit><type>API REQUESTS</type></limitInfo></LimitInfoHeader></soapenv:Header><soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"#
    )
}

pub fn login_answer(api: &str, server: &str) -> Reply {
    let body = format!(
        "<loginResponse><result><metadataServerUrl>https://example.my.salesforce.com/services/Soap/m/64.0/00D</metadataServerUrl><passwordExpired>false</passwordExpired><sandbox>false</sandbox><serverUrl>{server}</serverUrl><sessionId>{SESSION}</sessionId><userId>{USER}</userId><userInfo><organizationId>{ORG}</organizationId><roleId xsi:nil=\"true\"/><userId>{USER}</userId></userInfo></result></loginResponse>"
    );
    reply(200, envelope(api, &body))
}

pub fn good_login(api: &str) -> Reply {
    login_answer(api, "https://example.my.salesforce.com/services/Soap/u/64.0/00D000000000062")
}

/// A fault as it is recorded of Salesforce: HTTP 500, `sf` as its prefix.
pub fn fault(code: &str, words: &str) -> Reply {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    reply(
        500,
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="{XSI}"><soapenv:Body><soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: {words}</faultstring><detail><sf:UnexpectedErrorFault xsi:type="sf:UnexpectedErrorFault"><sf:exceptionCode>{code}</sf:exceptionCode><sf:exceptionMessage>{words}</sf:exceptionMessage></sf:UnexpectedErrorFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>"#
        ),
    )
}

/// An answer to `query` or `queryMore`: rows of name and text.
pub fn rows(api: &str, operation: &str, rows: &[&[(&str, &str)]], next: Option<&str>, size: usize) -> Reply {
    let mut body = format!("<{operation}Response><result><done>{}</done>", next.is_none());
    match next {
        Some(next) => write!(body, "<queryLocator>{next}</queryLocator>").unwrap(),
        None => body.push_str(r#"<queryLocator xsi:nil="true"/>"#),
    }
    for row in rows {
        body.push_str(r#"<records xsi:type="sf:sObject"><sf:type>X</sf:type>"#);
        for (name, text) in *row {
            match *text {
                "(nil)" => write!(body, r#"<sf:{name} xsi:nil="true"/>"#).unwrap(),
                text => write!(body, "<sf:{name}>{text}</sf:{name}>").unwrap(),
            }
        }
        body.push_str("</records>");
    }
    write!(body, "<size>{size}</size></result></{operation}Response>").unwrap();
    reply(200, envelope(api, &body))
}

/// Our own permissions: all that are asked for, but those that are named.
pub fn rights(without: &[&str]) -> Reply {
    let all = [
        "ApiEnabled",
        "ViewSetup",
        "ViewHealthCheck",
        "ViewAllUsers",
        "ModifyMetadata",
        "TwoFactorApi",
        "MonitorLoginHistory",
        "QueryAllFiles",
        "UseAnyApiAuth",
        "ManageUsers",
        "ModifyAllData",
        "ViewAllData",
    ];
    let further = ["ManageUsers", "ModifyAllData", "ViewAllData"];
    let row: Vec<_> = all
        .iter()
        .map(|name| {
            let has = !without.contains(name) && !further.contains(name);
            (format!("Permissions{name}"), if has { "true" } else { "false" })
        })
        .collect();
    let row: Vec<_> = row.iter().map(|(name, has)| (name.as_str(), *has)).collect();
    rows("partner", "query", &[&row], None, 1)
}

/// What a request asks for: its operation, and the object of its query.
pub fn asks(seen: &Seen) -> (&'static str, String) {
    let body = &seen.body;
    let operation = ["login", "queryMore", "query", "readMetadata", "listMetadata"]
        .into_iter()
        .find(|name| body.contains(&format!("<{name}>")))
        .unwrap_or("?");
    let between = |start: &str, end: &str| {
        body.split_once(start).map(|(_, rest)| rest.split(end).next().unwrap_or("").to_owned())
    };
    let object = match operation {
        "query" => between(" FROM ", "<").map(|from| from.split(' ').next().unwrap_or("").to_owned()),
        "queryMore" => between("<queryLocator>", "<"),
        "readMetadata" | "listMetadata" => between("<type>", "<"),
        _ => None,
    };
    (operation, object.unwrap_or_default())
}

pub fn password_form() -> Credentials {
    form(&[
        ("method", "password"),
        ("domain", "login.salesforce.com"),
        ("username", "integration@example.com"),
        ("password", PASSWORD),
        ("security_token", TOKEN),
    ])
}

pub fn form(fields: &[(&str, &str)]) -> Credentials {
    fields.iter().map(|(name, value)| ((*name).to_owned(), Secret::new(*value))).collect()
}

pub fn org_at(base: &Url, form: &Credentials) -> Arc<dyn Account> {
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(NOW));
    Salesforce::new(Some(base.clone()), clock).unwrap().open(form).unwrap()
}

/// An org that is signed in to by password, and answers queries as `answer` says; logs in, and shows all rights but the
/// one for the Metadata API, unless it says otherwise.
pub async fn org(
    answer: impl Fn(&str, &str, usize) -> Option<Reply> + Clone + Send + Sync + 'static,
) -> (Arc<dyn Account>, Fake) {
    let counts: Arc<std::sync::Mutex<BTreeMap<(String, String), usize>>> = Arc::default();
    let fake = Fake::start(move |seen, _| {
        let (operation, object) = asks(seen);
        let nth = {
            let mut counts = counts.lock().unwrap();
            let nth = counts.entry((operation.to_owned(), object.clone())).or_default();
            *nth += 1;
            *nth
        };
        answer(operation, &object, nth).unwrap_or_else(|| match (operation, object.as_str()) {
            ("login", _) => good_login("partner"),
            ("query", "UserPermissionAccess") => rights(&["ModifyMetadata"]),
            other => panic!("an unexpected call: {other:?}"),
        })
    })
    .await;
    (org_at(&fake.base, &password_form()), fake)
}

/// Reads a set to its end, as the engine does; parts of a table are joined.
pub async fn read(account: &Arc<dyn Account>, set: &str) -> Result<BTreeMap<String, Presence>, ConnectError> {
    let mut all: BTreeMap<String, Presence> = BTreeMap::new();
    let mut cursor: Option<Cursor> = None;
    for _ in 0..200 {
        let page: Page = account.read_page(&set.parse().unwrap(), cursor.as_ref()).await?;
        assert_eq!(page.account.as_deref(), Some(ORG));
        for part in page.parts {
            let signal = part.signal.to_string();
            match (all.get_mut(&signal), part.presence) {
                (Some(Presence::Table(table)), Presence::Table(more)) => {
                    table.rows.extend(more.rows);
                    table.complete = more.complete;
                }
                (None, presence) => {
                    all.insert(signal, presence);
                }
                (Some(_), _) => panic!("“{signal}” came twice"),
            }
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(all),
        }
    }
    panic!("“{set}” does not end");
}
