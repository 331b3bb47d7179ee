//! A regulation, as the rest of the house sees it.

use crate::Action;
use model::{ActionId, ControlId, RegulationId, ServiceId};
use serde::Serialize;
use std::collections::BTreeSet;

/// A template of families, controls and actions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Regulation {
    pub id: RegulationId,
    pub title: String,
    pub version: String,
    pub description: String,
    /// The services that it can be assessed for; empty where it is manual only.
    pub services: BTreeSet<ServiceId>,
    /// In the file's order.
    pub families: Vec<Family>,
    /// Manual actions that belong to no service, declared in its file.
    pub actions: Vec<Action>,
}

impl Regulation {
    /// Its controls, in order.
    pub fn controls(&self) -> impl Iterator<Item = &Control> {
        self.families.iter().flat_map(|family| &family.controls)
    }
    /// Whether an assessment of it may cover instances of that service.
    pub fn supports(&self, service: &ServiceId) -> bool {
        self.services.contains(service)
    }
    /// The actions that its controls refer to, each once.
    pub fn action_ids(&self) -> BTreeSet<&ActionId> {
        self.controls().flat_map(|control| &control.actions).collect()
    }
}

/// A family of controls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Family {
    /// Unique within its regulation.
    pub id: String,
    pub title: String,
    pub controls: Vec<Control>,
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Control {
    /// Unique within its regulation.
    pub id: ControlId,
    pub title: String,
    pub description: String,
    /// In the file's order; at least one, each once.
    pub actions: Vec<ActionId>,
}
