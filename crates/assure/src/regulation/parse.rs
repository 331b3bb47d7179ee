//! One regulation's file → a regulation.

use super::Regulation;
use crate::pack::{Problem, SourceFile};

/// Parses one regulation's file.
pub fn parse(file: &SourceFile) -> Result<Regulation, Vec<Problem>> {
    Err(vec![Problem { file: file.path.clone(), line: None, text: "is not a regulation".into() }])
}
