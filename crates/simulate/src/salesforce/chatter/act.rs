//! What can happen in Chatter, as it is ordered.

use super::{Refused, content::Sort, edit, files, groups, messages, people, post, second};
use crate::salesforce::org::Org;
use model::Time;
use serde::Deserialize;
use serde_json::{Value, json};

/// An order. People are named by id, username or what is before its `@`; groups and records by id or name; items,
/// files and conversations by id or by what an earlier order called them (`as`).
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    Post(Post),
    Comment(Comment),
    Edit(Edit),
    Delete(OfItem),
    Undelete(OfItem),
    Purge(OfItem),
    Like(OfItem),
    Unlike(OfItem),
    Vote(Vote),
    Attach(Attach),
    Replace(Attach),
    Unfile(Unfile),
    Group(Group),
    Member(Member),
    Follow(Follow),
    Message(Message),
    User(User),
    Record(Record),
}

#[derive(Debug, Clone, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Post {
    pub by: String,
    /// A person, a group or a record; none: the author's own profile.
    pub to: Option<String>,
    /// `@{ruth.okafor}` mentions somebody, `{image:0}` stands for the first inline file.
    pub body: Option<String>,
    pub rich: bool,
    /// None: what follows from the rest.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub title: Option<String>,
    pub link: Option<Link>,
    pub poll: Vec<String>,
    pub changes: Vec<Change>,
    pub files: Vec<File>,
    /// Who put it there in the author's name.
    pub inserted_by: Option<String>,
    #[serde(rename = "as")]
    pub called: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub url: String,
    #[serde(default)]
    pub label: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub field: String,
    #[serde(default)]
    pub old: Option<String>,
    #[serde(default)]
    pub new: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub name: String,
    #[serde(default = "two_kilobytes")]
    pub size: u64,
    /// None: another one for each file.
    #[serde(default)]
    pub seed: Option<u64>,
    #[serde(default)]
    pub sort: Sort,
    /// Within the text.
    #[serde(default)]
    pub inline: bool,
    /// MD5, where it was reckoned already.
    #[serde(skip)]
    pub checksum: Option<String>,
}

fn two_kilobytes() -> u64 {
    2_048
}

#[derive(Debug, Clone, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Comment {
    pub by: String,
    /// The post.
    pub on: String,
    /// A comment of it that this one answers.
    pub reply_to: Option<String>,
    pub body: String,
    pub rich: bool,
    pub files: Vec<File>,
    #[serde(rename = "as")]
    pub called: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub by: String,
    pub item: String,
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub rich: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfItem {
    pub by: String,
    pub item: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    pub by: String,
    pub item: String,
    /// The place of the choice, from 0.
    pub choice: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attach {
    pub by: String,
    /// The item; of `replace` the file (a ContentVersion or ContentDocument).
    pub item: String,
    pub file: File,
    #[serde(default, rename = "as")]
    pub called: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unfile {
    /// A ContentVersion or ContentDocument.
    pub file: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub name: String,
    #[serde(default = "public")]
    pub kind: String,
    pub owner: String,
    #[serde(default)]
    pub members: Vec<String>,
    #[serde(default)]
    pub description: Option<String>,
}

fn public() -> String {
    "Public".to_owned()
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub group: String,
    pub user: String,
    #[serde(default)]
    pub remove: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    pub user: String,
    pub record: String,
    #[serde(default)]
    pub remove: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub by: String,
    #[serde(default)]
    pub to: Vec<String>,
    /// Into one that there is; otherwise the one of the same people, or a new one.
    #[serde(default)]
    pub conversation: Option<String>,
    pub body: String,
    #[serde(default, rename = "as")]
    pub called: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Nobody yet of that username: a new user, whose name has to be said.
    pub user: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub username: Option<String>,
    /// Empty: without an address.
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub active: Option<bool>,
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default)]
    pub title: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// `Account`, `Opportunity`, `Case`.
    pub object: String,
    pub name: String,
    pub owner: String,
}

/// Does what is ordered, at that time; answers the ids of what came of it.
pub fn act(org: &mut Org, action: &Action, at: Time) -> Result<Value, Refused> {
    let at = second(at);
    match action {
        Action::Post(order) => post::post(org, order, at),
        Action::Comment(order) => post::comment(org, order, at),
        Action::Edit(order) => edit::edit(org, order, at),
        Action::Delete(order) => edit::delete(org, order, at),
        Action::Undelete(order) => edit::undelete(org, order, at),
        Action::Purge(order) => edit::purge(org, order, at),
        Action::Like(order) => edit::like(org, order, true, at),
        Action::Unlike(order) => edit::like(org, order, false, at),
        Action::Vote(order) => edit::vote(org, order, at),
        Action::Attach(order) => files::attach_later(org, order, at),
        Action::Replace(order) => files::replace(org, order, at),
        Action::Unfile(order) => files::remove(org, &order.file, at),
        Action::Group(order) => groups::group(org, order, at),
        Action::Member(order) => groups::member(org, order, at),
        Action::Follow(order) => groups::follow(org, order, at),
        Action::Message(order) => messages::message(org, order, at),
        Action::User(order) => people::user(org, order, at),
        Action::Record(order) => people::record(org, order, at),
    }
    .map(|mut told| {
        told["at"] = json!(at);
        told
    })
}

/// The files of an order: their digests can be reckoned before the order is followed.
pub fn files_of(action: &mut Action) -> Vec<&mut File> {
    match action {
        Action::Post(order) => order.files.iter_mut().collect(),
        Action::Comment(order) => order.files.iter_mut().collect(),
        Action::Attach(order) | Action::Replace(order) => vec![&mut order.file],
        _ => Vec::new(),
    }
}
