//! `POST /api/v1/connectors/{id}/validation`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::ValidationView;
use model::{ConnectorId, DraftId, InstanceId, Secret};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Credentials to try out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidationRequest {
    /// By the names of the connector's fields.
    credentials: BTreeMap<String, Secret>,
    /// The instance that is being edited: the account must be the one that it is pinned to.
    instance: Option<InstanceId>,
    /// The draft that has what is left out of the credentials.
    draft: Option<DraftId>,
}

/// Signs in at the service with these credentials and looks at the rights that they grant. Keeps nothing. A
/// failed validation is an answer too: its status is 200.
#[utoipa::path(
    post,
    path = "/connectors/{id}/validation",
    operation_id = "validate_connection",
    tag = "connectors",
    params(("id" = ConnectorId, Path, description = "The connector's id, as `GET /connectors` lists it")),
    request_body = ValidationRequest,
    responses((status = 200, description = "What was found", body = ValidationView)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn validate(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ConnectorId>,
    Input(request): Input<ValidationRequest>,
) -> Answer<ValidationView> {
    let ValidationRequest { credentials, instance, draft } = request;
    let (instance, draft) = (instance.as_ref(), draft.as_ref());
    Ok(Json(app.engine.validate(&caller, &id, &credentials, instance, draft).await?))
}
