//! What a page shows of a message: the same texts and files as the RFC 5322 form, apart.

use super::{
    body, html, plain, subject,
    view::{File, View},
};
use crate::{FileHash, Record};

/// The texts and files of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub text: String,
    /// Whole HTML document, sanitised; its images refer to files by `cid:`.
    pub html: String,
    pub files: Vec<ShownFile>,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownFile {
    /// As in the message, distinct among its files.
    pub name: String,
    pub media_type: &'static str,
    /// Of an image within the text.
    pub content_id: Option<String>,
    /// Its hash and bytes, or why it is not there.
    pub stored: Result<(FileHash, u64), String>,
}

/// What is shown of a record's message.
pub fn shown(record: &Record) -> Shown {
    let view = View::of(record);
    let blocks = body::blocks(&view);
    Shown {
        text: plain::render(&blocks),
        html: html::render(&blocks, &subject::subject(&view)),
        files: view.files.into_iter().map(ShownFile::of).collect(),
    }
}

impl ShownFile {
    fn of(file: File<'_>) -> Self {
        let File { name, media_type, content_id, stored, .. } = file;
        Self { name, media_type, content_id, stored: stored.map_err(|why| why.to_string()) }
    }
}
