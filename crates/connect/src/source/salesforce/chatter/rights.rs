//! The permissions that archiving needs, and which of them our own user has.
//!
//! To a user who may not see everything Salesforce gives fewer rows, and no error. So the permissions are looked up before
//! a page is read and again behind it: a page that may be short of rows is never taken for all there was.

use super::super::{
    account::Making,
    known,
    right::{self, Granted, Right},
};
use super::{account::Archive, tables};
use crate::source::{ConnectError, MissingRight, archive::Stream, archive::Wanted};
use model::{Absence, AbsenceKind};
use std::{sync::PoisonError, time::Duration};

/// How long what was found of our permissions stands for the next page's first look.
const KNOWN_FOR: Duration = Duration::from_secs(60);

/// What one permission is for.
pub(super) struct Need {
    pub(super) right: &'static Right,
    required: bool,
    /// The streams that are absent or short without it.
    streams: &'static [&'static str],
    /// What is lost without it.
    lost: &'static str,
}

const NEEDS: &[Need] = &[
    Need {
        right: &right::API_ENABLED,
        required: true,
        streams: &["people", "groups", "posts", "comments", "messages", "deletions", "files"],
        lost: "nothing can be read",
    },
    Need {
        right: &right::VIEW_ALL_DATA,
        required: true,
        streams: &["groups", "posts", "comments", "deletions"],
        lost: "Salesforce shows some of the posts, comments and groups and does not say that there are more, so that none are read",
    },
    Need {
        right: &right::VIEW_ALL_USERS,
        required: true,
        streams: &["people"],
        lost: "Salesforce shows some of the people, so that no item could be matched with its mailboxes",
    },
    Need {
        right: &right::QUERY_ALL_FILES,
        required: false,
        streams: &["files"],
        lost: "files that the user may not open are named in the archive and are not in it",
    },
    Need {
        right: &right::MANAGE_UNLISTED_GROUPS,
        required: false,
        streams: &["groups", "posts", "comments"],
        lost: "what is written in unlisted groups is not archived, and Salesforce does not tell that it exists",
    },
];

const MESSAGES: Need = Need {
    right: &right::MANAGE_CHATTER_MESSAGES,
    required: true,
    streams: &["messages"],
    lost: "private messages are not archived",
};

/// The permissions, private messages' only where they are wanted.
fn needs(wanted: &Wanted) -> impl Iterator<Item = &'static Need> {
    NEEDS.iter().chain(wanted.messages.then_some(&MESSAGES))
}

/// What a stream may not be read without.
fn of(stream: Stream) -> &'static [&'static Right] {
    match stream {
        Stream::People => &[&right::API_ENABLED, &right::VIEW_ALL_USERS],
        Stream::Groups | Stream::Posts | Stream::Comments | Stream::Deletions => {
            &[&right::API_ENABLED, &right::VIEW_ALL_DATA]
        }
        Stream::Messages => &[&right::API_ENABLED, &right::MANAGE_CHATTER_MESSAGES],
    }
}

/// What a stream lacks.
pub(super) fn absent(stream: Stream, granted: &Granted) -> Option<Absence> {
    let lacking = of(stream).iter().find(|right| !granted.has(right))?;
    Some(Absence {
        kind: AbsenceKind::ScopeMissing,
        message: format!("{} is not among the permissions that Salesforce says our user has", lacking.api),
        right: Some(lacking.label.to_owned()),
    })
}

pub(super) fn missing(wanted: &Wanted, granted: &Granted) -> Vec<MissingRight> {
    let lacking = needs(wanted).filter(|need| !granted.has(need.right));
    let missing = lacking.map(|need| MissingRight {
        right: need.right.label.to_owned(),
        classic: need.right.label.to_owned(),
        granular: vec![need.right.api.to_owned()],
        signals: need.streams.iter().map(|stream| known(stream)).collect(),
        required: need.required,
    });
    missing.collect()
}

/// What is lost, in a sentence for each.
pub(super) fn losses(wanted: &Wanted, granted: &Granted) -> Vec<String> {
    let lacking = needs(wanted).filter(|need| !granted.has(need.right));
    lacking.map(|need| format!("{} is missing: {}.", need.right.label, need.lost)).collect()
}

/// Those that are granted, of what is looked up.
pub(super) fn names(granted: &Granted) -> Vec<String> {
    let besides = [&right::MANAGE_CHATTER_MESSAGES, &right::MODIFY_ALL_DATA, &right::USE_ANY_API_AUTH];
    granted.named(NEEDS.iter().map(|need| need.right).chain(besides))
}

impl Archive {
    /// Our own permissions, asked just now.
    pub(super) async fn rights(&self, making: &mut Making) -> Result<Granted, ConnectError> {
        let found = match self.first(making, &tables::RIGHTS, "LIMIT 1").await? {
            Ok(batch) => batch.rows.first().map(Granted::of).unwrap_or_default(),
            // Nothing is known of them: nothing that needs one is read.
            Err(_) => Granted::default(),
        };
        let at = self.org.clock.now();
        *self.rights.lock().unwrap_or_else(PoisonError::into_inner) = Some((found.clone(), at));
        Ok(found)
    }

    /// Our own permissions, as they were a moment ago where the stream lacked none of its own then.
    pub(super) async fn rights_for(
        &self,
        making: &mut Making,
        stream: Stream,
    ) -> Result<Granted, ConnectError> {
        let found = self.rights.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let now = self.org.clock.now();
        let good = |(granted, at): &(Granted, _)| {
            now.since(*at) < KNOWN_FOR && *at <= now && absent(stream, granted).is_none()
        };
        match found.filter(good) {
            Some((granted, _)) => Ok(granted),
            None => self.rights(making).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn granted(names: &[&str]) -> Granted {
        let row = names.iter().map(|name| (format!("Permissions{name}"), json!(true))).collect();
        Granted::of(&row)
    }

    #[test]
    fn a_stream_is_absent_without_its_own_right_and_no_other() {
        let all = granted(&["ApiEnabled", "ViewAllData", "ViewAllUsers", "ManageChatterMessages"]);
        for stream in Stream::ALL {
            assert_eq!(absent(stream, &all), None, "{stream:?}");
        }
        let few = granted(&["ApiEnabled", "ViewAllUsers"]);
        for (stream, lacking) in [
            (Stream::People, None),
            (Stream::Groups, Some("View All Data")),
            (Stream::Posts, Some("View All Data")),
            (Stream::Comments, Some("View All Data")),
            (Stream::Messages, Some("Manage Chatter Messages and Direct Messages")),
            (Stream::Deletions, Some("View All Data")),
        ] {
            let found = absent(stream, &few).and_then(|absence| absence.right);
            assert_eq!(found.as_deref(), lacking, "{stream:?}");
        }
        assert_eq!(absent(Stream::Posts, &granted(&["ApiEnabled", "ModifyAllData"])), None);
    }

    #[test]
    fn private_messages_need_a_right_only_where_they_are_wanted() {
        let without = |messages| Wanted { from: None, messages };
        let most = granted(&["ApiEnabled", "ViewAllData", "ViewAllUsers", "QueryAllFiles"]);
        let names = |wanted: &Wanted| -> Vec<_> {
            missing(wanted, &most).into_iter().map(|missing| (missing.right, missing.required)).collect()
        };
        let unlisted = ("Manage Unlisted Groups".to_owned(), false);
        assert_eq!(names(&without(false)), std::slice::from_ref(&unlisted));
        let messages = ("Manage Chatter Messages and Direct Messages".to_owned(), true);
        assert_eq!(names(&without(true)), [unlisted, messages]);
        assert_eq!(losses(&without(true), &most).len(), 2);
    }
}
