//! An answer whose body comes piece by piece: files, which may be larger than memory.

use super::{Answer, HttpError, classify::classify, client::take};
use http::{HeaderMap, StatusCode};
use std::collections::VecDeque;

/// Largest piece that is handed on, in bytes.
pub const PIECE_BYTES_MAX: usize = 1 << 20;

/// An answer whose head has come. Has no `Debug`, because bodies may hold secrets.
pub struct Streamed {
    pub host: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// How long the body is to be, where the head says so.
    length: Option<u64>,
    came: u64,
    pending: VecDeque<Vec<u8>>,
    response: reqwest::Response,
}

impl Streamed {
    pub(super) fn new(host: String, mut response: reqwest::Response) -> Self {
        let (status, length) = (response.status(), response.content_length());
        let headers = std::mem::take(response.headers_mut());
        Self { host, status, headers, length, came: 0, pending: VecDeque::new(), response }
    }

    /// How long the body is to be in bytes, where the service says so.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next bytes, at most [`PIECE_BYTES_MAX`]; `None` after the last.
    ///
    /// # Errors
    /// [`HttpError::Truncated`] where fewer bytes came than the head promised, [`HttpError::TimedOut`] where the service
    /// stalled. Nothing of the body may be used then.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, HttpError> {
        loop {
            if let Some(piece) = self.pending.pop_front() {
                return Ok(Some(piece));
            }
            match self.response.chunk().await.map_err(|error| classify(&self.host, &error))? {
                Some(bytes) => {
                    self.came += bytes.len() as u64;
                    self.pending.extend(bytes.chunks(PIECE_BYTES_MAX).map(<[u8]>::to_vec));
                }
                None if self.length.is_some_and(|length| length != self.came) => {
                    return Err(HttpError::Truncated { host: self.host.clone() });
                }
                None => return Ok(None),
            }
        }
    }

    /// The whole of a short answer: what a service says instead of a file.
    ///
    /// # Errors
    /// As [`super::Client::send`].
    pub async fn whole(mut self, limit: usize) -> Result<Answer, HttpError> {
        let body = take(&mut self.response, &self.host, limit).await?;
        Ok(Answer { host: self.host, status: self.status, headers: self.headers, body })
    }
}
