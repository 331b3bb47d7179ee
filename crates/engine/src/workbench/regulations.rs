//! Regulations that are loaded: templates of families, controls and actions.

use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use assure::{
    Action,
    regulation::{Control, Regulation},
};
use model::{ActionId, ActionKind, ControlId, RegulationId, ServiceId};
use serde::Serialize;
use utoipa::ToSchema;

/// A regulation in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegulationSummary {
    pub id: RegulationId,
    pub title: String,
    pub description: String,
    pub version: String,
    /// *Supported services*: those that an assessment may choose. Empty where people test everything.
    pub services: Vec<ServiceId>,
    pub controls: usize,
    /// Each action once, however many controls refer to it.
    pub actions: usize,
    /// Actions that checks test.
    pub automatic: usize,
    /// Actions that people test.
    pub manual: usize,
}

/// A regulation with all that it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegulationView {
    #[serde(flatten)]
    pub summary: RegulationSummary,
    /// As its file orders them.
    pub families: Vec<RegulationFamily>,
}

/// A family of controls, as the regulation has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegulationFamily {
    pub id: String,
    pub title: String,
    pub controls: Vec<RegulationControl>,
}

/// A control, as the regulation has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegulationControl {
    pub id: ControlId,
    pub title: String,
    pub description: String,
    pub actions: Vec<RegulationAction>,
}

/// An action that a control refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegulationAction {
    pub id: ActionId,
    pub title: String,
    pub kind: ActionKind,
    pub points: u32,
}

impl Engine {
    /// Every regulation, by id.
    pub fn regulations(&self, actor: &Actor) -> Result<Vec<RegulationSummary>> {
        actor.may(UseCase::ReadRegulations)?;
        Ok(self.catalog.regulations.values().map(|regulation| self.summary(regulation)).collect())
    }

    /// One regulation with its families, controls and actions.
    pub fn regulation(&self, actor: &Actor, id: &RegulationId) -> Result<RegulationView> {
        actor.may(UseCase::ReadRegulations)?;
        let found = self.catalog.regulations.get(id);
        let regulation = found.ok_or_else(|| Error::not_found(format!("regulation “{id}”")))?;
        let families = regulation.families.iter().map(|family| RegulationFamily {
            id: family.id.clone(),
            title: family.title.clone(),
            controls: family.controls.iter().map(|control| self.control_view(control)).collect(),
        });
        Ok(RegulationView { summary: self.summary(regulation), families: families.collect() })
    }

    fn summary(&self, regulation: &Regulation) -> RegulationSummary {
        let ids = regulation.action_ids();
        let actions: Vec<&Action> = ids.into_iter().filter_map(|id| self.catalog.actions.get(id)).collect();
        let automatic = actions.iter().filter(|action| action.kind == ActionKind::Technical).count();
        RegulationSummary {
            id: regulation.id.clone(),
            title: regulation.title.clone(),
            description: regulation.description.clone(),
            version: regulation.version.clone(),
            services: regulation.services.iter().cloned().collect(),
            controls: regulation.controls().count(),
            actions: actions.len(),
            automatic,
            manual: actions.len() - automatic,
        }
    }

    fn control_view(&self, control: &Control) -> RegulationControl {
        let actions = control.actions.iter().filter_map(|id| self.catalog.actions.get(id));
        RegulationControl {
            id: control.id.clone(),
            title: control.title.clone(),
            description: control.description.clone(),
            actions: actions
                .map(|action| RegulationAction {
                    id: action.id.clone(),
                    title: action.title.clone(),
                    kind: action.kind,
                    points: action.points,
                })
                .collect(),
        }
    }
}
