//! Which objects there are, with their fields and relationships; read from `data/salesforce/objects.txt`.

use std::{
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

const OBJECTS: &str = include_str!("../../data/salesforce/objects.txt");

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Id,
    Reference,
    Text,
    Bool,
    Int,
    Time,
    /// The bytes of a file: replies do not hold them.
    Bytes,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub kind: Kind,
    /// The object that a reference leads to.
    pub leads_to: Option<String>,
    /// Whether WHERE may name it.
    pub filterable: bool,
    /// Whether rows are found by it without looking at all of them.
    pub indexed: bool,
}

impl Field {
    /// The name of the relationship: `CreatedById` is `CreatedBy`.
    pub fn relationship(&self) -> Option<&str> {
        self.leads_to.as_ref().and_then(|_| self.name.strip_suffix("Id"))
    }
}

#[derive(Debug, Clone)]
pub struct Object {
    pub name: String,
    pub prefix: String,
    pub data: bool,
    pub tooling: bool,
    /// Whether a query may begin with it.
    pub queryable: bool,
    pub fields: Vec<Field>,
    by_name: HashMap<String, usize>,
}

impl Object {
    /// The place of a field, whatever the case of its letters.
    pub fn place(&self, field: &str) -> Option<usize> {
        self.by_name.get(&field.to_ascii_lowercase()).copied()
    }

    /// The places of the fields by which rows are found.
    pub fn indexed(&self) -> impl Iterator<Item = usize> + '_ {
        self.fields.iter().enumerate().filter(|(_, field)| field.indexed).map(|(place, _)| place)
    }

    /// The place of the reference behind a relationship, and the object that it leads to.
    pub fn relationship(&self, name: &str) -> Option<(usize, &'static Object)> {
        let is_it = |field: &Field| field.relationship().is_some_and(|own| own.eq_ignore_ascii_case(name));
        let place = self.fields.iter().position(is_it)?;
        Some((place, object(self.fields[place].leads_to.as_deref()?)?))
    }
}

/// All objects by their names in small letters.
pub fn objects() -> &'static BTreeMap<String, Object> {
    static ALL: OnceLock<BTreeMap<String, Object>> = OnceLock::new();
    ALL.get_or_init(|| {
        read(OBJECTS).into_iter().map(|object| (object.name.to_ascii_lowercase(), object)).collect()
    })
}

/// The object of a name, whatever the case of its letters.
pub fn object(name: &str) -> Option<&'static Object> {
    objects().get(&name.to_ascii_lowercase())
}

/// The object that an id is of, by its prefix.
pub fn of_id(id: &str) -> Option<&'static Object> {
    static ALL: OnceLock<HashMap<&'static str, &'static Object>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let known = objects().values().filter(|object| object.prefix != "000");
        known.map(|object| (object.prefix.as_str(), object)).collect()
    });
    all.get(id.get(..3)?).copied()
}

/// The names of the permission columns, without `Permissions`.
pub fn permissions() -> &'static [String] {
    static ALL: OnceLock<Vec<String>> = OnceLock::new();
    ALL.get_or_init(|| permission_names(OBJECTS))
}

fn permission_names(text: &str) -> Vec<String> {
    let after = text.lines().skip_while(|line| *line != "$permissions").skip(1);
    after
        .take_while(|line| line.starts_with(' '))
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect()
}

fn read(text: &str) -> Vec<Object> {
    let permissions = permission_names(text);
    let mut objects: Vec<Object> = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if line.starts_with(' ') {
            let Some(object) = objects.last_mut() else { continue };
            for word in words.iter().filter(|word| word.contains(':') || **word == "$permissions") {
                if *word == "$permissions" {
                    let columns = permissions.iter().map(|name| format!("Permissions{name}:boolean"));
                    object.fields.extend(columns.filter_map(|column| field(&column)));
                } else {
                    object.fields.extend(field(word));
                }
            }
        } else if let [name, prefix, place] = words[..]
            && !line.starts_with('#')
        {
            let (data, tooling) = (place != "tooling", matches!(place, "tooling" | "both"));
            let (name, prefix, queryable) = (name.to_owned(), prefix.to_owned(), place != "nested");
            let (fields, by_name) = (Vec::new(), HashMap::new());
            objects.push(Object { name, prefix, data, tooling, queryable, fields, by_name });
        }
    }
    for object in &mut objects {
        let places = object.fields.iter().enumerate();
        object.by_name = places.map(|(place, field)| (field.name.to_ascii_lowercase(), place)).collect();
    }
    objects
}

fn field(word: &str) -> Option<Field> {
    let (name, kind) = word.split_once(':')?;
    let (filterable, indexed) = (!kind.ends_with('!'), kind.ends_with('+'));
    let kind = kind.trim_end_matches(['!', '+']);
    let leads_to = kind.strip_prefix("ref(").and_then(|rest| rest.strip_suffix(')')).map(str::to_owned);
    let kind = match kind {
        "id" => Kind::Id,
        "boolean" => Kind::Bool,
        "int" => Kind::Int,
        "datetime" => Kind::Time,
        "base64" => Kind::Bytes,
        _ if leads_to.is_some() => Kind::Reference,
        _ => Kind::Text,
    };
    Some(Field { name: name.to_owned(), kind, leads_to, filterable, indexed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_have_their_fields_and_lead_to_others() {
        let user = object("user").unwrap();
        assert_eq!((user.name.as_str(), user.prefix.as_str(), user.tooling), ("User", "005", true));
        let (_, profile) = user.relationship("profile").unwrap();
        assert_eq!(profile.name, "Profile");
        let sets = object("PermissionSet").unwrap();
        assert!(sets.place("permissionsmodifyalldata").is_some() && permissions().len() > 20);
        let history = object("LoginHistory").unwrap();
        assert!(!history.fields[history.place("Status").unwrap()].filterable);
        for object in objects().values() {
            for field in &object.fields {
                assert!(field.leads_to.as_deref().is_none_or(|to| super::object(to).is_some()), "{field:?}");
            }
            assert_eq!(object.fields[0].name, "Id");
        }
    }
}
