//! Expressions so plain that they need no machine: values compared with written-out ones or with parameters.
//!
//! Most checks ask one setting for one value. What is asked there is total once the types are known: a bool, a text or
//! a whole number of the right type is equal, less or among others, or it is not, and nothing can fail. Starting the
//! machine for it takes ten times as long as the answer. Whatever is not exactly of this form goes to the machine;
//! a test holds that both say the same.

use super::{
    Ty,
    ast::{Compare, Expr, Literal, Query, Statement},
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A conjunction of plain questions.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::check) struct Plain(Vec<Question>);

#[derive(Debug, Clone, PartialEq)]
struct Question {
    negated: bool,
    asks: Asks,
}

#[derive(Debug, Clone, PartialEq)]
enum Asks {
    /// A bool that is to be true.
    True(Operand),
    Compare(Compare, Operand, Operand),
    /// A value among written-out ones, or among those of a list.
    Among(Operand, Vec<Operand>),
    In(Operand, String),
}

#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Bound(String),
    Written(Value),
}

/// What operands are, as far as this goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bool,
    Int,
    Text,
}

fn kind_of(ty: &Ty) -> Option<Kind> {
    match ty {
        Ty::Bool => Some(Kind::Bool),
        Ty::Int => Some(Kind::Int),
        ty if ty.is_text() => Some(Kind::Text),
        _ => None,
    }
}

/// The plain form of a typed expression, where it has one.
pub(super) fn of(query: &Query, bound: &BTreeMap<String, Ty>) -> Option<Plain> {
    query.stmts.iter().map(|statement| question(statement, bound)).collect::<Option<_>>().map(Plain)
}

fn question(statement: &Statement, bound: &BTreeMap<String, Ty>) -> Option<Question> {
    if !statement.with_mods.is_empty() {
        return None;
    }
    let (negated, expr) = match &statement.literal {
        Literal::Expr { expr } => (false, expr),
        Literal::NotExpr { expr } => (true, expr),
        _ => return None,
    };
    Some(Question { negated, asks: asks(expr, bound)? })
}

fn asks(expr: &Expr, bound: &BTreeMap<String, Ty>) -> Option<Asks> {
    match expr {
        Expr::Comparison { op, lhs, rhs, .. } => {
            let ((left, a), (right, b)) = (operand(lhs, bound)?, operand(rhs, bound)?);
            let ordered = !matches!(op, Compare::Eq | Compare::Ne);
            (a == b && (!ordered || a == Kind::Int)).then_some(Asks::Compare(*op, left, right))
        }
        Expr::Membership { key: None, value, collection, .. } => {
            let (value, kind) = operand(value, bound)?;
            match &**collection {
                Expr::Set { items, .. } | Expr::Array { items, .. } => {
                    let members =
                        items.iter().map(|item| operand(item, bound)).collect::<Option<Vec<_>>>()?;
                    let alike = members.iter().all(|(_, its)| *its == kind);
                    alike.then(|| Asks::Among(value, members.into_iter().map(|(member, _)| member).collect()))
                }
                Expr::Var { value: name, .. } => {
                    let element = bound.get(name)?.element()?;
                    (kind_of(element)? == kind).then(|| Asks::In(value, name.clone()))
                }
                _ => None,
            }
        }
        expr => match operand(expr, bound)? {
            (operand, Kind::Bool) => Some(Asks::True(operand)),
            _ => None,
        },
    }
}

fn operand(expr: &Expr, bound: &BTreeMap<String, Ty>) -> Option<(Operand, Kind)> {
    match expr {
        Expr::Var { value: name, .. } => Some((Operand::Bound(name.clone()), kind_of(bound.get(name)?)?)),
        Expr::Bool { value, .. } => Some((Operand::Written((*value).into()), Kind::Bool)),
        Expr::String { value, .. } | Expr::RawString { value, .. } => {
            Some((Operand::Written(value.as_str().into()), Kind::Text))
        }
        Expr::Number { value, .. } if value.is_i64() || value.is_u64() => {
            Some((Operand::Written(value.clone().into()), Kind::Int))
        }
        _ => None,
    }
}

impl Plain {
    /// Whether all holds for these values; none where one is not there or not of its type, which the machine then
    /// finds out.
    pub(in crate::check) fn holds(&self, values: &Map<String, Value>) -> Option<bool> {
        let mut all = true;
        for question in &self.0 {
            all &= question.asks.holds(values)? != question.negated;
        }
        Some(all)
    }
}

impl Asks {
    fn holds(&self, values: &Map<String, Value>) -> Option<bool> {
        match self {
            Asks::True(one) => one.of(values)?.as_bool(),
            Asks::Compare(op, left, right) => compare(*op, left.of(values)?, right.of(values)?),
            Asks::Among(one, members) => {
                let one = one.of(values)?;
                let mut found = false;
                for member in members {
                    found |= compare(Compare::Eq, one, member.of(values)?)?;
                }
                Some(found)
            }
            Asks::In(one, list) => {
                let (one, members) = (one.of(values)?, values.get(list)?.as_array()?);
                let mut found = false;
                for member in members {
                    found |= compare(Compare::Eq, one, member)?;
                }
                Some(found)
            }
        }
    }
}

impl Operand {
    fn of<'a>(&'a self, values: &'a Map<String, Value>) -> Option<&'a Value> {
        match self {
            Operand::Bound(name) => values.get(name),
            Operand::Written(value) => Some(value),
        }
    }
}

fn compare(op: Compare, left: &Value, right: &Value) -> Option<bool> {
    let order = match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => whole(a)?.cmp(&whole(b)?),
        _ => return None,
    };
    Some(match op {
        Compare::Eq => order.is_eq(),
        Compare::Ne => order.is_ne(),
        Compare::Lt => order.is_lt(),
        Compare::Le => order.is_le(),
        Compare::Gt => order.is_gt(),
        Compare::Ge => order.is_ge(),
    })
}

fn whole(number: &serde_json::Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}
