//! The types that expressions have.

use crate::check::ReadType;
use std::{collections::BTreeSet, fmt};

/// What an expression yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) enum Ty {
    Bool,
    Int,
    Number,
    Text,
    /// One of these texts: an enum, or a text that is written out.
    Choice(BTreeSet<String>),
    Time,
    Duration,
    List(Box<Ty>),
    Set(Box<Ty>),
    /// A row of a table, by column.
    Row(Vec<(String, Ty)>),
    /// What an empty list holds.
    Nothing,
}

impl Ty {
    /// The type of what a read or parameter binds.
    pub(in crate::check) fn of(kind: &ReadType) -> Ty {
        match kind {
            ReadType::Bool => Ty::Bool,
            ReadType::Int => Ty::Int,
            ReadType::Number => Ty::Number,
            ReadType::Text => Ty::Text,
            ReadType::Enum(values) => Ty::Choice(values.iter().cloned().collect()),
            ReadType::Time => Ty::Time,
            ReadType::List(of) => Ty::List(Box::new(Ty::of(of))),
            ReadType::Table(columns) => {
                let row = columns.iter().map(|column| (column.name.clone(), Ty::of(&column.kind))).collect();
                Ty::List(Box::new(Ty::Row(row)))
            }
        }
    }

    /// The type of a written-out text.
    pub(super) fn literal(text: &str) -> Ty {
        Ty::Choice(BTreeSet::from([text.to_owned()]))
    }

    /// What a list or a set holds.
    pub(super) fn element(&self) -> Option<&Ty> {
        match self {
            Ty::List(of) | Ty::Set(of) => Some(of),
            _ => None,
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Ty::Int | Ty::Number)
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Ty::Text | Ty::Choice(_))
    }

    /// The type of values of either; none where they have nothing in common.
    pub(super) fn join(&self, other: &Ty) -> Option<Ty> {
        Some(match (self, other) {
            (Ty::Nothing, ty) | (ty, Ty::Nothing) => ty.clone(),
            (Ty::Choice(a), Ty::Choice(b)) => Ty::Choice(a.union(b).cloned().collect()),
            (a, b) if a.is_text() && b.is_text() => Ty::Text,
            (a, b) if a.is_number() && b.is_number() => {
                if a == b {
                    a.clone()
                } else {
                    Ty::Number
                }
            }
            (Ty::List(a), Ty::List(b)) => Ty::List(Box::new(a.join(b)?)),
            (Ty::Set(a), Ty::Set(b)) => Ty::Set(Box::new(a.join(b)?)),
            (a, b) if a == b => a.clone(),
            _ => return None,
        })
    }

    /// Whether a value of one may equal a value of the other; else why it never will. An enum is only compared
    /// with texts that it lists.
    pub(super) fn may_equal(&self, other: &Ty) -> Result<(), String> {
        match (self, other) {
            (Ty::Choice(a), Ty::Choice(b)) if !a.is_subset(b) && !b.is_subset(a) => {
                let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
                let strange: Vec<_> = few.difference(many).map(|text| format!("“{text}”")).collect();
                Err(format!("{} is not among {other_list}", strange.join(", "), other_list = list(many)))
            }
            (Ty::List(a), Ty::List(b)) | (Ty::Set(a), Ty::Set(b)) => a.may_equal(b),
            _ => match self.join(other) {
                Some(_) => Ok(()),
                None => Err(format!("compares {self} with {other}; they are never equal")),
            },
        }
    }
}

fn list(texts: &BTreeSet<String>) -> String {
    texts.iter().map(|text| format!("“{text}”")).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Bool => f.write_str("a bool"),
            Ty::Int => f.write_str("an int"),
            Ty::Number => f.write_str("a number"),
            Ty::Text => f.write_str("a text"),
            Ty::Choice(texts) if texts.len() == 1 => write!(f, "the text {}", list(texts)),
            Ty::Choice(texts) => write!(f, "one of the texts {}", list(texts)),
            Ty::Time => f.write_str("a time"),
            Ty::Duration => f.write_str("a duration"),
            Ty::List(of) => write!(f, "a list of ({of})"),
            Ty::Set(of) => write!(f, "a set of ({of})"),
            Ty::Row(_) => f.write_str("a row"),
            Ty::Nothing => f.write_str("nothing"),
        }
    }
}
