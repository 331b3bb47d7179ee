//! What a query's names mean: fields and relationships of the objects that there are.

use super::{Function, Item, Name, Query, refuse};
use crate::salesforce::{
    exception::Exception,
    org::Org,
    schema::{Kind, Object},
};

/// A field, reached over references.
#[derive(Debug, Clone)]
pub struct Path {
    /// The relationships as they are named in replies, the place of the reference in its object, where it leads.
    pub steps: Vec<(String, usize, &'static Object)>,
    pub place: usize,
    pub kind: Kind,
    /// The field's own name.
    pub field: String,
    pub filterable: bool,
}

/// What the rows of an answer are.
#[derive(Debug, Clone)]
pub enum Shape {
    Records {
        object: &'static Object,
        paths: Vec<Path>,
    },
    /// Rows of their own, with these columns.
    Aggregates(Vec<String>),
    /// `COUNT()`: only the size counts.
    Count,
}

/// What is selected from groups.
#[derive(Debug, Clone)]
pub enum Column {
    Group(Path),
    Aggregate(Function, Path),
}

pub struct Checker<'a> {
    pub org: &'a Org,
    pub object: &'static Object,
    pub query: &'a Query,
}

impl Checker<'_> {
    /// The path of a name; its first part may be the object's name or alias.
    pub fn path(&self, name: &Name) -> Result<Path, Exception> {
        let mut parts = name.parts.as_slice();
        if parts.len() > 1 {
            let is_own = parts[0].eq_ignore_ascii_case(&self.object.name)
                || self.query.alias.as_ref().is_some_and(|alias| alias.eq_ignore_ascii_case(&parts[0]));
            if is_own && self.object.relationship(&parts[0]).is_none() {
                parts = &parts[1..];
            }
        }
        let mut object = self.object;
        let mut steps = Vec::new();
        while let [relationship, _, ..] = parts {
            let Some((place, next)) = object.relationship(relationship) else {
                let words = format!(
                    "Didn't understand relationship '{relationship}' in field path. If you are attempting to \
                     use a custom relationship, be sure to append the '__r' after the custom relationship \
                     name. Please reference your WSDL or the describe call for the appropriate names."
                );
                return Err(refuse("INVALID_FIELD", &self.query.text, name.at, &words));
            };
            let spelt = object.fields[place].relationship().unwrap_or(relationship).to_owned();
            steps.push((spelt, place, next));
            object = next;
            parts = &parts[1..];
        }
        let field = &parts[0];
        let known = object.place(field).filter(|place| !self.org.hides(object, &object.fields[*place].name));
        let Some(place) = known else {
            let words = format!(
                "No such column '{field}' on entity '{}'. If you are attempting to use a custom field, be sure \
                 to append the '__c' after the custom field name. Please reference your WSDL or the describe \
                 call for the appropriate names.",
                object.name
            );
            return Err(refuse("INVALID_FIELD", &self.query.text, name.at, &words));
        };
        let found = &object.fields[place];
        Ok(Path { steps, place, kind: found.kind, field: found.name.clone(), filterable: found.filterable })
    }

    /// What a query without groups and aggregates selects.
    pub fn plain(&self) -> Result<Vec<Path>, Exception> {
        let mut paths = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for item in &self.query.items {
            let Item::Field { name, alias } = item else { continue };
            if let Some(alias) = alias {
                let words = format!("only aggregate expressions use field aliasing: '{alias}'");
                return Err(refuse("MALFORMED_QUERY", &self.query.text, name.at, &words));
            }
            if !seen.insert(name.text().to_ascii_lowercase()) {
                let words = format!("duplicate field selected: {}", name.text());
                return Err(refuse("INVALID_FIELD", &self.query.text, name.at, &words));
            }
            paths.push(self.path(name)?);
        }
        Ok(paths)
    }

    /// The columns of a query with groups or aggregates, named as they are answered.
    pub fn columns(&self) -> Result<Vec<(String, Column)>, Exception> {
        let grouped: Vec<String> =
            self.query.group.iter().map(|name| name.text().to_ascii_lowercase()).collect();
        let mut columns = Vec::new();
        let mut nameless = 0;
        for item in &self.query.items {
            match item {
                Item::Field { name, alias } => {
                    let path = self.path(name)?;
                    if !grouped.contains(&name.text().to_ascii_lowercase()) {
                        let words = format!("Field must be grouped or aggregated: {}", name.text());
                        return Err(refuse("MALFORMED_QUERY", &self.query.text, name.at, &words));
                    }
                    columns.push((alias.clone().unwrap_or_else(|| path.field.clone()), Column::Group(path)));
                }
                Item::Aggregate { function, name: Some(name), alias } => {
                    let path = self.path(name)?;
                    let title = alias.clone().unwrap_or_else(|| {
                        nameless += 1;
                        format!("expr{}", nameless - 1)
                    });
                    columns.push((title, Column::Aggregate(*function, path)));
                }
                Item::Aggregate { name: None, .. } => {
                    let words = "COUNT() must be the only element in the select list";
                    return Err(refuse("MALFORMED_QUERY", &self.query.text, self.query.from.at, words));
                }
            }
        }
        Ok(columns)
    }
}
