//! One step of reading a set: the call at a place, the parts that it gives, and the place of the next one.

use super::{
    account::{Making, Org},
    ask::{Ask, Seen},
    column::{Column, Kind},
    component,
    place::Place,
    reduce, rows,
    rows::Batch,
    session::VERSION,
    soap::{self, Api, Envelope, Unreadable},
    view::{Gives, Query, View},
};
use crate::source::ConnectError;
use model::{Absence, AbsenceKind, Presence, Table};
use roxmltree::Node;
use serde_json::{Map, Value, json};

/// Components of one call of the Metadata API: the most that it takes.
const COMPONENTS: usize = 10;
/// Components of one type that are read.
const COMPONENTS_MAX: usize = 2_000;

impl Org {
    /// One step at a place: the parts that it gives, and the place of the next one.
    pub(super) async fn step(
        &self,
        making: &mut Making,
        place: Place,
        view: &'static View,
    ) -> Result<(Vec<Presence>, Place), ConnectError> {
        match &view.gives {
            Gives::Joined => Ok((Vec::new(), place.after())),
            Gives::Connection => {
                let value = json!({
                    "method": self.form.method.as_str(),
                    "user_id": making.session.user_id,
                    "api_version": VERSION,
                });
                Ok((vec![Presence::Document { value }], place.after()))
            }
            Gives::Row(query) => {
                let seen = self.query(making, query, view.right, None).await?;
                let presence = self.of_all(view, seen, |mut rows| match rows.len() {
                    1 => Ok(Presence::Document { value: Value::Object(rows.remove(0)) }),
                    count => Err(unexpected(view, &format!("{count} rows where there is one"))),
                })?;
                Ok((vec![presence], place.after()))
            }
            Gives::Keyed { query, key, value: from } => {
                let seen = self.query(making, query, view.right, None).await?;
                let presence = self.of_all(view, seen, |rows| {
                    let value = keyed(rows, key, from)
                        .ok_or_else(|| unexpected(view, "rows that nothing tells apart"))?;
                    Ok(Presence::Document { value })
                })?;
                Ok((vec![presence], place.after()))
            }
            Gives::Rows(query) => self.batch(making, place, view, query, |rows| rows).await,
            Gives::Counted(query) => self.batch(making, place, view, query, reduce::counted).await,
            Gives::Kinds(query) => {
                let presence = self.kinds(making, view, query).await?;
                Ok((vec![presence], place.after()))
            }
            Gives::Component { kind, name, lists } => {
                let names = [(*name).to_owned()];
                let seen =
                    self.components(making, view, kind, &names, |record| component::document(record, lists));
                let presence = match seen.await? {
                    Seen::Value(mut found) => match found.pop().flatten() {
                        Some(value) if found.is_empty() => Presence::Document { value },
                        _ => Presence::Absent(Absence {
                            kind: AbsenceKind::NotFound,
                            message: format!("Salesforce has no {kind} “{name}”"),
                            right: None,
                        }),
                    },
                    Seen::Absent(absence) => Presence::Absent(absence),
                    Seen::NoColumn(column) => return Err(unexpected(view, &format!("no column “{column}”"))),
                };
                Ok((vec![presence], place.after()))
            }
            Gives::Components { kind, columns } => self.listed(making, place, view, kind, columns).await,
        }
    }

    /// The rows of a query that come in one answer.
    fn of_all(
        &self,
        view: &View,
        seen: Seen<Batch>,
        take: impl FnOnce(Vec<Map<String, Value>>) -> Result<Presence, ConnectError>,
    ) -> Result<Presence, ConnectError> {
        match seen {
            Seen::Value(Batch { rows, next: None, size }) if rows.len() as u64 == size => take(rows),
            Seen::Value(_) => Err(unexpected(view, "more rows than come in one answer")),
            Seen::Absent(absence) => Ok(Presence::Absent(absence)),
            Seen::NoColumn(column) => Err(unexpected(view, &format!("no column “{column}”"))),
        }
    }

    /// The next rows of a query, as `made` makes them into rows to keep.
    async fn batch(
        &self,
        making: &mut Making,
        place: Place,
        view: &'static View,
        query: &Query,
        made: impl FnOnce(Vec<Map<String, Value>>) -> Vec<Map<String, Value>>,
    ) -> Result<(Vec<Presence>, Place), ConnectError> {
        let batch = match self.query(making, query, view.right, place.locator.as_deref()).await? {
            Seen::Value(batch) => batch,
            Seen::Absent(absence) if place.locator.is_none() => {
                return Ok((vec![Presence::Absent(absence)], place.after()));
            }
            Seen::Absent(absence) => {
                let words = absence.message;
                return Err(changed(format!(
                    "in the midst of reading “{}” Salesforce said: “{words}”",
                    view.signal
                )));
            }
            Seen::NoColumn(column) => return Err(unexpected(view, &format!("no column “{column}”"))),
        };
        let count = place.rows + batch.rows.len() as u64;
        let size = place.size.unwrap_or(batch.size);
        if size != batch.size {
            return Err(changed(format!("“{}” had {size} rows, and then {}", view.signal, batch.size)));
        }
        let table = |complete| {
            let rows = made(batch.rows).into_iter().map(Value::Object).collect();
            Presence::Table(Table { rows, complete })
        };
        if let Some(next) = batch.next {
            if count >= size || Some(&next) == place.locator.as_ref() {
                return Err(changed(format!("“{}” goes on without end", view.signal)));
            }
            return Ok((
                vec![table(false)],
                Place { locator: Some(next), rows: count, size: Some(size), ..place },
            ));
        }
        if count != size {
            return Err(changed(format!("“{}” has {size} rows, of which {count} came", view.signal)));
        }
        Ok((vec![table(query.ends.whole(count))], place.after()))
    }

    /// Log-ins by kind, with how many of each are our own user's.
    async fn kinds(
        &self,
        making: &mut Making,
        view: &'static View,
        query: &'static Query,
    ) -> Result<Presence, ConnectError> {
        let text = query.soql(&[], self.clock.now());
        let own = text.replace(" GROUP BY", &format!(" AND UserId = '{}' GROUP BY", making.session.user_id));
        let mut found = Vec::new();
        // Our own first: who signs in between the two is one of the others.
        for text in [own, text] {
            match self.run(making, query, view.right, &text, None).await? {
                Seen::Value(Batch { rows, next: None, size }) if rows.len() as u64 == size => {
                    found.push(rows)
                }
                Seen::Value(_) => {
                    return Err(unexpected(view, "more kinds of log-ins than come in one answer"));
                }
                Seen::Absent(absence) => return Ok(Presence::Absent(absence)),
                Seen::NoColumn(column) => return Err(unexpected(view, &format!("no column “{column}”"))),
            }
        }
        let all = found.pop().unwrap_or_default();
        let rows = reduce::with_own(all, &found.pop().unwrap_or_default());
        Ok(Presence::Table(Table { rows: rows.into_iter().map(Value::Object).collect(), complete: true }))
    }

    /// Components of one type by their names; `None` for one that is not there.
    async fn components<T: Send>(
        &self,
        making: &mut Making,
        view: &View,
        kind: &'static str,
        names: &[String],
        take: impl Fn(Node<'_, '_>) -> Option<T> + Send + Sync,
    ) -> Result<Seen<Vec<Option<T>>>, ConnectError> {
        let inside = |it: &mut Envelope| {
            it.text("type", kind);
            names.iter().for_each(|name| it.text("fullNames", name));
        };
        let ask = Ask {
            api: Api::Metadata,
            operation: "readMetadata",
            right: view.right,
            batch: None,
            inside: &inside,
        };
        self.see(making, &ask, |response| {
            let result =
                soap::child(response, "result").ok_or(Unreadable::NotSoap("metadata without a result"))?;
            let records = soap::children(result, "records");
            Ok(records.map(|record| if soap::is_nil(record) { None } else { take(record) }).collect())
        })
        .await
    }

    /// All components of a type: first their names, then ten at a time.
    async fn listed(
        &self,
        making: &mut Making,
        place: Place,
        view: &'static View,
        kind: &'static str,
        columns: &'static [Column],
    ) -> Result<(Vec<Presence>, Place), ConnectError> {
        let Some(names) = &place.names else {
            return self.names(making, place, view, kind).await;
        };
        let begun = place.rows as usize;
        let some: Vec<_> = names.iter().skip(begun).take(COMPONENTS).cloned().collect();
        let seen = self.components(making, view, kind, &some, |record| {
            Some(Value::Object(rows::component(record, columns)))
        });
        let found = match seen.await? {
            Seen::Value(found) => found,
            Seen::Absent(absence) => {
                return Err(changed(format!(
                    "in the midst of reading “{}” Salesforce said: “{}”",
                    view.signal, absence.message
                )));
            }
            Seen::NoColumn(column) => return Err(unexpected(view, &format!("no column “{column}”"))),
        };
        let rows: Vec<_> = found.into_iter().flatten().collect();
        if rows.len() != some.len() {
            return Err(changed(format!(
                "of {} of “{}” that were listed {} came",
                some.len(),
                view.signal,
                rows.len()
            )));
        }
        let done = begun + some.len();
        let complete = done >= names.len();
        let part = Presence::Table(Table { rows, complete });
        let next = match complete {
            true => place.after(),
            false => Place { rows: done as u64, ..place },
        };
        Ok((vec![part], next))
    }

    /// The names of a type's components.
    async fn names(
        &self,
        making: &mut Making,
        place: Place,
        view: &'static View,
        kind: &'static str,
    ) -> Result<(Vec<Presence>, Place), ConnectError> {
        let inside = |it: &mut Envelope| {
            it.inside("queries", |it| it.text("type", kind));
            it.text("asOfVersion", VERSION);
        };
        let ask = Ask {
            api: Api::Metadata,
            operation: "listMetadata",
            right: view.right,
            batch: None,
            inside: &inside,
        };
        let seen = self.see(making, &ask, |response| {
            let names = soap::children(response, "result").map(|one| soap::text(one, "fullName"));
            names.collect::<Option<Vec<_>>>().ok_or(Unreadable::NotSoap("a list of metadata without names"))
        });
        let names = match seen.await? {
            Seen::Value(names) => names,
            Seen::Absent(absence) => return Ok((vec![Presence::Absent(absence)], place.after())),
            Seen::NoColumn(column) => return Err(unexpected(view, &format!("no column “{column}”"))),
        };
        if names.len() > COMPONENTS_MAX {
            return Err(unexpected(
                view,
                &format!("more than {COMPONENTS_MAX} components, each of which takes a part of a call"),
            ));
        }
        if names.is_empty() {
            let part = Presence::Table(Table { rows: Vec::new(), complete: true });
            return Ok((vec![part], place.after()));
        }
        Ok((Vec::new(), Place { names: Some(names), ..place }))
    }
}

/// Rows as one document, by a column of theirs, each with the value that another one says; `None` where two have the same
/// key, or one has none.
fn keyed(rows: Vec<Map<String, Value>>, key: &str, from: &str) -> Option<Value> {
    let mut document = Map::new();
    for mut row in rows {
        let name = row.remove(key)?.as_str().filter(|name| !name.is_empty())?.to_owned();
        let raw = row.get(from).and_then(Value::as_str);
        let value = Kind::Any.value(raw);
        row.insert("value".into(), value);
        if document.insert(name, Value::Object(row)).is_some() {
            return None;
        }
    }
    Some(Value::Object(document))
}

pub(super) fn changed(what: String) -> ConnectError {
    ConnectError::Changed { what }
}

fn unexpected(view: &View, what: &str) -> ConnectError {
    ConnectError::Unexpected {
        what: format!("Salesforce gave {what} for “{}”", view.signal),
        status: None,
        words: None,
    }
}
