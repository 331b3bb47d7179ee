//! Exporting a mailbox: mbox, or one EML after another in a tar archive; streamed, message by message.

use super::{By, MessageBytes, leaf::Look};
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use model::MailboxId;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Messages that are looked up together.
const CHUNK: u32 = 200;
/// Blocks of a tar archive, in bytes (POSIX.1-2001 ustar).
const TAR_BLOCK: usize = 512;

/// How a mailbox is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// RFC 4155, with the quoting that mail programs call mboxrd: nothing in a body is taken for a message's beginning,
    /// and every body can be had back exactly.
    Mbox,
    /// A tar archive of one file per message.
    Eml,
}

/// An export as it comes.
pub struct Export {
    engine: Arc<Engine>,
    mailbox: MailboxId,
    format: ExportFormat,
    /// The last UID that was begun.
    uid: i64,
    queue: std::collections::VecDeque<store::MailboxMessageRow>,
    writing: Option<Writing>,
    ended: bool,
    pub name: String,
    pub media_type: &'static str,
}

struct Writing {
    bytes: MessageBytes,
    head: Option<Vec<u8>>,
    quoter: Quoter,
    written: u64,
}

impl Engine {
    /// Exports a mailbox. A leaf tells of it.
    pub async fn export_mailbox(
        self: &Arc<Self>,
        actor: &Actor,
        mailbox: &MailboxId,
        format: ExportFormat,
    ) -> Result<Export> {
        let mut tx = self.store.read().await?;
        let reader = self.reader(&mut tx, actor, mailbox, By::Role, UseCase::ExportMailboxes).await?;
        drop(tx);
        self.tell_of_reading(actor, &reader, Look::Export { format }).await?;
        let (end, media_type) = match format {
            ExportFormat::Mbox => ("mbox", "application/mbox"),
            ExportFormat::Eml => ("tar", "application/x-tar"),
        };
        Ok(Export {
            engine: self.clone(),
            mailbox: mailbox.clone(),
            format,
            uid: 0,
            queue: Default::default(),
            writing: None,
            ended: false,
            name: format!("{}.{end}", reader.mailbox.address.replace(['/', '"'], "_")),
            media_type,
        })
    }
}

impl ExportFormat {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            ExportFormat::Mbox => "mbox",
            ExportFormat::Eml => "eml",
        }
    }
}

impl Export {
    /// The next bytes; `None` after the last.
    ///
    /// # Errors
    /// What was given before is not the whole then.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            if let Some(writing) = &mut self.writing {
                if let Some(head) = writing.head.take() {
                    return Ok(Some(head));
                }
                match writing.bytes.next().await? {
                    Some(bytes) => {
                        writing.written += bytes.len() as u64;
                        return Ok(Some(match self.format {
                            ExportFormat::Mbox => writing.quoter.push(&bytes),
                            ExportFormat::Eml => bytes,
                        }));
                    }
                    None => {
                        let end = match self.format {
                            ExportFormat::Mbox => writing.quoter.finish(),
                            ExportFormat::Eml => vec![0; padding(writing.written)],
                        };
                        self.writing = None;
                        if !end.is_empty() {
                            return Ok(Some(end));
                        }
                    }
                }
                continue;
            }
            if !self.begin_next().await? {
                let last = !std::mem::replace(&mut self.ended, true) && self.format == ExportFormat::Eml;
                // Two empty blocks end a tar archive.
                return Ok(last.then(|| vec![0; 2 * TAR_BLOCK]));
            }
        }
    }

    /// Begins the next message; `false` after the last.
    async fn begin_next(&mut self) -> Result<bool> {
        let mut tx = self.engine.store.read().await?;
        loop {
            let Some(row) = self.queue.pop_front() else {
                let rows = tx.mailbox_messages().by_uid(&self.mailbox, self.uid, CHUNK).await?;
                if rows.is_empty() {
                    return Ok(false);
                }
                self.queue.extend(rows);
                continue;
            };
            self.uid = row.uid;
            // A message whose key was destroyed is no more.
            let Some(bundle) = self.engine.bundle_of(&mut tx, &row.revision).await? else { continue };
            let name = format!("{:010}.eml", row.uid);
            let bytes = MessageBytes::of_bundle(&self.engine.store, &bundle, name.clone());
            let head = match self.format {
                ExportFormat::Mbox => format!("From vouchsafe@localhost {}\n", asctime(row.at)).into_bytes(),
                ExportFormat::Eml => tar_header(&name, bytes.size, row.at)?,
            };
            self.writing = Some(Writing { bytes, head: Some(head), quoter: Quoter::default(), written: 0 });
            return Ok(true);
        }
    }
}

/// Makes LF of CRLF and quotes lines that begin as a message does (mboxrd).
#[derive(Default)]
struct Quoter {
    line: Vec<u8>,
}

impl Quoter {
    fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + 16);
        for byte in bytes {
            self.line.push(*byte);
            if *byte == b'\n' {
                self.flush(&mut out);
            }
        }
        out
    }

    /// Lines of a message have 998 characters at most, so that none is held for long.
    fn flush(&mut self, out: &mut Vec<u8>) {
        let line = match self.line.strip_suffix(b"\r\n") {
            Some(line) => [line, b"\n"].concat(),
            None => self.line.clone(),
        };
        let quoted =
            line.iter().position(|byte| *byte != b'>').is_some_and(|at| line[at..].starts_with(b"From "));
        if quoted {
            out.push(b'>');
        }
        out.extend_from_slice(&line);
        self.line.clear();
    }

    /// What is left, and the empty line between messages.
    fn finish(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        if !self.line.is_empty() {
            self.line.push(b'\n');
            self.flush(&mut out);
        }
        out.push(b'\n');
        out
    }
}

/// `Sun Nov 22 08:00:00 2026`: what a mbox's line begins with (RFC 4155, appendix A).
fn asctime(at: model::Time) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    // `2026-11-22T08:00:00.000Z`
    let text = at.to_string();
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or("");
    let weekday = usize::try_from(store::utc_day(at).rem_euclid(7)).unwrap_or(0);
    let month = part(5..7).parse::<usize>().unwrap_or(1).clamp(1, 12);
    let day = part(8..10).parse::<u32>().unwrap_or(1);
    format!("{} {} {day:2} {} {}", DAYS[weekday], MONTHS[month - 1], part(11..19), part(0..4))
}

fn tar_header(name: &str, size: u64, at: model::Time) -> Result<Vec<u8>> {
    let mut header = tar::Header::new_ustar();
    header
        .set_path(name)
        .map_err(|error| Error::Internal(format!("a file cannot be called {name}: {error}")))?;
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(u64::try_from(at.ms() / 1000).unwrap_or(0));
    header.set_entry_type(tar::EntryType::Regular);
    header.set_cksum();
    Ok(header.as_bytes().to_vec())
}

fn padding(written: u64) -> usize {
    (TAR_BLOCK - usize::try_from(written % TAR_BLOCK as u64).unwrap_or(0)) % TAR_BLOCK
}
