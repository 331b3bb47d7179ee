//! `POST /api/v1/archives/validation`

use crate::{
    api::{Answer, Caller, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::ValidationView;
use model::{ConnectorId, DraftId, InstanceId, Secret};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is to be tried out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveValidation {
    connector: ConnectorId,
    /// By the names of the connector's fields.
    #[schema(value_type = BTreeMap<String, String>)]
    credentials: BTreeMap<String, Secret>,
    /// Whether private messages are wanted, which need a right of their own.
    #[serde(default)]
    messages: bool,
    /// The connector that is edited, whose account is pinned.
    instance: Option<InstanceId>,
    /// The draft that has what is left out of the credentials.
    draft: Option<DraftId>,
}

/// *Validate connection*: signs in for real and says which rights are missing. Nothing is kept.
#[utoipa::path(
    post,
    path = "/archives/validation",
    operation_id = "validate_archive",
    tag = "archives",
    request_body = ArchiveValidation,
    responses((status = 200, description = "What was found", body = ValidationView)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn validate(
    State(app): State<App>,
    caller: Caller,
    Input(wanted): Input<ArchiveValidation>,
) -> Answer<ValidationView> {
    let ArchiveValidation { connector, credentials, messages, instance, draft } = wanted;
    let view = app.engine.validate_archive(
        &caller,
        &connector,
        &credentials,
        messages,
        instance.as_ref(),
        draft.as_ref(),
    );
    Ok(Json(view.await?))
}
