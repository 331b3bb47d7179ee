//! Archive connectors, as people see them.

use super::{ArchiveHealth, ArchiveSettings, ArchiveView, Capture, StreamView};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
    jobs::Work,
    posture::{CertificateView, MethodView, form},
};
use connect::source::archive::Stream;
use model::{InstanceId, Time};
use store::{ArchiveInstanceRow, RevisionState, Scope, Tx};

impl Engine {
    /// Every archive connector, by name.
    pub async fn archives(&self, actor: &Actor) -> Result<Vec<ArchiveView>> {
        let scope = actor.may(UseCase::ReadArchive)?;
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for row in tx.archive_instances().list(scope).await? {
            views.push(self.archive_view(&mut tx, scope, row).await?);
        }
        Ok(views)
    }

    /// One of them.
    pub async fn archive(&self, actor: &Actor, id: &InstanceId) -> Result<ArchiveView> {
        let scope = actor.may(UseCase::ReadArchive)?;
        let row = self.archive_row(id).await?;
        let mut tx = self.store.read().await?;
        self.archive_view(&mut tx, scope, row).await
    }

    async fn archive_view(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        mut row: ArchiveInstanceRow,
    ) -> Result<ArchiveView> {
        // Where the database has no room, it cannot be written there.
        row.stalled = row.stalled.or_else(|| self.full_disk.of(&row.id));
        let now = self.clock.now();
        let settings = ArchiveSettings::of_row(&row)?;
        let mut streams = Vec::new();
        for stream in Stream::ALL {
            if stream == Stream::Messages && !settings.has_messages() {
                continue;
            }
            let at = tx.archive_instances().position(&row.id, stream.as_str()).await?;
            streams.push(StreamView {
                stream: stream.as_str().to_owned(),
                read_at: at.done_at,
                absent: at.absent,
            });
        }
        let mut oldest: Option<Time> = None;
        for state in [RevisionState::Fetching, RevisionState::Captured, RevisionState::Staged] {
            let first = tx.revisions().first_queued(&row.id, state).await?;
            oldest = oldest.into_iter().chain(first).min();
        }
        let fetching = tx.revisions().queued(&row.id, RevisionState::Fetching).await?;
        let captured = tx.revisions().queued(&row.id, RevisionState::Captured).await?;
        let staged = tx.revisions().queued(&row.id, RevisionState::Staged).await?;
        let totals = tx.archive_lines().total(scope, &row.id).await?;
        let waiting = tx.mapping_rules().waiting(&row.id, now).await?;
        let unapproved = settings.messages.as_ref().is_some_and(|messages| messages.approved_by.is_none());
        let key = Capture { instance: row.id.clone() }.dedupe_key();
        let next_at = tx.jobs().waiting_due(Capture::KIND, &key).await?;
        let info = self.archive_info(&row.connector)?;
        let method = form::method_of(info, row.method.as_deref()).ok().map(|method| MethodView {
            id: method.id.clone(),
            title: method.title.clone(),
            notice: method.notice.clone(),
        });
        let folder = info.archive.as_ref().map_or(&info.title, |archive| &archive.folder);
        let (health, message) = health(&row, &streams, now);
        Ok(ArchiveView {
            health,
            message,
            method,
            certificate: CertificateView::from_row(row.certificate.as_ref()),
            folder: format!("Inbox/{folder}"),
            created_by: tx.principals().get(&row.created_by).await?.map_or("(removed)".into(), |p| p.name),
            id: row.id,
            connector: row.connector,
            service: row.service,
            name: row.name,
            account_id: row.account_id,
            settings,
            created_at: row.created_at,
            paused_at: row.paused_at,
            asked_at: row.asked_at,
            next_at,
            streams,
            lag_s: oldest.map_or(0, |oldest| now.since(oldest).as_secs()),
            fetching,
            captured,
            staged,
            revisions: totals.revisions,
            bytes: totals.bytes,
            totals: totals.deliveries.into(),
            approvals: waiting + u64::from(unapproved),
        })
    }
}

fn health(row: &ArchiveInstanceRow, streams: &[StreamView], now: Time) -> (ArchiveHealth, String) {
    let absent = streams.iter().find_map(|stream| Some((stream, stream.absent.as_ref()?)));
    match (&row.paused_at, &row.stalled, &row.failure, absent) {
        (Some(since), ..) => {
            let text = format!(
                "Paused since {since}. Nothing is captured; what the source still shows then is captured when it is resumed."
            );
            (ArchiveHealth::Paused, text)
        }
        (None, Some(why), ..) => {
            let text = format!("Nothing more is captured for now, so that nothing is lost: {why}.");
            (ArchiveHealth::Stalled, text)
        }
        (None, None, Some(why), _) => {
            let since = row.failing_since.unwrap_or(now);
            (ArchiveHealth::SourceFails, format!("The source could not be asked since {since}. {why}"))
        }
        (None, None, None, Some((stream, absence))) => {
            let right = absence.right.as_ref().map(|right| format!(" Add {right} at the service."));
            let text = format!(
                "The source does not show {}: {}.{}",
                stream.stream,
                absence.message.trim_end_matches('.'),
                right.unwrap_or_default()
            );
            (ArchiveHealth::SourceFails, text)
        }
        _ if row.asked_at.is_none() => {
            (ArchiveHealth::Starting, "The source is asked for the first time.".into())
        }
        _ => (ArchiveHealth::Healthy, "What the source shows is captured.".into()),
    }
}
