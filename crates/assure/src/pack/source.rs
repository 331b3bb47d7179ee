//! What goes into loading, and what comes out of it.

use super::Catalog;
use std::fmt;

/// One file of a pack or a regulation, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Relative to the folder of packs, with forward slashes: `zoom/checks/waiting-room.yaml`.
    pub path: String,
    pub text: String,
}

impl SourceFile {
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// Something wrong with one file, for the person who wrote it. Displays as `file:line: text`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub file: String,
    /// Counted from 1; none where it concerns the whole file.
    pub line: Option<u32>,
    /// What is wrong and how to mend it.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.text),
            None => write!(f, "{}: {}", self.file, self.text),
        }
    }
}

impl std::error::Error for Problem {}

/// What could be loaded, and what could not. A file with a problem is left out whole.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    pub catalog: Catalog,
    /// In the order of the files.
    pub problems: Vec<Problem>,
}
