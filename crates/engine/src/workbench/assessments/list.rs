//! All assessments.

use super::AssessmentSummary;
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
    workbench::AsOf,
};
use assure::score::{self, AssessmentResult};
use store::AssessmentRow;

impl Engine {
    /// Every assessment with its score, by name.
    pub async fn assessments(&self, actor: &Actor) -> Result<Vec<AssessmentSummary>> {
        let scope = actor.may(UseCase::ReadAssessments)?;
        Ok(self.figures(scope).await?.overview.assessments.clone())
    }

    /// Every assessment that existed at a moment, with what it came to then, by name.
    pub(crate) fn assess_each<'a>(&self, known: &'a AsOf) -> Vec<(&'a AssessmentRow, AssessmentResult)> {
        let facts = self.facts(known);
        known.assessments.iter().map(|row| (row, score::assessment(&facts, &known.scope(row)))).collect()
    }
}
