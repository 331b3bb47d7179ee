//! `GET /api/v1/connectors`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::ConnectorView;

/// Every connector that can be activated.
#[utoipa::path(
    get,
    path = "/connectors",
    operation_id = "list_connectors",
    tag = "connectors",
    responses((status = 200, description = "The connectors", body = Items<ConnectorView>)),
    extensions(("x-use-case" = json!("connectors.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<ConnectorView>> {
    Ok(Json(app.engine.connectors(&caller).await?.into()))
}
