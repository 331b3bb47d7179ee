//! One assessment.

use super::AssessmentView;
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use model::{AssessmentId, Time};

impl Engine {
    /// One assessment as it stood at a moment, by what was known then. One that was deleted since can still
    /// be looked at as of before.
    pub async fn assessment(
        &self,
        actor: &Actor,
        id: &AssessmentId,
        as_of: Option<Time>,
    ) -> Result<AssessmentView> {
        let scope = actor.may(UseCase::ReadAssessments)?;
        let at = self.moment(as_of)?;
        let mut tx = self.store.read().await?;
        let known = self.as_of(&mut tx, scope, at).await?;
        Ok(self.assessment_view(&known, known.assessment(id)?))
    }
}
