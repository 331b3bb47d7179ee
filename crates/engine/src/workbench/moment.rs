//! The moment that a figure is asked for, and what existed then.

use super::AsOf;
use crate::{Engine, Error, Result, standings::When};
use model::{AssessmentId, Time};
use serde::Deserialize;
use store::AssessmentRow;
use utoipa::IntoParams;

/// When something is looked at.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Moment {
    /// As it stood at that moment, by what had been recorded by then; now where it is left out.
    pub as_of: Option<Time>,
}

impl Engine {
    /// The moment that was asked for, or now. Nobody knows yet what lies ahead.
    pub(crate) fn moment(&self, as_of: Option<Time>) -> Result<When> {
        let now = self.clock.now();
        match as_of {
            Some(at) if at > now => {
                let message = format!(
                    "{at} lies ahead; it is {now}. Choose an earlier moment, or leave it out for now."
                );
                Err(Error::field("as_of", message))
            }
            Some(at) => Ok(When::past(at)),
            None => Ok(When::now(self.clock.as_ref())),
        }
    }
}

impl AsOf {
    /// An assessment that existed then.
    pub(super) fn assessment(&self, id: &AssessmentId) -> Result<&AssessmentRow> {
        let found = self.assessments.iter().find(|row| row.id == *id);
        found.ok_or_else(|| Error::not_found(format!("assessment {id} as of {}", self.at)))
    }
}
