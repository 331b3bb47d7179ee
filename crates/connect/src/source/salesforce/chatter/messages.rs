//! Private messages, in the order in which they were sent. Deleted ones are gone at once; that somebody with the right to
//! do so changed one is not told.

use super::super::account::Making;
use super::{
    account::Archive,
    ask::not_shown,
    feed::{ITEMS_MAX, reached},
    field::id,
    keyset::Position,
    observe,
    table::Row,
    tables::{CONVERSATION_MEMBERS, MESSAGES},
};
use crate::http::words;
use crate::source::{
    ConnectError, Cursor,
    archive::{CapturePage, Wanted},
};
use std::collections::{BTreeMap, BTreeSet};

impl Archive {
    pub(super) async fn messages(
        &self,
        making: &mut Making,
        wanted: &Wanted,
        position: Option<&Cursor>,
    ) -> Result<CapturePage, ConnectError> {
        let position = Position::read(position, wanted.from)?.begun(self.org.clock.now());
        let conditions = position.conditions("SentDate", Some("SentDate"), ITEMS_MAX);
        let batch = match self.first(making, &MESSAGES, &conditions).await? {
            Ok(batch) => batch,
            Err(absence) => return Err(not_shown(&MESSAGES, absence)),
        };
        let reached = reached(&MESSAGES, &batch.rows, "SentDate")?;
        let more = batch.next.is_some() || batch.rows.len() >= ITEMS_MAX;
        let (next, done) = position.after(&reached, more)?;
        let conversations: BTreeSet<_> =
            batch.rows.iter().filter_map(|row| id(row, "ConversationId")).collect();
        let conversations: Vec<_> = conversations.into_iter().collect();
        let found = self
            .among(making, &CONVERSATION_MEMBERS, "ConversationId", &conversations, "ORDER BY Id")
            .await?;
        let (members, said) = match found {
            Ok(rows) => (rows, None),
            Err(absence) => (Vec::new(), Some(words(&absence.message, &[]).unwrap_or_default())),
        };
        let mut of: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in members {
            if let Some(conversation) = id(&row, "ConversationId") {
                of.entry(conversation).or_default().push(row);
            }
        }
        let observe = |row| {
            let conversation = id(row, "ConversationId");
            let members = conversation.and_then(|id| of.get(&id)).map(Vec::as_slice);
            observe::message(row, members, said.as_deref())
        };
        Ok(CapturePage {
            observations: batch.rows.iter().map(observe).collect::<Result<_, _>>()?,
            position: Some(next.cursor()),
            done,
            ..CapturePage::default()
        })
    }
}
