//! Rows as replies show them: records with nested ones where a path leads over a reference.

use super::{
    chatter::content::Content,
    org::{Org, Row},
    schema::{Kind, Object},
    soql::{Path, Shape},
    value::Value,
};
use std::sync::Arc;

/// A record of a reply.
#[derive(Debug, Clone)]
pub struct Record {
    pub kind: String,
    /// None: it was not selected.
    pub id: Option<Value>,
    /// In the order in which they were selected.
    pub fields: Vec<(String, Node)>,
}

#[derive(Debug, Clone)]
pub enum Node {
    Value(Value),
    /// The bytes of a file: the id of their record, and what they are.
    Bytes(String, Option<Content>),
    Record(Record),
    /// A reference that leads nowhere.
    Nothing,
}

/// The record of one row of an answer.
pub fn record(shape: &Shape, row: &Row, org: &Org) -> Record {
    match shape {
        Shape::Records { object, paths } => {
            let mut record = Record { kind: object.name.clone(), id: None, fields: Vec::new() };
            for path in paths {
                insert(&mut record, path, 0, row, org);
            }
            record
        }
        Shape::Aggregates(titles) => {
            let fields = titles.iter().cloned().zip(row.iter().cloned().map(Node::Value)).collect();
            Record { kind: "AggregateResult".to_owned(), id: None, fields }
        }
        Shape::Count => Record { kind: String::new(), id: None, fields: Vec::new() },
    }
}

fn insert(record: &mut Record, path: &Path, depth: usize, row: &Row, org: &Org) {
    let Some((name, place, object)) = path.steps.get(depth) else {
        let value = row[path.place].clone();
        if path.field == "Id" {
            record.id = Some(value.clone());
        }
        let node = match path.kind {
            Kind::Bytes => {
                let id = row[0].as_text().unwrap_or_default();
                Node::Bytes(id.to_owned(), org.content(id))
            }
            _ => Node::Value(value),
        };
        record.fields.push((path.field.clone(), node));
        return;
    };
    let target = target(org, object, &row[*place]);
    let at = record.fields.iter().position(|(own, _)| own == name).unwrap_or_else(|| {
        let node = match &target {
            Some(_) => Node::Record(Record { kind: object.name.clone(), id: None, fields: Vec::new() }),
            None => Node::Nothing,
        };
        record.fields.push((name.clone(), node));
        record.fields.len() - 1
    });
    if let (Node::Record(inner), Some(row)) = (&mut record.fields[at].1, target) {
        insert(inner, path, depth + 1, &row, org);
    }
}

fn target(org: &Org, object: &'static Object, reference: &Value) -> Option<Arc<Row>> {
    reference.as_text().and_then(|id| org.find(object, id))
}
