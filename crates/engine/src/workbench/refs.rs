//! Short forms of things that other things name: an id with what people call it.

use super::AsOf;
use crate::Engine;
use model::{AssessmentId, GroupId, InstanceId, RegulationId, ServiceId};
use serde::Serialize;
use store::{AssessmentRow, GroupRow, InstanceRow};
use utoipa::ToSchema;

/// What assessments are filed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GroupRef {
    pub id: GroupId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegulationRef {
    pub id: RegulationId,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AssessmentRef {
    pub id: AssessmentId,
    pub name: String,
}

/// A service instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InstanceRef {
    pub id: InstanceId,
    pub name: String,
    pub service: ServiceId,
}

impl From<&GroupRow> for GroupRef {
    fn from(row: &GroupRow) -> Self {
        Self { id: row.id.clone(), name: row.name.clone() }
    }
}

impl From<&AssessmentRow> for AssessmentRef {
    fn from(row: &AssessmentRow) -> Self {
        Self { id: row.id.clone(), name: row.name.clone() }
    }
}

impl From<&InstanceRow> for InstanceRef {
    fn from(row: &InstanceRow) -> Self {
        Self { id: row.id.clone(), name: row.name.clone(), service: row.service.clone() }
    }
}

impl AsOf {
    /// A group by its id; groups are never deleted.
    pub(super) fn group_ref(&self, id: &GroupId) -> GroupRef {
        self.groups.get(id).map_or_else(|| GroupRef { id: id.clone(), name: id.to_string() }, GroupRef::from)
    }
}

impl Engine {
    /// A regulation by its id, under which it is shown while its file is not loaded.
    pub(super) fn regulation_ref(&self, id: &RegulationId) -> RegulationRef {
        let loaded = self.catalog.regulations.get(id);
        RegulationRef { id: id.clone(), title: loaded.map_or_else(|| id.to_string(), |r| r.title.clone()) }
    }

    /// A service as its connector calls it.
    pub(super) fn service_title(&self, id: &ServiceId) -> String {
        let connector = self.catalog.connectors.values().find(|info| info.service == *id);
        connector.map_or_else(|| id.to_string(), |info| info.title.clone())
    }

    /// Services in words: “Salesforce and Zoom”.
    pub(super) fn service_titles<'a>(&self, ids: impl IntoIterator<Item = &'a ServiceId>) -> String {
        in_words(ids.into_iter().map(|id| self.service_title(id)).collect())
    }
}

/// “A”, “A and B”, “A, B and C”.
pub(super) fn in_words(mut parts: Vec<String>) -> String {
    match parts.pop() {
        None => String::new(),
        Some(last) if parts.is_empty() => last,
        Some(last) => format!("{} and {last}", parts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn lists_read_as_people_say_them() {
        let check = |parts: &[&str], words: &str| {
            assert_eq!(in_words(parts.iter().map(|part| (*part).to_owned()).collect()), words);
        };
        check(&[], "");
        check(&["Zoom"], "Zoom");
        check(&["Salesforce", "Zoom"], "Salesforce and Zoom");
        check(&["A", "B", "C"], "A, B and C");
    }
}
