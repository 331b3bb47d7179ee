//! The roles of this installation. What each may do is decided in `engine::access`, nowhere else.

use serde::{Deserialize, Serialize};

/// Purview's role names. A principal has those of its role group.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May do everything, roles included.
    GlobalAdministrator,
    /// Sets up connectors.
    DataConnectorAdmin,
    /// Manages assessments, parameters and updates of packs; edits and tests actions.
    ComplianceManagerAdministration,
    /// Creates assessments and edits actions, but does not test them.
    ComplianceManagerContribution,
    /// Tests actions.
    ComplianceManagerAssessor,
    /// Reads, changes nothing.
    ComplianceManagerReader,
}

impl Role {
    /// From the one that may most to the one that may least.
    pub const ALL: [Role; 6] = [
        Role::GlobalAdministrator,
        Role::DataConnectorAdmin,
        Role::ComplianceManagerAdministration,
        Role::ComplianceManagerContribution,
        Role::ComplianceManagerAssessor,
        Role::ComplianceManagerReader,
    ];

    /// As stored and as the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::GlobalAdministrator => "global_administrator",
            Role::DataConnectorAdmin => "data_connector_admin",
            Role::ComplianceManagerAdministration => "compliance_manager_administration",
            Role::ComplianceManagerContribution => "compliance_manager_contribution",
            Role::ComplianceManagerAssessor => "compliance_manager_assessor",
            Role::ComplianceManagerReader => "compliance_manager_reader",
        }
    }
    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Role::GlobalAdministrator => "Global Administrator",
            Role::DataConnectorAdmin => "Data Connector Admin",
            Role::ComplianceManagerAdministration => "Compliance Manager Administration",
            Role::ComplianceManagerContribution => "Compliance Manager Contribution",
            Role::ComplianceManagerAssessor => "Compliance Manager Assessor",
            Role::ComplianceManagerReader => "Compliance Manager Reader",
        }
    }
    /// The role of that spelling.
    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == text)
    }
}
