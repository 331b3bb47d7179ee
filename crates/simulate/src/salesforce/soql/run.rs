//! A query's answer.

use super::{
    Function, Item, Order, Query,
    check::{Checker, Column, Path, Shape},
    filter, refuse,
};
use crate::salesforce::{
    exception::Exception,
    org::{Org, Row},
    schema::object,
    value::Value,
    visibility::{self, Viewer},
};
use model::Time;
use std::{cmp::Ordering, collections::HashMap, collections::HashSet, sync::Arc};

/// What a query can see.
pub struct Reach<'a> {
    pub org: &'a Org,
    pub viewer: &'a Viewer,
    pub tooling: bool,
    pub now: Time,
}

impl Reach<'_> {
    /// The value at the end of a path; null where a reference on the way is.
    pub fn value(&self, row: &Row, path: &Path) -> Value {
        let mut place = path.place;
        let mut held: Option<Arc<Row>> = None;
        for (_, reference, object) in &path.steps {
            let current: &Row = held.as_deref().unwrap_or(row);
            let Some(next) = current[*reference].as_text().and_then(|id| self.org.find(object, id)) else {
                return Value::Null;
            };
            held = Some(next);
            place = path.place;
        }
        held.as_deref().unwrap_or(row)[place].clone()
    }
}

/// All rows of an answer, and what they are.
#[derive(Debug, Clone)]
pub struct Answer {
    pub shape: Shape,
    pub rows: Vec<Arc<Row>>,
    /// How many there are: for `COUNT()` without rows.
    pub size: usize,
}

/// Runs a query.
pub fn run(query: &Query, reach: &Reach<'_>) -> Result<Answer, Exception> {
    let (checker, mut rows) = matching(query, reach)?;
    let aggregates = query.items.iter().any(|item| matches!(item, Item::Aggregate { .. }));
    if let [Item::Aggregate { function: Function::Count, name: None, .. }] = query.items.as_slice()
        && query.group.is_empty()
    {
        let size = rows.len().saturating_sub(query.offset).min(query.limit.unwrap_or(usize::MAX));
        return Ok(Answer { shape: Shape::Count, rows: Vec::new(), size });
    }
    let (shape, rows) = if aggregates || !query.group.is_empty() {
        aggregate(&checker, reach, &rows)?
    } else {
        let paths = checker.plain()?;
        sort(&checker, reach, &mut rows)?;
        (Shape::Records { object: checker.object, paths }, rows)
    };
    let take = query.limit.unwrap_or(usize::MAX);
    let rows: Vec<_> = rows.into_iter().skip(query.offset).take(take).collect();
    Ok(Answer { shape, size: rows.len(), rows })
}

/// The values of the first selected field: a semi-join's.
pub fn first_column(query: &Query, reach: &Reach<'_>) -> Result<Vec<Value>, Exception> {
    let (checker, rows) = matching(query, reach)?;
    let paths = checker.plain()?;
    let [path] = paths.as_slice() else {
        let words = "a semi-join subselect can only query one field";
        return Err(refuse("MALFORMED_QUERY", &query.text, query.from.at, words));
    };
    Ok(rows.iter().map(|row| reach.value(row, path)).collect())
}

fn matching<'a>(query: &'a Query, reach: &Reach<'a>) -> Result<(Checker<'a>, Vec<Arc<Row>>), Exception> {
    let unsupported = || {
        let shown = query.from.text();
        let mut exception = Exception::invalid_type(&shown);
        let told = refuse("INVALID_TYPE", &query.text, query.from.at, &exception.message);
        exception.message = told.message;
        exception.place = told.place;
        exception
    };
    let object = object(&query.from.text()).ok_or_else(unsupported)?;
    let is_here = if reach.tooling { object.tooling } else { object.data };
    if !is_here || reach.org.hides(object, "") || !visibility::is_shown(object, reach.viewer) {
        return Err(unsupported());
    }
    let checker = Checker { org: reach.org, object, query };
    // Names are looked at before rows: a wrong one is refused however little there is to see.
    if query.group.is_empty() && query.items.iter().all(|item| matches!(item, Item::Field { .. })) {
        checker.plain()?;
    }
    let test =
        query.filter.as_ref().map(|condition| filter::resolve(&checker, reach, condition)).transpose()?;
    let mut rows = visibility::rows(object, reach);
    if let Some(test) = test {
        rows.retain(|row| filter::passes(&test, row, reach));
    }
    Ok((checker, rows))
}

fn sort(checker: &Checker<'_>, reach: &Reach<'_>, rows: &mut Vec<Arc<Row>>) -> Result<(), Exception> {
    if checker.query.order.is_empty() {
        return Ok(());
    }
    let mut keys: Vec<(Path, &Order)> = Vec::new();
    for order in &checker.query.order {
        keys.push((checker.path(&order.name)?, order));
    }
    let mut keyed: Vec<(Vec<Value>, Arc<Row>)> = rows
        .drain(..)
        .map(|row| (keys.iter().map(|(path, _)| reach.value(&row, path)).collect(), row))
        .collect();
    keyed.sort_by(|one, two| {
        let each =
            keys.iter().enumerate().map(|(place, (_, order))| by_order(&one.0[place], &two.0[place], order));
        each.fold(Ordering::Equal, Ordering::then)
    });
    rows.extend(keyed.into_iter().map(|(_, row)| row));
    Ok(())
}

fn by_order(one: &Value, two: &Value, order: &Order) -> Ordering {
    match (*one == Value::Null, *two == Value::Null) {
        (true, true) => Ordering::Equal,
        (true, false) => {
            if order.nulls_last {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (false, true) => {
            if order.nulls_last {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (false, false) if order.descending => two.order(one),
        (false, false) => one.order(two),
    }
}

fn aggregate(
    checker: &Checker<'_>,
    reach: &Reach<'_>,
    rows: &[Arc<Row>],
) -> Result<(Shape, Vec<Arc<Row>>), Exception> {
    let query = checker.query;
    let columns = checker.columns()?;
    let mut by = Vec::new();
    for name in &query.group {
        by.push(checker.path(name)?);
    }
    let mut groups: Vec<Vec<&Arc<Row>>> = Vec::new();
    let mut places: HashMap<Vec<String>, usize> = HashMap::new();
    for row in rows {
        let key: Vec<String> = by.iter().map(|path| reach.value(row, path).group_key()).collect();
        let place = *places.entry(key).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(row);
    }
    if by.is_empty() && groups.is_empty() {
        groups.push(Vec::new());
    }
    let mut orders = Vec::new();
    for order in &query.order {
        let path = checker.path(&order.name)?;
        let column = match order.function {
            Some(function) => Column::Aggregate(function, path),
            None => Column::Group(path),
        };
        orders.push((column, order));
    }
    let mut made: Vec<(Vec<Value>, Arc<Row>)> = groups
        .iter()
        .map(|group| {
            let row = columns.iter().map(|(_, column)| cell(column, group, reach)).collect();
            let keys = orders.iter().map(|(column, _)| cell(column, group, reach)).collect();
            (keys, Arc::new(row))
        })
        .collect();
    made.sort_by(|one, two| {
        let each = orders
            .iter()
            .enumerate()
            .map(|(place, (_, order))| by_order(&one.0[place], &two.0[place], order));
        each.fold(Ordering::Equal, Ordering::then)
    });
    let titles = columns.into_iter().map(|(title, _)| title).collect();
    Ok((Shape::Aggregates(titles), made.into_iter().map(|(_, row)| row).collect()))
}

fn cell(column: &Column, group: &[&Arc<Row>], reach: &Reach<'_>) -> Value {
    let (function, path) = match column {
        Column::Group(path) => {
            return group.first().map_or(Value::Null, |row| reach.value(row, path));
        }
        Column::Aggregate(function, path) => (*function, path),
    };
    let values = group.iter().map(|row| reach.value(row, path)).filter(|value| *value != Value::Null);
    let count = |count: usize| Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
    match function {
        Function::Count => count(values.count()),
        Function::CountDistinct => count(values.map(|value| value.group_key()).collect::<HashSet<_>>().len()),
        Function::Max => values.max_by(Value::order).unwrap_or(Value::Null),
        Function::Min => values.min_by(Value::order).unwrap_or(Value::Null),
        Function::Sum | Function::Avg => {
            let numbers: Vec<f64> = values.filter_map(|value| value.in_xml()?.parse().ok()).collect();
            if numbers.is_empty() {
                return Value::Null;
            }
            let sum: f64 = numbers.iter().sum();
            let average = u32::try_from(numbers.len()).map_or(0.0, |many| sum / f64::from(many));
            Value::Number(if function == Function::Sum { sum } else { average })
        }
    }
}
