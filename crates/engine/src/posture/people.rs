//! Who holds what at a service, and by which path: what signals say of people by their ids, with the names that the
//! latest list of people has. Names are erased when they have been kept long enough; the ids stay.

use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use assure::pack::{PeopleInfo, SignalInfo};
use model::{InstanceId, Presence, SignalName, Time};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// People of an instance's service, by what they hold.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PeopleView {
    /// What a person may hold, by signal and name.
    pub held: Vec<HeldView>,
    /// Of those whose signal was not read, or is absent: why nothing can be said.
    pub unread: Vec<UnreadPeople>,
}

/// Something that people hold, with all who do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeldView {
    pub signal: SignalName,
    /// A permission, as the service calls it; the signal's title where it lists people of one kind.
    pub what: String,
    pub read_at: Time,
    pub people: Vec<HolderView>,
}

/// A person who holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HolderView {
    /// The service's id of the person.
    pub id: String,
    /// None where it is not known any more, or was erased.
    pub name: Option<String>,
    /// The ways in which the person comes to hold it.
    pub paths: Vec<String>,
}

/// A signal of which nothing can be said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnreadPeople {
    pub signal: SignalName,
    pub title: String,
    pub why: String,
}

impl Engine {
    /// Who holds what at the service of an instance; `what` leaves only what contains this text, whatever its case.
    pub async fn people(&self, actor: &Actor, id: &InstanceId, what: Option<&str>) -> Result<PeopleView> {
        actor.may(UseCase::ReadConnectors)?;
        let row = self.instance_row(id).await?;
        let mut view = PeopleView { held: Vec::new(), unread: Vec::new() };
        let Some(info) = self.catalog.connectors.get(&row.connector) else { return Ok(view) };
        let told = |signal: &'_ SignalInfo| signal.people.clone().map(|people| (signal.clone(), people));
        let signals: Vec<(SignalInfo, PeopleInfo)> = info.signals.iter().filter_map(told).collect();
        let wanted: BTreeSet<SignalName> = signals
            .iter()
            .flat_map(|(signal, people)| [signal.name.clone(), people.names.signal.clone()])
            .collect();
        let readings = self.store.read().await?.signals().newest_of(id, &wanted).await?;
        let what = what.map(str::trim).filter(|text| !text.is_empty()).map(str::to_lowercase);
        for (signal, people) in &signals {
            let reading = readings.get(&signal.name);
            let names = readings.get(&people.names.signal).map(|names| names_in(&names.presence, people));
            let names = names.unwrap_or_default();
            let holders =
                |rows: &[Value]| rows.iter().filter_map(|row| holder(row, people, &names)).collect();
            let mut unread = |why: &str| {
                let (signal, title) = (signal.name.clone(), signal.title.clone());
                view.unread.push(UnreadPeople { signal, title, why: why.to_owned() });
            };
            let held: Vec<(String, Vec<HolderView>)> = match reading.map(|reading| &reading.presence) {
                None => {
                    unread("Not read yet.");
                    continue;
                }
                Some(Presence::Absent(absence)) => {
                    unread(&absence.message);
                    continue;
                }
                Some(Presence::Table(table)) => vec![(signal.title.clone(), holders(&table.rows))],
                Some(Presence::Document { value }) => value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .filter_map(|(what, rows)| Some((what.clone(), holders(rows.as_array()?))))
                    .collect(),
            };
            let read_at = reading.map_or(Time::default(), |reading| reading.read_at);
            let fits = |held: &String| what.as_ref().is_none_or(|text| held.to_lowercase().contains(text));
            view.held.extend(
                held.into_iter().filter(|(held, _)| fits(held)).map(|(what, people)| HeldView {
                    signal: signal.name.clone(),
                    what,
                    read_at,
                    people,
                }),
            );
        }
        Ok(view)
    }
}

/// The names in a table of people, by their ids; without those that were erased.
fn names_in(presence: &Presence, people: &PeopleInfo) -> BTreeMap<String, String> {
    let Presence::Table(table) = presence else { return BTreeMap::new() };
    let text = |row: &Value, column: &str| row.get(column)?.as_str().map(str::to_owned);
    let named = |row: &Value| Some((text(row, &people.names.id)?, text(row, &people.names.name)?));
    table.rows.iter().filter_map(named).collect()
}

fn holder(row: &Value, people: &PeopleInfo, names: &BTreeMap<String, String>) -> Option<HolderView> {
    let id = row.get(&people.ids)?.as_str()?.to_owned();
    let paths = row.get(&people.paths).and_then(Value::as_array).into_iter().flatten();
    let paths = paths.filter_map(|path| path.as_str().map(str::to_owned)).collect();
    Some(HolderView { name: names.get(&id).cloned(), id, paths })
}
