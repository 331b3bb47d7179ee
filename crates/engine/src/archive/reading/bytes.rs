//! A message's RFC 5322 form and its files, streamed: never held whole.

use super::{By, leaf::Look};
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
    archive::bundle::Bundle,
};
use archive::{Base64Lines, FileHash, Piece, message, shown};
use model::{ContentHash, MailboxId};
use std::collections::VecDeque;
use store::{BlobReader, Store};

/// For what a message is opened.
#[derive(Debug, Clone, Copy)]
pub(super) enum Opening {
    /// To be shown.
    Message,
    /// To be downloaded in its own form, or a file of it by its number.
    Download(Option<usize>),
}

/// Bytes as they come, of a message or of a file.
pub struct MessageBytes {
    store: Store,
    pieces: VecDeque<Piece>,
    reading: Option<(BlobReader, Option<Base64Lines>)>,
    /// Files as they are, instead of base64.
    plain_files: bool,
    /// How many bytes come in all.
    pub size: u64,
    /// What a browser is told: a name for the file, and its type.
    pub name: String,
    pub media_type: String,
}

impl MessageBytes {
    pub(super) fn of_bundle(store: &Store, bundle: &Bundle, name: String) -> Self {
        Self {
            store: store.clone(),
            size: bundle.skeleton.size(),
            pieces: bundle.skeleton.pieces().iter().cloned().collect(),
            reading: None,
            plain_files: false,
            name,
            media_type: "message/rfc822".to_owned(),
        }
    }

    /// The next bytes, about a megabyte at most; `None` after the last.
    ///
    /// # Errors
    /// What was given before is not the whole then.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            if let Some((reader, encoder)) = &mut self.reading {
                match reader.next().await? {
                    Some(bytes) => match encoder {
                        Some(encoder) => return Ok(Some(encoder.push(&bytes))),
                        None => return Ok(Some(bytes)),
                    },
                    None => {
                        let rest =
                            self.reading.take().and_then(|(_, encoder)| encoder).map(Base64Lines::finish);
                        if let Some(rest) = rest {
                            return Ok(Some(rest));
                        }
                    }
                }
            }
            match self.pieces.pop_front() {
                None => return Ok(None),
                Some(Piece::Literal(bytes)) => return Ok(Some(bytes)),
                Some(Piece::File { sha256, .. }) => {
                    let reader = open(&self.store, &sha256).await?;
                    self.reading = Some((reader, (!self.plain_files).then(Base64Lines::new)));
                }
            }
        }
    }
}

async fn open(store: &Store, sha256: &FileHash) -> Result<BlobReader> {
    let mut tx = store.read().await?;
    let found = tx.blobs().find_by_hash(&ContentHash::stored(sha256.to_hex())).await?;
    let row = found.ok_or_else(|| Error::Internal(format!("the file {sha256} of a message is not there")))?;
    let unlocked = tx.blobs().unlock(&row.id).await?;
    Ok(store.blobs().open(unlocked).await?)
}

impl Engine {
    /// A message's RFC 5322 form.
    pub async fn message_bytes(
        &self,
        actor: &Actor,
        mailbox: &MailboxId,
        uid: i64,
        by: By<'_>,
    ) -> Result<MessageBytes> {
        let (bundle, _) = self.open_message(actor, mailbox, uid, by, Opening::Download(None)).await?;
        let name = format!("{}.eml", message(&bundle.record).id.replace('/', "_"));
        Ok(MessageBytes::of_bundle(&self.store, &bundle, name))
    }

    /// A file of a message, the first being number 0.
    pub async fn attachment_bytes(
        &self,
        actor: &Actor,
        mailbox: &MailboxId,
        uid: i64,
        number: usize,
        by: By<'_>,
    ) -> Result<MessageBytes> {
        let opening = Opening::Download(Some(number));
        let (bundle, _) = self.open_message(actor, mailbox, uid, by, opening).await?;
        let file = shown(&bundle.record).files.into_iter().nth(number);
        let file = file.ok_or_else(|| Error::not_found(format!("file {number} of this message")))?;
        let (sha256, size) = file.stored.map_err(|why| Error::not_found(format!("such file: {why}")))?;
        Ok(MessageBytes {
            store: self.store.clone(),
            pieces: [Piece::File { sha256, size }].into(),
            reading: None,
            plain_files: true,
            size,
            name: file.name,
            media_type: file.media_type.to_owned(),
        })
    }

    /// Opens a message for somebody who may read it: its leaf comes first.
    pub(super) async fn open_message(
        &self,
        actor: &Actor,
        mailbox: &MailboxId,
        uid: i64,
        by: By<'_>,
        opening: Opening,
    ) -> Result<(Bundle, store::MailboxMessageRow)> {
        let mut tx = self.store.read().await?;
        let reader = self.reader(&mut tx, actor, mailbox, by, UseCase::ReadMailboxes).await?;
        let row = tx.mailbox_messages().get(mailbox, uid).await?;
        let row = row.ok_or_else(|| Error::not_found("such message in this mailbox"))?;
        let look = match opening {
            Opening::Message => Look::Message(&row),
            Opening::Download(file) => Look::Download { message: &row, file },
        };
        self.tell_of_reading(actor, &reader, look).await?;
        let bundle = self.bundle_of(&mut tx, &row.revision).await?;
        let gone = "message: it was deleted from the archive, and nothing of its content is left";
        Ok((bundle.ok_or_else(|| Error::not_found(gone))?, row))
    }
}
