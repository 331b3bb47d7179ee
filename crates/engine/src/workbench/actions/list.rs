//! Improvement actions, of the organisation or of one assessment.

use super::{
    ActionFilter, ActionRow, Tracked,
    filter::{StatusFilter, search_words},
};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
    standings::When,
};
use store::Scope;

impl Engine {
    /// The actions that some assessment has, the worst instance first. A technical action is one row over the
    /// union of the instances that any assessment covers for it; another has a row in each group.
    pub async fn actions(&self, actor: &Actor, filter: &ActionFilter) -> Result<Vec<ActionRow>> {
        let scope = actor.may(UseCase::ReadActions)?;
        let status = filter.status.as_deref().map(StatusFilter::parse).transpose()?;
        let words = search_words(filter.search.as_deref().unwrap_or_default())?;
        let at = self.moment(filter.as_of)?;
        let mentioned =
            |row: &ActionRow| status.is_none_or(|status| status.matches(row)) && self.mentions(row, &words);
        if filter.as_of.is_none() && filter.assessment.is_none() {
            let seq = self.store.read().await?.outbox().latest().await?;
            let rows = self.actions.get(seq, at.at, self.organisation_rows(scope, at)).await?;
            return Ok(rows.iter().filter(|row| mentioned(row)).cloned().collect());
        }
        let mut rows = match &filter.assessment {
            Some(id) => {
                let mut tx = self.store.read().await?;
                let known = self.as_of(&mut tx, scope, at).await?;
                let row = known.assessment(id)?;
                let tracked = Tracked::of(&self.catalog, &known);
                self.assessment_rows(&known, &tracked, row, &self.assess(&known, row))
            }
            None => self.organisation_rows(scope, at).await?,
        };
        rows.retain(mentioned);
        Ok(rows)
    }

    async fn organisation_rows(&self, scope: &Scope, at: When) -> Result<Vec<ActionRow>> {
        let mut tx = self.store.read().await?;
        let known = self.as_of(&mut tx, scope, at).await?;
        let result = self.assess_all(&known);
        let tracked = Tracked::of(&self.catalog, &known);
        Ok(self.rows(&known, &tracked, self.organisation_lines(&result)))
    }
}
