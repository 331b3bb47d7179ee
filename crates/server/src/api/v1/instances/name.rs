//! `GET /api/v1/instances/name`

use crate::{
    api::{Answer, Caller, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::NameAnswer;
use model::InstanceId;
use serde::Deserialize;
use utoipa::IntoParams;

/// A name to ask about.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NameQuestion {
    /// The name.
    value: String,
    /// The instance that is being renamed: its own name is free for it.
    except: Option<InstanceId>,
}

/// Whether a connector may have this name, while somebody types.
#[utoipa::path(
    get,
    path = "/instances/name",
    operation_id = "check_connector_name",
    tag = "instances",
    params(NameQuestion),
    responses((status = 200, description = "Whether it is free", body = NameAnswer)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn name(
    State(app): State<App>,
    caller: Caller,
    Params(question): Params<NameQuestion>,
) -> Answer<NameAnswer> {
    let answer = app.engine.connector_name(&caller, &question.value, question.except.as_ref()).await?;
    Ok(Json(answer))
}
