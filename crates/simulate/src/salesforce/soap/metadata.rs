//! The metadata API: `readMetadata`, `listMetadata`, `describeMetadata`. Elements stand in the order of the WSDL,
//! which for all types here is that of the alphabet.

use super::{
    super::{
        exception::Exception,
        ids,
        org::Org,
        visibility::Viewer,
        world::{Session, World},
    },
    Call, unknown,
    xml::Xml,
};
use model::Time;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Full names in one readMetadata.
const NAMES_MAX: usize = 10;
/// Queries in one listMetadata.
const QUERIES_MAX: usize = 3;

/// The types that can be described: xmlName, directory, suffix, whether each has a file beside it.
const TYPES: [(&str, &str, &str, bool); 5] = [
    ("Certificate", "certs", "crt", true),
    ("ConnectedApp", "connectedApps", "connectedApp", false),
    ("Profile", "profiles", "profile", false),
    ("ProfilePasswordPolicy", "profilePasswordPolicies", "profilePasswordPolicy", false),
    ("Settings", "settings", "settings", false),
];

pub fn serve(world: &World, call: &Call<'_>, session: &Session) -> Result<String, Exception> {
    let (org, now) = (&world.orgs[session.org], call.context.now);
    let viewer = Viewer::of(org, &session.user_id, now);
    if !viewer.may("ModifyMetadata") && !viewer.may("ModifyAllData") {
        let words =
            "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions";
        return Err(Exception::new("INSUFFICIENT_ACCESS", words));
    }
    match call.request.operation.as_str() {
        "readMetadata" => read(org, call),
        "listMetadata" => list(org, call, now),
        "describeMetadata" => Ok(describe()),
        _ => Err(unknown(call.request)),
    }
}

fn read(org: &Org, call: &Call<'_>) -> Result<String, Exception> {
    let kind = call.request.get("type").unwrap_or_default();
    let names: Vec<&str> = call.request.all("fullNames").collect();
    if names.len() > NAMES_MAX {
        let words =
            format!("record limit reached. cannot submit more than {NAMES_MAX} records into this operation");
        return Err(Exception::new("LIMIT_EXCEEDED", words));
    }
    let none = BTreeMap::new();
    let is_known = TYPES.iter().any(|(xml_name, ..)| *xml_name == kind);
    let documents = org.documents.get(kind).or(is_known.then_some(&none)).ok_or_else(|| {
        let words = format!("This type of metadata is not available for this organization: {kind}");
        Exception::new("INVALID_TYPE", words)
    })?;
    let mut xml = Xml::default();
    xml.open("readMetadataResponse").open("result");
    for name in names {
        match documents.get(name) {
            Some(document) => {
                xml.open(&format!("records xsi:type=\"{kind}\""));
                xml.leaf("fullName", name);
                members(&mut xml, document);
                xml.close("records");
            }
            None => {
                xml.nil("records");
            }
        }
    }
    xml.close("result").close("readMetadataResponse");
    Ok(xml.0)
}

/// The members of an object as elements; a list repeats its element.
fn members(xml: &mut Xml, value: &Json) {
    for (name, value) in value.as_object().into_iter().flatten() {
        match value {
            Json::Array(items) => items.iter().for_each(|item| element(xml, name, item)),
            value => element(xml, name, value),
        }
    }
}

fn element(xml: &mut Xml, name: &str, value: &Json) {
    match value {
        Json::Null => {}
        Json::Object(_) => {
            xml.open(name);
            members(xml, value);
            xml.close(name);
        }
        Json::String(text) => {
            xml.leaf(name, text);
        }
        other => {
            xml.leaf(name, &other.to_string());
        }
    }
}

fn list(org: &Org, call: &Call<'_>, now: Time) -> Result<String, Exception> {
    let queries: Vec<_> = call.request.parameters.iter().filter(|one| one.name == "queries").collect();
    if queries.len() > QUERIES_MAX {
        let words = format!("too many queries: at most {QUERIES_MAX}");
        return Err(Exception::new("LIMIT_EXCEEDED", words));
    }
    let mut xml = Xml::default();
    xml.open("listMetadataResponse");
    for query in queries {
        let kind = query.children.iter().find(|(name, _)| name == "type").map_or("", |(_, text)| text);
        let documents = org.documents.get(kind).into_iter().flatten();
        for ((name, _), number) in documents.zip(1_u64..) {
            properties(&mut xml, org, (kind, name, number), now);
        }
    }
    xml.close("listMetadataResponse");
    Ok(xml.0)
}

fn properties(xml: &mut Xml, org: &Org, (kind, name, number): (&str, &str, u64), now: Time) {
    let file = TYPES.iter().find(|(xml_name, ..)| *xml_name == kind);
    let (directory, suffix) =
        file.map_or(("settings", "settings"), |(_, directory, suffix, _)| (directory, suffix));
    let by = &org.reader.user_id;
    let name_of = org.value("User", by, "Name").in_xml().unwrap_or_default();
    let month = now.minus(std::time::Duration::from_secs(30 * 86_400)).to_string();
    xml.open("result").leaf("createdById", by).leaf("createdByName", &name_of).leaf("createdDate", &month);
    xml.leaf("fileName", &format!("{directory}/{name}.{suffix}")).leaf("fullName", name);
    xml.leaf("id", &ids::id("0MD", &org.pod, number));
    xml.leaf("lastModifiedById", by).leaf("lastModifiedByName", &name_of).leaf("lastModifiedDate", &month);
    xml.leaf("type", kind).close("result");
}

fn describe() -> String {
    let mut xml = Xml::default();
    xml.open("describeMetadataResponse").open("result");
    for (xml_name, directory, suffix, meta_file) in TYPES {
        xml.open("metadataObjects").leaf("directoryName", directory).leaf("inFolder", "false");
        xml.leaf("metaFile", &meta_file.to_string()).leaf("suffix", suffix).leaf("xmlName", xml_name);
        xml.close("metadataObjects");
    }
    xml.leaf("organizationNamespace", "").leaf("partialSaveAllowed", "true").leaf("testRequired", "false");
    xml.close("result").close("describeMetadataResponse");
    xml.0
}
