//! The records of one object, and how they are found: by id, by an indexed reference, by an indexed time.
//!
//! A large feed is not held: its rows are made when they are asked for ([`Made`]). One that is changed is held from
//! then on, and its number is among the taken ones.

use super::{org::Row, schema::Object, value::Value};
use model::Time;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fmt::Debug,
    ops::Bound,
    sync::Arc,
};

/// Rows that are made of their numbers. Their ids and all their times rise with the number.
pub trait Made: Debug + Send + Sync {
    /// How many there are: numbers from 0.
    fn many(&self) -> u64;
    fn row(&self, number: u64) -> Row;
    fn time(&self, number: u64) -> Time;
    /// The number of an id of theirs.
    fn number(&self, id: &str) -> Option<u64>;
    /// The numbers whose reference at that place is this id.
    fn referring(&self, place: usize, id: &str) -> Vec<u64>;
}

/// What narrows a search down, and in which order its rows are to come.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub ids: Option<Vec<String>>,
    /// The place of an indexed reference, and the ids that it may be.
    pub references: Option<(usize, Vec<String>)>,
    /// The place of an indexed time, and from when until when (both included).
    pub span: Option<(usize, Time, Time)>,
    /// Only ids behind this one, or this one.
    pub from_id: Option<String>,
    /// Rows come by their ids, and not by the time of the span.
    pub by_id: bool,
}

impl Plan {
    /// Whether a search by it comes in its order: a lookup does not.
    pub fn is_lookup(&self) -> bool {
        self.ids.is_some() || self.references.is_some()
    }
}

/// The records of one object.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub rows: Vec<Arc<Row>>,
    places: HashMap<Arc<str>, usize>,
    times: HashMap<usize, BTreeSet<(Time, Arc<str>)>>,
    references: HashMap<usize, HashMap<Arc<str>, BTreeSet<Arc<str>>>>,
    made: Option<Arc<dyn Made>>,
    taken: HashSet<u64>,
}

impl Table {
    pub fn push(&mut self, object: &Object, row: Row) {
        if let Some(Value::Text(id)) = row.first() {
            let id = id.clone();
            self.places.insert(id.clone(), self.rows.len());
            self.index(object, &id, &row);
        }
        self.rows.push(Arc::new(row));
    }

    /// Gives it rows that are made.
    pub fn make(&mut self, made: Arc<dyn Made>) {
        self.made = Some(made);
    }

    fn index(&mut self, object: &Object, id: &Arc<str>, row: &Row) {
        for place in object.indexed() {
            match &row[place] {
                Value::Time(time) => {
                    self.times.entry(place).or_default().insert((*time, id.clone()));
                }
                Value::Text(to) => {
                    let of = self.references.entry(place).or_default().entry(to.clone()).or_default();
                    of.insert(id.clone());
                }
                _ => {}
            }
        }
    }

    fn forget(&mut self, object: &Object, id: &Arc<str>, row: &Row) {
        for place in object.indexed() {
            match &row[place] {
                Value::Time(time) => {
                    self.times.entry(place).or_default().remove(&(*time, id.clone()));
                }
                Value::Text(to) => {
                    if let Some(of) = self.references.entry(place).or_default().get_mut(to) {
                        of.remove(id);
                    }
                }
                _ => {}
            }
        }
    }

    /// The number of a made row that nobody has changed.
    fn number(&self, id: &str) -> Option<u64> {
        self.made.as_ref()?.number(id).filter(|number| !self.taken.contains(number))
    }

    pub fn find(&self, id: &str) -> Option<Arc<Row>> {
        if let Some(place) = self.places.get(id) {
            return Some(self.rows[*place].clone());
        }
        let made = self.made.as_ref()?;
        self.number(id).map(|number| Arc::new(made.row(number)))
    }

    /// Changes values of a record by their places; those that were. None: there is no such record.
    pub fn change(&mut self, object: &Object, id: &str, values: &[(usize, Value)]) -> Option<Vec<Value>> {
        if let Some(number) = self.number(id) {
            let row = self.made.as_ref()?.row(number);
            self.taken.insert(number);
            self.push(object, row);
        }
        let place = *self.places.get(id)?;
        let old = self.rows[place].clone();
        let id: Arc<str> = Arc::from(id);
        self.forget(object, &id, &old);
        drop(old);
        let row = Arc::make_mut(&mut self.rows[place]);
        let were = values.iter().map(|(at, value)| std::mem::replace(&mut row[*at], value.clone())).collect();
        let new = self.rows[place].clone();
        self.index(object, &id, &new);
        Some(were)
    }

    /// Removes the records that fit; how many they were.
    pub fn remove(&mut self, object: &Object, fits: impl Fn(&Row) -> bool) -> usize {
        let before = self.rows.len();
        let left: Vec<_> = std::mem::take(&mut self.rows).into_iter().filter(|row| !fits(row)).collect();
        if left.len() == before {
            self.rows = left;
            return 0;
        }
        self.places.clear();
        self.times.clear();
        self.references.clear();
        for row in &left {
            if let Some(Value::Text(id)) = row.first() {
                let id = id.clone();
                self.places.insert(id.clone(), self.rows.len());
                self.index(object, &id, row);
            }
            self.rows.push(row.clone());
        }
        before - self.rows.len()
    }

    /// Removes one record, also one that is made.
    pub fn remove_one(&mut self, object: &Object, id: &str) -> bool {
        if let Some(number) = self.number(id) {
            self.taken.insert(number);
            return true;
        }
        self.remove(object, |row| row[0].as_text() == Some(id)) > 0
    }

    /// The records that a plan leaves, in its order where it is no lookup.
    pub fn search<'a>(&'a self, plan: &'a Plan) -> Box<dyn Iterator<Item = Arc<Row>> + 'a> {
        if let Some(ids) = &plan.ids {
            return Box::new(ids.iter().collect::<BTreeSet<_>>().into_iter().filter_map(|id| self.find(id)));
        }
        if let Some((place, ids)) = &plan.references {
            return Box::new(self.referring(*place, ids).into_iter().filter_map(|id| self.find(&id)));
        }
        let made = self.made_by(plan);
        let Some((place, from, until)) = plan.span else {
            let held = self.sorted(plan);
            return Box::new(merge(held.into_iter(), made, None));
        };
        let held = self.times.get(&place).into_iter().flat_map(move |times| {
            let first: Arc<str> = Arc::from("");
            times.range((Bound::Included((from, first)), Bound::Unbounded))
        });
        let held = held.take_while(move |(time, _)| *time <= until);
        if plan.by_id {
            let mut ids: Vec<&Arc<str>> = held.map(|(_, id)| id).collect();
            ids.sort_unstable();
            let held = ids.into_iter().filter_map(|id| self.find(id));
            return Box::new(merge(held, made, None));
        }
        let held = held.filter_map(|(_, id)| self.find(id));
        Box::new(merge(held, made, Some(place)))
    }

    /// The held rows; by their ids where that is asked for.
    fn sorted(&self, plan: &Plan) -> Vec<Arc<Row>> {
        let mut rows = self.rows.clone();
        if plan.by_id || self.made.is_some() {
            rows.sort_by(|one, two| one[0].as_text().cmp(&two[0].as_text()));
        }
        rows
    }

    fn referring(&self, place: usize, ids: &[String]) -> BTreeSet<Arc<str>> {
        let mut found = BTreeSet::new();
        for id in ids {
            let held = self.references.get(&place).and_then(|all| all.get(id.as_str()));
            found.extend(held.into_iter().flatten().cloned());
            if let Some(made) = &self.made {
                let numbers = made.referring(place, id).into_iter();
                let left = numbers.filter(|number| !self.taken.contains(number));
                found.extend(left.filter_map(|number| match made.row(number).swap_remove(0) {
                    Value::Text(id) => Some(id),
                    _ => None,
                }));
            }
        }
        found
    }

    /// The made rows within a plan's span and behind its id.
    fn made_by<'a>(&'a self, plan: &Plan) -> impl Iterator<Item = Arc<Row>> + use<'a> {
        let (mut from, mut until) = (0, 0);
        if let Some(made) = &self.made {
            until = made.many();
            if let Some((_, first, last)) = plan.span {
                from = partition(made.many(), |number| made.time(number) < first);
                until = partition(made.many(), |number| made.time(number) <= last);
            }
            if let Some(id) = &plan.from_id {
                from = from.max(made.number(id).unwrap_or(0));
            }
        }
        let numbers = (from..until).filter(|number| !self.taken.contains(number));
        numbers.filter_map(|number| self.made.as_ref().map(|made| Arc::new(made.row(number))))
    }
}

/// How many numbers from 0 hold, where those that hold come first.
fn partition(many: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, many);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Two runs as one, both sorted by the time at a place and the id, or by the id alone.
fn merge<'a>(
    held: impl Iterator<Item = Arc<Row>> + 'a,
    made: impl Iterator<Item = Arc<Row>> + 'a,
    time: Option<usize>,
) -> impl Iterator<Item = Arc<Row>> + 'a {
    let key = move |row: &Row| {
        let time = time.map(|place| match row[place] {
            Value::Time(time) => time.ms(),
            _ => i64::MIN,
        });
        (time, row[0].as_text().map(str::to_owned))
    };
    let (mut held, mut made) = (held.peekable(), made.peekable());
    std::iter::from_fn(move || match (held.peek(), made.peek()) {
        (Some(one), Some(two)) if key(one) <= key(two) => held.next(),
        (Some(_), None) => held.next(),
        _ => made.next(),
    })
}
