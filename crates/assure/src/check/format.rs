//! A check's file, as it is spelled. Unknown keys are refused.
//!
//! ```yaml
//! id: zoom.meeting.waiting-room          # stable for ever
//! aliases: [zoom.waiting-room]           # ids that it had before
//! version: 3
//! title: Participants wait until the host lets them in
//! why: One or two sentences.
//! reads:                                 # names for expressions; every one must be used
//!   enabled: { at: account.settings.meeting_security#/meeting_security/waiting_room, type: bool }
//!   regions:                             # several places: the first where something is, is used
//!     at: [account.settings#/in_meeting/regions, account.settings#/regions]
//!     type: list(text)                   # bool, int, number, text, enum[a, b], time, list(…), table(column: …, …)
//!                                        # a column may be elsewhere in its row: table(id: text, on: bool at /a/b)
//!     either: true                       # they are ways to the same fact: any one will do, and all have to agree
//!     empty: failed                      # lists and tables: passed, failed or undetected
//!     max_age: 50h                       # the default
//! parameters:
//!   allowed: { type: list(text), default: [DE], source: Whose figure this is, exceptions: true }
//!   minutes:                             # which entry of a customer's own baseline sets it, with what its words mean
//!     { type: int, default: 120, source: S, baseline: { at: Session.timeout, words: { TwoHours: 120 }, of: greatest } }
//! applies: enabled                       # where this is false the check is not applicable
//! pass: enabled; every region in regions { region in allowed }
//! partial: { when: count(regions) == 1, credit: 1/2 }
//! boundaries: [last_login + 90d]         # for checks that use as_of: when the verdict may turn
//! expected: The waiting room is on
//! examples:                              # values by read; parameters and as_of where they matter
//!   pass: [{ enabled: true, regions: [DE] }]
//!   fail: [{ enabled: false, regions: [DE] }]
//! action: zoom.meeting.waiting-room
//! setting:                               # of a check of one setting of the account: its twins
//!   name: Waiting room                   # as the service's own pages call it
//!   lock: account.lock_settings#/a/b     # makes <id>.locked
//!   groups: group.settings#/a/b          # makes <id>.overrides; below the row's `settings`
//!                                        # of several reads one each: { enabled: group.settings#/a/b, regions: … }
//! manual_until_read: true                # where the document was read and the path is not in it, people test
//! severity: high                         # low, medium, high or critical
//! fix: Where to mend it at the service
//! link: https://support.example.com/waiting-room
//! maps: [cis-zoom-1.0/1.1.1.2]
//! ```

use crate::pack::yaml::Spanned;
use serde::{
    Deserialize, Deserializer,
    de::{
        MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckFile {
    pub id: Spanned<String>,
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    pub version: Spanned<u32>,
    pub title: Spanned<String>,
    pub why: Spanned<String>,
    pub reads: BTreeMap<String, Spanned<ReadFile>>,
    #[serde(default)]
    pub parameters: BTreeMap<String, Spanned<ParameterFile>>,
    #[serde(default)]
    pub applies: Option<Spanned<String>>,
    pub pass: Spanned<String>,
    #[serde(default)]
    pub partial: Option<PartialFile>,
    #[serde(default)]
    pub boundaries: Vec<Spanned<String>>,
    #[serde(default)]
    pub expected: Option<Spanned<String>>,
    pub examples: Spanned<ExamplesFile>,
    #[serde(default)]
    pub setting: Option<Spanned<SettingFile>>,
    #[serde(default)]
    pub manual_until_read: Option<Spanned<bool>>,
    pub action: Spanned<String>,
    pub severity: Spanned<String>,
    pub fix: Spanned<String>,
    #[serde(default)]
    pub link: Option<Spanned<String>>,
    #[serde(default)]
    pub maps: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadFile {
    pub at: OneOrMore,
    #[serde(default)]
    pub either: Option<Spanned<bool>>,
    #[serde(rename = "type")]
    pub kind: Spanned<String>,
    #[serde(default)]
    pub empty: Option<Spanned<String>>,
    #[serde(default)]
    pub max_age: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParameterFile {
    #[serde(rename = "type")]
    pub kind: Spanned<String>,
    pub default: Value,
    pub source: Spanned<String>,
    #[serde(default)]
    pub exceptions: Option<Spanned<bool>>,
    #[serde(default)]
    pub baseline: Option<Spanned<BaselineFile>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingFile {
    pub name: Spanned<String>,
    #[serde(default)]
    pub lock: Option<Spanned<String>>,
    #[serde(default)]
    pub groups: Option<Spanned<GroupsFile>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartialFile {
    pub when: Spanned<String>,
    #[serde(default)]
    pub credit: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExamplesFile {
    #[serde(default)]
    pub pass: Vec<Spanned<BTreeMap<String, Value>>>,
    #[serde(default)]
    pub fail: Vec<Spanned<BTreeMap<String, Value>>>,
    #[serde(default)]
    pub partial: Vec<Spanned<BTreeMap<String, Value>>>,
    #[serde(default)]
    pub not_applicable: Vec<Spanned<BTreeMap<String, Value>>>,
}

/// Which entry of a customer's own baseline sets a parameter: its name alone, or with how.
#[derive(Debug)]
pub(super) struct BaselineFile(pub BaselineEntryFile);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BaselineEntryFile {
    pub at: String,
    #[serde(default)]
    pub bound: Option<String>,
    #[serde(default)]
    pub words: BTreeMap<String, Value>,
    #[serde(default)]
    pub of: Option<String>,
}

impl<'de> Deserialize<'de> for BaselineFile {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Entry;
        impl<'de> Visitor<'de> for Entry {
            type Value = BaselineFile;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an entry's name, or `at` with `bound`, `words` and `of`")
            }
            fn visit_str<E>(self, text: &str) -> Result<BaselineFile, E> {
                let (bound, words, of) = (None, BTreeMap::new(), None);
                Ok(BaselineFile(BaselineEntryFile { at: text.to_owned(), bound, words, of }))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BaselineFile, A::Error> {
                BaselineEntryFile::deserialize(MapAccessDeserializer::new(map)).map(BaselineFile)
            }
        }
        from.deserialize_any(Entry)
    }
}

/// Where groups have their value of the one read, or of each read by its name.
#[derive(Debug)]
pub(super) enum GroupsFile {
    One(String),
    Each(BTreeMap<String, Spanned<String>>),
}

impl<'de> Deserialize<'de> for GroupsFile {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Places;
        impl<'de> Visitor<'de> for Places {
            type Value = GroupsFile;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("signal#/a/b, or one for each read by its name")
            }
            fn visit_str<E>(self, text: &str) -> Result<GroupsFile, E> {
                Ok(GroupsFile::One(text.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<GroupsFile, A::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(GroupsFile::Each)
            }
        }
        from.deserialize_any(Places)
    }
}

/// One text, or a list of them.
#[derive(Debug)]
pub(super) struct OneOrMore(pub Vec<String>);

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = OneOrMore;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }
            fn visit_str<E>(self, text: &str) -> Result<OneOrMore, E> {
                Ok(OneOrMore(vec![text.to_owned()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<OneOrMore, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(OneOrMore)
            }
        }
        from.deserialize_any(Texts)
    }
}
