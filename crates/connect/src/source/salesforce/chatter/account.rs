//! One opened org, for archiving.

use super::super::{
    account::{Making, Org},
    right::{self, Granted},
};
use super::{ask::not_shown, rights, table::Table, tables};
use crate::source::{
    CallClass, ConnectError, Cursor, Validation,
    archive::{ArchiveAccount, CapturePage, Counted, FileAnswer, Stream, Wanted},
};
use async_trait::async_trait;
use model::{Attachment, ItemKind, Time};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

/// What is remembered beside the session makes calls fewer and changes no answer.
pub(super) struct Archive {
    pub(super) org: Org,
    /// Columns that the org was found to lack, by table.
    lacking: Mutex<BTreeMap<&'static str, BTreeSet<&'static str>>>,
    /// Our own permissions, and when they were asked for.
    pub(super) rights: Mutex<Option<(Granted, Time)>>,
    /// Until when Connect REST takes no calls.
    pub(super) mentions_again: Mutex<Option<Time>>,
}

impl Archive {
    pub(super) fn of(org: Org) -> Self {
        Self { org, lacking: Mutex::default(), rights: Mutex::default(), mentions_again: Mutex::default() }
    }

    pub(super) fn lacking(&self, table: &Table) -> Vec<&'static str> {
        let all = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(table.object).into_iter().flatten().copied().collect()
    }

    pub(super) fn lacks_column(&self, table: &Table, column: &'static str) {
        let mut all = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(table.object).or_default().insert(column);
    }
}

#[async_trait]
impl ArchiveAccount for Archive {
    async fn validate(&self, wanted: &Wanted) -> Result<Validation, ConnectError> {
        let (mut making, account_confirmed) = self.org.anew().await?;
        let granted = self.rights(&mut making).await?;
        let mut warnings = self.org.warnings(&making.session, &granted);
        warnings.extend(rights::losses(wanted, &granted));
        if granted.has(&right::VIEW_ALL_DATA) {
            let shown = self.first(&mut making, &tables::ANY_POST, "LIMIT 1").await?;
            if let Err(absence) = shown {
                warnings.push(format!("{}.", not_shown(&tables::POSTS, absence)));
            }
        }
        Ok(Validation {
            account_id: making.session.org_id.clone(),
            account_confirmed,
            granted: rights::names(&granted),
            missing: rights::missing(wanted, &granted),
            warnings,
        })
    }

    async fn page(
        &self,
        stream: Stream,
        wanted: &Wanted,
        position: Option<&Cursor>,
    ) -> Result<CapturePage, ConnectError> {
        let idle = || CapturePage { position: position.cloned(), done: true, ..CapturePage::default() };
        let rests = match stream {
            Stream::Messages => !wanted.messages,
            Stream::Groups => self.groups_rest(position)?,
            Stream::Deletions => self.deletions_rest(position)?,
            Stream::People | Stream::Posts | Stream::Comments => false,
        };
        if rests {
            return Ok(idle());
        }
        let mut making = self.org.making().await?;
        let granted = self.rights_for(&mut making, stream).await?;
        if let Some(absence) = rights::absent(stream, &granted) {
            return Ok(self.finished(CapturePage { absent: Some(absence), ..idle() }, &making));
        }
        let page = match stream {
            Stream::People => self.people(&mut making, position).await?,
            Stream::Groups => self.groups(&mut making, &granted, position).await?,
            Stream::Posts => self.posts(&mut making, wanted, &granted, position).await?,
            Stream::Comments => self.comments(&mut making, wanted, &granted, position).await?,
            Stream::Messages => self.messages(&mut making, wanted, position).await?,
            Stream::Deletions => self.deletions(&mut making, wanted, position).await?,
        };
        // A right that was taken away meanwhile leaves rows out without a word.
        let after = self.rights(&mut making).await?;
        Ok(match rights::absent(stream, &after) {
            Some(absence) => self.finished(CapturePage { absent: Some(absence), ..idle() }, &making),
            None => self.finished(page, &making),
        })
    }

    async fn file(&self, attachment: &Attachment) -> Result<FileAnswer, ConnectError> {
        self.download(attachment).await
    }

    async fn count(&self, kind: ItemKind, from: Time, until: Time) -> Result<Counted, ConnectError> {
        self.counted(kind, from, until).await
    }

    async fn ids(
        &self,
        kind: ItemKind,
        from: Time,
        until: Time,
        after: Option<&str>,
    ) -> Result<Vec<String>, ConnectError> {
        self.ids_of(kind, from, until, after).await
    }

    fn class(&self) -> Option<CallClass> {
        Some(CallClass::Light)
    }
}

impl Archive {
    fn finished(&self, mut page: CapturePage, making: &Making) -> CapturePage {
        page.allowance = making.page.allowance;
        page.account = Some(making.session.org_id.clone());
        page.warnings.extend(making.session.clock_warning.clone());
        page
    }
}
