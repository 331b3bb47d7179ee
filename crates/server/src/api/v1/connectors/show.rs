//! `GET /api/v1/connectors/{id}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::ConnectorView;
use model::ConnectorId;

/// One connector: what it reads and why, the rights it needs, its terms and sign-in form.
#[utoipa::path(
    get,
    path = "/connectors/{id}",
    operation_id = "show_connector",
    tag = "connectors",
    params(("id" = ConnectorId, Path, description = "The connector's id, as `GET /connectors` lists it")),
    responses((status = 200, description = "The connector", body = ConnectorView)),
    extensions(("x-use-case" = json!("connectors.read")))
)]
pub async fn show(State(app): State<App>, caller: Caller, Id(id): Id<ConnectorId>) -> Answer<ConnectorView> {
    Ok(Json(app.engine.connector(&caller, &id).await?))
}
