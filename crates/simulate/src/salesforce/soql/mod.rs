//! SOQL, as far as the queries of compliance tools and of the third-party clients go: relationship paths,
//! aggregates, aliases, conditions, semi-joins, order, groups, limits. No child subqueries, no TYPEOF, no FIELDS().

mod check;
mod filter;
mod lexer;
mod literal;
mod parser;
mod plan;
pub mod run;

pub use check::{Path, Shape};
pub use parser::parse;
pub use run::{Answer, run};

use super::exception::Exception;
use model::Time;

/// A place in a query's text, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    pub row: usize,
    pub column: usize,
}

/// A dotted name and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub parts: Vec<String>,
    pub at: usize,
}

impl Name {
    pub fn text(&self) -> String {
        self.parts.join(".")
    }
}

#[derive(Debug, Clone)]
pub enum Item {
    Field {
        name: Name,
        alias: Option<String>,
    },
    /// `COUNT()` has no name.
    Aggregate {
        function: Function,
        name: Option<Name>,
        alias: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Count,
    CountDistinct,
    Max,
    Min,
    Sum,
    Avg,
}

#[derive(Debug, Clone)]
pub enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Number(f64),
    Text(String),
    Time(Time),
    /// `TODAY`, `LAST_N_DAYS:90`: from and, without it, to.
    Span {
        from: Time,
        to: Time,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
}

#[derive(Debug, Clone)]
pub enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Compare { name: Name, operator: Operator, value: Literal },
    In { name: Name, negated: bool, values: Vec<Literal> },
    SemiJoin { name: Name, negated: bool, query: Box<Query> },
}

#[derive(Debug, Clone)]
pub struct Order {
    pub name: Name,
    /// `ORDER BY COUNT(Id)`.
    pub function: Option<Function>,
    pub descending: bool,
    pub nulls_last: bool,
}

#[derive(Debug, Clone)]
pub struct Query {
    pub items: Vec<Item>,
    pub from: Name,
    pub alias: Option<String>,
    pub filter: Option<Condition>,
    pub group: Vec<Name>,
    pub order: Vec<Order>,
    pub limit: Option<usize>,
    pub offset: usize,
    pub text: String,
}

/// A refusal that shows the line of the query and points at what is wrong.
pub fn refuse(code: &str, text: &str, at: usize, words: &str) -> Exception {
    let place = place(text, at);
    let line = text.lines().nth(place.row - 1).unwrap_or_default();
    let message = format!(
        "\n{line}\n{pointer:>column$}\nERROR at Row:{row}:Column:{column}\n{words}",
        pointer = "^",
        column = place.column,
        row = place.row
    );
    Exception::new(code, message).with_place(place)
}

fn place(text: &str, at: usize) -> Place {
    let before = text.get(..at).unwrap_or(text);
    let row = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Place { row, column }
}
