//! Answers page by page, and the locators of the pages that follow.

use super::{
    exception::Exception,
    record::{Record, record},
    soql::{self, Answer, Shape, run::Reach},
    visibility::Viewer,
    world::{Session, World, letters},
};
use model::{Random, Time};
use std::time::Duration;

/// How long an open query lives.
const LIFE: Duration = Duration::from_secs(2 * 86_400);

/// A query that has more pages.
#[derive(Debug, Clone)]
pub struct Cursor {
    pub org: usize,
    pub user_id: String,
    pub opened: Time,
    answer: Answer,
    /// Where the next page begins: the only one that its locator is good for.
    next: usize,
    batch: usize,
}

impl Cursor {
    /// The object that it is about.
    pub fn object(&self) -> Option<String> {
        match &self.answer.shape {
            Shape::Records { object, .. } => Some(object.name.clone()),
            Shape::Aggregates(_) | Shape::Count => None,
        }
    }
}

/// One page.
pub struct Page {
    pub records: Vec<Record>,
    /// The locator of the next page.
    pub locator: Option<String>,
    /// Of the whole answer.
    pub size: usize,
    /// The object; None for aggregates.
    pub object: Option<String>,
}

/// How a query is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub tooling: bool,
    /// `queryAll`: deleted records too.
    pub deleted: bool,
    /// Records a page.
    pub batch: usize,
}

/// Runs a query and gives its first page.
pub fn query(
    world: &mut World,
    session: &Session,
    soql: &str,
    asked: Asked,
    now: Time,
    random: &dyn Random,
) -> Result<Page, Exception> {
    let Asked { tooling, deleted, batch } = asked;
    let org = &world.orgs[session.org];
    let viewer = Viewer::of(org, &session.user_id, now);
    let query = soql::parse(soql, now)?;
    let answer = soql::run(&query, &Reach { org, viewer: &viewer, tooling, deleted, now })?;
    let object = match &answer.shape {
        Shape::Records { object, .. } => object.name.as_str(),
        Shape::Aggregates(_) | Shape::Count => "",
    };
    if answer.rows.len() > batch && object == "EntityDefinition" {
        return Err(Exception::new(
            "EXCEEDED_ID_LIMIT",
            "EntityDefinition does not support queryMore(), use LIMIT to restrict the results to a single batch",
        ));
    }
    let cursor =
        Cursor { org: session.org, user_id: session.user_id.clone(), opened: now, answer, next: 0, batch };
    let id = format!("0r8{}0{}", world.orgs[session.org].pod, letters(random, 12).replace(['.', '_'], "A"));
    Ok(advance(world, super::ids::long(&id[..15]), cursor))
}

/// The page of a locator.
pub fn more(world: &mut World, session: &Session, locator: &str, now: Time) -> Result<Page, Exception> {
    let (id, offset) = locator
        .rsplit_once('-')
        .filter(|(id, _)| id.starts_with("0r8") && (id.len() == 18 || id.len() == 15))
        .ok_or_else(|| Exception::locator("INVALID_QUERY_LOCATOR_FORMAT"))?;
    let offset: usize = offset.parse().map_err(|_| Exception::locator("INVALID_QUERY_LOCATOR_FORMAT"))?;
    let id = super::ids::long(id);
    let Some(cursor) = world.cursors.get(&id) else {
        return Err(Exception::locator("QUERY_LOCATOR_NOT_FOUND"));
    };
    if cursor.org != session.org || cursor.user_id != session.user_id {
        return Err(Exception::locator("UNAUTHORIZED_USER_FOR_CURSOR"));
    }
    if now.since(cursor.opened) >= LIFE {
        world.cursors.remove(&id);
        return Err(Exception::locator("QUERY_LOCATOR_EXPIRED"));
    }
    if offset > cursor.answer.rows.len() {
        return Err(Exception::locator("LOCATOR_LOCATION_EXCEEDS_SIZE"));
    }
    if offset != cursor.next {
        return Err(Exception::locator("QUERY_LOCATOR_NOT_FOUND"));
    }
    let Some(cursor) = world.cursors.remove(&id) else {
        return Err(Exception::locator("QUERY_LOCATOR_NOT_FOUND"));
    };
    Ok(advance(world, id, cursor))
}

fn advance(world: &mut World, id: String, mut cursor: Cursor) -> Page {
    let org = &world.orgs[cursor.org];
    let end = (cursor.next + cursor.batch).min(cursor.answer.rows.len());
    let shape = &cursor.answer.shape;
    let records = cursor.answer.rows[cursor.next..end].iter().map(|row| record(shape, row, org)).collect();
    let object = match shape {
        Shape::Records { object, .. } => Some(object.name.clone()),
        Shape::Aggregates(_) => Some("AggregateResult".to_owned()),
        Shape::Count => None,
    };
    let (size, is_last) = (cursor.answer.size, end == cursor.answer.rows.len());
    cursor.next = end;
    let locator = (!is_last).then(|| format!("{id}-{end}"));
    if !is_last {
        world.keep(id, cursor);
    }
    Page { records, locator, size, object }
}
