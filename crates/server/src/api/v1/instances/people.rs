//! `GET /api/v1/instances/{id}/people`

use crate::{
    api::{Answer, Caller, Id, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::PeopleView;
use model::InstanceId;
use serde::Deserialize;
use utoipa::IntoParams;

/// What is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuestion {
    /// Only what contains this text, whatever its case: a permission's name.
    permission: Option<String>,
}

/// Who holds which permission at the service of an instance, and by which paths. Names are those of the latest list of
/// people; where they were erased, the service's ids stand alone.
#[utoipa::path(
    get,
    path = "/instances/{id}/people",
    operation_id = "list_people",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance"), PeopleQuestion),
    responses((status = 200, description = "What is held, with everybody who does", body = PeopleView)),
    extensions(("x-use-case" = json!("connectors.read")))
)]
pub async fn people(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Params(question): Params<PeopleQuestion>,
) -> Answer<PeopleView> {
    Ok(Json(app.engine.people(&caller, &id, question.permission.as_deref()).await?))
}
