//! A file's bytes, streamed. Of any size: nothing here holds more than one piece.

use super::super::{account::Making, id::eighteen, right};
use super::{account::Archive, ask::unexpected, beside::VERSION, rest::Refusal};
use crate::http::{HttpError, Streamed};
use crate::source::{
    ConnectError,
    archive::{FileAnswer, FileBytes},
};
use async_trait::async_trait;
use http::StatusCode;
use model::{Absence, AbsenceKind, Attachment};

/// Longest answer other than a file, in bytes.
const REFUSAL_BYTES_MAX: usize = 256 * 1024;

/// A file as it comes.
struct Bytes {
    from: Streamed,
    came: u64,
    /// What Salesforce said of its size when the item was read.
    size: Option<u64>,
}

#[async_trait]
impl FileBytes for Bytes {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, ConnectError> {
        let piece = self.from.next().await?;
        match &piece {
            Some(bytes) => self.came += bytes.len() as u64,
            // Without a length a connection that breaks off looks like an end.
            None if self.size.is_some_and(|size| self.came < size) => {
                return Err(HttpError::Truncated { host: self.from.host.clone() }.into());
            }
            None => {}
        }
        Ok(piece)
    }
}

impl Archive {
    pub(super) async fn download(&self, attachment: &Attachment) -> Result<FileAnswer, ConnectError> {
        let Some(id) = eighteen(&attachment.id).filter(|id| id.starts_with(VERSION)) else {
            return Err(unexpected("the attachment's id is none of a version of a file".into()));
        };
        let mut making = self.org.making().await?;
        let answer = match self.fetched(&making, &id).await? {
            refused if refused.status == StatusCode::UNAUTHORIZED => {
                self.renew(&mut making).await?;
                self.fetched(&making, &id).await?
            }
            answer => answer,
        };
        if answer.status == StatusCode::OK {
            return Ok(FileAnswer::Bytes(Box::new(Bytes { from: answer, came: 0, size: attachment.size })));
        }
        let answer = answer.whole(REFUSAL_BYTES_MAX).await?;
        match self.refusal(&making, &answer, &right::QUERY_ALL_FILES) {
            Refusal::Gone(absence) => Ok(FileAnswer::Gone(self.why_gone(&mut making, absence).await?)),
            Refusal::SignInAgain(error) | Refusal::Error(error) => Err(error),
        }
    }

    async fn fetched(&self, making: &Making, id: &str) -> Result<Streamed, ConnectError> {
        let call = self.rest(making, &format!("/sobjects/ContentVersion/{id}/VersionData"));
        Ok(self.org.client.stream(call.accept_anything()).await?)
    }

    /// Files that our user may not see are said not to be there.
    async fn why_gone(&self, making: &mut Making, absence: Absence) -> Result<Absence, ConnectError> {
        if self.rights(making).await?.has(&right::QUERY_ALL_FILES) {
            return Ok(absence);
        }
        let right = Some(right::QUERY_ALL_FILES.label.to_owned());
        Ok(Absence { kind: AbsenceKind::ScopeMissing, right, ..absence })
    }
}
