//! A regulation's file, key by key. Texts stay texts here, so that every wrong one is named at once, with
//! its line, and not only the first.

use crate::pack::{action::ActionFile, yaml::Spanned};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegulationFile {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub version: Spanned<String>,
    pub description: Spanned<String>,
    pub services: Vec<Spanned<String>>,
    pub families: Spanned<Vec<FamilyFile>>,
    /// Manual actions of its own.
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
