//! The views of an org: which signal comes of which call, by which right, in which set.

use super::{
    column::{Column, Kind, aliased, boolean, int, label, text, time},
    known,
    right::{self, Right},
};
use crate::source::{ReadCall, SetSpec};
use model::{SignalName, Time};
use std::{collections::BTreeMap, time::Duration};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How far back the last day's log-ins and changes are read: a day and some slack, so that days overlap.
const LAST_DAY: Duration = HOUR.saturating_mul(28);
/// How far back log-ins are counted by their kind.
const LAST_QUARTER: Duration = DAY.saturating_mul(90);
/// Rows of `EntityDefinition` in one answer; it has no further page (*Tooling API*: no `queryMore`).
pub(super) const ENTITIES_MAX: u64 = 2_000;

/// The permissions that are dangerous or exempt from rules, whose holders are worked out.
pub(super) const SENSITIVE: &[&str] = &[
    "ModifyAllData",
    "ViewAllData",
    "AuthorApex",
    "CustomizeApplication",
    "ManageUsers",
    "DataExport",
    "ViewEncryptedData",
    "CanApproveUninstalledApps",
    "UseAnyApiAuth",
    "PasswordNeverExpires",
    "BypassMFAForUiLogins",
    "ModifyMetadata",
    "TwoFactorApi",
];

/// One signal, and what gives it.
#[derive(Debug)]
pub(super) struct View {
    pub(super) set: &'static str,
    pub(super) signal: &'static str,
    pub(super) right: &'static Right,
    pub(super) gives: Gives,
}

#[derive(Debug)]
pub(super) enum Gives {
    /// How we are signed in; no call.
    Connection,
    /// The one row of a query.
    Row(Query),
    /// The rows of a query by a column of theirs, as one document.
    Keyed(Query, &'static str),
    /// The rows of a query.
    Rows(Query),
    /// The rows of a query, counted by all columns but the time.
    Counted(Query),
    /// Log-ins by kind, and how many of each are our own user's.
    Kinds(Query),
    /// One component of the Metadata API.
    Component { kind: &'static str, name: &'static str, lists: &'static [&'static [&'static str]] },
    /// All components of a type of the Metadata API, by these columns.
    Components { kind: &'static str, columns: &'static [Column] },
    /// Nothing by itself: it is worked out of others of the set.
    Joined,
}

/// A query.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) over: Over,
    pub(super) columns: &'static [Column],
    /// Columns that an org may not have, and which are then left out.
    pub(super) optional: &'static [&'static str],
    /// Everything from `FROM` on; `{since}` stands for where the span begins.
    pub(super) from: &'static str,
    /// How long the span is, where there is one.
    pub(super) span: Option<Duration>,
    /// What tells its rows apart.
    pub(super) keys: &'static [&'static str],
}

/// Which API a query goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    Records,
    Tooling,
}

impl Query {
    /// Its text; `missing` are columns that the org does not have.
    pub(super) fn soql(&self, missing: &[String], now: Time) -> String {
        let since = self.span.map(|span| now.minus(span).to_string()).unwrap_or_default();
        self.written(missing, &since)
    }

    /// The same over the span since then.
    pub(super) fn since(&self, since: Time) -> String {
        self.written(&[], &since.to_string())
    }

    fn written(&self, missing: &[String], since: &str) -> String {
        let plain = self.columns.iter().map(|column| match column.select == column.name {
            true => column.name.to_owned(),
            false => format!("{} {}", column.select, column.name),
        });
        let optional = self.optional.iter().map(|name| (*name).to_owned());
        let there = plain.chain(optional).filter(|name| !missing.contains(name));
        format!("SELECT {} {}", there.collect::<Vec<_>>().join(", "), self.from.replace("{since}", since))
    }
}

const fn records(columns: &'static [Column], from: &'static str, keys: &'static [&'static str]) -> Query {
    Query { over: Over::Records, columns, optional: &[], from, span: None, keys }
}
const fn tooling(columns: &'static [Column], from: &'static str, keys: &'static [&'static str]) -> Query {
    Query { over: Over::Tooling, columns, optional: &[], from, span: None, keys }
}
const fn since(span: Duration, query: Query) -> Query {
    Query { span: Some(span), ..query }
}
const fn view(set: &'static str, signal: &'static str, right: &'static Right, gives: Gives) -> View {
    View { set, signal, right, gives }
}
const fn component(
    signal: &'static str,
    kind: &'static str,
    name: &'static str,
    lists: &'static [&'static [&'static str]],
) -> View {
    view("settings", signal, &right::MODIFY_METADATA, Gives::Component { kind, name, lists })
}
const fn components(signal: &'static str, kind: &'static str, columns: &'static [Column]) -> View {
    view("settings", signal, &right::MODIFY_METADATA, Gives::Components { kind, columns })
}

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
            &[text("DurableId"), int("Score"), text("CustomBaselineId")],
            "FROM SecurityHealthCheck",
            &["DurableId"],
        )),
    ),
    view(
        "settings",
        "health_check.settings",
        &right::VIEW_HEALTH_CHECK,
        Gives::Keyed(
            tooling(
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
            "DurableId",
        ),
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
            aliased("oauthPolicy.ipRelaxation", "ipRelaxation", Kind::Label),
            aliased("oauthPolicy.refreshTokenPolicy", "refreshTokenPolicy", Kind::Label),
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
        Gives::Rows(tooling(
            &[
                text("DurableId"),
                text("QualifiedApiName"),
                text("InternalSharingModel"),
                text("ExternalSharingModel"),
            ],
            "FROM EntityDefinition WHERE IsCustomizable = true LIMIT 2000",
            &["DurableId"],
        )),
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
        Gives::Rows(records(
            &[
                text("Id"),
                boolean("PreferencesPasswordRequired"),
                boolean("PreferencesExpires"),
                time("ExpiryDate"),
            ],
            "FROM ContentDistribution",
            &["Id"],
        )),
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

impl View {
    /// What tells its rows apart.
    fn keys(&self) -> &'static [&'static str] {
        match &self.gives {
            Gives::Rows(query) => query.keys,
            Gives::Components { .. } => &["fullName"],
            _ => &[],
        }
    }
}

/// The views of a set.
pub(super) fn of_set(set: &str) -> Vec<&'static View> {
    VIEWS.iter().filter(|view| view.set == set).collect()
}

/// The sets, in the order in which they are read.
pub(super) fn sets() -> Vec<SetSpec> {
    let mut names: Vec<_> = VIEWS.iter().map(|view| view.set).collect();
    names.dedup();
    let spec = |name: &'static str| {
        let views = of_set(name);
        let keys = views.iter().filter(|view| !view.keys().is_empty());
        SetSpec {
            name: known(name),
            signals: views.iter().map(|view| known(view.signal)).collect(),
            keys: keys.map(|view| (known(view.signal), view.keys())).collect::<BTreeMap<_, _>>(),
        }
    };
    names.into_iter().map(spec).collect()
}

/// The signals that are absent without a right: its own, and those that are worked out of them.
pub(super) fn resting_on(right: &Right) -> Vec<SignalName> {
    let own = VIEWS.iter().filter(|view| view.right == right).map(|view| view.signal);
    let joined = super::reduce::JOINS.iter().filter(|(_, parts)| {
        parts.iter().any(|part| VIEWS.iter().any(|view| view.signal == *part && view.right == right))
    });
    let mut all: Vec<&str> = own.chain(joined.map(|(signal, _)| *signal)).collect();
    if right.api == right::API_ENABLED.api {
        all = VIEWS.iter().map(|view| view.signal).collect();
    }
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(known).collect()
}

/// The calls that read a signal, as the pack tells them.
pub(super) fn calls(signal: &SignalName) -> Vec<ReadCall> {
    let Some(view) = VIEWS.iter().find(|view| view.signal == signal.as_str()) else { return Vec::new() };
    let call = |get: String| ReadCall {
        get,
        classic: view.right.classic,
        granular: view.right.granular,
        required: view.right.required,
    };
    match &view.gives {
        Gives::Row(query)
        | Gives::Keyed(query, _)
        | Gives::Rows(query)
        | Gives::Counted(query)
        | Gives::Kinds(query) => {
            vec![call(query.written(&[], &span_in_words(query.span)))]
        }
        Gives::Component { kind, name, .. } => vec![call(format!("readMetadata {kind} {name}"))],
        Gives::Components { kind, .. } => vec![call(format!("readMetadata {kind} {{id}}"))],
        Gives::Connection | Gives::Joined => Vec::new(),
    }
}

fn span_in_words(span: Option<Duration>) -> String {
    match span {
        Some(LAST_QUARTER) => "{90 days ago}".into(),
        Some(_) => "{28 hours ago}".into(),
        None => String::new(),
    }
}
