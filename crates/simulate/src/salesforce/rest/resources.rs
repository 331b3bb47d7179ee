//! Resources that describe: the list of resources, limits, objects.

use super::{
    super::{
        exception::Exception,
        reply::Reply,
        schema::{self, Kind, Object},
        visibility::{self, Viewer},
        world::World,
    },
    Call,
};
use serde_json::{Map, Value, json};

pub fn all(version: &str) -> Value {
    let at = |name: &str| format!("/services/data/{version}/{name}");
    json!({
        "tooling": at("tooling"), "query": at("query"), "queryAll": at("queryAll"), "limits": at("limits"),
        "sobjects": at("sobjects"), "identity": "/id",
    })
}

pub fn limits(world: &World, call: &Call<'_>) -> Value {
    let limits = &world.orgs[call.session.org].limits;
    let left = limits.limit.saturating_sub(limits.used(call.context.now));
    json!({
        "DailyApiRequests": { "Max": limits.limit, "Remaining": left },
        "DailyBulkApiBatches": { "Max": 15_000, "Remaining": 15_000 },
        "DataStorageMB": { "Max": 10_240, "Remaining": 9_800 },
        "FileStorageMB": { "Max": 10_240, "Remaining": 10_100 },
    })
}

pub fn sobjects(world: &World, call: &Call<'_>, tooling: bool) -> Value {
    let org = &world.orgs[call.session.org];
    let viewer = Viewer::of(org, &call.session.user_id, call.context.now);
    let objects = schema::objects().values().filter(|object| {
        let is_here = if tooling { object.tooling } else { object.data };
        is_here && !org.hides(object, "") && visibility::is_shown(object, &viewer)
    });
    let list: Vec<Value> = objects.map(|object| Value::Object(head(call, object))).collect();
    json!({ "encoding": "UTF-8", "maxBatchSize": 200, "sobjects": list })
}

pub fn describe(world: &World, call: &Call<'_>, name: &str) -> Result<Reply, Exception> {
    let org = &world.orgs[call.session.org];
    let viewer = Viewer::of(org, &call.session.user_id, call.context.now);
    let object = schema::object(name)
        .filter(|object| object.data && !org.hides(object, "") && visibility::is_shown(object, &viewer))
        .ok_or_else(|| Exception::new("NOT_FOUND", "The requested resource does not exist"))?;
    let kind = |kind: Kind| match kind {
        Kind::Id => "id",
        Kind::Reference => "reference",
        Kind::Text => "string",
        Kind::Bool => "boolean",
        Kind::Int => "int",
        Kind::Time => "datetime",
        Kind::Bytes => "base64",
    };
    let fields = object.fields.iter().filter(|field| !org.hides(object, &field.name)).map(|field| {
        let leads_to: Vec<&String> = field.leads_to.iter().collect();
        json!({
            "name": field.name, "label": field.name, "type": kind(field.kind), "filterable": field.filterable,
            "nillable": true, "referenceTo": leads_to, "relationshipName": field.relationship(),
        })
    });
    let fields: Vec<Value> = fields.collect();
    let mut told = head(call, object);
    told.insert("fields".to_owned(), Value::Array(fields));
    Ok(Reply::json(200, &Value::Object(told)))
}

fn head(call: &Call<'_>, object: &Object) -> Map<String, Value> {
    let at = format!("/services/data/{}/sobjects/{}", call.version, object.name);
    let told = json!({
        "name": object.name, "label": object.name, "labelPlural": object.name, "keyPrefix": object.prefix,
        "queryable": object.queryable, "createable": false, "updateable": false, "deletable": false, "custom": false,
        "urls": { "sobject": at, "describe": format!("{at}/describe") },
    });
    match told {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
