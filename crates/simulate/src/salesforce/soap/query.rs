//! `query`, `queryAll` and `queryMore`: records in the namespace and the order of each endpoint.

use super::{
    super::{
        chatter::content::Content,
        cursor::{self, Asked, Page},
        exception::Exception,
        record::{Node, Record},
        value::Value,
        world::{Session, World},
    },
    Api, Call,
    xml::Xml,
};
use base64::{Engine, engine::general_purpose::STANDARD};

/// Records a page, where the client says nothing; its wish is held between the other two.
const BATCH: usize = 500;
const BATCH_MIN: usize = 200;
const BATCH_MAX: usize = 2_000;

/// Largest file that an answer holds; larger ones are fetched by REST.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

pub fn query(world: &mut World, call: &Call<'_>, session: &Session, soql: &str) -> Result<String, Exception> {
    let batch = call.request.batch_size.map_or(BATCH, |wish| wish.clamp(BATCH_MIN, BATCH_MAX));
    let deleted = call.request.operation == "queryAll";
    let asked = Asked { tooling: call.api == Api::Tooling, deleted, batch };
    let page = cursor::query(world, session, soql, asked, call.context.now, call.context.random)?;
    Ok(response(call, &page))
}

pub fn more(
    world: &mut World,
    call: &Call<'_>,
    session: &Session,
    locator: &str,
) -> Result<String, Exception> {
    let page = cursor::more(world, session, locator, call.context.now)?;
    Ok(response(call, &page))
}

fn response(call: &Call<'_>, page: &Page) -> String {
    let name = format!("{}Response", call.request.operation);
    let mut xml = Xml::default();
    xml.open(&name).open("result xsi:type=\"QueryResult\"");
    xml.leaf("done", &page.locator.is_none().to_string());
    if call.api == Api::Tooling {
        xml.leaf_or_nil("entityTypeName", page.object.as_deref());
    }
    xml.leaf_or_nil("queryLocator", page.locator.as_deref());
    for record in &page.records {
        write(&mut xml, call.api, "records", record);
    }
    xml.leaf("size", &page.size.to_string());
    if call.api == Api::Tooling {
        xml.leaf("totalSize", &page.size.to_string());
    }
    xml.close("result").close(&name);
    xml.0
}

/// Partner: `sf:sObject` with its type, the id (twice when it was selected) and the fields as they were selected.
/// Enterprise and tooling: a type of its own, the id and the fields in the order of the WSDL.
fn write(xml: &mut Xml, api: Api, name: &str, record: &Record) {
    let id = record.id.as_ref().and_then(Value::in_xml);
    if api == Api::Partner {
        xml.open(&format!("{name} xsi:type=\"sf:sObject\""));
        xml.leaf("sf:type", &record.kind).leaf_or_nil("sf:Id", id.as_deref());
        for (name, node) in &record.fields {
            field(xml, api, record, name, node);
        }
    } else {
        xml.open(&format!("{name} xsi:type=\"sf:{}\"", record.kind));
        xml.leaf_or_nil("sf:Id", id.as_deref());
        let mut fields: Vec<_> = record.fields.iter().filter(|(name, _)| name != "Id").collect();
        if record.kind != "AggregateResult" {
            fields.sort_by(|one, two| one.0.cmp(&two.0));
        }
        for (name, node) in fields {
            field(xml, api, record, name, node);
        }
    }
    xml.close(name);
}

fn base64(content: &Content) -> String {
    let mut bytes = Vec::new();
    while (bytes.len() as u64) < content.size() {
        bytes.extend(content.chunk(bytes.len() as u64));
    }
    STANDARD.encode(bytes)
}

fn field(xml: &mut Xml, api: Api, record: &Record, name: &str, node: &Node) {
    let name = format!("sf:{name}");
    match node {
        Node::Record(inner) => write(xml, api, &name, inner),
        Node::Bytes(_, content) => {
            let held = content.as_ref().filter(|content| content.size() <= FILE_BYTES_MAX);
            xml.leaf_or_nil(&name, held.map(base64).as_deref());
        }
        Node::Nothing => {
            xml.nil(&name);
        }
        Node::Value(value) => match value.in_xml() {
            // A column of an aggregate is of any type: the element says which.
            Some(text) if record.kind == "AggregateResult" => {
                xml.leaf(&format!("{name} xsi:type=\"{}\"", value.xsd_type()), &text);
            }
            Some(text) => {
                xml.leaf(&name, &text);
            }
            None => {
                xml.nil(&name);
            }
        },
    }
}
