//! One value of a record, as SOAP and REST write it.

use super::schema::Kind;
use model::Time;
use std::{cmp::Ordering, sync::Arc};

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Number(f64),
    Text(Arc<str>),
    Time(Time),
}

impl Value {
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(Arc::from(text.as_ref()))
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// True only for a true boolean.
    pub fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    /// As it stands in an XML element; nothing for a null.
    pub fn in_xml(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Bool(flag) => Some(flag.to_string()),
            Self::Int(number) => Some(number.to_string()),
            Self::Number(number) => Some(format!("{number:?}")),
            Self::Text(text) => Some(text.to_string()),
            Self::Time(time) => Some(time.to_string()),
        }
    }

    /// As REST writes it: times end in `+0000`.
    pub fn in_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(flag) => (*flag).into(),
            Self::Int(number) => (*number).into(),
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.as_ref().into(),
            Self::Time(time) => rest_time(*time).into(),
        }
    }

    /// Its XML Schema type, where the element itself has to say it.
    pub fn xsd_type(&self) -> &'static str {
        match self {
            Self::Bool(_) => "xsd:boolean",
            Self::Int(_) => "xsd:int",
            Self::Number(_) => "xsd:double",
            Self::Time(_) => "xsd:dateTime",
            Self::Text(_) | Self::Null => "xsd:string",
        }
    }

    /// The order of ORDER BY and of comparisons: nulls first, texts without regard to case.
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Null, Self::Null) => Ordering::Equal,
            (Self::Null, _) => Ordering::Less,
            (_, Self::Null) => Ordering::Greater,
            (Self::Bool(one), Self::Bool(two)) => one.cmp(two),
            (Self::Int(one), Self::Int(two)) => one.cmp(two),
            (Self::Time(one), Self::Time(two)) => one.cmp(two),
            (Self::Text(one), Self::Text(two)) => one
                .bytes()
                .map(|byte| byte.to_ascii_lowercase())
                .cmp(two.bytes().map(|byte| byte.to_ascii_lowercase())),
            _ => match (self.number(), other.number()) {
                (Some(one), Some(two)) => one.total_cmp(&two),
                _ => Ordering::Equal,
            },
        }
    }

    /// The order of ids: letter by letter, capitals first.
    pub fn order_of_ids(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(one), Self::Text(two)) => one.cmp(two),
            _ => self.order(other),
        }
    }

    /// The order of values of a field.
    pub fn order_as(&self, kind: Kind, other: &Self) -> Ordering {
        match kind {
            Kind::Id | Kind::Reference => self.order_of_ids(other),
            _ => self.order(other),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
    fn number(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// What tells groups of GROUP BY apart.
    pub fn group_key(&self) -> String {
        self.in_xml().map_or_else(|| "-".to_owned(), |text| format!("={text}"))
    }
}

/// `yyyy-MM-ddTHH:mm:ss.SSS+0000`, the form in which REST writes times.
pub fn rest_time(time: Time) -> String {
    time.to_string().replace('Z', "+0000")
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}
impl From<Time> for Value {
    fn from(time: Time) -> Self {
        Self::Time(time)
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}
