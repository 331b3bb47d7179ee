//! `POST /api/v1/archives/{id}/mapping/{rule}/decision`

use crate::{
    api::{Caller, Id, Input, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::InstanceId;
use serde::Deserialize;
use utoipa::ToSchema;

/// What is decided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    agree: bool,
}

/// Agrees to a rule that maps somebody to another person's mailbox, or refuses it: somebody else than who set it.
#[utoipa::path(
    post,
    path = "/archives/{id}/mapping/{rule}/decision",
    operation_id = "decide_mapping",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector"), ("rule" = String, Path, description = "The rule")),
    request_body = Decision,
    responses((status = 204, description = "Decided")),
    extensions(("x-use-case" = json!("archive.approve")))
)]
pub async fn decide_mapping(
    State(app): State<App>,
    caller: Caller,
    Id((id, rule)): Id<(InstanceId, String)>,
    Input(decision): Input<Decision>,
) -> Result<StatusCode, Problem> {
    app.engine.decide_mapping(&caller, &id, &rule, decision.agree).await?;
    Ok(StatusCode::NO_CONTENT)
}
