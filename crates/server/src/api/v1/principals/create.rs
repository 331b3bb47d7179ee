//! `POST /api/v1/principals`

use crate::{
    api::{Caller, Input, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::{
    Error, FieldProblem,
    access::{PrincipalKind, PrincipalView},
};
use http::StatusCode;
use model::{Role, RoleGroupId, Secret};
use serde::Deserialize;
use utoipa::ToSchema;

/// A principal to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPrincipal {
    name: String,
    #[serde(default)]
    kind: PrincipalKind,
    /// The group whose roles they have.
    role_group: Option<RoleGroupId>,
    /// Short for the group that has just this role. Either this or `role_group`.
    role: Option<Role>,
    /// Of a person, to begin with; they change it. A program has none.
    password: Option<Secret>,
}

/// Adds a person or a program.
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
    let NewPrincipal { name, kind, role_group, role, password } = new;
    let mut problems = Vec::new();
    let mut wrong = |field: &str, message: &str| problems.push(FieldProblem::new(field, message));
    match (&role_group, &role) {
        (None, None) => wrong("role_group", "is missing"),
        (Some(_), Some(_)) => wrong("role", "Give either a role group or a role."),
        _ => {}
    }
    match (kind, &password) {
        (PrincipalKind::Person, None) => wrong("password", "is missing"),
        (PrincipalKind::Program, Some(_)) => wrong("password", "A program has none; create a token for it."),
        _ => {}
    }
    let group = role_group.or_else(|| role.map(RoleGroupId::from));
    let principal = match (group, password) {
        (Some(group), Some(password)) if problems.is_empty() => {
            app.engine.create_principal(&caller, &name, group, &password).await?
        }
        (Some(group), None) if problems.is_empty() => {
            app.engine.create_program(&caller, &name, group).await?
        }
        _ => return Err(Error::Invalid(problems).into()),
    };
    Ok((StatusCode::CREATED, Json(principal)))
}
