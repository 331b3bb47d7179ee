//! `GET /api/v1/openapi.json`: the document that describes this API.

use axum::response::{IntoResponse, Response};
use http::header;
use std::sync::OnceLock;

/// What this server answers, as an OpenAPI 3.1 document.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "show_openapi",
    tag = "server",
    responses((status = 200, description = "The document", content_type = "application/json")),
    extensions(("x-use-case" = json!("public")))
)]
pub async fn show() -> Response {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    let document = DOCUMENT.get_or_init(|| crate::openapi().to_json().unwrap_or_default());
    ([(header::CONTENT_TYPE, "application/json")], document.as_str()).into_response()
}
