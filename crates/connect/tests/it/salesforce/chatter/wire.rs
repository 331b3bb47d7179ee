//! An org with Chatter: rows by column, and a server that answers with them.

use super::super::wire::{envelope, good_login, password_form};
use crate::fake::{Fake, NOW, Reply, Seen, json_reply, reply};
use connect::{
    http::Limits,
    source::{
        ConnectError, Cursor,
        archive::{ArchiveAccount, ArchiveSource, CapturePage, Stream, Wanted},
        salesforce::chatter::SalesforceChatter,
    },
};
use model::{Clock, ManualClock, Observation};
use serde_json::json;
use std::{collections::BTreeMap, fmt::Write, sync::Arc, sync::Mutex};
use url::Url;

pub const ADA: &str = "005000000000001AAA";
pub const BOB: &str = "005000000000002AAA";
pub const GROUP: &str = "0F9000000000001CAA";
pub const ACCOUNT: &str = "001000000000001AAA";
pub const VERSION: &str = "068000000000001AAA";
pub const DOCUMENT: &str = "069000000000001AAA";

/// The nth post, comment, message.
pub fn post_id(n: usize) -> String {
    id("0D5", n, "C")
}
pub fn comment_id(n: usize) -> String {
    id("0D7", n, "C")
}
pub fn message_id(n: usize) -> String {
    id("03X", n, "E")
}
fn id(start: &str, n: usize, first: &str) -> String {
    format!("{start}{n:012}{first}AA")
}

/// A row: columns and texts, which are escaped; `(nil)` is none. What begins with `<` is written as it is.
pub type Row = Vec<(&'static str, String)>;

pub fn row(columns: &[(&'static str, &str)]) -> Row {
    columns.iter().map(|(name, text)| (*name, (*text).to_owned())).collect()
}

/// A row in which these columns have other texts.
pub fn with(mut row: Row, columns: &[(&'static str, &str)]) -> Row {
    for (name, text) in columns {
        row.retain(|(known, _)| known != name);
        row.push((name, (*text).to_owned()));
    }
    row
}

pub fn post(n: usize, columns: &[(&'static str, &str)]) -> Row {
    let base = row(&[
        ("Id", &post_id(n)),
        ("Type", "TextPost"),
        ("ParentId", ADA),
        ("Parent", "<sf:type>Name</sf:type><sf:Type>User</sf:Type><sf:Name>Ada</sf:Name>"),
        ("CreatedById", ADA),
        ("CreatedDate", "2026-11-21T07:00:00.000Z"),
        ("LastEditById", "(nil)"),
        ("LastEditDate", "(nil)"),
        ("SystemModstamp", "2026-11-21T07:00:00.000Z"),
        ("Revision", "1"),
        ("IsDeleted", "false"),
        ("IsRichText", "false"),
        ("Title", "(nil)"),
        ("Body", "Good morning"),
        ("LinkUrl", "(nil)"),
        ("RelatedRecordId", "(nil)"),
        ("InsertedById", ADA),
        ("LikeCount", "0"),
        ("Visibility", "AllUsers"),
    ]);
    with(base, columns)
}

pub fn comment(n: usize, columns: &[(&'static str, &str)]) -> Row {
    let base = row(&[
        ("Id", &comment_id(n)),
        ("CommentType", "TextComment"),
        ("FeedItemId", &post_id(1)),
        ("ParentId", ADA),
        ("CreatedById", BOB),
        ("CreatedDate", "2026-11-21T07:10:00.000Z"),
        ("LastEditDate", "(nil)"),
        ("SystemModstamp", "2026-11-21T07:10:00.000Z"),
        ("Revision", "1"),
        ("IsDeleted", "false"),
        ("IsRichText", "false"),
        ("CommentBody", "And to you"),
        ("RelatedRecordId", "(nil)"),
    ]);
    with(base, columns)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}

/// An answer to an operation that gives rows; `more`: whether Salesforce says that there are others.
pub fn answer(operation: &str, rows: &[Row], more: bool) -> Reply {
    let locator =
        if more { "<queryLocator>0r8x-500</queryLocator>" } else { r#"<queryLocator xsi:nil="true"/>"# };
    let mut body = format!("<{operation}Response><result><done>{}</done>{locator}", !more);
    for row in rows {
        body.push_str(r#"<records xsi:type="sf:sObject"><sf:type>X</sf:type>"#);
        for (name, text) in row {
            match text.as_str() {
                "(nil)" => write!(body, r#"<sf:{name} xsi:nil="true"/>"#).unwrap(),
                raw if raw.starts_with("<sf:") => write!(body, "<sf:{name}>{raw}</sf:{name}>").unwrap(),
                text => write!(body, "<sf:{name}>{}</sf:{name}>", escaped(text)).unwrap(),
            }
        }
        body.push_str("</records>");
    }
    write!(body, "<size>{}</size></result></{operation}Response>", rows.len()).unwrap();
    reply(200, envelope("partner", &body))
}

/// What is asked: an operation and its object, or `GET` and the path.
#[derive(Debug, Clone)]
pub struct Asked {
    pub operation: String,
    pub object: String,
    /// The query, or what else is inside the operation.
    pub text: String,
    /// How many of the same operation and object came, this one included.
    pub nth: usize,
}

impl Asked {
    pub fn is(&self, object: &str) -> bool {
        self.object == object
    }

    /// These rows in one answer.
    pub fn rows(&self, rows: &[Row]) -> Option<Reply> {
        Some(answer(&self.operation, rows, false))
    }
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start).map_or("", |(_, rest)| rest.split(end).next().unwrap_or(""))
}

pub fn asked(seen: &Seen) -> Asked {
    if seen.method == "GET" {
        let object = seen.target.trim_start_matches("/services/data/v64.0/").to_owned();
        return Asked { operation: "GET".into(), object, text: seen.target.clone(), nth: 0 };
    }
    let body = between(&seen.body, "<e:Body>", "</e:Body>");
    let operation = between(body, "<", ">").to_owned();
    let inside = between(body, &format!("<{operation}>"), &format!("</{operation}>"));
    let text = inside.replace("&gt;", ">").replace("&lt;", "<").replace("&apos;", "'");
    let text = text.trim_start_matches("<queryString>").trim_end_matches("</queryString>").to_owned();
    let object = match operation.as_str() {
        "query" | "queryAll" => between(&text, " FROM ", " ").to_owned(),
        "getDeleted" => between(&text, "<sObjectType>", "<").to_owned(),
        _ => String::new(),
    };
    Asked { operation, object, text, nth: 0 }
}

/// Our own permissions, all but these.
pub fn rights(without: &[&str]) -> Reply {
    let all = [
        "ApiEnabled",
        "ViewAllData",
        "QueryAllFiles",
        "ViewAllUsers",
        "ManageUnlistedGroups",
        "ManageChatterMessages",
    ];
    let mut body = String::new();
    for name in all {
        write!(body, "<sf:Permissions{name}>{}</sf:Permissions{name}>", !without.contains(&name)).unwrap();
    }
    let body = format!(
        "<queryResponse><result><done>true</done><queryLocator xsi:nil=\"true\"/><records>{body}</records><size>1</size></result></queryResponse>"
    );
    reply(200, envelope("partner", &body))
}

pub fn deleted(records: &[(&str, &str)], earliest: &str, covered: &str) -> Reply {
    let mut body = String::from("<getDeletedResponse><result>");
    for (id, at) in records {
        write!(body, "<deletedRecords><deletedDate>{at}</deletedDate><id>{id}</id></deletedRecords>")
            .unwrap();
    }
    write!(body, "<earliestDateAvailable>{earliest}</earliestDateAvailable><latestDateCovered>{covered}</latestDateCovered></result></getDeletedResponse>").unwrap();
    reply(200, envelope("partner", &body))
}

/// An org that answers as `answers` says; signs in, grants every right and has no rows unless that says otherwise.
pub struct Org {
    pub account: Arc<dyn ArchiveAccount>,
    pub fake: Fake,
    pub clock: Arc<ManualClock>,
}

pub async fn org(answers: impl Fn(&Asked) -> Option<Reply> + Clone + Send + Sync + 'static) -> Org {
    let counts: Arc<Mutex<BTreeMap<(String, String), usize>>> = Arc::default();
    let fake = Fake::start(move |seen, _| {
        let mut asked = asked(seen);
        asked.nth = {
            let mut counts = counts.lock().unwrap();
            let nth = counts.entry((asked.operation.clone(), asked.object.clone())).or_default();
            *nth += 1;
            *nth
        };
        answers(&asked).unwrap_or_else(|| match (asked.operation.as_str(), asked.object.as_str()) {
            ("login", _) => good_login("partner"),
            ("query", "UserPermissionAccess") => rights(&[]),
            ("query" | "queryAll", _) => answer(&asked.operation, &[], false),
            ("GET", _) => {
                json_reply(404, &json!([{"errorCode": "NOT_FOUND", "message": "planted: nothing is there"}]))
            }
            other => panic!("an unexpected call: {other:?}"),
        })
    })
    .await;
    let clock = Arc::new(ManualClock::at(NOW));
    Org { account: account_at(&fake.base, clock.clone(), None), fake, clock }
}

pub fn account_at(base: &Url, clock: Arc<ManualClock>, limits: Option<Limits>) -> Arc<dyn ArchiveAccount> {
    let clock: Arc<dyn Clock> = clock;
    let source = match limits {
        Some(limits) => SalesforceChatter::with_limits(Some(base.clone()), limits, clock),
        None => SalesforceChatter::new(Some(base.clone()), clock),
    };
    source.unwrap().open(&password_form()).unwrap()
}

pub fn all() -> Wanted {
    Wanted { from: None, messages: true }
}

impl Org {
    pub async fn page(&self, stream: Stream, at: Option<&Cursor>) -> Result<CapturePage, ConnectError> {
        self.account.page(stream, &all(), at).await
    }

    /// The only observation of a stream's first page.
    pub async fn one(&self, stream: Stream) -> Observation {
        let mut page = self.page(stream, None).await.unwrap();
        assert_eq!(page.observations.len(), 1);
        page.observations.remove(0)
    }

    /// The texts of all that was asked of an object.
    pub fn texts(&self, object: &str) -> Vec<String> {
        let all = self.fake.seen();
        all.iter().map(asked).filter(|asked| asked.is(object)).map(|asked| asked.text).collect()
    }
}
