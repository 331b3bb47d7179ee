//! `POST /api/v1/principals`

use crate::{
    api::{Caller, Input, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::access::PrincipalView;
use http::StatusCode;
use model::{Role, Secret};
use serde::Deserialize;
use utoipa::ToSchema;

/// A principal to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPrincipal {
    name: String,
    role: Role,
    /// To begin with; its owner changes it.
    password: Secret,
}

/// Adds a person or a program that may sign in.
#[utoipa::path(
    post,
    path = "/principals",
    operation_id = "create_principal",
    tag = "principals",
    request_body = NewPrincipal,
    responses((status = 201, description = "Added", body = PrincipalView)),
    extensions(("x-use-case" = json!("principals.manage")))
)]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Input(new): Input<NewPrincipal>,
) -> Result<(StatusCode, Json<PrincipalView>), Problem> {
    let NewPrincipal { name, role, password } = new;
    let principal = app.engine.create_principal(&caller, &name, role, &password).await?;
    Ok((StatusCode::CREATED, Json(principal)))
}
