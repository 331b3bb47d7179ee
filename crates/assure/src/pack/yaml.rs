//! YAML → typed values, with the line of everything that may be wrong.

use super::{Problem, SourceFile};
use serde::de::DeserializeOwned;
pub(crate) use serde_saphyr::Spanned;

/// Largest file of a pack or a regulation, in bytes: a check is one screen, a regulation a few hundred.
pub const FILE_BYTES_MAX: usize = 1 << 20;

/// Parses one file. Only `true` and `false` are booleans (`no` is a text), a key may stand once, and an unknown
/// tag is refused.
pub(crate) fn parse<T: DeserializeOwned>(file: &SourceFile) -> Result<T, Problem> {
    if file.text.len() > FILE_BYTES_MAX {
        return Err(file.problem(None, format!("is larger than {FILE_BYTES_MAX} bytes; split it")));
    }
    let options = serde_saphyr::options! {
        strict_booleans: true,
        reject_unsupported_tags: true,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(&file.text, options).map_err(|error| {
        let line = error.location().and_then(|at| u32::try_from(at.line()).ok()).filter(|line| *line > 0);
        file.problem(line, error.without_snippet().to_string())
    })
}

/// The line on which a value starts.
pub(crate) fn line<T>(value: &Spanned<T>) -> Option<u32> {
    u32::try_from(value.referenced.line()).ok().filter(|line| *line > 0)
}

impl SourceFile {
    /// A problem of this file.
    pub(crate) fn problem(&self, line: Option<u32>, text: impl Into<String>) -> Problem {
        Problem { file: self.path.clone(), line, text: text.into() }
    }
}

/// Collects the problems of one file, so that all are named at once.
pub(crate) struct Problems<'a> {
    file: &'a SourceFile,
    found: Vec<Problem>,
}

impl<'a> Problems<'a> {
    pub(crate) fn of(file: &'a SourceFile) -> Self {
        Self { file, found: Vec::new() }
    }
    pub(crate) fn add(&mut self, line: Option<u32>, text: impl Into<String>) {
        self.found.push(self.file.problem(line, text));
    }
    /// Whether nothing was wrong so far.
    pub(crate) fn none_yet(&self) -> bool {
        self.found.is_empty()
    }
    /// The value of a spelling, or a problem at its line and nothing.
    pub(crate) fn parsed<T, E: std::fmt::Display>(
        &mut self,
        from: &Spanned<String>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(&from.value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(line(from), error.to_string());
                None
            }
        }
    }
    /// A text that may not be blank.
    pub(crate) fn text(&mut self, name: &str, from: &Spanned<String>) -> String {
        let text = from.value.trim();
        if text.is_empty() {
            self.add(line(from), format!("`{name}` is empty; say it in a sentence"));
        }
        text.to_owned()
    }
    /// A page on the web.
    pub(crate) fn link(&mut self, from: &Spanned<String>) -> String {
        if !from.value.starts_with("https://") || from.value.contains(char::is_whitespace) {
            self.add(line(from), format!("`link` is “{}”; write an https:// address", from.value));
        }
        from.value.clone()
    }
    /// The value where nothing was wrong, else what was.
    pub(crate) fn or<T>(self, value: Option<T>) -> Result<T, Vec<Problem>> {
        match value {
            Some(value) if self.found.is_empty() => Ok(value),
            _ => Err(self.found),
        }
    }
}
