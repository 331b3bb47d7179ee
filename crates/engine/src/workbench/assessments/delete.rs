//! Deleting an assessment: its score is gone from this moment on; outcomes, statuses and leaves stay.

use crate::{
    Engine, Error, Result, Topic,
    access::{Actor, UseCase},
};
use ledger::{LeafKind, Subject};
use model::AssessmentId;
use serde_json::json;

impl Engine {
    /// Deletes an assessment. As of any moment before, it is still there.
    pub async fn delete_assessment(&self, actor: &Actor, id: &AssessmentId) -> Result<()> {
        actor.may(UseCase::ManageAssessments)?;
        let mut tx = self.store.write().await?;
        let row = tx.assessments().get(id).await?;
        let row = row.ok_or_else(|| Error::not_found(format!("assessment {id}")))?;
        tx.assessments().delete(id, self.clock.now()).await?;
        let about = Subject::new().with("assessment", id).with("principal", actor.principal());
        self.leaf(&mut tx, LeafKind::ASSESSMENT_DELETED, about, &[("name", json!(row.name))]).await?;
        self.changed(&mut tx, Topic::Assessment, None);
        Ok(tx.commit().await?)
    }
}
