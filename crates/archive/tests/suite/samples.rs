//! One item of every type, with every event that can happen to it: what the golden files are made from.

use archive::{FileHash, FileState, ParticipantInput, Record, RecordInput, SourceNames, participants};
use model::{
    Attachment, AttachmentKind, Content, FieldChange, GroupMember, GroupSnapshot, Item, ItemEvent, ItemKind,
    Link, Mention, ParentItem, Person, Place, PlaceKind, PollChoice, Revision, SourceText, Time,
};
use serde_json::json;
use std::collections::BTreeMap;

pub const ACCOUNT: &str = "00Dxx0000001gPFEAY";
pub const ANA: &str = "005xx000001Sv1mAAC";
pub const BO: &str = "005xx000001Sv1nAAC";
pub const CHEN: &str = "005xx000001Sv1oAAC";
pub const DUNYA: &str = "005xx000001Sv1pAAC";
pub const ROBOT: &str = "005xx000001Sv1qAAC";
pub const GROUP: &str = "0F9xx0000004CAeCAM";
pub const RECORD: &str = "001xx000003DGb2AAG";
pub const POST: &str = "0D5xx0000004CAeCAM";
pub const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

pub fn time(text: &str) -> Time {
    text.parse().unwrap()
}

pub fn source() -> SourceNames {
    SourceNames {
        connector: "salesforce-chatter".to_owned(),
        title: "Salesforce Chatter".to_owned(),
        class: "salesforcechatter".to_owned(),
    }
}

pub fn person(id: &str, name: &str, email: Option<&str>) -> Person {
    Person {
        id: id.to_owned(),
        name: name.to_owned(),
        email: email.map(str::to_owned),
        username: email.map(|email| format!("{email}.crm")),
        active: true,
        kind: Some("Standard".to_owned()),
    }
}

pub fn people() -> BTreeMap<String, Person> {
    [
        person(ANA, "Ana Rivera", Some("ana.rivera@example.com")),
        person(BO, "Bo \"Bobby\" Nguyễn, Jr.", Some("Bo.Nguyen@Example.com")),
        person(CHEN, "陈晓明", Some("chen@example.com.invalid")),
        person(DUNYA, "دنيا الحسن", None),
        person(ROBOT, "Integration User", Some("not an address")),
    ]
    .into_iter()
    .map(|person| (person.id.clone(), person))
    .collect()
}

/// The files' bytes, by their hash.
pub fn files() -> BTreeMap<FileHash, Vec<u8>> {
    [PIXEL.to_vec(), (0..=255).cycle().take(1000).collect(), Vec::new()]
        .into_iter()
        .map(|bytes: Vec<u8>| (FileHash::from_hex(model::ContentHash::of(&bytes).as_str()).unwrap(), bytes))
        .collect()
}

pub fn stored(bytes: &[u8]) -> FileState {
    let sha256 = FileHash::from_hex(model::ContentHash::of(bytes).as_str()).unwrap();
    FileState::Stored {
        sha256,
        size: bytes.len() as u64,
        image: archive::image_type(bytes).map(str::to_owned),
    }
}

pub fn attachment(id: &str, kind: AttachmentKind, name: &str) -> Attachment {
    Attachment {
        id: id.to_owned(),
        document: Some(id.replace("068", "069")),
        kind,
        name: name.to_owned(),
        size: None,
        md5: None,
        gap: None,
    }
}

pub fn plain(text: &str) -> Option<SourceText> {
    Some(SourceText { text: text.to_owned(), rich: false })
}

pub fn rich(text: &str) -> Option<SourceText> {
    Some(SourceText { text: text.to_owned(), rich: true })
}

pub fn place(kind: PlaceKind, id: &str, name: Option<&str>, record_type: Option<&str>) -> Place {
    Place {
        kind,
        id: id.to_owned(),
        name: name.map(str::to_owned),
        record_type: record_type.map(str::to_owned),
    }
}

pub fn in_group() -> Place {
    place(PlaceKind::Group, GROUP, Some("Sales Team"), None)
}

/// A post by Ana in a group, just made.
pub fn post(source_type: &str, content: Content) -> Revision {
    let at = time("2026-11-20T09:15:42.000Z");
    Revision {
        item: Item {
            id: POST.to_owned(),
            kind: ItemKind::Post,
            source_type: source_type.to_owned(),
            created_at: at,
            author: Some(ANA.to_owned()),
            inserted_by: Some(ANA.to_owned()),
            place: in_group(),
            parent: None,
            visibility: Some("AllUsers".to_owned()),
            network: None,
        },
        event: ItemEvent::Created,
        number: 1,
        version: 1,
        deletions: 0,
        at,
        by: Some(ANA.to_owned()),
        content,
        before: None,
        mentions: Vec::new(),
        people: Vec::new(),
        likes: None,
        raw: json!({"Id": POST, "Type": source_type}),
        gaps: Vec::new(),
    }
}

pub fn text(text: &str) -> Content {
    Content { body: plain(text), ..Content::default() }
}

fn comment(content: Content) -> Revision {
    let mut revision = post("TextComment", content);
    revision.item.id = "0D7xx0000000001CAA".to_owned();
    revision.item.kind = ItemKind::Comment;
    revision.item.author = Some(BO.to_owned());
    revision.item.inserted_by = None;
    revision.item.parent = Some(ParentItem { post: POST.to_owned(), comment: None });
    revision.by = Some(BO.to_owned());
    revision
}

pub fn edited(mut revision: Revision, before: Option<SourceText>) -> Revision {
    revision.event = ItemEvent::Edited;
    (revision.number, revision.version) = (2, 2);
    revision.at = time("2026-11-20T10:00:00.500Z");
    revision.before = before;
    revision
}

fn deleted(mut revision: Revision) -> Revision {
    revision.event = ItemEvent::Deleted;
    revision.at = time("2026-11-21T00:00:00.000Z");
    revision.by = None;
    revision
}

pub fn group() -> GroupSnapshot {
    let member = |user: &str, since| GroupMember { user: user.to_owned(), since: time(since) };
    GroupSnapshot {
        id: GROUP.to_owned(),
        name: "Sales Team".to_owned(),
        visibility: Some("Private".to_owned()),
        members: vec![
            member(ANA, "2025-01-01T00:00:00Z"),
            member(BO, "2025-01-01T00:00:00Z"),
            member(CHEN, "2026-11-20T09:15:41Z"),
            member(ROBOT, "2026-11-20T09:15:43Z"),
        ],
        read_at: time("2026-11-20T09:20:00Z"),
    }
}

/// A record of a revision, whose files are those that [`files`] has under the attachments' ids.
pub fn record(revision: Revision) -> Record {
    let group = group();
    let input = ParticipantInput {
        revision: &revision,
        post: None,
        before: None,
        members: Some(archive::Members { now: &group, earlier: None }),
    };
    let participants = participants(&input);
    let bytes = |id: &str| match id.chars().last() {
        Some('1') => Some(stored(PIXEL)),
        Some('2') => Some(stored(&(0..=255).cycle().take(1000).collect::<Vec<u8>>())),
        Some('3') => Some(stored(b"")),
        _ => None,
    };
    let files = revision.content.attachments.iter();
    let files = files.filter_map(|one| Some((one.id.clone(), bytes(&one.id)?))).collect();
    Record::make(RecordInput {
        source: source(),
        account: ACCOUNT.to_owned(),
        captured_at: time("2026-11-21T08:00:00.123Z"),
        people: &people(),
        participants,
        files,
        revision,
    })
}

/// Every golden message: its file's name, and its record.
pub fn all() -> Vec<(&'static str, Record)> {
    let first =
        "Quarterly numbers are in.\nFrom here on: see the deck, it's = 100 % final.\n\n  indented\n.\n";
    let html = concat!(
        "<p>Look at <b>this</b> &amp; <i>that</i>, <a href=\"https://example.com/a?b=1&amp;c=2\">the page</a>:</p>",
        "<p><img src=\"sfdc://069xx0000000001\" alt=\"a pixel\"></p><ul><li>one</li><li>two</li></ul>",
        "<script>alert(1)</script><img src=\"https://tracker.example.com/p.gif\" alt=\"spy\">",
        "<a href=\"javascript:alert(1)\" style=\"background:url(https://x.example.com)\" onclick=\"x()\">click</a>",
        "<form action=\"https://x.example.com\"><input name=\"q\"></form>",
    );
    let pixel = attachment("068xx0000000001", AttachmentKind::Inline, "pixel.png");
    let with_rich = Content { body: rich(html), attachments: vec![pixel], ..Content::default() };
    let mention = |user: &str, certain| Mention { user: user.to_owned(), certain };
    let mut all = Vec::new();
    let mut add = |name, revision: Revision| all.push((name, record(revision)));

    add("text-created", post("TextPost", text(first)));
    let mut edit = edited(post("TextPost", text("Quarterly numbers are in (corrected).")), plain(first));
    edit.mentions = vec![mention(DUNYA, true)];
    edit.likes = Some(3);
    add("text-edited", edit.clone());
    edit.before = None;
    edit.by = None;
    edit.gaps = vec!["1 version before this one could not be read.".to_owned()];
    add("text-edited-unknown", edit);
    add("text-deleted", deleted(post("TextPost", text(first))));
    let mut restored = post("TextPost", text(first));
    restored.event = ItemEvent::Restored;
    restored.deletions = 1;
    restored.at = time("2026-11-21T01:00:00Z");
    add("text-restored", restored);

    add("rich-created", post("AdvancedTextPost", with_rich.clone()));
    let after = Content { body: rich("<p>Nothing to see</p>"), ..Content::default() };
    add("rich-edited", edited(post("AdvancedTextPost", after), rich(html)));
    add("rich-deleted", deleted(post("AdvancedTextPost", with_rich)));

    let link =
        |url: &str, label: Option<&str>| Some(Link { url: url.to_owned(), label: label.map(str::to_owned) });
    let with_link = Content {
        body: plain("Worth reading"),
        link: link("https://example.com/a?b=1&c=2", Some("The page")),
        ..Content::default()
    };
    add("link-created", post("LinkPost", with_link.clone()));
    add("link-deleted", deleted(post("LinkPost", with_link)));
    let odd = Content { link: link("javascript:alert(1)", None), ..Content::default() };
    add("link-odd-created", post("LinkPost", odd));

    let file = |id: &str, name: &str| attachment(id, AttachmentKind::File, name);
    let mut gone = file("068xx000000000X", "gone.mov");
    gone.gap = Some("The file was deleted at the source before it was fetched.".to_owned());
    let with_files = Content {
        body: plain("Three files"),
        attachments: vec![
            file("068xx0000000002", "C:\\Users\\ana\\Bericht für März – 報告書.pdf"),
            file("168xx0000000002", "../../etc/bericht für märz – 報告書.pdf"),
            file("068xx0000000003", "empty.txt"),
            file("268xx0000000002", "invoice\u{202e}fdp.exe"),
            file("368xx0000000002", "\r\nBcc: x@example.com\r\n"),
            gone,
        ],
        ..Content::default()
    };
    add("files-created", post("ContentPost", with_files.clone()));
    let mut fewer = with_files.clone();
    fewer.attachments.truncate(1);
    add("files-edited", edited(post("ContentPost", fewer), plain("Three files")));
    add("files-deleted", deleted(post("ContentPost", with_files)));

    let choice = |label: &str, votes| PollChoice { label: label.to_owned(), votes };
    let poll = Content {
        body: plain("Where do we eat?"),
        poll: vec![choice("Canteen", Some(1)), choice("Ramen 🍜", Some(1_234)), choice("Neither", None)],
        ..Content::default()
    };
    add("poll-created", post("PollPost", poll.clone()));
    add("poll-deleted", deleted(post("PollPost", poll)));

    let question = Content {
        title: Some("How do I reset the counter?".to_owned()),
        body: rich("<p>It shows <code>99</code>.</p>"),
        ..Content::default()
    };
    add("question-created", post("QuestionPost", question.clone()));
    add("question-edited", edited(post("QuestionPost", question), rich("<p>It shows</p><pre>9\n 9</pre>")));

    let change = |field: &str, old: Option<&str>, new: Option<&str>| FieldChange {
        field: field.to_owned(),
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    };
    let mut tracked = post(
        "TrackedChange",
        Content {
            changes: vec![
                change("Stage", Some("Open"), Some("Won <ok>")),
                change("Amount", None, Some("12.50")),
            ],
            ..Content::default()
        },
    );
    tracked.item.author = None;
    tracked.item.inserted_by = Some(ROBOT.to_owned());
    tracked.item.place = place(PlaceKind::Record, RECORD, Some("Acme & Sons"), Some("Account"));
    tracked.people = vec![BO.to_owned(), CHEN.to_owned()];
    add("tracked-created", tracked);

    let mut on_record = post("TextPost", text("Called them: they want a quote."));
    on_record.item.place = place(PlaceKind::Record, RECORD, None, Some("Account"));
    on_record.item.network = Some("0DBxx0000000001GAA".to_owned());
    on_record.mentions = vec![mention(CHEN, false)];
    add("record-created", on_record);

    let mut on_profile = post("TextPost", text("Happy birthday, 晓明! 🎂\n生日快乐"));
    on_profile.item.place = place(PlaceKind::Profile, CHEN, None, None);
    on_profile.mentions = vec![mention(DUNYA, true)];
    add("profile-created", on_profile.clone());
    on_profile.item.place.id = ANA.to_owned();
    add("profile-own-created", on_profile);

    add("comment-created", comment(text("I agree.")));
    let mut edit = edited(comment(text("I agree, mostly.")), plain("I agree."));
    edit.by = Some(ANA.to_owned());
    add("comment-edited", edit);
    add("comment-deleted", deleted(comment(text("I agree."))));
    let mut threaded = comment(text("Why only mostly?"));
    threaded.item.id = "0D7xx0000000002CAA".to_owned();
    threaded.item.parent =
        Some(ParentItem { post: POST.to_owned(), comment: Some("0D7xx0000000001CAA".to_owned()) });
    add("comment-threaded-created", threaded);

    let mut private = post("ChatterMessage", text("Between us: yes."));
    private.item.id = "03Hxx0000000001AAA".to_owned();
    private.item.kind = ItemKind::Message;
    private.item.place = place(PlaceKind::Conversation, "03Cxx0000000001AAA", None, None);
    private.item.visibility = None;
    private.people = vec![ANA.to_owned(), BO.to_owned(), DUNYA.to_owned()];
    add("message-created", private.clone());
    add("message-deleted", deleted(private));

    let mut shared = post("TextPost", text("As Bo wrote"));
    shared.content.title = Some("Shared: Quarterly numbers are in.".to_owned());
    shared.content.link = link("https://example.com/0D5xx0000004CAeCAM", Some("Original post"));
    add("shared-created", shared);

    let mut unknown = post("SomethingNewPost", Content::default());
    unknown.gaps =
        vec!["The type SomethingNewPost is not known: only what all types have was read.".to_owned()];
    add("unknown-created", unknown);
    all
}
