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
    OwnSession = "session.own", "See who one is, sign out, change one's own password and second factor";
    OwnTokens = "tokens.own", "Create, see and revoke one's own API tokens";
    ReadOverview = "overview.read", "See the organisation's score and its history";
    FollowChanges = "live.follow", "Be told what changes while a page is open";
    ReadConnectors = "connectors.read", "See connectors, service instances, their runs and events";
    ManageConnectors = "connectors.manage", "Validate, activate, edit, refresh and delete service instances";
    ReadRegulations = "regulations.read", "See regulations and their controls";
    ReadAssessments = "assessments.read", "See groups and assessments with their scores";
    ManageAssessments = "assessments.manage", "Create, edit and delete assessments";
    ReadActions = "actions.read", "See improvement actions, their outcomes and history";
    UpdateActions = "actions.update", "Set the implementation status of an action";
    TestActions = "actions.test", "Set the test status of an action, with its notes";
    ReadChecks = "checks.read", "See the checks";
    ManageParameters = "parameters.manage", "Set the parameters of checks";
    ManagePackUpdates = "pack_updates.manage", "Accept and defer updates of packs";
    ReadAlerts = "alerts.read", "See alerts";
    ManageAlerts = "alerts.manage", "Set the status of alerts, and what alerts are raised on";
    ManageNotifications = "notifications.manage", "Say where notices are sent";
    ReadPrincipals = "principals.read", "See who may sign in, and the role groups";
    ManagePrincipals = "principals.manage", "Add and remove people and programs, and change their role group";
    ManageRoleGroups = "role_groups.manage", "Create, edit and delete role groups";
    ManageTokens = "tokens.manage", "See and revoke the API tokens of others";
    ReadArchive = "archive.read", "See archive connectors: their state, logs, quarantine and reconciliation";
    ManageArchive = "archive.manage", "Set up, edit, pause and delete archive connectors, their user mapping and custodians";
    ApproveArchive = "archive.approve", "Agree to what needs a second person: private messages, somebody else's mailbox";
    ReadMailboxes = "mailboxes.read", "Read what is archived";
    ExportMailboxes = "mailboxes.export", "Export mailboxes and messages";
    AskBreakGlass = "break_glass.ask", "Ask to read, for a time and for a reason, what one may not read otherwise";
    DecideBreakGlass = "break_glass.decide", "Grant or refuse what somebody else asked for";
    ReadBreakGlass = "break_glass.read", "See one's own requests for break-glass, and what was read by them";
    AuditBreakGlass = "break_glass_others.read", "See everybody's requests for break-glass, and what was read by them";
    EndBreakGlass = "break_glass.end", "Withdraw or end one's own break-glass; end anybody's, who may grant it";
}

use Role::{
    ArchiveAuditor as Auditor, ComplianceManagerAdministration as Administration,
    ComplianceManagerAssessor as Assessor, ComplianceManagerContribution as Contribution,
    DataConnectorAdmin as Connectors, EdiscoveryManager as Ediscovery, GlobalAdministrator as Global,
    RecordsManagement as Records, Reviewer,
};

/// Whom nothing is refused that only shows.
const EVERYBODY: &[Role] = &Role::ALL;

/// Every use-case with the roles that may do it. A use-case that is not here may be done by nobody.
pub const PERMISSIONS: &[(UseCase, &[Role])] = &[
    (UseCase::OwnSession, EVERYBODY),
    (UseCase::OwnTokens, EVERYBODY),
    (UseCase::ReadOverview, EVERYBODY),
    (UseCase::FollowChanges, EVERYBODY),
    (UseCase::ReadConnectors, EVERYBODY),
    (UseCase::ManageConnectors, &[Global, Connectors]),
    (UseCase::ReadRegulations, EVERYBODY),
    (UseCase::ReadAssessments, EVERYBODY),
    (UseCase::ManageAssessments, &[Global, Administration, Contribution]),
    (UseCase::ReadActions, EVERYBODY),
    (UseCase::UpdateActions, &[Global, Administration, Contribution]),
    (UseCase::TestActions, &[Global, Administration, Assessor]),
    (UseCase::ReadChecks, EVERYBODY),
    (UseCase::ManageParameters, &[Global, Administration]),
    (UseCase::ManagePackUpdates, &[Global, Administration]),
    (UseCase::ReadAlerts, &[Global, Connectors, Administration, Contribution, Assessor]),
    (UseCase::ManageAlerts, &[Global, Connectors, Administration]),
    (UseCase::ManageNotifications, &[Global]),
    (UseCase::ReadPrincipals, EVERYBODY),
    (UseCase::ManagePrincipals, &[Global]),
    (UseCase::ManageRoleGroups, &[Global]),
    (UseCase::ManageTokens, &[Global]),
    (UseCase::ReadArchive, &[Global, Connectors, Ediscovery, Records, Reviewer, Auditor]),
    (UseCase::ManageArchive, &[Global, Connectors]),
    (UseCase::ApproveArchive, &[Global, Connectors, Records]),
    // No administrator reads content by virtue of administering.
    (UseCase::ReadMailboxes, &[Ediscovery, Records, Reviewer]),
    (UseCase::ExportMailboxes, &[Ediscovery]),
    (UseCase::AskBreakGlass, &[Global, Connectors, Administration, Auditor]),
    (UseCase::DecideBreakGlass, &[Global, Ediscovery, Records]),
    // Whoever asks, decides or audits.
    (UseCase::ReadBreakGlass, &[Global, Connectors, Administration, Ediscovery, Records, Auditor]),
    (UseCase::AuditBreakGlass, &[Global, Ediscovery, Records, Auditor]),
    (UseCase::EndBreakGlass, &[Global, Connectors, Administration, Ediscovery, Records, Auditor]),
];

/// The roles that may do this.
pub fn allowed(use_case: UseCase) -> &'static [Role] {
    PERMISSIONS.iter().find(|(entry, _)| *entry == use_case).map_or(&[], |(_, roles)| roles)
}

impl UseCase {
    /// Whether it changes nothing and is no stream.
    pub fn only_shows(self) -> bool {
        self.as_str().ends_with(".read")
    }
}

/// The names of all that any of these roles may do, in the table's order.
pub fn permissions_of(roles: &[Role]) -> Vec<&'static str> {
    PERMISSIONS
        .iter()
        .filter(|(_, allowed)| allowed.iter().any(|role| roles.contains(role)))
        .map(|(use_case, _)| use_case.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::ComplianceManagerReader as Reader;

    #[test]
    fn every_use_case_is_in_the_table_once() {
        for use_case in UseCase::ALL {
            assert_eq!(PERMISSIONS.iter().filter(|(entry, _)| entry == use_case).count(), 1, "{use_case:?}");
            assert_eq!(UseCase::parse(use_case.as_str()), Some(*use_case));
        }
        assert_eq!(PERMISSIONS.len(), UseCase::ALL.len());
    }

    /// Names end in what they are: `.read`, `.follow` and `.own` change nothing of anybody else's.
    fn changes(use_case: UseCase) -> bool {
        !use_case.as_str().ends_with(".read")
            && !use_case.as_str().ends_with(".own")
            && use_case != UseCase::FollowChanges
    }

    /// What is for those alone who handle what is archived, or who look after connectors.
    const OF_THE_ARCHIVE: &[UseCase] = &[
        UseCase::ReadArchive,
        UseCase::ManageArchive,
        UseCase::ApproveArchive,
        UseCase::ReadMailboxes,
        UseCase::ExportMailboxes,
        UseCase::AskBreakGlass,
        UseCase::DecideBreakGlass,
        UseCase::ReadBreakGlass,
        UseCase::AuditBreakGlass,
        UseCase::EndBreakGlass,
    ];

    #[test]
    fn an_administrator_may_everything_but_read_content_and_readers_change_nothing() {
        for (use_case, roles) in PERMISSIONS {
            let content = [UseCase::ReadMailboxes, UseCase::ExportMailboxes].contains(use_case);
            assert_eq!(roles.contains(&Global), !content, "{use_case:?}");
            let reads = !changes(*use_case) && *use_case != UseCase::ReadAlerts;
            assert_eq!(roles.contains(&Reader), reads && !OF_THE_ARCHIVE.contains(use_case), "{use_case:?}");
        }
    }

    /// Content is read by archive roles alone, and an auditor of the archive sees none.
    #[test]
    fn content_is_for_archive_roles_alone() {
        for use_case in [UseCase::ReadMailboxes, UseCase::ExportMailboxes] {
            for role in allowed(use_case) {
                assert!(Role::ARCHIVE.contains(role) && *role != Auditor, "{use_case:?} {role:?}");
            }
        }
        for role in Role::ARCHIVE {
            assert!(allowed(UseCase::ReadArchive).contains(&role));
            assert!(!allowed(UseCase::ManageArchive).contains(&role));
        }
    }

    #[track_caller]
    fn check(role: Role, expect: &[UseCase]) {
        let may: Vec<_> = UseCase::ALL.iter().filter(|case| allowed(**case).contains(&role)).collect();
        // Alerts are of what is assessed and connected, and no concern of those who read an archive.
        let not_shown = |case: UseCase| {
            OF_THE_ARCHIVE.contains(&case) || (Role::ARCHIVE.contains(&role) && case == UseCase::ReadAlerts)
        };
        let shows = |case: &&UseCase| !changes(**case) && !not_shown(**case);
        for use_case in UseCase::ALL.iter().filter(shows) {
            assert!(may.contains(&use_case), "{role:?} sees {use_case:?}");
        }
        let changing: Vec<_> = may.into_iter().copied().filter(|use_case| changes(*use_case)).collect();
        assert_eq!(changing, expect, "{role:?}");
    }

    #[test]
    fn each_role_changes_what_it_is_for() {
        use UseCase::{ManageAlerts, ManageAssessments, ManageConnectors, TestActions, UpdateActions};
        let administration = [
            ManageAssessments,
            UpdateActions,
            TestActions,
            UseCase::ManageParameters,
            UseCase::ManagePackUpdates,
            ManageAlerts,
            UseCase::AskBreakGlass,
            UseCase::EndBreakGlass,
        ];
        let connectors = [
            ManageConnectors,
            ManageAlerts,
            UseCase::ManageArchive,
            UseCase::ApproveArchive,
            UseCase::AskBreakGlass,
            UseCase::EndBreakGlass,
        ];
        check(Connectors, &connectors);
        check(Administration, &administration);
        let deciding = [UseCase::DecideBreakGlass, UseCase::EndBreakGlass];
        check(Role::EdiscoveryManager, &[&[UseCase::ExportMailboxes], &deciding[..]].concat());
        check(Role::RecordsManagement, &[&[UseCase::ApproveArchive], &deciding[..]].concat());
        check(Role::Reviewer, &[]);
        check(Auditor, &[UseCase::AskBreakGlass, UseCase::EndBreakGlass]);
        check(Contribution, &[ManageAssessments, UpdateActions]);
        check(Assessor, &[TestActions]);
    }
}
