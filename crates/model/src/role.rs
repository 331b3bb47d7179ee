//! The roles of this installation. What each may do is decided in `engine::access`, nowhere else.

use serde::{Deserialize, Serialize};

/// Purview's role names. One role per principal.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May do everything, roles included.
    GlobalAdministrator,
    /// Sets up connectors.
    DataConnectorAdmin,
    /// Reads everything, changes nothing.
    ComplianceManagerReader,
}

impl Role {
    pub const ALL: [Role; 3] =
        [Role::GlobalAdministrator, Role::DataConnectorAdmin, Role::ComplianceManagerReader];

    /// As stored and as the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::GlobalAdministrator => "global_administrator",
            Role::DataConnectorAdmin => "data_connector_admin",
            Role::ComplianceManagerReader => "compliance_manager_reader",
        }
    }
    /// The role of that spelling.
    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == text)
    }
}
