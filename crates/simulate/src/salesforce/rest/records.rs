//! Queries over REST.

use super::{
    super::{
        cursor::{self, Asked, Page},
        exception::Exception,
        record::{Node, Record},
        reply::Reply,
        world::World,
    },
    Call,
};
use serde_json::{Map, Value, json};

/// Records a page where the client says nothing, and between what its wish is held.
const BATCH: usize = 2_000;
const BATCH_MIN: usize = 200;

pub fn query(world: &mut World, call: &Call<'_>, tooling: bool, deleted: bool) -> Result<Reply, Exception> {
    let (_, soql) = super::operation(call.incoming);
    if soql.is_empty() {
        return Err(Exception::new("MALFORMED_QUERY", "missing query parameter: q"));
    }
    let (now, random) = (call.context.now, call.context.random);
    let page = cursor::query(
        world,
        &call.session,
        &soql,
        Asked { tooling, deleted, batch: batch(call) },
        now,
        random,
    )?;
    Ok(Reply::json(200, &result(call, &page, tooling)))
}

pub fn more(world: &mut World, call: &Call<'_>, locator: &str, tooling: bool) -> Result<Reply, Exception> {
    let page = cursor::more(world, &call.session, locator, call.context.now)?;
    Ok(Reply::json(200, &result(call, &page, tooling)))
}

/// One record, with all its fields.
pub fn one(world: &mut World, call: &Call<'_>, name: &str, id: &str) -> Result<Reply, Exception> {
    let object = super::super::schema::object(name)
        .ok_or_else(|| Exception::new("NOT_FOUND", "The requested resource does not exist"))?;
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Exception::new("MALFORMED_ID", format!("{name} ID: id value of incorrect type: {id}")));
    }
    let org = &world.orgs[call.session.org];
    let fields: Vec<&str> = object
        .fields
        .iter()
        .filter(|field| !org.hides(object, &field.name))
        .map(|field| field.name.as_str())
        .collect();
    let soql = format!("SELECT {} FROM {} WHERE Id = '{id}'", fields.join(", "), object.name);
    let (now, random) = (call.context.now, call.context.random);
    let page = cursor::query(
        world,
        &call.session,
        &soql,
        Asked { tooling: false, deleted: false, batch: BATCH },
        now,
        random,
    )?;
    let record = page.records.first().ok_or_else(|| {
        Exception::new("NOT_FOUND", "Provided external ID field does not exist or is not accessible")
    })?;
    Ok(Reply::json(200, &shown(call, record, false)))
}

/// `Sforce-Query-Options: batchSize=N`
fn batch(call: &Call<'_>) -> usize {
    let options = call.incoming.headers.get("sforce-query-options").and_then(|value| value.to_str().ok());
    let wish = options.and_then(|text| {
        let value = text.split(',').find_map(|option| option.trim().strip_prefix("batchSize="))?;
        value.trim().parse::<usize>().ok()
    });
    wish.map_or(BATCH, |wish| wish.clamp(BATCH_MIN, BATCH))
}

fn result(call: &Call<'_>, page: &Page, tooling: bool) -> Value {
    let records: Vec<Value> = page.records.iter().map(|record| shown(call, record, tooling)).collect();
    let folder = if tooling { "tooling/query" } else { "query" };
    let mut result = json!({
        "totalSize": page.size, "done": page.locator.is_none(), "records": records,
    });
    if let Some(locator) = &page.locator {
        result["nextRecordsUrl"] = format!("/services/data/{}/{folder}/{locator}", call.version).into();
    }
    if tooling {
        result["size"] = records.len().into();
        result["entityTypeName"] = page.object.clone().into();
        result["queryLocator"] = page.locator.clone().into();
    }
    result
}

fn shown(call: &Call<'_>, record: &Record, tooling: bool) -> Value {
    let folder = if tooling { "tooling/sobjects" } else { "sobjects" };
    let mut attributes = json!({ "type": record.kind });
    if let Some(id) = record.id.as_ref().and_then(|id| id.as_text()) {
        attributes["url"] = format!("/services/data/{}/{folder}/{}/{id}", call.version, record.kind).into();
    }
    let mut object = Map::new();
    object.insert("attributes".to_owned(), attributes);
    for (name, node) in &record.fields {
        let value = match node {
            // The bytes of a file are fetched where this says.
            Node::Bytes(id, _) => {
                format!("/services/data/{}/{folder}/{}/{id}/{name}", call.version, record.kind).into()
            }
            Node::Value(value) => value.in_json(),
            Node::Record(inner) => shown(call, inner, tooling),
            Node::Nothing => Value::Null,
        };
        object.insert(name.clone(), value);
    }
    Value::Object(object)
}
