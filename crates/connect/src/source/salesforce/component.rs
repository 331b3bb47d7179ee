//! From a component of the Metadata API to a document.

use super::{
    column::Kind,
    soap::{children, is_nil},
};
use roxmltree::Node;
use serde_json::{Map, Value, json};

/// How deep a component may be nested; Salesforce's are four deep.
const DEPTH_MAX: usize = 16;

/// A component as a document: elements by name, a name that comes several times as a list, and those in `lists` as lists
/// however often they come. `None` where it is nested deeper than a component is.
pub(super) fn document(record: Node<'_, '_>, lists: &[&[&str]]) -> Option<Value> {
    let mut document = value(record, 0)?;
    if !document.is_object() {
        return None;
    }
    for path in lists {
        make_list(&mut document, path);
    }
    Some(document)
}

fn value(node: Node<'_, '_>, depth: usize) -> Option<Value> {
    if depth > DEPTH_MAX {
        return None;
    }
    if is_nil(node) {
        return Some(Value::Null);
    }
    let mut fields: Map<String, Value> = Map::new();
    for element in node.children().filter(Node::is_element) {
        let (name, value) = (element.tag_name().name(), value(element, depth + 1)?);
        match fields.get_mut(name) {
            None => {
                // A second one of that name makes a list of both.
                let several = children(node, name).nth(1).is_some();
                fields.insert(name.to_owned(), if several { json!([value]) } else { value });
            }
            Some(Value::Array(all)) => all.push(value),
            Some(_) => return None,
        }
    }
    if !fields.is_empty() {
        return Some(Value::Object(fields));
    }
    let text: String = node.children().filter_map(|piece| piece.text()).collect();
    Some(Kind::Any.value(Some(&text)))
}

/// Where Salesforce leaves an empty list out, and does not tell one member from a value.
fn make_list(document: &mut Value, path: &[&str]) {
    let Some((last, steps)) = path.split_last() else { return };
    let mut place = document;
    for step in steps {
        let Some(fields) = place.as_object_mut() else { return };
        place = fields.entry(*step).or_insert_with(|| json!({}));
        // An empty element has no members either.
        if place == "" {
            *place = json!({});
        }
    }
    let Some(fields) = place.as_object_mut() else { return };
    let list = fields.entry(*last).or_insert_with(|| json!([]));
    if !list.is_array() {
        *list = json!([list.take()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str, lists: &[&[&str]]) -> Option<Value> {
        document(roxmltree::Document::parse(xml).unwrap().root_element(), lists)
    }

    #[test]
    fn elements_become_members() {
        let xml = r#"<records xmlns="m" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><fullName>Security</fullName>
            <passwordPolicies><minimumPasswordLength>8</minimumPasswordLength><complexity>NoRestriction</complexity>
            <obscureSecretAnswer>true</obscureSecretAnswer><apiOnlyUserHomePageURL xsi:nil="true"/></passwordPolicies>
            <networkAccess><ipRanges><start>192.0.2.1</start></ipRanges></networkAccess></records>"#;
        let policies = json!({"minimumPasswordLength": 8, "complexity": "NoRestriction", "obscureSecretAnswer": true,
            "apiOnlyUserHomePageURL": null});
        let expected = json!({"fullName": "Security", "passwordPolicies": policies,
            "networkAccess": {"ipRanges": [{"start": "192.0.2.1"}]}});
        assert_eq!(read(xml, &[&["networkAccess", "ipRanges"]]), Some(expected));
    }

    #[test]
    fn a_list_is_one_however_many_members_it_has() {
        let lists: &[&[&str]] = &[&["dispositions"]];
        let one = r#"<r><fullName>F</fullName><dispositions><fileType>SVG</fileType></dispositions></r>"#;
        assert_eq!(read(one, lists).unwrap()["dispositions"], json!([{"fileType": "SVG"}]));
        let two = r#"<r><a>x</a><dispositions>1</dispositions><dispositions>2</dispositions></r>"#;
        assert_eq!(read(two, lists).unwrap()["dispositions"], json!([1, 2]));
        assert_eq!(read("<r><a>x</a></r>", lists).unwrap()["dispositions"], json!([]));
        let empty = "<r><a>x</a><networkAccess/></r>";
        assert_eq!(
            read(empty, &[&["networkAccess", "ipRanges"]]).unwrap()["networkAccess"],
            json!({"ipRanges": []})
        );
    }

    #[test]
    fn what_is_no_component_is_none() {
        assert_eq!(read("<r>text</r>", &[]), None);
        let deep = format!("<r>{}x{}</r>", "<a>".repeat(40), "</a>".repeat(40));
        assert_eq!(read(&deep, &[]), None);
    }
}
