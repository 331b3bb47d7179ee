//! Which instances an assessment has, from when to when.

use super::Assessments;
use crate::{
    StoreError,
    db::{Row, binds},
};
use model::{AssessmentId, InstanceId, Time};

impl Assessments<'_> {
    /// Puts an instance into an assessment from that moment on; `false` when it is in already.
    pub async fn add_instance(
        &mut self,
        assessment: &AssessmentId,
        instance: &InstanceId,
        at: Time,
    ) -> Result<bool, StoreError> {
        // The number is drawn from what is there; where another transaction drew the same, or put the
        // instance in, the index refuses, and the instance is in.
        let sql = "INSERT INTO assessment_instance (assessment, instance, number, added_at) \
                   SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3 FROM assessment_instance \
                   WHERE assessment = $1 AND instance = $2";
        Ok(self.tx.execute_unique(sql, binds![assessment, instance, at]).await?.is_some())
    }

    /// Takes an instance out of an assessment from that moment on; `false` when it is not in.
    pub async fn remove_instance(
        &mut self,
        assessment: &AssessmentId,
        instance: &InstanceId,
        at: Time,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE assessment_instance SET removed_at = CASE WHEN added_at > $3 THEN added_at ELSE $3 END \
                   WHERE assessment = $1 AND instance = $2 AND removed_at IS NULL";
        Ok(self.tx.execute(sql, binds![assessment, instance, at]).await? == 1)
    }

    /// Keeps others from changing what any assessment covers until this transaction ends: whoever adds an
    /// instance to all assessments, or all instances to an assessment, sees what the other did.
    pub async fn hold_memberships(&mut self) -> Result<(), StoreError> {
        self.tx.guard("membership").await
    }

    /// Which instances each assessment covers, whatever the time they were added at.
    pub async fn memberships(&mut self) -> Result<Vec<(AssessmentId, InstanceId)>, StoreError> {
        self.instances_at(Time::from_ms(i64::MAX)).await
    }

    /// Which instances were in which assessments at that moment, those deleted by then among them.
    pub async fn instances_at(&mut self, as_of: Time) -> Result<Vec<(AssessmentId, InstanceId)>, StoreError> {
        let sql = "SELECT assessment, instance FROM assessment_instance \
                   WHERE added_at <= $1 AND (removed_at IS NULL OR removed_at > $1) ORDER BY assessment, instance";
        self.tx.list(sql, binds![as_of], pair_of).await
    }
}

fn pair_of(row: &Row) -> Result<(AssessmentId, InstanceId), StoreError> {
    Ok((row.get("assessment")?, row.get("instance")?))
}
