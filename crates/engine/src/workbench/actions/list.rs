//! Improvement actions, of the organisation or of one assessment.

use super::{
    ActionFilter, ActionRow, Tracked,
    filter::{StatusFilter, search_words},
};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};

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
            let figures = self.figures(scope).await?;
            return Ok(figures.actions.iter().filter(|row| mentioned(row)).cloned().collect());
        }
        let mut tx = self.store.read().await?;
        let known = self.as_of(&mut tx, scope, at).await?;
        let tracked = Tracked::of(&self.catalog, &known);
        let mut rows = match &filter.assessment {
            Some(id) => {
                let row = known.assessment(id)?;
                self.assessment_rows(&known, &tracked, row, &self.assess(&known, row))
            }
            None => self.rows(&known, &tracked, self.organisation_lines(&self.assess_all(&known))),
        };
        rows.retain(mentioned);
        Ok(rows)
    }
}
