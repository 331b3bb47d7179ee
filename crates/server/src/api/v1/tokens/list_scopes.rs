//! `GET /api/v1/tokens/scopes`

use crate::api::{Answer, Caller, Items};
use axum::Json;
use engine::access::{UseCase, allowed, never_by_token};
use model::Role;
use serde::Serialize;
use utoipa::ToSchema;

/// Something that a token may be allowed to do.
#[derive(Serialize, ToSchema)]
pub struct ScopeView {
    /// The permission's name.
    name: &'static str,
    /// What it lets its bearer do.
    what: &'static str,
    /// The roles of which an owner needs one.
    roles: &'static [Role],
}

/// All that tokens may be allowed to do.
#[utoipa::path(
    get,
    path = "/tokens/scopes",
    operation_id = "list_scopes",
    tag = "tokens",
    responses((status = 200, description = "The scopes", body = Items<ScopeView>)),
    extensions(("x-use-case" = json!("tokens.own")))
)]
pub async fn list_scopes(_caller: Caller) -> Answer<Items<ScopeView>> {
    let grantable = UseCase::ALL.iter().copied().filter(|use_case| !never_by_token(*use_case));
    let view = |use_case: UseCase| ScopeView {
        name: use_case.as_str(),
        what: use_case.what(),
        roles: allowed(use_case),
    };
    Ok(Json(grantable.map(view).collect::<Vec<_>>().into()))
}
