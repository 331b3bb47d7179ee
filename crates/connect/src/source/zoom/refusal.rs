//! Why Zoom's token endpoint refuses: `{"reason": text, "error": name}`, unlike the API's errors.
//!
//! Whether it is a refusal is decided by the status and `error` alone. `reason` and the inner codes are not
//! documented for this answer; they only choose which cure is named first.

use super::credentials::{ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET};
use super::token::quote;
use crate::http::Answer;
use crate::source::{ConnectError, SignInCause, TransientCause};
use model::Secret;
use serde_json::Value;

/// What is said of one cause.
struct Cure {
    cause: SignInCause,
    fields: &'static [&'static str],
    what: &'static str,
    mend: &'static str,
}

const CLIENT: Cure = Cure {
    cause: SignInCause::Client,
    fields: &[CLIENT_ID, CLIENT_SECRET],
    what: "Zoom does not know this client ID with this client secret, and does not tell which of the two is wrong",
    mend: "Copy both again from the app's “App Credentials” page. A regenerated secret replaces the old one at once.",
};
const CLIENT_ID_ALONE: Cure = Cure {
    cause: SignInCause::Client,
    fields: &[CLIENT_ID],
    what: "Zoom does not know this client ID",
    mend: "Copy the client ID again from the app's “App Credentials” page. If the app was deleted there, make another one.",
};
const SECRET_ALONE: Cure = Cure {
    cause: SignInCause::Client,
    fields: &[CLIENT_SECRET],
    what: "Zoom knows the client ID, but not with this client secret",
    mend: "Copy the client secret again from the app's “App Credentials” page. A regenerated secret replaces the old one at once.",
};
const ACCOUNT: Cure = Cure {
    cause: SignInCause::Account,
    fields: &[ACCOUNT_ID],
    what: "Zoom knows the client, but does not let it sign in to this account",
    mend: "Copy the account ID again from the app's “App Credentials” page; it is not the account number of the profile. If it is right, look whether the app is activated on its “Activation” page.",
};
const APP_KIND: Cure = Cure {
    cause: SignInCause::AppKind,
    fields: &[CLIENT_ID],
    what: "this is not the client ID of a Server-to-Server OAuth app",
    mend: "In the Zoom App Marketplace choose Develop, Build App, “Server-to-Server OAuth App”, and use that app's credentials.",
};
const DEACTIVATED: Cure = Cure {
    cause: SignInCause::Deactivated,
    fields: &[],
    what: "the app is deactivated at Zoom",
    mend: "Activate it again on the app's “Activation” page. If it cannot be, an administrator of the account has disabled it.",
};
const DELETED: Cure = Cure {
    cause: SignInCause::Deactivated,
    fields: &[],
    what: "the app, or the person it belonged to, no longer exists at Zoom",
    mend: "Make a Server-to-Server OAuth app again, and enter its credentials with Edit: the connector, its history and its account stay.",
};
const OTHER: Cure = Cure {
    cause: SignInCause::Other,
    fields: &[],
    what: "Zoom refuses the sign-in",
    mend: "Look at the app in the Zoom App Marketplace: is it activated, does its owner still exist, and do the three credentials equal the ones shown there?",
};

/// The error of an answer without a token. `value` is its body.
pub(super) fn read(answer: &Answer, value: &Value, secrets: &[&Secret]) -> ConnectError {
    let status = answer.status.as_u16();
    let words = words_in(value, secrets);
    let error = value.get("error").and_then(Value::as_str).unwrap_or("");
    let code = ["errorCode", "code"].into_iter().find_map(|key| number(value.get(key)?));
    if matches!(error, "server_error" | "temporarily_unavailable") {
        return ConnectError::Transient {
            cause: TransientCause::Server,
            what: format!("the sign-in at {} is in trouble: it says “{error}”", answer.host),
            status: Some(status),
            until: None,
        };
    }
    if (error.is_empty() && code.is_none()) || !matches!(status, 200 | 400 | 401 | 403) {
        return ConnectError::Unexpected {
            what: format!("{} answered the sign-in with HTTP {status} and no token", answer.host),
            status: Some(status),
            words,
        };
    }
    let hint = words.as_deref().unwrap_or("").to_ascii_lowercase();
    let cure = cure(error, code, &hint);
    ConnectError::SignIn {
        cause: cure.cause,
        fields: cure.fields,
        what: cure.what.into(),
        mend: cure.mend,
        words,
    }
}

/// The cure by `error`, by the inner code of Zoom's OAuth table, and, where those leave it open, by the hint.
fn cure(error: &str, code: Option<i64>, hint: &str) -> &'static Cure {
    match (error, code) {
        (_, Some(4717 | 4738)) => &DEACTIVATED,
        (_, Some(4735)) => &DELETED,
        (_, Some(4702)) => &CLIENT_ID_ALONE,
        (_, Some(4704)) => &SECRET_ALONE,
        ("invalid_client" | "invalid_request", _) if is_gone(hint) => &DELETED,
        (_, Some(4706)) | ("invalid_client", _) => &CLIENT,
        (_, Some(4705)) | ("unsupported_grant_type" | "unauthorized_client", _) => &APP_KIND,
        ("invalid_request", _) if hint.contains("disabled") || hint.contains("deactivated") => &DEACTIVATED,
        ("invalid_request", _) => &ACCOUNT,
        _ => &OTHER,
    }
}

/// Whether the words say that the app or its owner is there no longer.
fn is_gone(hint: &str) -> bool {
    let names_it = ["app ", "application", "owner"].iter().any(|word| hint.contains(word));
    names_it && ["deleted", "does not exist", "not found", "removed"].iter().any(|word| hint.contains(word))
}

/// Zoom's words in an error of either form.
pub(super) fn words_in(value: &Value, secrets: &[&Secret]) -> Option<String> {
    let text = |key| value.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let first =
        ["reason", "error_description", "errorMessage", "message", "error"].into_iter().find_map(text);
    quote(first, secrets)
}

/// A code, which stands there as a number or as digits.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}
