//! Why Salesforce lets us not in, and how to mend it.
//!
//! Sources: the SOAP API Developer Guide (*login()*, *ExceptionCode*), recorded answers, and *OAuth 2.0 error codes* of
//! Salesforce's help. The code decides; words only choose between cures of one code.

use super::credentials::{CLIENT_ID, CLIENT_SECRET, DOMAIN, PASSWORD, PRIVATE_KEY, SECURITY_TOKEN, USERNAME};
use super::soap::Fault;
use crate::source::{ConnectError, SignInCause};

/// What is said of one cause.
struct Cure {
    cause: SignInCause,
    fields: &'static [&'static str],
    what: &'static str,
    mend: &'static str,
}

impl Cure {
    fn error(&self, words: Option<String>) -> ConnectError {
        ConnectError::SignIn {
            cause: self.cause,
            fields: self.fields,
            what: self.what.into(),
            mend: self.mend,
            words,
        }
    }
}

const fn barred(fields: &'static [&'static str], what: &'static str, mend: &'static str) -> Cure {
    Cure { cause: SignInCause::NotAllowed, fields, what, mend }
}
const fn wrong(fields: &'static [&'static str], what: &'static str, mend: &'static str) -> Cure {
    Cure { cause: SignInCause::Client, fields, what, mend }
}

const LOGIN: Cure = wrong(
    &[USERNAME, PASSWORD, SECURITY_TOKEN],
    "Salesforce does not take this username with this password and security token, and does not tell which is wrong",
    "Enter all three again. Check the host (login.salesforce.com, test.salesforce.com for a sandbox, or the My Domain host), that the user is active and not locked, and that the token is the latest: it is reset whenever the password changes.",
);
const CHANGED: Cure = wrong(
    &[PASSWORD, SECURITY_TOKEN],
    "Salesforce no longer takes the username, password and security token that it took before",
    "The password was probably changed at Salesforce, which ends the security token too: enter the new password, and the new token that Salesforce sent by e-mail (Settings › Reset My Security Token). Otherwise the user was locked or deactivated.",
);
const TOKEN_NEEDED: Cure = wrong(
    &[SECURITY_TOKEN],
    "Salesforce wants the security token from this network, and got none or an old one",
    "As this user choose Settings › Reset My Security Token › Reset Security, and enter the token that comes by e-mail; or let an administrator add this machine's address under Setup › Network Access.",
);
const SOAP_LOGIN_OFF: Cure = barred(
    &[],
    "SOAP login() is switched off in this org",
    "Sign in by OAuth instead (client credentials or JWT bearer), which Salesforce keeps. Or let an administrator turn on Setup › User Interface › Enable SOAP API login(), until Salesforce retires it in Summer '27.",
);
const ANY_API_AUTH: Cure = barred(
    &[USERNAME],
    "this user may not sign in by SOAP login(): the permission Use Any API Auth is missing",
    "Give the user a permission set with Use Any API Auth, or sign in by OAuth instead, which needs no such permission.",
);
const LOCKED: Cure = barred(
    &[USERNAME],
    "the user is locked after too many wrong passwords",
    "Let an administrator unlock it (Setup › Users › Unlock), or wait until the lockout ends; then enter the right password.",
);
const NO_API: Cure = barred(
    &[],
    "the API is not enabled for this org or this user",
    "Give the user a permission set or profile with API Enabled. Editions without API (Professional without the add-on, Group, Essentials) cannot be read.",
);
const EXPIRED: Cure = barred(
    &[PASSWORD],
    "the password has expired",
    "Sign in to Salesforce as this user, set a new password, and enter it with the new security token that comes by e-mail. A permission set with Password Never Expires for a user that only reads avoids this; a check shows who has it.",
);
const FROM_HERE: Cure = barred(
    &[],
    "the user may not sign in from this network: its profile has login IP ranges",
    "Add the address by which this machine reaches the internet to the profile's Login IP Ranges.",
);
const NOT_NOW: Cure = barred(
    &[],
    "the user may not sign in at this hour: its profile has login hours",
    "Widen the profile's Login Hours, so that a daily refresh and the polling for changes can be made.",
);
const CHALLENGED: Cure = barred(
    &[],
    "Salesforce wants the device or the person verified, which a service cannot do",
    "Exempt this user from the transaction security policy or the device verification: add this machine's address under Setup › Network Access, or sign in by OAuth.",
);
const ORG_CLOSED: Cure = barred(
    &[],
    "the org is locked, or its trial has ended",
    "Let an administrator look at the org's status in Setup › Company Information, or ask Salesforce's support.",
);
const VERSION: Cure = barred(
    &[],
    "Salesforce no longer offers the version of its API that this connector speaks",
    "Install a newer version of Vouchsafe. SOAP login() exists up to version 64.0 alone: sign in by OAuth.",
);
const CLIENT_BARRED: Cure = barred(
    &[USERNAME],
    "the user may not use this client or app",
    "Let an administrator allow it: Setup › Connected Apps OAuth Usage, the app's policies, and API Access Control.",
);
const CERTIFICATE_WANTED: Cure = barred(
    &[],
    "the org wants a client certificate (mutual authentication), which this connector does not present",
    "Use a user without Enforce SSL/TLS Mutual Authentication.",
);
const APP_ID: Cure = wrong(
    &[CLIENT_ID],
    "Salesforce does not know this consumer key",
    "Copy it again from the External Client App's OAuth settings. A new app takes up to ten minutes until it is known everywhere.",
);
const APP: Cure = wrong(
    &[CLIENT_ID, CLIENT_SECRET],
    "Salesforce does not take this consumer key with this consumer secret",
    "Copy both again from the External Client App's OAuth settings.",
);
const APP_NOT_APPROVED: Cure = barred(
    &[USERNAME],
    "the user is not approved for the app",
    "In the app's policies choose “Admin approved users are pre-authorized”, and assign a permission set that the app lists to this user.",
);
const APP_WITHOUT_USER: Cure = barred(
    &[],
    "the app has no user to run as, or its client credentials flow is off",
    "In the External Client App's policies enable the client credentials flow and choose the integration user as Run As.",
);
const AUDIENCE: Cure = wrong(
    &[DOMAIN],
    "this host does not take this way to sign in",
    "Enter the org's My Domain host, which Setup › My Domain shows, such as example.my.salesforce.com; for JWT bearer, login.salesforce.com or, for a sandbox, test.salesforce.com does as well.",
);
const ASSERTION: Cure = wrong(
    &[PRIVATE_KEY, CLIENT_ID],
    "Salesforce does not take our signature",
    "Upload the certificate that was shown with the key pair to the External Client App (OAuth settings › Use digital signatures); a new key pair needs its new certificate there.",
);
const ASSERTION_TIME: Cure = wrong(
    &[],
    "Salesforce says that our assertion has expired or is not valid yet",
    "Set this machine's clock, and keep it by NTP: it may be off by three minutes at most.",
);
const USER_INACTIVE: Cure = barred(
    &[USERNAME],
    "the user is inactive, locked or frozen",
    "Let an administrator look at it under Setup › Users, or enter another one.",
);
const GRANT_OFF: Cure = barred(
    &[],
    "this way to sign in is not enabled for the app",
    "Enable the flow in the External Client App's OAuth settings: client credentials, or JWT bearer (Use digital signatures).",
);
const OTHER_GRANT: Cure = Cure {
    cause: SignInCause::Other,
    fields: &[],
    what: "Salesforce refuses the sign-in",
    mend: "Look at the External Client App in Setup: is it enabled, are its flow, its scope “api” and its user set? The user's Login History says why a sign-in failed.",
};

/// A fault that refuses us for good, at the sign-in or later; `None` for any other.
pub(super) fn refused(fault: &Fault, words: Option<String>) -> Option<ConnectError> {
    let hint = fault.words.to_ascii_lowercase();
    let cure = match fault.code.as_str() {
        "INVALID_LOGIN" => &LOGIN,
        "LOGIN_MUST_USE_SECURITY_TOKEN" => &TOKEN_NEEDED,
        "INVALID_OPERATION" if hint.contains("api version") => &VERSION,
        "INVALID_OPERATION" if hint.contains("login()") => &SOAP_LOGIN_OFF,
        "INSUFFICIENT_ACCESS" => &ANY_API_AUTH,
        "PASSWORD_LOCKOUT" => &LOCKED,
        "API_DISABLED_FOR_ORG" | "API_CURRENTLY_DISABLED" => &NO_API,
        "INVALID_OPERATION_WITH_EXPIRED_PASSWORD" => &EXPIRED,
        "LOGIN_DURING_RESTRICTED_DOMAIN" => &FROM_HERE,
        "LOGIN_DURING_RESTRICTED_TIME" => &NOT_NOW,
        "LOGIN_CHALLENGE_ISSUED"
        | "LOGIN_CHALLENGE_PENDING"
        | "TXN_SECURITY_TWO_FA_REQUIRED"
        | "TXN_SECURITY_NO_ACCESS"
        | "TXN_SECURITY_METERING_ERROR" => &CHALLENGED,
        "ORG_LOCKED" | "TRIAL_EXPIRED" => &ORG_CLOSED,
        "UNSUPPORTED_API_VERSION" => &VERSION,
        "CLIENT_NOT_ACCESSIBLE_FOR_USER" | "CLIENT_REQUIRE_UPDATE_FOR_USER" => &CLIENT_BARRED,
        "MUTUAL_AUTHENTICATION_FAILED" => &CERTIFICATE_WANTED,
        _ => return None,
    };
    Some(cure.error(words))
}

/// Credentials that were taken before are not any more.
pub(super) fn no_longer(words: Option<String>) -> ConnectError {
    CHANGED.error(words)
}

/// A password that Salesforce took and calls expired.
pub(super) fn expired() -> ConnectError {
    EXPIRED.error(None)
}

/// A new session is refused at once.
pub(super) fn session(words: Option<String>) -> ConnectError {
    Cure {
        cause: SignInCause::TokenRefused,
        fields: &[],
        what: "Salesforce gives a session and does not take it",
        mend: "In the External Client App turn off “Issue JSON Web Token (JWT)-based access tokens”, which the SOAP API does not take. Otherwise the session is locked to another address: look at Setup › Session Settings.",
    }
    .error(words)
}

/// The org is on no instance that we are led to.
pub(super) fn moved(words: Option<String>) -> ConnectError {
    ConnectError::Transient {
        cause: crate::source::TransientCause::Server,
        what: match words {
            Some(words) => format!("the org is being moved to another instance (Salesforce says: “{words}”)"),
            None => "the org is being moved to another instance".into(),
        },
        status: None,
        until: None,
    }
}

/// A refusal of the token endpoint: `error` and the description's hint.
pub(super) fn grant(error: &str, hint: &str, words: Option<String>) -> ConnectError {
    let hint = hint.to_ascii_lowercase();
    let says = |parts: &[&str]| parts.iter().any(|part| hint.contains(part));
    let cure = match error {
        "invalid_client_id" => &APP_ID,
        "invalid_client" | "invalid_client_credentials" => &APP,
        "inactive_user" => &USER_INACTIVE,
        "inactive_org" => &ORG_CLOSED,
        "unsupported_grant_type" => &GRANT_OFF,
        "invalid_app_access" => &APP_NOT_APPROVED,
        "invalid_assertion_type" | "invalid_assertion" => &ASSERTION,
        "invalid_grant" if says(&["approved this consumer", "not approved", "pre-authoriz"]) => {
            &APP_NOT_APPROVED
        }
        "invalid_grant" if says(&["domain", "audience"]) => &AUDIENCE,
        "invalid_grant" if says(&["client credentials user", "no client credentials"]) => &APP_WITHOUT_USER,
        "invalid_grant" if says(&["expired assertion", "assertion expired", "expir", "not yet valid"]) => {
            &ASSERTION_TIME
        }
        "invalid_grant" if says(&["invalid assertion", "signature", "certificate"]) => &ASSERTION,
        "invalid_grant" if says(&["ip restricted", "restricted ip", "login ip"]) => &FROM_HERE,
        "invalid_grant" if says(&["login hour"]) => &NOT_NOW,
        "invalid_grant" if says(&["inactive", "locked", "frozen"]) => &USER_INACTIVE,
        _ => &OTHER_GRANT,
    };
    cure.error(words)
}
