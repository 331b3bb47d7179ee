//! The views themselves: every signal of an org, set by set, with the call that gives it and the right that it needs.

use super::{
    column::{Column, Kind, aliased, boolean, int, label, text, time},
    right,
    view::{
        Ends, Gives, LAST_DAY, LAST_QUARTER, Query, View, component, components, entities, records, since,
        tooling, view,
    },
};

/// Our own user's permissions; read first and last of every set.
pub(super) const RIGHTS: Query = Query {
    optional: &[
        "PermissionsApiEnabled",
        "PermissionsViewSetup",
        "PermissionsViewHealthCheck",
        "PermissionsViewAllUsers",
        "PermissionsModifyMetadata",
        "PermissionsTwoFactorApi",
        "PermissionsMonitorLoginHistory",
        "PermissionsQueryAllFiles",
        "PermissionsUseAnyApiAuth",
        "PermissionsManageUsers",
        "PermissionsModifyAllData",
        "PermissionsViewAllData",
    ],
    ..records(&[], "FROM UserPermissionAccess LIMIT 1", &[])
};

/// The org itself, for validating.
pub(super) const ORGANIZATION: Query = records(
    &[
        text("Id"),
        text("Name"),
        text("OrganizationType"),
        boolean("IsSandbox"),
        text("InstanceName"),
        time("CreatedDate"),
    ],
    "FROM Organization",
    &["Id"],
);

/// What was changed in Setup, from a moment on, the earliest first.
pub(super) const CHANGES: Query = since(
    LAST_DAY,
    records(AUDIT, "FROM SetupAuditTrail WHERE CreatedDate >= {since} ORDER BY CreatedDate ASC", &["Id"]),
);

const AUDIT: &[Column] = &[
    text("Id"),
    time("CreatedDate"),
    text("Action"),
    text("Section"),
    text("Display"),
    text("CreatedBy.Username"),
    text("DelegateUser"),
];

const PERMISSION_SETS: Query = Query {
    optional: &[
        "PermissionsModifyAllData",
        "PermissionsViewAllData",
        "PermissionsAuthorApex",
        "PermissionsCustomizeApplication",
        "PermissionsManageUsers",
        "PermissionsDataExport",
        "PermissionsViewEncryptedData",
        "PermissionsCanApproveUninstalledApps",
        "PermissionsUseAnyApiAuth",
        "PermissionsPasswordNeverExpires",
        "PermissionsBypassMFAForUiLogins",
        "PermissionsModifyMetadata",
        "PermissionsTwoFactorApi",
    ],
    ..records(
        &[
            text("Id"),
            text("Name"),
            text("Label"),
            text("Type"),
            boolean("IsOwnedByProfile"),
            text("ProfileId"),
            text("PermissionSetGroupId"),
        ],
        "FROM PermissionSet",
        &["Id"],
    )
};

/// Every view, set by set, in the order in which they are read. What Health Check and the Metadata API say of one setting
/// is of one set: a check reads either, and of two moments they would contradict each other.
pub(super) const VIEWS: &[View] = &[
    view("org", "organization", &right::API_ENABLED, Gives::Row(ORGANIZATION)),
    view("org", "connection", &right::API_ENABLED, Gives::Connection),
    view(
        "org",
        "custom_baselines",
        &right::VIEW_HEALTH_CHECK,
        Gives::Rows(records(
            &[text("Id"), text("DeveloperName"), text("MasterLabel"), boolean("IsDefault"), text("Baseline")],
            "FROM SecurityCustomBaseline",
            &["Id"],
        )),
    ),
    view(
        "settings",
        "health_check",
        &right::VIEW_HEALTH_CHECK,
        Gives::Row(tooling(
            &[text("DurableId"), int("Score"), label("CustomBaselineId")],
            "FROM SecurityHealthCheck",
            &["DurableId"],
        )),
    ),
    view(
        "settings",
        "health_check.settings",
        &right::VIEW_HEALTH_CHECK,
        Gives::Keyed {
            query: tooling(
                &[
                    text("DurableId"),
                    text("Setting"),
                    text("SettingGroup"),
                    text("OrgValue"),
                    text("OrgValueRaw"),
                    text("StandardValue"),
                    text("StandardValueRaw"),
                    text("RiskType"),
                    text("SettingRiskCategory"),
                ],
                "FROM SecurityHealthCheckRisks",
                &["DurableId"],
            ),
            key: "DurableId",
            value: "OrgValueRaw",
        },
    ),
    component("metadata.security", "SecuritySettings", "Security", &[&["networkAccess", "ipRanges"]]),
    component("metadata.my_domain", "MyDomainSettings", "MyDomain", &[]),
    component("metadata.connected_apps", "ConnectedAppSettings", "ConnectedApp", &[]),
    component("metadata.oauth", "OauthOidcSettings", "OauthOidc", &[]),
    component("metadata.events", "EventSettings", "Event", &[]),
    component(
        "metadata.file_security",
        "FileUploadAndDownloadSecuritySettings",
        "FileUploadAndDownloadSecurity",
        &[&["dispositions"]],
    ),
    component("metadata.sharing", "SharingSettings", "Sharing", &[]),
    components(
        "metadata.profile_password_policies",
        "ProfilePasswordPolicy",
        &[
            text("fullName"),
            text("profile"),
            int("lockoutInterval"),
            int("maxLoginAttempts"),
            int("minimumPasswordLength"),
            boolean("minimumPasswordLifetime"),
            boolean("obscure"),
            int("passwordComplexity"),
            int("passwordExpiration"),
            int("passwordHistory"),
            int("passwordQuestion"),
        ],
    ),
    components(
        "metadata.connected_app_policies",
        "ConnectedApp",
        &[
            text("fullName"),
            text("label"),
            aliased("oauthPolicy.ipRelaxation", "ipRelaxation", Kind::Text),
            aliased("oauthPolicy.refreshTokenPolicy", "refreshTokenPolicy", Kind::Text),
        ],
    ),
    components(
        "metadata.certificates",
        "Certificate",
        &[
            text("fullName"),
            text("masterLabel"),
            boolean("caSigned"),
            time("expirationDate"),
            int("keySize"),
            boolean("privateKeyExportable"),
        ],
    ),
    view(
        "access",
        "users",
        &right::VIEW_ALL_USERS,
        Gives::Rows(records(
            &[
                text("Id"),
                text("Username"),
                text("Name"),
                boolean("IsActive"),
                text("UserType"),
                text("ProfileId"),
                time("LastLoginDate"),
                time("CreatedDate"),
            ],
            "FROM User",
            &["Id"],
        )),
    ),
    view(
        "access",
        "user.logins",
        &right::VIEW_ALL_USERS,
        Gives::Rows(records(
            &[text("UserId"), boolean("IsFrozen"), boolean("IsPasswordLocked")],
            "FROM UserLogin",
            &["UserId"],
        )),
    ),
    view(
        "access",
        "profiles",
        &right::VIEW_SETUP,
        Gives::Rows(records(&[text("Id"), text("Name"), text("UserType")], "FROM Profile", &["Id"])),
    ),
    view("access", "permission_sets", &right::VIEW_SETUP, Gives::Rows(PERMISSION_SETS)),
    view(
        "access",
        "permission_set_groups",
        &right::VIEW_SETUP,
        Gives::Rows(records(
            &[text("Id"), text("DeveloperName"), text("MasterLabel"), text("Status")],
            "FROM PermissionSetGroup",
            &["Id"],
        )),
    ),
    view(
        "access",
        "permission_set_group_components",
        &right::VIEW_SETUP,
        Gives::Rows(records(
            &[text("Id"), text("PermissionSetGroupId"), text("PermissionSetId")],
            "FROM PermissionSetGroupComponent",
            &["Id"],
        )),
    ),
    view(
        "access",
        "permission_set_assignments",
        &right::VIEW_SETUP,
        Gives::Rows(records(
            &[
                text("Id"),
                text("AssigneeId"),
                text("PermissionSetId"),
                text("PermissionSetGroupId"),
                time("ExpirationDate"),
                boolean("IsActive"),
            ],
            "FROM PermissionSetAssignment",
            &["Id"],
        )),
    ),
    view(
        "access",
        "mfa.methods",
        &right::MFA_IN_API,
        Gives::Rows(records(
            &[
                text("UserId"),
                boolean("HasSalesforceAuthenticator"),
                boolean("HasTotp"),
                boolean("HasU2F"),
                boolean("HasSecurityKey"),
                boolean("HasBuiltInAuthenticator"),
            ],
            "FROM TwoFactorMethodsInfo",
            &["UserId"],
        )),
    ),
    view(
        "access",
        "profile.login_ip_ranges",
        &right::VIEW_SETUP,
        Gives::Rows(tooling(
            &[text("Id"), text("ProfileId"), text("StartAddress"), text("EndAddress")],
            "FROM ProfileLoginIpRange",
            &["Id"],
        )),
    ),
    view("access", "permission.holders", &right::VIEW_SETUP, Gives::Joined),
    view("access", "administrators.mfa", &right::MFA_IN_API, Gives::Joined),
    view("access", "administrators.networks", &right::VIEW_SETUP, Gives::Joined),
    view("access", "users.activity", &right::VIEW_ALL_USERS, Gives::Joined),
    view(
        "apps",
        "connected_apps",
        &right::VIEW_SETUP,
        Gives::Rows(records(
            &[
                text("Id"),
                text("Name"),
                boolean("OptionsAllowAdminApprovedUsersOnly"),
                boolean("OptionsIsInternal"),
            ],
            "FROM ConnectedApplication",
            &["Id"],
        )),
    ),
    view(
        "apps",
        "external_client_apps",
        &right::VIEW_SETUP,
        Gives::Rows(records(
            &[text("Id"), text("DeveloperName"), text("MasterLabel"), text("DistributionState")],
            "FROM ExternalClientApplication",
            &["Id"],
        )),
    ),
    view(
        "network",
        "remote_sites",
        &right::VIEW_SETUP,
        Gives::Rows(tooling(
            &[
                text("Id"),
                text("SiteName"),
                text("EndpointUrl"),
                boolean("IsActive"),
                boolean("DisableProtocolSecurity"),
            ],
            "FROM RemoteProxy",
            &["Id"],
        )),
    ),
    view(
        "network",
        "domains",
        &right::VIEW_SETUP,
        Gives::Rows(records(
            &[text("Id"), text("Domain"), text("DomainType"), text("HttpsOption")],
            "FROM Domain",
            &["Id"],
        )),
    ),
    view(
        "network",
        "certificates",
        &right::VIEW_SETUP,
        Gives::Rows(tooling(
            &[
                text("Id"),
                text("DeveloperName"),
                text("MasterLabel"),
                time("ExpirationDate"),
                int("KeySize"),
                boolean("OptionsIsCaSigned"),
            ],
            "FROM Certificate",
            &["Id"],
        )),
    ),
    view(
        "sharing",
        "entities",
        &right::VIEW_SETUP,
        Gives::Rows(entities(tooling(
            &[
                text("DurableId"),
                text("QualifiedApiName"),
                text("InternalSharingModel"),
                text("ExternalSharingModel"),
            ],
            "FROM EntityDefinition WHERE IsCustomizable = true LIMIT 2000",
            &["DurableId"],
        ))),
    ),
    view(
        "sharing",
        "guest.object_permissions",
        &right::VIEW_SETUP,
        Gives::Rows(records(
            &[
                text("Id"),
                text("SobjectType"),
                boolean("PermissionsRead"),
                boolean("PermissionsCreate"),
                boolean("PermissionsEdit"),
                boolean("PermissionsDelete"),
                text("Parent.Profile.Name"),
            ],
            "FROM ObjectPermissions WHERE Parent.Profile.UserType = 'Guest'",
            // Rows that follow from a permission over all objects have no id of their own.
            &[],
        )),
    ),
    view(
        "files",
        "content_distributions",
        &right::QUERY_ALL_FILES,
        // Salesforce shows those of files that our user may open, whatever else it may see (*Object Reference*,
        // ContentDistribution).
        Gives::Rows(Query {
            ends: Ends::Unknown,
            ..records(
                &[
                    text("Id"),
                    boolean("PreferencesPasswordRequired"),
                    boolean("PreferencesExpires"),
                    time("ExpiryDate"),
                ],
                "FROM ContentDistribution",
                &["Id"],
            )
        }),
    ),
    view(
        "logins",
        "logins.kinds",
        &right::LOGIN_HISTORY,
        Gives::Kinds(since(
            LAST_QUARTER,
            records(
                &[
                    label("ApiType"),
                    label("Status"),
                    aliased("COUNT(Id)", "logins", Kind::Int),
                    aliased("MAX(LoginTime)", "latest", Kind::Time),
                ],
                "FROM LoginHistory WHERE LoginTime >= {since} GROUP BY ApiType, Status",
                &[],
            ),
        )),
    ),
    view("logins", "logins.soap", &right::LOGIN_HISTORY, Gives::Joined),
    view(
        "logins",
        "logins.recent",
        &right::LOGIN_HISTORY,
        Gives::Counted(since(
            LAST_DAY,
            records(
                &[
                    time("LoginTime"),
                    label("Status"),
                    label("TlsProtocol"),
                    label("CountryIso"),
                    label("LoginType"),
                    label("ApiType"),
                ],
                "FROM LoginHistory WHERE LoginTime >= {since}",
                &[],
            ),
        )),
    ),
    view(
        "audit",
        "setup_audit_trail",
        &right::VIEW_SETUP,
        Gives::Rows(since(
            LAST_DAY,
            records(
                AUDIT,
                "FROM SetupAuditTrail WHERE CreatedDate >= {since} ORDER BY CreatedDate DESC",
                &["Id"],
            ),
        )),
    ),
];
