//! `POST /api/v1/connectors/{id}/key-pair`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::{KeyPairInput, KeyPairView};
use model::ConnectorId;

/// Makes an RSA key and a certificate of it, for the method that signs in with one. The key is kept, sealed, in a
/// draft, and is never shown; the certificate is to be uploaded at the service. To make use of it, name the draft when
/// validating, activating or editing.
#[utoipa::path(
    post,
    path = "/connectors/{id}/key-pair",
    operation_id = "make_key_pair",
    tag = "connectors",
    params(("id" = ConnectorId, Path, description = "The connector's id, as `GET /connectors` lists it")),
    request_body = KeyPairInput,
    responses((status = 200, description = "The draft that keeps the key, and the certificate", body = KeyPairView)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn make_key_pair(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ConnectorId>,
    Input(wanted): Input<KeyPairInput>,
) -> Answer<KeyPairView> {
    Ok(Json(app.engine.make_key_pair(&caller, &id, wanted).await?))
}
