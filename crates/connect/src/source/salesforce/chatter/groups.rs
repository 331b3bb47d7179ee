//! Groups and their members: all of them once a day.

use super::super::{
    account::Making,
    id::eighteen,
    right::{self, Granted},
};
use super::{
    account::Archive,
    ask::not_shown,
    field::{Of, text},
    keyset::parsed,
    table::{IDS_MAX, Row, list},
    tables::{GROUP_MEMBERS, GROUPS},
};
use crate::source::{ConnectError, Cursor, archive::CapturePage};
use model::{GroupMember, GroupSnapshot, Time};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

/// Groups of one page: with a thousand members each, 25 answers.
const GROUPS_MAX: usize = 50;
/// How often all groups are read.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// Where the stream of groups is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Position {
    /// When the last round began.
    #[serde(default)]
    began: Option<Time>,
    /// The group after which it goes on; none where the round is through.
    #[serde(default)]
    after: Option<String>,
}

impl Position {
    fn read(cursor: Option<&Cursor>) -> Result<Self, ConnectError> {
        let position: Self = cursor.map(parsed).transpose()?.unwrap_or_default();
        // It goes into a query.
        let after = position.after.as_deref().and_then(eighteen);
        Ok(Self { after, ..position })
    }

    /// Whether it is too early for another round.
    fn rests(&self, now: Time) -> bool {
        self.after.is_none() && self.began.is_some_and(|began| now.since(began) < EVERY && began <= now)
    }
}

impl Archive {
    pub(super) fn groups_rest(&self, position: Option<&Cursor>) -> Result<bool, ConnectError> {
        Ok(Position::read(position)?.rests(self.org.clock.now()))
    }

    pub(super) async fn groups(
        &self,
        making: &mut Making,
        granted: &Granted,
        position: Option<&Cursor>,
    ) -> Result<CapturePage, ConnectError> {
        let position = Position::read(position)?;
        let (began, condition) = match &position.after {
            Some(after) => (position.began, format!("WHERE Id > '{after}' ")),
            None => (Some(self.org.clock.now()), String::new()),
        };
        let rows =
            match self.all(making, &GROUPS, &format!("{condition}ORDER BY Id LIMIT {GROUPS_MAX}")).await? {
                Ok(rows) => rows,
                Err(absence) => return Err(not_shown(&GROUPS, absence)),
            };
        let groups = self.with_members(making, &rows).await?;
        let more = rows.len() >= GROUPS_MAX;
        let after = groups.last().map(|group| group.id.clone()).filter(|_| more);
        let mut warnings = Vec::new();
        if position.after.is_none() && !granted.has(&right::MANAGE_UNLISTED_GROUPS) {
            warnings.push(format!(
                "{} is missing: what is written in unlisted groups is not archived.",
                right::MANAGE_UNLISTED_GROUPS.label
            ));
        }
        Ok(CapturePage {
            groups,
            done: after.is_none(),
            position: Some(Cursor::new(
                serde_json::to_string(&Position { began, after }).unwrap_or_default(),
            )),
            warnings,
            ..CapturePage::default()
        })
    }

    /// Some groups as they are now. One that is not shown is left out.
    pub(super) async fn snapshots(
        &self,
        making: &mut Making,
        ids: &[String],
    ) -> Result<Vec<GroupSnapshot>, ConnectError> {
        let mut rows = Vec::new();
        for some in ids.chunks(IDS_MAX) {
            let condition = format!("WHERE Id IN {} ORDER BY Id LIMIT {IDS_MAX}", list(some));
            match self.all(making, &GROUPS, &condition).await? {
                Ok(more) => rows.extend(more),
                Err(_) => return Ok(Vec::new()),
            }
        }
        self.with_members(making, &rows).await
    }

    async fn with_members(
        &self,
        making: &mut Making,
        groups: &[Row],
    ) -> Result<Vec<GroupSnapshot>, ConnectError> {
        let read_at = self.org.clock.now();
        let of = |row| Of { object: GROUPS.object, row };
        let ids = groups.iter().map(|row| of(row).id("Id")).collect::<Result<Vec<_>, _>>()?;
        let found = self.among(making, &GROUP_MEMBERS, "CollaborationGroupId", &ids, "ORDER BY Id").await?;
        let mut members: BTreeMap<String, Vec<GroupMember>> = BTreeMap::new();
        for row in found.map_err(|absence| not_shown(&GROUP_MEMBERS, absence))? {
            let of = Of { object: GROUP_MEMBERS.object, row: &row };
            let member = GroupMember { user: of.id("MemberId")?, since: of.time("CreatedDate")? };
            members.entry(of.id("CollaborationGroupId")?).or_default().push(member);
        }
        let snapshot = |(row, id): (&Row, String)| {
            let mut members = members.remove(&id).unwrap_or_default();
            members.sort_by(|a, b| a.user.cmp(&b.user));
            GroupSnapshot {
                name: text(row, "Name").unwrap_or(&id).to_owned(),
                visibility: text(row, "CollaborationType").map(str::to_owned),
                members,
                read_at,
                id,
            }
        };
        Ok(groups.iter().zip(ids).map(snapshot).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_groups_are_read_once_a_day() {
        let at = |hour: i64| Time::from_ms(1_795_248_000_000 + hour * 3_600_000);
        let read = |text: &str| Position::read(Some(&Cursor::new(text))).unwrap();
        assert!(!Position::read(None).unwrap().rests(at(0)));
        let through = read(r#"{"began":"2026-11-21T08:00:00.000Z"}"#);
        for (hour, rests) in [(0, true), (23, true), (24, false), (-1, false)] {
            assert_eq!(through.rests(at(hour)), rests, "{hour}");
        }
        let midst = read(r#"{"began":"2026-11-21T08:00:00.000Z","after":"0F9000000000001CAA"}"#);
        assert!(!midst.rests(at(1)));
        assert_eq!(read(r#"{"after":"' OR Id != '"}"#).after, None);
        assert!(Position::read(Some(&Cursor::new("x"))).is_err());
    }
}
