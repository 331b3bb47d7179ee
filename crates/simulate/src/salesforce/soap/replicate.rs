//! `getDeleted` and `getUpdated`.

use super::{
    super::{
        chatter::replicate::{self, Told},
        exception::Exception,
        visibility::Viewer,
        world::{Session, World},
    },
    Call,
    xml::Xml,
};
use model::Time;

pub fn answer(world: &World, call: &Call<'_>, session: &Session) -> Result<String, Exception> {
    let (request, now) = (call.request, call.context.now);
    let org = &world.orgs[session.org];
    let viewer = Viewer::of(org, &session.user_id, now);
    let name = request.get("sObjectType").unwrap_or_default().trim();
    let time = |field: &str| -> Result<Time, Exception> {
        let text = request.get(field).unwrap_or_default().trim();
        replicate::time(text).ok_or_else(|| {
            Exception::new("INVALID_REPLICATION_DATE", format!("{field}: “{text}” is no dateTime"))
        })
    };
    let span = (time("startDate")?, time("endDate")?);
    let mut xml = Xml::default();
    if request.operation == "getDeleted" {
        let told = replicate::deleted(org, &viewer, name, span, now)?;
        deleted(&mut xml, &told);
    } else {
        let told = replicate::updated(org, &viewer, name, span, now)?;
        xml.open("getUpdatedResponse").open("result");
        for (id, _) in &told.ids {
            xml.leaf("ids", id);
        }
        xml.leaf("latestDateCovered", &told.latest.to_string());
        xml.close("result").close("getUpdatedResponse");
    }
    Ok(xml.0)
}

fn deleted(xml: &mut Xml, told: &Told) {
    xml.open("getDeletedResponse").open("result");
    for (id, at) in &told.ids {
        xml.open("deletedRecords");
        xml.leaf("deletedDate", &at.to_string()).leaf("id", id);
        xml.close("deletedRecords");
    }
    xml.leaf("earliestDateAvailable", &told.earliest.to_string());
    xml.leaf("latestDateCovered", &told.latest.to_string());
    xml.close("result").close("getDeletedResponse");
}
