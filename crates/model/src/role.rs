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
    /// Reads, searches and exports what is archived.
    EdiscoveryManager,
    /// Reads what is archived and sees its logs and proofs.
    RecordsManagement,
    /// Reads what is archived.
    Reviewer,
    /// Sees logs and proofs of the archive, and no content.
    ArchiveAuditor,
}

impl Role {
    /// From the one that may most to the one that may least.
    pub const ALL: [Role; 10] = [
        Role::GlobalAdministrator,
        Role::DataConnectorAdmin,
        Role::ComplianceManagerAdministration,
        Role::ComplianceManagerContribution,
        Role::ComplianceManagerAssessor,
        Role::ComplianceManagerReader,
        Role::EdiscoveryManager,
        Role::RecordsManagement,
        Role::Reviewer,
        Role::ArchiveAuditor,
    ];

    /// Those that are for what is archived; no other role reads content.
    pub const ARCHIVE: [Role; 4] =
        [Role::EdiscoveryManager, Role::RecordsManagement, Role::Reviewer, Role::ArchiveAuditor];

    /// As stored and as the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::GlobalAdministrator => "global_administrator",
            Role::DataConnectorAdmin => "data_connector_admin",
            Role::ComplianceManagerAdministration => "compliance_manager_administration",
            Role::ComplianceManagerContribution => "compliance_manager_contribution",
            Role::ComplianceManagerAssessor => "compliance_manager_assessor",
            Role::ComplianceManagerReader => "compliance_manager_reader",
            Role::EdiscoveryManager => "ediscovery_manager",
            Role::RecordsManagement => "records_management",
            Role::Reviewer => "reviewer",
            Role::ArchiveAuditor => "archive_auditor",
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
            Role::EdiscoveryManager => "eDiscovery Manager",
            Role::RecordsManagement => "Records Management",
            Role::Reviewer => "Reviewer",
            Role::ArchiveAuditor => "Archive Auditor",
        }
    }
    /// The role of that spelling.
    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == text)
    }
}
