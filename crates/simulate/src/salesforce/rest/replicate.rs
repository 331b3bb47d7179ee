//! `…/sobjects/{name}/deleted` and `/updated`, with `start` and `end`.

use super::{
    super::{
        chatter::replicate, exception::Exception, reply::Reply, value::rest_time, visibility::Viewer,
        world::World,
    },
    Call,
};
use model::Time;
use serde_json::{Value, json};

fn span(call: &Call<'_>) -> Result<(Time, Time), Exception> {
    let given: Vec<(String, String)> =
        url::form_urlencoded::parse(call.incoming.query.as_bytes()).into_owned().collect();
    let time = |name: &str| {
        let text = given.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str());
        // A `+` of an offset that was not escaped came as a blank.
        text.and_then(|text| replicate::time(&text.trim().replace(' ', "+"))).ok_or_else(|| {
            Exception::new("INVALID_REPLICATION_DATE", format!("{name} is missing, or is no date and time"))
        })
    };
    Ok((time("start")?, time("end")?))
}

pub fn deleted(world: &World, call: &Call<'_>, name: &str) -> Result<Reply, Exception> {
    let (org, now) = (&world.orgs[call.session.org], call.context.now);
    let viewer = Viewer::of(org, &call.session.user_id, now);
    let told = replicate::deleted(org, &viewer, name, span(call)?, now)?;
    let records: Vec<Value> =
        told.ids.iter().map(|(id, at)| json!({ "id": id, "deletedDate": rest_time(*at) })).collect();
    Ok(Reply::json(
        200,
        &json!({
            "deletedRecords": records,
            "earliestDateAvailable": rest_time(told.earliest),
            "latestDateCovered": rest_time(told.latest),
        }),
    ))
}

pub fn updated(world: &World, call: &Call<'_>, name: &str) -> Result<Reply, Exception> {
    let (org, now) = (&world.orgs[call.session.org], call.context.now);
    let viewer = Viewer::of(org, &call.session.user_id, now);
    let told = replicate::updated(org, &viewer, name, span(call)?, now)?;
    let ids: Vec<&String> = told.ids.iter().map(|(id, _)| id).collect();
    Ok(Reply::json(200, &json!({ "ids": ids, "latestDateCovered": rest_time(told.latest) })))
}
