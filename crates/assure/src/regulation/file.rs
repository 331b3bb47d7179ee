//! A regulation's file, key by key. Texts stay texts here, so that every wrong one is named at once, with
//! its line, and not only the first.

use crate::pack::Problem;
use serde::Deserialize;
use serde_saphyr::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegulationFile {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub version: Spanned<String>,
    pub description: Spanned<String>,
    pub services: Vec<Spanned<String>>,
    pub families: Spanned<Vec<FamilyFile>>,
    #[serde(default)]
    pub actions: Vec<ActionFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FamilyFile {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub controls: Vec<ControlFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ControlFile {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub description: Spanned<String>,
    pub actions: Vec<Spanned<String>>,
}

/// A manual action of the regulation's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActionFile {
    pub id: Spanned<String>,
    pub kind: Spanned<String>,
    pub points: Spanned<String>,
    pub category: Spanned<String>,
    pub title: Spanned<String>,
    pub description: Spanned<String>,
    pub how: Spanned<String>,
    #[serde(default)]
    pub link: Option<Spanned<String>>,
}

/// Collects what is wrong with one file.
#[derive(Debug)]
pub(super) struct Complaints<'a> {
    file: &'a str,
    pub found: Vec<Problem>,
}

impl<'a> Complaints<'a> {
    pub fn about(file: &'a str) -> Self {
        Self { file, found: Vec::new() }
    }
    pub fn at<T>(&mut self, place: &Spanned<T>, text: String) {
        self.at_line(line_of(place), text);
    }
    pub fn at_line(&mut self, line: Option<u32>, text: String) {
        self.found.push(Problem { file: self.file.to_owned(), line, text });
    }
}

/// Counted from 1.
pub(super) fn line_of<T>(place: &Spanned<T>) -> Option<u32> {
    u32::try_from(place.referenced.line()).ok().filter(|line| *line > 0)
}
