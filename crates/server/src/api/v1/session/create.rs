//! `POST /api/v1/session`

use super::with_cookie;
use crate::{
    api::{Input, Peer, Problem},
    app::App,
};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use engine::access::{Me, SessionKind};
use http::StatusCode;
use model::Secret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    name: String,
    password: Secret,
    /// For who has a second factor: what the authenticator shows, or a recovery code.
    code: Option<Secret>,
    /// `cookie` (the default) for browsers, `bearer` for the terminal.
    #[serde(default)]
    kind: SignInKind,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInKind {
    #[default]
    Cookie,
    Bearer,
}

/// Who signed in, and for a program the token to send as `Authorization: Bearer …`. It is shown this once.
#[derive(Serialize, ToSchema)]
pub struct SignInAnswer {
    #[serde(flatten)]
    me: Me,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// Signs in. Where name and password are right and a code is wanted, or was wrong, the answer is 401 with an error
/// at `code`; the same is then sent again with it. Failed tries are slowed down per name and per peer: 429 with `Retry-After`.
#[utoipa::path(
    post,
    path = "/session",
    operation_id = "sign_in",
    tag = "session",
    request_body = SignInRequest,
    responses((status = 200, description = "Signed in; a browser also gets the cookie", body = SignInAnswer)),
    extensions(("x-use-case" = json!("public")))
)]
pub async fn create(
    State(app): State<App>,
    Peer(peer): Peer,
    Input(request): Input<SignInRequest>,
) -> Result<Response, Problem> {
    let SignInRequest { name, password, code, kind } = request;
    let session_kind = match kind {
        SignInKind::Cookie => SessionKind::Cookie,
        SignInKind::Bearer => SessionKind::Bearer,
    };
    let signed_in = app.engine.sign_in_with_code(&name, &password, code.as_ref(), session_kind, peer).await?;
    let Some(signed_in) = signed_in else {
        let detail = "Name or password is wrong.";
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "wrong-password", "Not signed in", detail));
    };
    match kind {
        SignInKind::Cookie => with_cookie(&app, StatusCode::OK, &signed_in),
        SignInKind::Bearer => {
            let token = Some(signed_in.token.expose().to_owned());
            Ok(Json(SignInAnswer { me: signed_in.me, token }).into_response())
        }
    }
}
