//! The table role × use-case. It is published in docs/permissions.md and executed by the server's tests.

use model::Role;

macro_rules! use_cases {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $what:literal;)+) => {
        /// Something that a role may or may not do. One permission of the API, under its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum UseCase { $($(#[$doc])* $variant,)+ }

        impl UseCase {
            pub const ALL: &'static [UseCase] = &[$(UseCase::$variant,)+];

            /// The permission's name, as the API shows it.
            pub const fn as_str(self) -> &'static str {
                match self { $(UseCase::$variant => $name,)+ }
            }
            /// What it lets a person do, in a few words.
            pub const fn what(self) -> &'static str {
                match self { $(UseCase::$variant => $what,)+ }
            }
            /// The use-case of that name.
            pub fn parse(name: &str) -> Option<UseCase> {
                match name { $($name => Some(UseCase::$variant),)+ _ => None }
            }
        }
    };
}

use_cases! {
    OwnSession = "session.own", "See who one is, sign out, change one's own password";
    ReadOverview = "overview.read", "See the organisation's score and its history";
    FollowChanges = "live.follow", "Be told what changes while a page is open";
    ReadConnectors = "connectors.read", "See connectors, service instances, their runs and events";
    ManageConnectors = "connectors.manage", "Validate, activate, edit, refresh and delete service instances";
    ReadRegulations = "regulations.read", "See regulations and their controls";
    ReadAssessments = "assessments.read", "See groups and assessments with their scores";
    ManageAssessments = "assessments.manage", "Create, edit and delete assessments";
    ReadActions = "actions.read", "See improvement actions, their outcomes and history";
    UpdateActions = "actions.update", "Set the implementation and test status of an action";
    ReadChecks = "checks.read", "See the checks";
    ReadPrincipals = "principals.read", "See who may sign in, and in which role";
    ManagePrincipals = "principals.manage", "Add and remove people and programs";
}

use Role::{
    ComplianceManagerReader as Reader, DataConnectorAdmin as Connectors, GlobalAdministrator as Global,
};

/// Every use-case with the roles that may do it. A use-case that is not here may be done by nobody.
pub const PERMISSIONS: &[(UseCase, &[Role])] = &[
    (UseCase::OwnSession, &[Global, Connectors, Reader]),
    (UseCase::ReadOverview, &[Global, Connectors, Reader]),
    (UseCase::FollowChanges, &[Global, Connectors, Reader]),
    (UseCase::ReadConnectors, &[Global, Connectors, Reader]),
    (UseCase::ManageConnectors, &[Global, Connectors]),
    (UseCase::ReadRegulations, &[Global, Connectors, Reader]),
    (UseCase::ReadAssessments, &[Global, Connectors, Reader]),
    (UseCase::ManageAssessments, &[Global]),
    (UseCase::ReadActions, &[Global, Connectors, Reader]),
    (UseCase::UpdateActions, &[Global]),
    (UseCase::ReadChecks, &[Global, Connectors, Reader]),
    (UseCase::ReadPrincipals, &[Global, Connectors, Reader]),
    (UseCase::ManagePrincipals, &[Global]),
];

/// The roles that may do this.
pub fn allowed(use_case: UseCase) -> &'static [Role] {
    PERMISSIONS.iter().find(|(entry, _)| *entry == use_case).map_or(&[], |(_, roles)| roles)
}

/// The names of all that a role may do, in the table's order.
pub fn permissions_of(role: Role) -> Vec<&'static str> {
    PERMISSIONS
        .iter()
        .filter(|(_, roles)| roles.contains(&role))
        .map(|(use_case, _)| use_case.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_use_case_is_in_the_table_once() {
        for use_case in UseCase::ALL {
            assert_eq!(PERMISSIONS.iter().filter(|(entry, _)| entry == use_case).count(), 1, "{use_case:?}");
            assert_eq!(UseCase::parse(use_case.as_str()), Some(*use_case));
        }
        assert_eq!(PERMISSIONS.len(), UseCase::ALL.len());
    }

    #[test]
    fn an_administrator_may_everything_and_readers_change_nothing() {
        for (use_case, roles) in PERMISSIONS {
            assert!(roles.contains(&Global), "{use_case:?}");
            let changes = use_case.as_str().ends_with(".manage") || use_case.as_str().ends_with(".update");
            assert_eq!(roles.contains(&Reader), !changes, "{use_case:?}");
            let connectors = !changes || *use_case == UseCase::ManageConnectors;
            assert_eq!(roles.contains(&Connectors), connectors, "{use_case:?}");
        }
    }
}
