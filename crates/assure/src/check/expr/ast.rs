//! What the policy machine parsed, as it exports it: the very tree that it will run, so that typing and running
//! cannot disagree about precedence. Only what an expression may use has a shape here.

use super::ExprError;
use serde::Deserialize;
use serde_json::Value;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// What an expression is wrapped in before it is parsed; offsets and lines of the export count from here.
const HEAD: &str = "package p\nimport rego.v1\nr if {\n";
const HEAD_LINES: u32 = 3;

/// A stretch of the parsed text.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Span {
    line: u32,
    start: usize,
    end: usize,
}

impl Span {
    /// The line within the expression, counted from 1.
    pub(super) fn line(self) -> u32 {
        self.line.saturating_sub(HEAD_LINES).max(1)
    }
    /// Where it starts within the expression, in bytes.
    pub(super) fn start(self) -> usize {
        self.start.saturating_sub(HEAD.len())
    }
    /// Where it ends within the expression, in bytes.
    pub(super) fn end(self) -> usize {
        self.end.saturating_sub(HEAD.len())
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    pub stmts: Vec<Statement>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Statement {
    pub span: Span,
    pub literal: Literal,
    #[serde(default)]
    pub with_mods: Vec<Value>,
}

#[derive(Debug, Deserialize)]
pub(super) enum Literal {
    SomeVars { span: Span },
    SomeIn { span: Span, key: Option<Box<Expr>>, value: Box<Expr>, collection: Box<Expr> },
    Expr { expr: Box<Expr> },
    NotExpr { expr: Box<Expr> },
    Every { span: Span, key: Option<Span>, value: Span, domain: Box<Expr>, query: Query },
}

#[derive(Debug, Deserialize)]
pub(super) enum Expr {
    String {
        span: Span,
        value: String,
    },
    RawString {
        span: Span,
        value: String,
    },
    Number {
        span: Span,
        value: serde_json::Number,
    },
    Bool {
        span: Span,
        value: bool,
    },
    Null {
        span: Span,
    },
    Var {
        span: Span,
        value: String,
    },
    Array {
        span: Span,
        items: Vec<Expr>,
    },
    Set {
        span: Span,
        items: Vec<Expr>,
    },
    Object {
        span: Span,
    },
    ArrayCompr {
        span: Span,
        term: Box<Expr>,
        query: Query,
    },
    SetCompr {
        span: Span,
        term: Box<Expr>,
        query: Query,
    },
    ObjectCompr {
        span: Span,
    },
    Call {
        span: Span,
        fcn: Box<Expr>,
        params: Vec<Expr>,
    },
    #[serde(rename = "UnaryExpr")]
    Negative {
        span: Span,
        expr: Box<Expr>,
    },
    RefDot {
        span: Span,
        refr: Box<Expr>,
        field: (Span, String),
    },
    RefBrack {
        span: Span,
        refr: Box<Expr>,
        index: Box<Expr>,
    },
    #[serde(rename = "BinExpr")]
    Sets {
        span: Span,
        op: SetOp,
        lhs: Box<Expr>,
        rhs: Box<Expr>,
    },
    #[serde(rename = "BoolExpr")]
    Comparison {
        span: Span,
        op: Compare,
        lhs: Box<Expr>,
        rhs: Box<Expr>,
    },
    #[serde(rename = "ArithExpr")]
    Calculation {
        span: Span,
        op: Arithmetic,
        lhs: Box<Expr>,
        rhs: Box<Expr>,
    },
    #[serde(rename = "AssignExpr")]
    Assignment {
        span: Span,
        op: Assign,
        lhs: Box<Expr>,
        rhs: Box<Expr>,
    },
    Membership {
        span: Span,
        key: Option<Box<Expr>>,
        value: Box<Expr>,
        collection: Box<Expr>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Compare {
    Lt,
    Le,
    Eq,
    Ge,
    Gt,
    Ne,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Arithmetic {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
}

impl Compare {
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Compare::Lt => "<",
            Compare::Le => "<=",
            Compare::Eq => "==",
            Compare::Ge => ">=",
            Compare::Gt => ">",
            Compare::Ne => "!=",
        }
    }
}

impl Arithmetic {
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Sub => "-",
            Arithmetic::Mul => "*",
            Arithmetic::Div => "/",
            Arithmetic::Mod => "%",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum SetOp {
    Union,
    Intersection,
}

impl SetOp {
    pub(super) fn symbol(self) -> &'static str {
        match self {
            SetOp::Union => "|",
            SetOp::Intersection => "&",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Assign {
    /// `=`: unification.
    Eq,
    /// `:=`: a name for a value.
    ColEq,
}

impl Expr {
    pub(super) fn span(&self) -> Span {
        match self {
            Expr::String { span, .. }
            | Expr::RawString { span, .. }
            | Expr::Number { span, .. }
            | Expr::Bool { span, .. }
            | Expr::Null { span }
            | Expr::Var { span, .. }
            | Expr::Array { span, .. }
            | Expr::Set { span, .. }
            | Expr::Object { span }
            | Expr::ArrayCompr { span, .. }
            | Expr::SetCompr { span, .. }
            | Expr::ObjectCompr { span }
            | Expr::Call { span, .. }
            | Expr::Negative { span, .. }
            | Expr::RefDot { span, .. }
            | Expr::RefBrack { span, .. }
            | Expr::Sets { span, .. }
            | Expr::Comparison { span, .. }
            | Expr::Calculation { span, .. }
            | Expr::Assignment { span, .. }
            | Expr::Membership { span, .. } => *span,
        }
    }
}

/// Trees that are kept at hand.
const PARSED_MAX: usize = 256;

thread_local! {
    /// A pack says the same few things many times, and its twins say them again.
    static PARSED: RefCell<BTreeMap<String, Rc<Query>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Parses an expression in Rego's spelling as the body of one rule.
pub(super) fn parse(text: &str) -> Result<Rc<Query>, ExprError> {
    PARSED.with_borrow_mut(|parsed| {
        if let Some(known) = parsed.get(text) {
            return Ok(known.clone());
        }
        let query = Rc::new(parse_anew(text)?);
        if parsed.len() == PARSED_MAX {
            parsed.clear();
        }
        parsed.insert(text.to_owned(), query.clone());
        Ok(query)
    })
}

fn parse_anew(text: &str) -> Result<Query, ExprError> {
    let mut engine = regorus::Engine::new();
    let wrapped = format!("{HEAD}{text}\n}}\n");
    let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    engine.add_policy("expression".to_owned(), wrapped).map_err(|error| said(&error.to_string(), lines))?;
    let export = engine.get_ast_as_json().map_err(|error| said(&error.to_string(), lines))?;
    let mut tree: Value =
        serde_json::from_str(&export).map_err(|_| ExprError::at(1, "is nested too deeply; split it"))?;
    // One rule with one body: a closing brace inside the text could otherwise begin another.
    let mut rules = tree.pointer_mut("/0/ast/rules").map(Value::take).unwrap_or_default();
    let alone = rules.as_array().is_some_and(|rules| rules.len() == 1)
        && rules.pointer("/0/Spec/bodies").and_then(Value::as_array).is_some_and(|bodies| bodies.len() == 1);
    let Some(query) = rules.pointer_mut("/0/Spec/bodies/0/query").filter(|_| alone).map(Value::take) else {
        return Err(ExprError::at(1, "is more than one expression; a brace closes too early"));
    };
    serde_json::from_value(query)
        .map_err(|error| ExprError::at(1, format!("uses something that checks may not: {error}")))
}

/// The machine's words about a text that it could not parse: the line is in its second line (` --> file:5:1`),
/// what it is in its last. An expression that stops too early is faulted on the line after its last.
fn said(words: &str, lines: u32) -> ExprError {
    let line = words
        .lines()
        .find_map(|line| line.trim().strip_prefix("--> expression:"))
        .and_then(|at| at.split(':').next()?.parse::<u32>().ok())
        .map_or(1, |line| line.saturating_sub(HEAD_LINES).min(lines).max(1));
    let what = words
        .lines()
        .rev()
        .find_map(|line| line.trim().strip_prefix("error: "))
        .unwrap_or("is not an expression");
    ExprError::at(line, format!("does not parse: {what}"))
}
