//! `GET /healthz`: whether this process serves, for whatever watches over it.

/// Answers as long as the process serves. Says nothing else: it needs no session.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "show_health",
    tag = "server",
    responses((status = 200, description = "It serves", body = str, content_type = "text/plain", example = "ok")),
    extensions(("x-use-case" = json!("public")))
)]
pub async fn healthz() -> &'static str {
    "ok"
}
