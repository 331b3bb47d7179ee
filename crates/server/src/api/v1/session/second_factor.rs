//! `/api/v1/session/second-factor`: one's own second factor.

use crate::{
    api::{Answer, Caller, Input, Peer, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::access::SecondFactorView;
use http::StatusCode;
use model::Secret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether signing in takes a code, and how many recovery codes are left.
#[utoipa::path(
    get,
    path = "/session/second-factor",
    operation_id = "show_second_factor",
    tag = "session",
    responses((status = 200, description = "One's own second factor", body = SecondFactorView)),
    extensions(("x-use-case" = json!("session.own")))
)]
pub async fn show(State(app): State<App>, caller: Caller) -> Answer<SecondFactorView> {
    Ok(Json(app.engine.second_factor(&caller).await?))
}

/// Who begins.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRequest {
    /// One's own, again.
    password: Secret,
}

/// A secret for an authenticator, shown this once.
#[derive(Serialize, ToSchema)]
pub struct EnrolmentAnswer {
    /// In base 32, to be typed.
    secret: String,
    /// `otpauth://totp/…`, to be shown as a QR code.
    uri: String,
}

/// Makes a secret for an authenticator. Signing in takes no code before it was confirmed by one.
#[utoipa::path(
    post,
    path = "/session/second-factor",
    operation_id = "enrol_second_factor",
    tag = "session",
    request_body = EnrolmentRequest,
    responses((status = 200, description = "The secret, to be confirmed", body = EnrolmentAnswer)),
    extensions(("x-use-case" = json!("session.own")))
)]
pub async fn enrol(
    State(app): State<App>,
    caller: Caller,
    Peer(peer): Peer,
    Input(request): Input<EnrolmentRequest>,
) -> Answer<EnrolmentAnswer> {
    let made = app.engine.enrol_second_factor(&caller, &request.password, peer).await?;
    let text = |secret: &Secret| secret.expose().to_owned();
    Ok(Json(EnrolmentAnswer { secret: text(&made.secret), uri: text(&made.uri) }))
}

/// The first code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    code: Secret,
}

/// Codes that stand in for a lost authenticator, once each. Shown this once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesAnswer {
    codes: Vec<String>,
}

/// Confirms the secret by a code: signing in takes one from now on. All other sessions end.
#[utoipa::path(
    put,
    path = "/session/second-factor",
    operation_id = "confirm_second_factor",
    tag = "session",
    request_body = Confirmation,
    responses((status = 200, description = "Confirmed; the recovery codes", body = RecoveryCodesAnswer)),
    extensions(("x-use-case" = json!("session.own")))
)]
pub async fn confirm(
    State(app): State<App>,
    caller: Caller,
    Peer(peer): Peer,
    Input(request): Input<Confirmation>,
) -> Answer<RecoveryCodesAnswer> {
    let codes = app.engine.confirm_second_factor(&caller, request.code.expose(), peer).await?;
    let codes = codes.0.iter().map(|code| code.expose().to_owned()).collect();
    Ok(Json(RecoveryCodesAnswer { codes }))
}

/// Who turns it off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorRemoval {
    password: Secret,
    /// Of the authenticator, or a recovery code.
    code: Secret,
}

/// Turns one's second factor off.
#[utoipa::path(
    post,
    path = "/session/second-factor/removal",
    operation_id = "remove_second_factor",
    tag = "session",
    request_body = SecondFactorRemoval,
    responses((status = 204, description = "Signing in takes a password alone")),
    extensions(("x-use-case" = json!("session.own")))
)]
pub async fn remove(
    State(app): State<App>,
    caller: Caller,
    Peer(peer): Peer,
    Input(request): Input<SecondFactorRemoval>,
) -> Result<StatusCode, Problem> {
    let SecondFactorRemoval { password, code } = request;
    app.engine.disable_second_factor(&caller, &password, code.expose(), peer).await?;
    Ok(StatusCode::NO_CONTENT)
}
