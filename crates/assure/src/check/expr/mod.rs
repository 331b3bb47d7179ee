//! Expressions: Rego over the names that a check binds, typed before they are ever run.
//!
//! What may be written: statements, one a line or parted by `;`, all of which must hold; comparisons, `in`,
//! `not`, arithmetic, `|`, `&` and `-` of sets, `every x in list { … }`, comprehensions such as
//! `[x | some x in list; …]`, `name := value`, the functions of [`function`], durations such as `90d`.

mod ast;
mod emit;
mod function;
mod infer;
mod literal;
mod plain;
mod ty;
mod version;

pub(super) use function::hides;
pub(super) use infer::AS_OF;
pub(super) use plain::Plain;
pub(super) use ty::Ty;

use std::collections::{BTreeMap, BTreeSet};

/// Longest expression, in bytes: a check is one screen.
pub const EXPRESSION_BYTES_MAX: usize = 4_000;

/// Rego's own words, which no name may be.
const RESERVED: [&str; 18] = [
    "as", "contains", "data", "default", "else", "every", "false", "if", "import", "in", "input", "not",
    "null", "package", "set", "some", "true", "with",
];

/// What is wrong with an expression, and on which of its lines (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ExprError {
    pub line: u32,
    pub text: String,
}

impl ExprError {
    fn at(line: u32, text: impl Into<String>) -> Self {
        Self { line, text: text.into() }
    }
}

/// Whether a name is one of Rego's words, or ours.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || name.starts_with(emit::OURS)
}

/// A typed expression, ready to become a rule.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    /// The lines of the rule that give values their names.
    lines: String,
    /// The names, in the order of the statements.
    values: Vec<String>,
    /// The bound names that it uses, `as_of` among them where it does.
    pub used: BTreeSet<String>,
    /// Whether its false says nothing, because it asks whether a text is a version of some height.
    pub one_sided: bool,
    /// Its form that needs no machine, where it has one.
    pub plain: Option<Plain>,
}

/// Types an expression that is true or false.
pub(super) fn condition(text: &str, bound: &BTreeMap<String, Ty>) -> Result<Expression, ExprError> {
    let (text, durations) = spelled(text)?;
    let query = ast::parse(&text)?;
    let mut infer = infer::Infer::new(bound, &durations);
    let lines = emit::conditions(&text, &query, &mut infer)?;
    if lines.values.is_empty() {
        return Err(ExprError::at(1, "says nothing that is true or false"));
    }
    let (one_sided, plain) = (infer.one_sided, plain::of(&query, bound));
    Ok(Expression { lines: lines.text, values: lines.values, used: infer.used, one_sided, plain })
}

/// Types an expression that yields a time, or a list or set of times.
pub(super) fn times(text: &str, bound: &BTreeMap<String, Ty>) -> Result<Expression, ExprError> {
    let (text, durations) = spelled(text)?;
    let query = ast::parse(&text)?;
    let mut infer = infer::Infer::new(bound, &durations);
    let lines = emit::times(&query, &mut infer)?;
    let one_sided = infer.one_sided;
    Ok(Expression { lines: lines.text, values: lines.values, used: infer.used, one_sided, plain: None })
}

fn spelled(text: &str) -> Result<(String, BTreeSet<usize>), ExprError> {
    if text.len() > EXPRESSION_BYTES_MAX {
        return Err(ExprError::at(
            1,
            format!("is longer than {EXPRESSION_BYTES_MAX} bytes; split the check"),
        ));
    }
    let spelled = literal::spell(text).map_err(|why| ExprError::at(1, why))?;
    Ok((spelled.text, spelled.durations))
}

impl Expression {
    /// The rule `name`, which yields the list of the expression's values. What it uses comes from `input`.
    pub(super) fn rule(&self, name: &str) -> String {
        let mut text = format!("{name} := [{}] if {{\n", self.values.join(", "));
        for bound in &self.used {
            text.push_str(&format!("{bound} := input.{bound}\n"));
        }
        text.push_str(&self.lines);
        text.push_str("}\n");
        text
    }
}
