//! Reading requests: namespace-aware, DTDs refused, any SOAPAction.

use roxmltree::{Document, Node};

/// SOAP 1.1.
pub const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// A request as far as anything here looks at it.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub operation: String,
    pub namespace: String,
    pub session_id: Option<String>,
    /// `LoginScopeHeader/organizationId`.
    pub organization_id: Option<String>,
    pub batch_size: Option<usize>,
    /// The operation's children: local name, text, and their own children.
    pub parameters: Vec<Parameter>,
}

#[derive(Debug, Clone)]
pub struct Parameter {
    pub name: String,
    pub text: String,
    pub children: Vec<(String, String)>,
}

impl Request {
    pub fn get<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.parameters.iter().filter(move |one| one.name == name).map(|one| one.text.as_str())
    }
}

/// Reads a request.
///
/// # Errors
/// With what is wrong with it, in a sentence.
pub fn read(body: &[u8]) -> Result<Request, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let document = Document::parse(text.trim_start_matches('\u{feff}')).map_err(|error| error.to_string())?;
    let root = document.root_element();
    if root.tag_name().name() != "Envelope" || root.tag_name().namespace() != Some(SOAP) {
        return Err(format!("expected a SOAP 1.1 Envelope, found {}", root.tag_name().name()));
    }
    let child = |name: &str| root.children().find(|node| node.has_tag_name((SOAP, name)));
    let operation = child("Body")
        .and_then(|body| body.children().find(Node::is_element))
        .ok_or("the envelope has no Body with an operation")?;
    let namespace = operation.tag_name().namespace().unwrap_or_default().to_owned();
    let header = |name: &str, field: &str| {
        let entry = child("Header")?.children().find(|node| node.has_tag_name((namespace.as_str(), name)))?;
        entry.children().find(|node| node.tag_name().name() == field).map(|node| text_of(node))
    };
    let parameters = operation.children().filter(Node::is_element).map(|node| Parameter {
        name: node.tag_name().name().to_owned(),
        text: text_of(node),
        children: node
            .children()
            .filter(Node::is_element)
            .map(|child| (child.tag_name().name().to_owned(), text_of(child)))
            .collect(),
    });
    Ok(Request {
        operation: operation.tag_name().name().to_owned(),
        session_id: header("SessionHeader", "sessionId").map(|text| text.trim().to_owned()),
        organization_id: header("LoginScopeHeader", "organizationId").filter(|text| !text.is_empty()),
        batch_size: header("QueryOptions", "batchSize").and_then(|text| text.trim().parse().ok()),
        parameters: parameters.collect(),
        namespace,
    })
}

fn text_of(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}
