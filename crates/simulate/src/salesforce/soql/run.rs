//! A query's answer.

use super::{
    Function, Item, Order, Query,
    check::{Checker, Column, Path, Shape},
    filter, plan, refuse,
};
use crate::salesforce::{
    exception::Exception,
    org::{Org, Row},
    schema::{Kind, object},
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
    /// Whether deleted rows are shown too: `queryAll`.
    pub deleted: bool,
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
    let aggregates = query.items.iter().any(|item| matches!(item, Item::Aggregate { .. }));
    let grouped = aggregates || !query.group.is_empty();
    let take = query.limit.unwrap_or(usize::MAX);
    if let [Item::Aggregate { function: Function::Count, name: None, .. }] = query.items.as_slice()
        && query.group.is_empty()
    {
        let mut size = 0_usize;
        matching(query, reach, |_, _| {
            size += 1;
            true
        })?;
        let size = size.saturating_sub(query.offset).min(take);
        return Ok(Answer { shape: Shape::Count, rows: Vec::new(), size });
    }
    let enough = query.offset.saturating_add(take);
    let mut rows = Vec::new();
    // Where rows come in the order that is asked for, those behind the last wanted one are not looked at.
    let checker = matching(query, reach, |row, in_order| {
        rows.push(row);
        grouped || !in_order || rows.len() < enough
    })?;
    let (shape, rows) = if grouped {
        aggregate(&checker, reach, &rows)?
    } else {
        let paths = checker.plain()?;
        sort(&checker, reach, &mut rows)?;
        (Shape::Records { object: checker.object, paths }, rows)
    };
    let rows: Vec<_> = rows.into_iter().skip(query.offset).take(take).collect();
    Ok(Answer { shape, size: rows.len(), rows })
}

/// The values of the first selected field: a semi-join's.
pub fn first_column(query: &Query, reach: &Reach<'_>) -> Result<Vec<Value>, Exception> {
    let mut rows = Vec::new();
    let checker = matching(query, reach, |row, _| {
        rows.push(row);
        true
    })?;
    let paths = checker.plain()?;
    let [path] = paths.as_slice() else {
        let words = "a semi-join subselect can only query one field";
        return Err(refuse("MALFORMED_QUERY", &query.text, query.from.at, words));
    };
    Ok(rows.iter().map(|row| reach.value(row, path)).collect())
}

/// Hands the matching rows on, and whether they come in the order that is asked for, until no more are wanted.
fn matching<'a>(
    query: &'a Query,
    reach: &Reach<'a>,
    mut take: impl FnMut(Arc<Row>, bool) -> bool,
) -> Result<Checker<'a>, Exception> {
    let unsupported = || {
        let shown = query.from.text();
        let mut exception = Exception::invalid_type(&shown);
        let told = refuse("INVALID_TYPE", &query.text, query.from.at, &exception.message);
        exception.message = told.message;
        exception.place = told.place;
        exception
    };
    let object = object(&query.from.text()).filter(|object| object.prefix != "000" || object.queryable);
    let object = object.ok_or_else(unsupported)?;
    let is_here = if reach.tooling { object.tooling } else { object.data };
    if !is_here || reach.org.hides(object, "") || !visibility::is_shown(object, reach.viewer) {
        return Err(unsupported());
    }
    if !object.queryable {
        let words = format!("entity type {} does not support query", object.name);
        return Err(Exception::new("INVALID_TYPE_FOR_OPERATION", words));
    }
    let checker = Checker { org: reach.org, object, query };
    // Names are looked at before rows: a wrong one is refused however little there is to see.
    if query.group.is_empty() && query.items.iter().all(|item| matches!(item, Item::Field { .. })) {
        checker.plain()?;
    }
    let test =
        query.filter.as_ref().map(|condition| filter::resolve(&checker, reach, condition)).transpose()?;
    let mut order = Vec::new();
    if query.group.is_empty() && query.items.iter().all(|item| matches!(item, Item::Field { .. })) {
        for one in &query.order {
            order.push((checker.path(&one.name)?, one.descending));
        }
    }
    let (plan, is_ordered) = plan::plan(object, test.as_ref(), &order);
    visibility::wanted(object, reach.viewer, &plan)?;
    let is_deleted = object.place("IsDeleted").filter(|_| !reach.deleted);
    let (rows, follows) = visibility::scan(object, reach, &plan);
    for row in rows {
        let is_gone = is_deleted.is_some_and(|place| row[place].is_true());
        let fits = !is_gone && test.as_ref().is_none_or(|test| filter::passes(test, &row, reach));
        if fits && !take(row, follows && is_ordered) {
            break;
        }
    }
    Ok(checker)
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
        let each = keys
            .iter()
            .enumerate()
            .map(|(place, (path, order))| by_order(path.kind, &one.0[place], &two.0[place], order));
        each.fold(Ordering::Equal, Ordering::then)
    });
    rows.extend(keyed.into_iter().map(|(_, row)| row));
    Ok(())
}

fn by_order(kind: Kind, one: &Value, two: &Value, order: &Order) -> Ordering {
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
        (false, false) if order.descending => two.order_as(kind, one),
        (false, false) => one.order_as(kind, two),
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
            .map(|(place, (_, order))| by_order(Kind::Text, &one.0[place], &two.0[place], order));
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
