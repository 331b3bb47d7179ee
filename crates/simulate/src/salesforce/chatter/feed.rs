//! A large feed: posts in groups of three, every fifth item a comment, where wanted a file on every tenth. Nothing of
//! it is held: each row follows from its number.

use super::{
    content::{Content, mix, words},
    second,
};
use crate::salesforce::{
    ids,
    org::{Org, Row, blank},
    schema::{self, Object},
    table::Made,
    value::Value,
};
use model::Time;
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

/// Most items.
pub const ITEMS_MAX: usize = 5_000_000;
/// Members of each group: so many people each item belongs to.
pub const MEMBERS: usize = 3;
/// The first number of made records: those that are held begin at 1.
const FIRST: u64 = 62_u64.pow(8);
/// Items of which one is a comment.
const COMMENT_EACH: u64 = 5;
/// A comment is on the first of so many posts.
const POSTS_A_COMMENT: u64 = 4;
/// Posts of which one has a file: a tenth of all items.
const POSTS_A_FILE: u64 = 8;
/// How far back the feed begins, and when it ends.
const BEGINS: Duration = Duration::from_secs(28 * 86_400);
const ENDS: Duration = Duration::from_secs(7_200);
/// A comment comes so long after its post.
const COMMENT_AFTER: Duration = Duration::from_secs(60);
/// Words of a text.
const WORDS: u64 = 30;

/// How large a feed is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Posts and comments.
    pub items: usize,
    /// Bytes of the file on each tenth item; none: there are no files.
    pub file_bytes: Option<u64>,
}

/// The feed of an org.
#[derive(Debug)]
pub struct Feed {
    pod: String,
    posts: u64,
    comments: u64,
    begins: Time,
    /// Ids of groups, and of the members of each.
    groups: Vec<(Value, [Value; MEMBERS])>,
    file_bytes: u64,
    /// The digest of each file, once it was asked for.
    checksums: Vec<OnceLock<Value>>,
}

/// What the rows are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Posts,
    Comments,
    Attachments,
    Versions,
    Documents,
}

#[derive(Debug)]
struct Rows {
    feed: Arc<Feed>,
    of: Of,
    object: &'static Object,
}

/// Gives an org a feed; `groups` are ids with those of their members.
pub fn give(org: &mut Org, size: Size, groups: Vec<(Value, [Value; MEMBERS])>, now: Time) {
    let items = size.items as u64;
    let comments = items / COMMENT_EACH;
    let posts = items - comments;
    let files = if size.file_bytes.is_some() { posts.div_ceil(POSTS_A_FILE) } else { 0 };
    let feed = Arc::new(Feed {
        pod: org.pod.clone(),
        posts,
        comments,
        begins: second(now.minus(BEGINS)),
        groups,
        file_bytes: size.file_bytes.unwrap_or_default(),
        checksums: (0..files).map(|_| OnceLock::new()).collect(),
    });
    for (name, of) in [
        ("FeedItem", Of::Posts),
        ("FeedComment", Of::Comments),
        ("FeedAttachment", Of::Attachments),
        ("ContentVersion", Of::Versions),
        ("ContentDocument", Of::Documents),
    ] {
        if let Some(object) = schema::object(name) {
            org.make(object, Arc::new(Rows { feed: feed.clone(), of, object }));
        }
    }
    org.chatter.feed = Some(feed);
}

impl Feed {
    fn id(&self, prefix: &str, number: u64) -> Value {
        Value::text(ids::id(prefix, &self.pod, FIRST + number))
    }

    fn number(&self, id: &str, prefix: &str) -> Option<u64> {
        ids::number(id, prefix, &self.pod)?.checked_sub(FIRST)
    }

    fn post_time(&self, number: u64) -> Time {
        let whole = (BEGINS.saturating_sub(ENDS)).as_secs();
        let into = u128::from(whole) * u128::from(number) / u128::from(self.posts.max(1));
        self.begins.plus(Duration::from_secs(u64::try_from(into).unwrap_or_default()))
    }

    fn group(&self, post: u64) -> &(Value, [Value; MEMBERS]) {
        &self.groups[usize::try_from(post % self.groups.len() as u64).unwrap_or_default()]
    }

    /// Who wrote a post, or with an offset answered it.
    fn author(&self, post: u64, offset: u64) -> Value {
        let round = post / self.groups.len() as u64 + offset;
        self.group(post).1[usize::try_from(round % MEMBERS as u64).unwrap_or_default()].clone()
    }

    fn has_file(&self, post: u64) -> bool {
        !self.checksums.is_empty() && post.is_multiple_of(POSTS_A_FILE)
    }

    fn has_comment(&self, post: u64) -> bool {
        post.is_multiple_of(POSTS_A_COMMENT) && post / POSTS_A_COMMENT < self.comments
    }

    fn file(&self, number: u64) -> Content {
        Content::Noise { seed: mix(number), size: self.file_bytes }
    }

    /// The bytes behind a version, where it is one of these.
    pub fn content(&self, version: &str) -> Option<Content> {
        let number = self.number(version, "068")?;
        (number < self.checksums.len() as u64).then(|| self.file(number))
    }

    fn checksum(&self, number: u64) -> Value {
        let kept = usize::try_from(number).ok().and_then(|place| self.checksums.get(place));
        kept.map_or(Value::Null, |kept| kept.get_or_init(|| Value::text(self.file(number).md5())).clone())
    }

    fn post(&self, number: u64) -> Vec<(&'static str, Value)> {
        let at = Value::Time(self.post_time(number));
        let author = self.author(number, 0);
        let has_file = self.has_file(number);
        let file = if has_file { self.id("068", number / POSTS_A_FILE) } else { Value::Null };
        let kind = if has_file { "ContentPost" } else { "TextPost" };
        vec![
            ("ParentId", self.group(number).0.clone()),
            ("Type", kind.into()),
            ("CreatedById", author.clone()),
            ("InsertedById", author),
            ("CreatedDate", at.clone()),
            ("LastModifiedDate", at.clone()),
            ("SystemModstamp", at),
            ("Revision", Value::Int(1)),
            ("Body", Value::text(format!("{number}: {}", words(mix(number), WORDS)))),
            ("RelatedRecordId", file),
            ("HasContent", Value::Bool(has_file)),
            ("Visibility", "AllUsers".into()),
            ("Status", "Published".into()),
            ("CommentCount", Value::Int(i64::from(self.has_comment(number)))),
            ("LikeCount", Value::Int(0)),
        ]
    }

    fn comment(&self, number: u64) -> Vec<(&'static str, Value)> {
        let post = number * POSTS_A_COMMENT;
        let at = Value::Time(self.post_time(post).plus(COMMENT_AFTER));
        let author = self.author(post, 1);
        vec![
            ("FeedItemId", self.id("0D5", post)),
            ("ParentId", self.group(post).0.clone()),
            ("CommentType", "TextComment".into()),
            ("CommentBody", Value::text(format!("Re {post}: {}", words(mix(number ^ FIRST), WORDS)))),
            ("CreatedById", author.clone()),
            ("InsertedById", author),
            ("CreatedDate", at.clone()),
            ("SystemModstamp", at),
            ("Revision", Value::Int(1)),
            ("Status", "Published".into()),
            ("ThreadLevel", Value::Int(0)),
            ("ThreadChildrenCount", Value::Int(0)),
        ]
    }

    fn attachment(&self, number: u64) -> Vec<(&'static str, Value)> {
        vec![
            ("FeedEntityId", self.id("0D5", number * POSTS_A_FILE)),
            ("Type", "Content".into()),
            ("RecordId", self.id("068", number)),
            ("Title", Value::text(format!("File {number}.bin"))),
        ]
    }

    fn described(&self, number: u64) -> Vec<(&'static str, Value)> {
        let at = Value::Time(self.post_time(number * POSTS_A_FILE));
        let author = self.author(number * POSTS_A_FILE, 0);
        vec![
            ("Title", Value::text(format!("File {number}"))),
            ("FileExtension", "bin".into()),
            ("FileType", "UNKNOWN".into()),
            ("ContentSize", Value::Int(i64::try_from(self.file_bytes).unwrap_or(i64::MAX))),
            ("OwnerId", author.clone()),
            ("CreatedById", author),
            ("CreatedDate", at.clone()),
            ("LastModifiedDate", at.clone()),
            ("SystemModstamp", at),
        ]
    }

    fn version(&self, number: u64) -> Vec<(&'static str, Value)> {
        let mut values = self.described(number);
        values.extend([
            ("ContentDocumentId", self.id("069", number)),
            ("PathOnClient", Value::text(format!("File {number}.bin"))),
            ("Checksum", self.checksum(number)),
            ("IsLatest", Value::Bool(true)),
            ("VersionNumber", "1".into()),
            ("ContentLocation", "S".into()),
            ("FirstPublishLocationId", self.group(number * POSTS_A_FILE).0.clone()),
        ]);
        values
    }

    fn document(&self, number: u64) -> Vec<(&'static str, Value)> {
        let mut values = self.described(number);
        values.push(("LatestPublishedVersionId", self.id("068", number)));
        values
    }
}

impl Made for Rows {
    fn many(&self) -> u64 {
        match self.of {
            Of::Posts => self.feed.posts,
            Of::Comments => self.feed.comments,
            Of::Attachments | Of::Versions | Of::Documents => self.feed.checksums.len() as u64,
        }
    }

    fn row(&self, number: u64) -> Row {
        let values = match self.of {
            Of::Posts => self.feed.post(number),
            Of::Comments => self.feed.comment(number),
            Of::Attachments => self.feed.attachment(number),
            Of::Versions => self.feed.version(number),
            Of::Documents => self.feed.document(number),
        };
        let mut row = blank(self.object);
        row[0] = self.feed.id(&self.object.prefix, number);
        for (name, value) in values {
            if let Some(place) = self.object.place(name) {
                row[place] = value;
            }
        }
        row
    }

    fn time(&self, number: u64) -> Time {
        match self.of {
            Of::Posts => self.feed.post_time(number),
            Of::Comments => self.feed.post_time(number * POSTS_A_COMMENT).plus(COMMENT_AFTER),
            Of::Attachments | Of::Versions | Of::Documents => self.feed.post_time(number * POSTS_A_FILE),
        }
    }

    fn number(&self, id: &str) -> Option<u64> {
        self.feed.number(id, &self.object.prefix).filter(|number| *number < self.many())
    }

    fn referring(&self, place: usize, id: &str) -> Vec<u64> {
        let feed = &self.feed;
        let field = self.object.fields[place].name.as_str();
        let post = || feed.number(id, "0D5").filter(|post| *post < feed.posts);
        match (self.of, field) {
            (Of::Comments, "FeedItemId") => post()
                .filter(|post| feed.has_comment(*post))
                .map(|post| post / POSTS_A_COMMENT)
                .into_iter()
                .collect(),
            (Of::Attachments, "FeedEntityId") => post()
                .filter(|post| feed.has_file(*post))
                .map(|post| post / POSTS_A_FILE)
                .into_iter()
                .collect(),
            (Of::Versions, "ContentDocumentId") => {
                feed.number(id, "069").filter(|number| *number < self.many()).into_iter().collect()
            }
            (Of::Posts | Of::Comments, "ParentId") => {
                let post = |number: u64| if self.of == Of::Posts { number } else { number * POSTS_A_COMMENT };
                (0..self.many()).filter(|number| feed.group(post(*number)).0.as_text() == Some(id)).collect()
            }
            _ => Vec::new(),
        }
    }
}
