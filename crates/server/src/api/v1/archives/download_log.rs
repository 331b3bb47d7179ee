//! `GET /api/v1/archives/{id}/log/download`

use crate::{
    api::{Caller, Id, Params, Problem},
    app::App,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use engine::archive::LogView;
use http::header;
use model::InstanceId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Which file.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LogFile {
    #[param(inline)]
    format: LogFormat,
    /// Days until today; 90 where it is left out.
    days: Option<u32>,
}

/// In which form.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum LogFormat {
    Csv,
    Json,
}

/// Columns as Purview's log has them, with those that ours adds.
const COLUMNS: &str = "Day,Import completion time,Items available from source,Items available for import,\
                       Items imported successfully,Items partially imported,Items skipped,Items failed,\
                       Items waiting,Items quarantined,Bytes,Frozen,Message";

fn csv(log: &LogView) -> String {
    let mut text = format!("{COLUMNS}\r\n");
    for line in &log.lines {
        let counts = &line.counts;
        let figures = [
            line.available_from_source,
            counts.available,
            counts.imported,
            counts.partially_imported,
            counts.skipped,
            counts.failed,
            counts.waiting,
            counts.quarantined,
            line.bytes,
        ];
        let figures: Vec<_> = figures.iter().map(u64::to_string).collect();
        let (at, frozen) = (line.import_completed_at, line.frozen);
        let message = line.message.as_deref().unwrap_or("");
        text.push_str(&format!("{},{at},{},{frozen},{message}\r\n", line.day, figures.join(",")));
    }
    text
}

fn json_text(log: &LogView) -> Result<String, Problem> {
    serde_json::to_string_pretty(log).map_err(|_| Problem::internal())
}

/// *Download log*: the status log as a file.
#[utoipa::path(
    get,
    path = "/archives/{id}/log/download",
    operation_id = "download_archive_log",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector"), LogFile),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")),
    extensions(("x-use-case" = json!("archive.read")))
)]
pub async fn download_log(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Params(asked): Params<LogFile>,
) -> Result<Response, Problem> {
    let log = app.engine.archive_log(&caller, &id, asked.days).await?;
    let (media_type, end, body) = match asked.format {
        LogFormat::Csv => ("text/csv; charset=utf-8", "csv", csv(&log)),
        LogFormat::Json => ("application/json", "json", json_text(&log)?),
    };
    let name = format!("attachment; filename=\"archive-log-{id}.{end}\"");
    let headers = [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, body).into_response())
}
