//! `POST /webhooks/{connector}/{instance}`: what a service tells us by itself.
//!
//! Needs no session: the signature in the delivery is the proof, and the engine checks it over the bytes as
//! they came. Nothing outside is asked before the answer, so that it comes within the second or so that
//! services wait.

use crate::{
    api::{Id, Problem, Raw},
    app::App,
    web::limits::WEBHOOK_BODY_BYTES_MAX,
};
use axum::{
    Json,
    extract::{DefaultBodyLimit, State},
    response::{IntoResponse, Response},
};
use engine::posture::{RawDelivery, Received};
use http::{HeaderMap, StatusCode};
use model::{ConnectorId, InstanceId};
use utoipa_axum::{
    router::{UtoipaMethodRouter, UtoipaMethodRouterExt},
    routes,
};

/// The route, with its own limit on bodies.
pub fn route() -> UtoipaMethodRouter<App> {
    UtoipaMethodRouterExt::layer(routes!(receive), DefaultBodyLimit::max(WEBHOOK_BODY_BYTES_MAX))
}

/// Takes one delivery. The address to give to the service stands on the instance's page.
#[utoipa::path(
    post,
    path = "/webhooks/{connector}/{instance}",
    operation_id = "receive_delivery",
    tag = "server",
    params(
        ("connector" = ConnectorId, Path, description = "The connector's id"),
        ("instance" = InstanceId, Path, description = "The service instance"),
    ),
    request_body(content = serde_json::Value, content_type = "application/json"),
    responses(
        (status = 200, description = "The answer to a challenge", body = serde_json::Value),
        (status = 204, description = "Taken, or taken before"),
    ),
    extensions(("x-use-case" = json!("public")))
)]
pub async fn receive(
    State(app): State<App>,
    Id((connector, instance)): Id<(ConnectorId, InstanceId)>,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Response, Problem> {
    let delivery = RawDelivery { headers, body: body.into() };
    Ok(match app.engine.receive_delivery(&connector, &instance, delivery).await? {
        Received::Answer(answer) => Json(answer).into_response(),
        Received::Taken => StatusCode::NO_CONTENT.into_response(),
    })
}
