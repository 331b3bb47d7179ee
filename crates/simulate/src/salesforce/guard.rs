//! What every call has to pass: versions, the state of the org, the quota.

use super::{exception::Exception, org::Org, world::Session};
use model::Time;

/// The oldest version that is served, the last that has `login()`, and the newest there is.
const OLDEST: u32 = 31;
pub const LAST_LOGIN: u32 = 64;
pub const NEWEST: u32 = 68;

/// Whether a version is one that is served.
pub fn version(text: &str) -> Result<u32, Exception> {
    let number = text.strip_suffix(".0").and_then(|whole| whole.parse().ok());
    number
        .filter(|number| (OLDEST..=NEWEST).contains(number))
        .ok_or_else(|| Exception::new("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL"))
}

/// What an org in such a state refuses everything with, signing in too.
pub fn state(org: &Org) -> Result<(), Exception> {
    let state = &org.state;
    if state.locked {
        return Err(Exception::new(
            "ORG_LOCKED",
            "Your organization is locked. Please contact your administrator.",
        ));
    }
    if state.trial_expired {
        return Err(Exception::new("TRIAL_EXPIRED", "Your trial has expired."));
    }
    if state.maintenance {
        return Err(Exception::new("ORG_IN_MAINTENANCE", "This organization is undergoing maintenance."));
    }
    if state.api_disabled {
        let words = "API is not enabled for this Organization or Partner";
        return Err(Exception::new("API_DISABLED_FOR_ORG", words));
    }
    Ok(())
}

/// Whether a session's user may call the API.
pub fn user(org: &Org, user_id: &str, now: Time) -> Result<(), Exception> {
    if org.rights(user_id, now).contains("ApiEnabled") {
        return Ok(());
    }
    Err(Exception::new("API_CURRENTLY_DISABLED", "API is currently disabled for this User"))
}

/// What a call with a good session passes; counts it.
pub fn call(org: &mut Org, session: &Session, now: Time) -> Result<(), Exception> {
    if org.state.moved {
        let words = "The organization is not owned by this instance. Sign in again to learn where it is.";
        return Err(Exception::new("ORG_NOT_OWNED_BY_INSTANCE", words));
    }
    state(org)?;
    if session.restricted {
        let words = "The users password has expired, you must call SetPassword before attempting any other API operations";
        return Err(Exception::new("INVALID_OPERATION_WITH_EXPIRED_PASSWORD", words));
    }
    user(org, &session.user_id, now)?;
    if org.limits.count(now) { Ok(()) } else { Err(Exception::request_limit()) }
}
