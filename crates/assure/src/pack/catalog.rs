//! Everything that was loaded, by id.

use super::{Action, ConnectorInfo, KnownKeys};
use crate::{check::Check, regulation::Regulation};
use model::{ActionId, CheckId, ConnectorId, RegulationId, ServiceId};
use std::collections::{BTreeMap, BTreeSet};

/// Connectors, checks, actions and regulations by id. Every check names an action that is here and reads
/// signals that its connector lists.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    pub connectors: BTreeMap<ConnectorId, ConnectorInfo>,
    /// The names of settings that are known, for connectors whose packs say so.
    pub keys: BTreeMap<ConnectorId, KnownKeys>,
    pub checks: BTreeMap<CheckId, Check>,
    pub actions: BTreeMap<ActionId, Action>,
    pub regulations: BTreeMap<RegulationId, Regulation>,
    /// Those of the checks that cannot judge, and why: see [`Catalog::stand_in`].
    pub refused: BTreeMap<CheckId, String>,
}

impl Catalog {
    /// The checks of a service, by id.
    pub fn checks_of<'a>(&'a self, service: &'a ServiceId) -> impl Iterator<Item = &'a Check> {
        self.checks.values().filter(move |check| check.service == *service)
    }
    /// The checks that test an action, by id; none for a manual one.
    pub fn checks_of_action<'a>(&'a self, action: &'a ActionId) -> impl Iterator<Item = &'a Check> {
        self.checks.values().filter(move |check| check.action == *action)
    }
    /// The services whose checks test an action; empty for a manual one.
    pub fn services_of_action(&self, action: &ActionId) -> BTreeSet<ServiceId> {
        self.checks_of_action(action).map(|check| check.service.clone()).collect()
    }
    /// The check of that id, or the one that had that id before it was renamed.
    pub fn check(&self, id: &CheckId) -> Option<&Check> {
        self.checks.get(id).or_else(|| self.checks.values().find(|check| check.aliases.contains(id)))
    }
    /// Every id under which something of a check may be kept: its own, then those that it had before. That id alone
    /// where no check is known by it.
    pub fn ids_of(&self, id: &CheckId) -> Vec<CheckId> {
        self.check(id).map_or_else(|| vec![id.clone()], |check| check.ids().cloned().collect())
    }
}
