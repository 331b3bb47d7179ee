//! Everybody who may appear: all users at first, then those that were changed.

use super::super::account::Making;
use super::{
    account::Archive,
    ask::not_shown,
    feed::reached,
    field::{Of, flag, text},
    keyset::Position,
    table::Row,
    tables::PEOPLE,
};
use crate::source::{ConnectError, Cursor, archive::CapturePage};
use model::Person;

/// Users of one page.
const PEOPLE_MAX: usize = 2_000;

impl Archive {
    pub(super) async fn people(
        &self,
        making: &mut Making,
        position: Option<&Cursor>,
    ) -> Result<CapturePage, ConnectError> {
        let position = Position::read(position, None)?.begun(self.org.clock.now());
        let conditions = position.conditions("SystemModstamp", None, PEOPLE_MAX);
        let batch = match self.first(making, &PEOPLE, &conditions).await? {
            Ok(batch) => batch,
            Err(absence) => return Err(not_shown(&PEOPLE, absence)),
        };
        let rows = reached(&PEOPLE, &batch.rows, "SystemModstamp")?;
        let more = batch.next.is_some() || batch.rows.len() >= PEOPLE_MAX;
        let (next, done) = position.after(&rows, more)?;
        Ok(CapturePage {
            people: batch.rows.iter().map(person).collect::<Result<_, _>>()?,
            position: Some(next.cursor()),
            done,
            ..CapturePage::default()
        })
    }
}

fn person(row: &Row) -> Result<Person, ConnectError> {
    let of = Of { object: PEOPLE.object, row };
    let id = of.id("Id")?;
    let name = text(row, "Name").or_else(|| text(row, "Username")).unwrap_or(&id).to_owned();
    Ok(Person {
        name,
        email: text(row, "Email").map(str::to_owned),
        username: text(row, "Username").map(str::to_owned),
        // Guests and the like have no such flag that says anything.
        active: flag(row, "IsActive").unwrap_or(false),
        kind: text(row, "UserType").map(str::to_owned),
        id,
    })
}
