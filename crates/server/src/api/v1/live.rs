//! `GET /api/v1/live`: changes as they happen, as server-sent events.

use crate::{
    api::{Caller, Problem},
    app::App,
};
use axum::{
    extract::State,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use engine::Change;
use futures::{Stream, stream};
use http::StatusCode;
use std::{convert::Infallible, sync::Arc};
use tokio::{
    select,
    sync::{OwnedSemaphorePermit, broadcast, watch},
    time::{Interval, MissedTickBehavior, interval},
};

/// Follows changes: an event `change` with `{topic, instance, at}` for each, an event `reset` when this page
/// fell behind and is to read everything again. Ends when the session does; a comment keeps it alive.
#[utoipa::path(
    get,
    path = "/live",
    operation_id = "follow_changes",
    tag = "live",
    responses((status = 200, description = "A stream that stays open", body = str, content_type = "text/event-stream")),
    extensions(("x-use-case" = json!("live.follow")))
)]
pub async fn follow(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let Ok(permit) = Arc::clone(&app.streams).try_acquire_owned() else {
        let detail =
            "Too many pages are open on this server; this one will not follow changes by itself. Close some.";
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Too many open pages", detail));
    };
    let changes = app.engine.follow(&caller)?;
    let mut pulse = interval(app.settings.live_pulse);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stopping = app.stopping.clone();
    let follower = Follower { app, caller, changes, pulse, stopping, _permit: permit };
    // Proxies that buffer answers would hold changes back.
    let headers = [("x-accel-buffering", "no")];
    Ok((headers, Sse::new(follower.events()).keep_alive(KeepAlive::default())).into_response())
}

/// One open page.
struct Follower {
    app: App,
    caller: Caller,
    changes: broadcast::Receiver<Change>,
    pulse: Interval,
    stopping: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
}

impl Follower {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut follower| async move {
            let event = follower.next().await?;
            Some((Ok(event), follower))
        })
    }

    /// The next thing to tell the page, or none when the stream is over.
    async fn next(&mut self) -> Option<Event> {
        select! {
            change = self.changes.recv() => match change {
                Ok(change) => Event::default().event("change").json_data(change).ok(),
                Err(broadcast::error::RecvError::Lagged(_)) => Some(Event::default().event("reset").data("{}")),
                Err(broadcast::error::RecvError::Closed) => None,
            },
            _ = self.pulse.tick() => self.pulse_event().await,
            () = stopped(&mut self.stopping) => None,
        }
    }

    /// A sign of life, as long as the session stands.
    async fn pulse_event(&self) -> Option<Event> {
        match self.app.engine.session_stands(&self.caller).await {
            Ok(true) => Some(Event::default().comment("")),
            Ok(false) => None,
            Err(error) => {
                tracing::warn!(%error, "a page's session could not be looked up; its stream ends");
                None
            }
        }
    }
}

/// Waits until the server is told to stop; for ever when nobody is there to tell.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    if stopping.wait_for(|stopping| *stopping).await.is_err() {
        std::future::pending::<()>().await;
    }
}
