//! Managed and trusted domains of an account.

use super::{account::Plan, operation::Call, reply::Reply, settings};
use axum::http::StatusCode;
use serde_json::json;

/// `GET /accounts/{accountId}/managed_domains`
pub fn managed(call: &mut Call<'_>) -> Reply {
    if let Some(refusal) = settings::other_account(call, StatusCode::NOT_FOUND) {
        return refusal;
    }
    if call.account.plan == Plan::Free {
        let message = format!("Only available for Paid or ZMP account: {}.", call.account.id);
        return Reply::error(StatusCode::OK, 200, message);
    }
    let total = call.account.managed_domains.as_array().map_or(0, Vec::len);
    Reply::ok(json!({ "domains": call.account.managed_domains, "total_records": total }))
}

/// `GET /accounts/{accountId}/trusted_domains`
pub fn trusted(call: &mut Call<'_>) -> Reply {
    if let Some(refusal) = settings::other_account(call, StatusCode::NOT_FOUND) {
        return refusal;
    }
    if call.account.plan == Plan::Free {
        return Reply::error(StatusCode::OK, 200, "Only available for paid accounts.");
    }
    Reply::ok(json!({ "trusted_domains": call.account.trusted_domains }))
}
