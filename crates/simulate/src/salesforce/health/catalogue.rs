//! The settings of Health Check: keys and labels as Salesforce has them, the values of its baseline standard,
//! and where an org's own values lie.

use super::{
    super::org::Org,
    counted::{
        active_administrators, certificate_days, expired_certificates, guest_edit, guest_read, hybrid_types,
        open_remote_sites, public_objects, smallest_key, trusted_ranges,
    },
};
use model::Time;

pub struct Setting {
    pub durable_id: &'static str,
    pub label: &'static str,
    pub category: Category,
    pub source: Source,
    pub standard: &'static str,
    pub rule: Rule,
}

#[derive(Debug, Clone, Copy)]
pub enum Category {
    High,
    Medium,
    Low,
    Informational,
}

/// Where the org's value lies.
pub enum Source {
    /// A JSON pointer into SecuritySettings.
    Security(&'static str),
    /// The contrary of what stands there.
    NotSecurity(&'static str),
    /// A JSON pointer into UserManagementSettings.
    Users(&'static str),
    /// In no document here.
    Own,
    Counted(fn(&Org, Time) -> String),
}

/// When it meets the standard, and when it only warns.
pub enum Rule {
    Is(&'static str),
    OneOf { meets: &'static [&'static str], warns: &'static [&'static str] },
    AtLeast { meets: f64, warns: f64 },
    AtMost { meets: f64, warns: f64 },
}

impl Setting {
    /// The group is the key's first part.
    pub fn group(&self) -> &'static str {
        self.durable_id.split('.').next().unwrap_or_default()
    }
}

const fn flag(
    durable_id: &'static str,
    label: &'static str,
    category: Category,
    pointer: &'static str,
) -> Setting {
    let (source, rule) = (Source::Security(pointer), Rule::Is("true"));
    Setting { durable_id, label, category, source, standard: "true", rule }
}

const fn counted(
    durable_id: &'static str,
    label: &'static str,
    category: Category,
    count: fn(&Org, Time) -> String,
    standard: &'static str,
    rule: Rule,
) -> Setting {
    Setting { durable_id, label, category, source: Source::Counted(count), standard, rule }
}

const fn policy(
    durable_id: &'static str,
    label: &'static str,
    category: Category,
    pointer: &'static str,
    standard: &'static str,
    rule: Rule,
) -> Setting {
    Setting { durable_id, label, category, source: Source::Security(pointer), standard, rule }
}

use Category::{High, Informational, Low, Medium};

pub const CATALOGUE: &[Setting] = &[
    flag(
        "SessionSettings.lockSessionsToDomain",
        "Lock sessions to the domain in which they were first used",
        High,
        "/sessionSettings/lockSessionsToDomain",
    ),
    flag(
        "SessionSettings.enableSmsIdentity",
        "Enable the SMS method of device activation",
        High,
        "/sessionSettings/enableSMSIdentity",
    ),
    flag(
        "SessionSettings.clickjackSetup",
        "Enable clickjack protection for Setup pages",
        High,
        "/sessionSettings/enableClickjackSetup",
    ),
    flag(
        "SessionSettings.clickjackNonSetup",
        "Enable clickjack protection for non-Setup Salesforce pages",
        High,
        "/sessionSettings/enableClickjackNonsetupSFDC",
    ),
    flag(
        "SessionSettings.clickjackVisualForceHeaders",
        "Enable clickjack protection for customer Visualforce pages with standard headers",
        High,
        "/sessionSettings/enableClickjackNonsetupUser",
    ),
    flag(
        "SessionSettings.clickjackVisualForceNoHeaders",
        "Enable clickjack protection for customer Visualforce pages with headers disabled",
        High,
        "/sessionSettings/enableClickjackNonsetupUserHeaderless",
    ),
    flag(
        "SessionSettings.csrfGet",
        "Enable CSRF protection on GET requests on non-setup pages",
        High,
        "/sessionSettings/enableCSRFOnGet",
    ),
    flag(
        "SessionSettings.csrfPost",
        "Enable CSRF protection on POST requests on non-setup pages",
        High,
        "/sessionSettings/enableCSRFOnPost",
    ),
    flag(
        "SessionSettings.requireHttpOnly",
        "Require HttpOnly attribute",
        High,
        "/sessionSettings/requireHttpOnly",
    ),
    flag(
        "Identity.mfaEnabled",
        "Require multi-factor authentication (MFA) for all direct UI logins to your Salesforce org",
        High,
        "/sessionSettings/enableMFADirectUILoginOptIn",
    ),
    Setting {
        durable_id: "ExternalClientApps.metadataApiAccess",
        label: "Allow access to External Client App consumer secrets via REST API",
        category: High,
        source: Source::Own,
        standard: "false",
        rule: Rule::Is("false"),
    },
    counted(
        "FileUploadAndDownloadSecurity.hybridSecurityRiskFileTypes",
        "Number of security risk file types with Hybrid behavior",
        High,
        hybrid_types,
        "0",
        Rule::AtMost { meets: 0.0, warns: 0.5 },
    ),
    policy(
        "PasswordPolicies.maxLoginAttempts",
        "Maximum invalid login attempts",
        High,
        "/passwordPolicies/maxLoginAttempts",
        "ThreeAttempts",
        Rule::OneOf { meets: &["ThreeAttempts"], warns: &["FiveAttempts", "TenAttempts"] },
    ),
    counted(
        "CertificateAndKeyManagement.expiredCert",
        "Number of expired certificates",
        High,
        expired_certificates,
        "0",
        Rule::AtMost { meets: 0.0, warns: 1.0 },
    ),
    counted(
        "SharingSettings.orgWideDefaults",
        "Number of objects with public external org-wide defaults",
        High,
        public_objects,
        "0",
        Rule::AtMost { meets: 0.0, warns: 1.0 },
    ),
    counted(
        "NetworkSecurity.trustedIpRangesConfigured",
        "Trusted IP ranges are configured",
        High,
        trusted_ranges,
        "1.0",
        Rule::AtLeast { meets: 1.0, warns: 0.5 },
    ),
    flag(
        "PasswordPolicies.minOneDayPasswordLifetime",
        "Require a minimum 1 day password lifetime",
        Medium,
        "/passwordPolicies/minimumPasswordLifetime",
    ),
    flag(
        "SessionSettings.forceRelogin",
        "Force relogin after Login-As-User",
        Medium,
        "/sessionSettings/forceRelogin",
    ),
    flag(
        "SessionSettings.enforceLoginIp",
        "Enforce login IP ranges on every request",
        Medium,
        "/sessionSettings/enforceIpRangesEveryRequest",
    ),
    flag(
        "SessionSettings.terminateSessionsOnPasswordReset",
        "Terminate all of a user's sessions when an admin resets that user's password",
        Medium,
        "/sessionSettings/terminateUserSessionsWhenAdminResetsPassword",
    ),
    flag(
        "SessionSettings.cspOnEmail",
        "Enable Content Security Policy protection for email templates",
        Medium,
        "/sessionSettings/enableCSPOnEmail",
    ),
    flag(
        "SessionSettings.contentSniffingProtection",
        "Enable Content Sniffing protection",
        Medium,
        "/sessionSettings/enableContentSniffingProtection",
    ),
    policy(
        "LoginAccessPolicies.adminLoginAsAnyUser",
        "Administrators Can Log in As Any User",
        Medium,
        "/enableAdminLoginAsAnyUser",
        "false",
        Rule::Is("false"),
    ),
    policy(
        "PasswordPolicies.history",
        "Enforce password history",
        Medium,
        "/passwordPolicies/historyRestriction",
        "3",
        Rule::AtLeast { meets: 3.0, warns: 1.0 },
    ),
    policy(
        "PasswordPolicies.minPasswordLength",
        "Minimum password length",
        Medium,
        "/passwordPolicies/minimumPasswordLength",
        "8",
        Rule::AtLeast { meets: 8.0, warns: 6.0 },
    ),
    policy(
        "PasswordPolicies.expiration",
        "User passwords expire in",
        Medium,
        "/passwordPolicies/expiration",
        "NinetyDays",
        Rule::OneOf { meets: &["ThirtyDays", "SixtyDays", "NinetyDays"], warns: &["SixMonths"] },
    ),
    policy(
        "PasswordPolicies.complexity",
        "Password complexity requirement",
        Medium,
        "/passwordPolicies/complexity",
        "SpecialCharacters",
        Rule::OneOf {
            meets: &[
                "SpecialCharacters",
                "UpperLowerCaseNumeric",
                "UpperLowerCaseNumericSpecialCharacters",
                "Any3UpperLowerCaseNumericSpecialCharacters",
            ],
            warns: &["AlphaNumeric"],
        },
    ),
    flag(
        "PasswordPolicies.obscureSecretAnswer",
        "Obscure secret answer for password resets",
        Low,
        "/passwordPolicies/obscureSecretAnswer",
    ),
    flag(
        "SessionSettings.forceLogoutOnTimeout",
        "Force logout on session timeout",
        Low,
        "/sessionSettings/forceLogoutOnSessionTimeout",
    ),
    flag(
        "SessionSettings.icOn2faRegistration",
        "Require identity verification during MFA registration",
        Low,
        "/sessionSettings/identityConfirmationOnTwoFactorRegistrationEnabled",
    ),
    flag(
        "SessionSettings.icOnEmailChange",
        "Require identity verification for change of email address",
        Low,
        "/sessionSettings/identityConfirmationOnEmailChange",
    ),
    counted(
        "RemoteSiteSettings.remoteSiteSettings",
        "Number of remote sites with protocol security disabled",
        Low,
        open_remote_sites,
        "0",
        Rule::AtMost { meets: 0.0, warns: 1.0 },
    ),
    policy(
        "PasswordPolicies.questionRestriction",
        "Password question requirement",
        Low,
        "/passwordPolicies/questionRestriction",
        "DoesNotContainPassword",
        Rule::Is("DoesNotContainPassword"),
    ),
    policy(
        "PasswordPolicies.lockoutInterval",
        "Lockout effective period",
        Low,
        "/passwordPolicies/lockoutInterval",
        "ThirtyMinutes",
        Rule::OneOf { meets: &["ThirtyMinutes", "SixtyMinutes", "Forever"], warns: &["FifteenMinutes"] },
    ),
    policy(
        "SessionSettings.timeout",
        "Timeout Value",
        Low,
        "/sessionSettings/sessionTimeout",
        "TwoHours",
        Rule::OneOf {
            meets: &["FifteenMinutes", "ThirtyMinutes", "SixtyMinutes", "TwoHours"],
            warns: &["FourHours", "EightHours", "TwelveHours"],
        },
    ),
    counted(
        "CertificateAndKeyManagement.keySize",
        "Smallest key size of a certificate",
        Informational,
        smallest_key,
        "4096",
        Rule::AtLeast { meets: 4096.0, warns: 2048.0 },
    ),
    counted(
        "CertificateAndKeyManagement.certExpiration",
        "Days until the next certificate expires",
        Informational,
        certificate_days,
        "180",
        Rule::AtLeast { meets: 180.0, warns: 1.0 },
    ),
    Setting {
        durable_id: "UserPIISettings.enforceNameVisibility",
        label: "Hide personal information",
        category: Informational,
        source: Source::Users("/enableConcealPersonalInfo"),
        standard: "true",
        rule: Rule::Is("true"),
    },
    Setting {
        durable_id: "SessionSettings.redirectionAllowUntrusted",
        label: "Allow redirections to untrusted external URLs without a warning",
        category: Informational,
        source: Source::NotSecurity("/redirectBlockModeEnabled"),
        standard: "false",
        rule: Rule::Is("false"),
    },
    flag(
        "SessionSettings.lockSessionsToIp",
        "Lock sessions to the IP address from which they originated",
        Informational,
        "/sessionSettings/lockSessionsToIp",
    ),
    flag("Identity.samlEnabled", "SAML enabled", Informational, "/singleSignOnSettings/enableSamlLogin"),
    counted(
        "GuestUserAccess.guestEditAccess",
        "Number of objects that guest users can edit",
        Informational,
        guest_edit,
        "4",
        Rule::AtMost { meets: 4.0, warns: 9.0 },
    ),
    counted(
        "GuestUserAccess.guestReadAccess",
        "Number of objects that guest users can read",
        Informational,
        guest_read,
        "4",
        Rule::AtMost { meets: 4.0, warns: 9.0 },
    ),
    Setting {
        durable_id: "GuestUserAccess.guestAccessSharingRules",
        label: "Number of sharing rules for guest users",
        category: Informational,
        source: Source::Own,
        standard: "0",
        rule: Rule::AtMost { meets: 0.0, warns: 0.0 },
    },
    counted(
        "AdminUsers.activeSystemAdministratorCount",
        "Number of active users with the System Administrator profile",
        Informational,
        active_administrators,
        "5",
        Rule::AtMost { meets: 5.0, warns: 10.0 },
    ),
];
