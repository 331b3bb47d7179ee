//! Two parsers that are not ours read the messages: mail-parser here, Python's `email` in `check_messages.py`.

use archive::{Message, Record};
use mail_parser::{Address, MessageParser, MimeHeaders};
use model::ContentHash;
use serde_json::{Value, json};
use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The header fields that a message of ours may have, in order; those that not every message has are marked.
const HEADERS: [(&str, bool); 22] = [
    ("Date", true),
    ("From", true),
    ("To", true),
    ("Cc", false),
    ("Subject", true),
    ("Message-ID", true),
    ("In-Reply-To", false),
    ("References", false),
    ("Auto-Submitted", true),
    ("X-Archive-Format", true),
    ("X-Archive-Item-Class", true),
    ("X-Archive-Item-Id", false),
    ("X-Archive-Event", true),
    ("X-Archive-Version", true),
    ("X-Archive-Number", true),
    ("X-Archive-Account", false),
    ("X-Archive-Place", true),
    ("X-Archive-Parent", false),
    ("X-Archive-Network", false),
    ("X-Archive-Visibility", false),
    ("X-Archive-Captured-At", true),
    ("X-Archive-Record-SHA256", true),
];
const LAST: [&str; 2] = ["MIME-Version", "Content-Type"];

/// The one name or none, and the address.
type Pair = (String, String);

fn pairs(address: Option<&Address<'_>>) -> Vec<Pair> {
    let all = address.into_iter().flat_map(|address| address.iter());
    all.map(|one| (one.name().unwrap_or("").to_owned(), one.address().unwrap_or("").to_owned())).collect()
}

fn mailboxes(list: &[archive::Mailbox]) -> Vec<Pair> {
    list.iter().map(|one| (one.name.clone().unwrap_or_default(), one.address.clone())).collect()
}

/// The names of a message's header fields, as they stand.
fn header_names(eml: &[u8]) -> Vec<String> {
    let end = eml.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&eml[..end]).unwrap();
    let fields = head.split("\r\n").filter(|line| !line.starts_with(' '));
    fields.map(|line| line.split_once(':').unwrap().0.to_owned()).collect()
}

/// Holds a message against its record, by mail-parser. Gives what Python is to find in it.
pub fn check(record: &Record, made: &Message, eml: &[u8]) -> Value {
    let mut names = header_names(eml).into_iter().peekable();
    for (name, always) in HEADERS {
        let there = names.next_if(|found| found == name).is_some();
        assert!(there || !always, "{name} is missing");
    }
    assert_eq!(names.collect::<Vec<_>>(), LAST, "exactly our header fields, in order");

    let parsed = MessageParser::default().parse(eml).expect("it parses");
    assert_eq!(pairs(parsed.from()), mailboxes(std::slice::from_ref(&made.from)));
    assert_eq!(pairs(parsed.to()), mailboxes(&made.to));
    assert_eq!(pairs(parsed.cc()), mailboxes(&made.cc));
    assert_eq!(parsed.bcc(), None);
    assert_eq!(parsed.subject(), Some(made.subject.as_str()));
    assert_eq!(parsed.message_id(), Some(made.id.as_str()));
    assert_eq!(parsed.date().unwrap().to_timestamp(), made.date.ms().div_euclid(1000));

    let text =
        |text: Option<Cow<'_, str>>| text.unwrap().replace("\r\n", "\n").trim_end_matches('\n').to_owned();
    let (plain, html) = (text(parsed.body_text(0)), text(parsed.body_html(0)));
    let page = archive::shown(record);
    assert_eq!(
        (page.text.trim_end_matches('\n'), page.html.trim_end_matches('\n')),
        (plain.as_str(), html.as_str())
    );
    let files: Vec<(String, String, String)> = parsed
        .attachments()
        .map(|part| {
            let kind = part.content_type().unwrap();
            (
                part.attachment_name().unwrap_or("").to_owned(),
                format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("")),
                ContentHash::of(part.contents()).as_str().to_owned(),
            )
        })
        .collect();
    let ids = |value: &mail_parser::HeaderValue<'_>| match value {
        mail_parser::HeaderValue::Text(one) => vec![format!("<{one}>")],
        mail_parser::HeaderValue::TextList(many) => many.iter().map(|one| format!("<{one}>")).collect(),
        _ => Vec::new(),
    };
    json!({
        "headers": header_names(eml),
        "from": mailboxes(std::slice::from_ref(&made.from))[0],
        "to": mailboxes(&made.to),
        "cc": mailboxes(&made.cc),
        "subject": made.subject,
        "date": made.date.ms().div_euclid(1000),
        "id": made.id,
        "in_reply_to": ids(parsed.in_reply_to()).join(" "),
        "references": ids(parsed.references()),
        "item_class": made.item_class,
        "plain_sha256": ContentHash::of(plain.as_bytes()).as_str(),
        "html_sha256": ContentHash::of(html.as_bytes()).as_str(),
        "says": says(record),
        "files": files,
    })
}

/// What both the plain text and the page of a record's message have to say.
fn says(record: &Record) -> Vec<String> {
    let revision = &record.revision;
    let content = &revision.content;
    let name = |user: &String| record.people.get(user).map_or(user.clone(), |person| person.name.clone());
    let mut says = vec![revision.item.id.clone(), record.account.clone(), revision.event.as_str().to_owned()];
    says.extend(revision.item.author.as_ref().map(name));
    says.extend(content.title.clone());
    says.extend(content.link.iter().map(|link| link.url.clone()));
    says.extend(content.poll.iter().map(|choice| choice.label.clone()));
    says.extend(content.changes.iter().map(|change| change.field.clone()));
    says.extend(revision.mentions.iter().map(|mention| name(&mention.user)));
    says.extend(revision.gaps.iter().cloned());
    says.extend(
        content.body.iter().chain(&revision.before).filter(|text| !text.rich).map(|t| t.text.clone()),
    );
    // What is one line in the message is looked for line by line.
    let lines = says.iter().flat_map(|text| text.split(['\n', '\r'])).map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty() && !line.contains(|c: char| c.is_control())).collect()
}

/// Python reads every message of a folder.
pub fn check_with_python(folder: &Path, messages: usize) {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/check_messages.py");
    let run = Command::new("python3").arg(script).arg(folder).output().unwrap_or_else(|error| {
        panic!("python3 does not start ({error}); install it with: apt-get install --yes python3")
    });
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(String::from_utf8_lossy(&run.stdout).trim(), messages.to_string(), "every message was read");
}

/// An empty folder of that name, for a test's files.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}
