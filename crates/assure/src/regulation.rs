//! Regulations: templates of families → controls → actions.

use crate::pack::{Action, Problem, SourceFile};
use model::RegulationId;

/// A template of families, controls and actions.
#[derive(Debug, Clone, PartialEq)]
pub struct Regulation {
    pub id: RegulationId,
    /// Manual actions that belong to no service, declared in its file.
    pub actions: Vec<Action>,
}

/// Parses one regulation's file.
pub fn parse(file: &SourceFile) -> Result<Regulation, Vec<Problem>> {
    Err(vec![Problem { file: file.path.clone(), line: None, text: "is not a regulation".into() }])
}
