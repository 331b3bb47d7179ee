//! `Name`: whatever record a reference leads to that may lead to several objects.

use super::{
    org::{Org, Row, blank},
    schema,
    value::Value,
};

/// What there is to say of a record as a name; nothing where it is gone.
pub fn name(org: &Org, id: &str) -> Option<Row> {
    let object = schema::of_id(id)?;
    let found = org.find(object, id)?;
    let shape = schema::object("Name")?;
    let mut row = blank(shape);
    for (place, field) in shape.fields.iter().enumerate() {
        let title = if field.name == "Name" { title(&object.name) } else { &field.name };
        if let Some(own) = object.place(title).filter(|_| field.name != "Type") {
            row[place] = found[own].clone();
        }
    }
    if let Some(place) = shape.place("Type") {
        row[place] = Value::text(&object.name);
    }
    Some(row)
}

/// The field that names the records of an object.
fn title(object: &str) -> &'static str {
    match object {
        "Case" => "CaseNumber",
        "ContentVersion" | "ContentDocument" => "Title",
        _ => "Name",
    }
}
