//! A typed expression → one Rego rule that tells false from undefined.
//!
//! In Rego a rule body that is false and one that is undefined (a function failed, a value was not there) look
//! the same: the rule yields nothing. So no body decides here. Each statement is given a name for its *value*,
//! `false` included, and the rule yields the list of these values:
//!
//! ```rego
//! pass_3 := [vouchsafe_v_0, vouchsafe_v_1] if {
//!     chime := input.chime
//!     vouchsafe_v_0 := (chime == "host")
//!     vouchsafe_d_1 := regions
//!     vouchsafe_v_1 := {"of": count(vouchsafe_d_1),
//!                       "each": [[vouchsafe_w_0] | some r in vouchsafe_d_1; vouchsafe_w_0 := (r in allowed)]}
//! }
//! ```
//!
//! A list that is all true is true; one with a false in it is false; *no* list means that something was
//! undefined, and an `every` that yields fewer members than it went through lost one to something undefined.
//! Both are failures of the expression, never verdicts.
//!
//! The rule is written from the tree, fully bracketed, never from pieces of the text: the machine's spans leave
//! out quotes and brackets, and what a text could smuggle in stays out.

use super::{
    ExprError,
    ast::{Assign, Expr, Literal, Query, Statement},
    infer::Infer,
    ty::Ty,
    version,
};
use serde_json::json;
use std::fmt::Write;

/// Starts names that are ours in the rule; no read, parameter or local name may.
pub(super) const OURS: &str = "vouchsafe_";

/// The lines of the rule that give values their names, and those names.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub text: String,
    pub values: Vec<String>,
}

/// Types and writes every statement of an expression.
pub(super) fn conditions(text: &str, query: &Query, infer: &mut Infer<'_>) -> Result<Lines, ExprError> {
    let mut lines = Lines::default();
    for statement in &query.stmts {
        match &statement.literal {
            Literal::Every { key, value, domain, query: body, .. } if statement.with_mods.is_empty() => {
                let name = |span: super::ast::Span| text.get(span.start()..span.end()).unwrap_or_default();
                let (key, value) = (key.map(name), name(*value));
                infer.every(key, value, domain, body)?;
                let members = key.map_or_else(|| value.to_owned(), |key| format!("{key}, {value}"));
                every(&members, &written(domain), body, &mut lines);
            }
            _ => {
                infer.condition(statement)?;
                line(statement, "v", &mut lines);
            }
        }
    }
    Ok(lines)
}

/// Types and writes an expression that yields a time, or a list or set of times.
pub(super) fn times(query: &Query, infer: &mut Infer<'_>) -> Result<Lines, ExprError> {
    let [statement @ Statement { literal: Literal::Expr { expr }, .. }] = query.stmts.as_slice() else {
        return Err(ExprError::at(1, "is not one time, as in last_login + 90d"));
    };
    let ty = infer.value(expr, &statement.with_mods)?;
    if *ty.element().unwrap_or(&ty) != Ty::Time {
        return Err(ExprError::at(1, format!("is {ty}, not a time")));
    }
    let mut lines = Lines::default();
    line(statement, "v", &mut lines);
    Ok(lines)
}

fn every(members: &str, domain: &str, body: &Query, lines: &mut Lines) {
    let mut inner = Lines::default();
    for statement in &body.stmts {
        line(statement, "w", &mut inner);
    }
    let (bindings, each) = (inner.text.trim_end().replace('\n', "; "), inner.values.join(", "));
    // The domain has a name of its own: names that it gives inside are not those of the members.
    let through = format!("{OURS}d_{}", lines.values.len());
    let _ = writeln!(lines.text, "{through} := {domain}");
    let of = format!("\"of\": count({through})");
    add(lines, "v", &format!("{{{of}, \"each\": [[{each}] | some {members} in {through}; {bindings}]}}"));
}

/// Writes the value of a statement that was typed.
fn line(statement: &Statement, prefix: &str, lines: &mut Lines) {
    match &statement.literal {
        Literal::Expr { expr } => match &**expr {
            Expr::Assignment { op: Assign::ColEq, lhs, rhs, .. } => {
                let _ = writeln!(lines.text, "{} := {}", written(lhs), written(rhs));
            }
            expr => add(lines, prefix, &written(expr)),
        },
        Literal::NotExpr { expr } => add(lines, prefix, &format!("({} == false)", written(expr))),
        // Refused where whole statements are typed.
        Literal::SomeVars { .. } | Literal::SomeIn { .. } | Literal::Every { .. } => {}
    }
}

fn add(lines: &mut Lines, prefix: &str, value: &str) {
    let name = format!("{OURS}{prefix}_{}", lines.values.len());
    let _ = writeln!(lines.text, "{name} := {value}");
    lines.values.push(name);
}

/// An expression in Rego, in brackets wherever they could matter.
fn written(expr: &Expr) -> String {
    let list = |items: &[Expr]| items.iter().map(written).collect::<Vec<_>>().join(", ");
    match expr {
        Expr::String { value, .. } | Expr::RawString { value, .. } => json!(value).to_string(),
        Expr::Number { value, .. } => value.to_string(),
        Expr::Bool { value, .. } => value.to_string(),
        Expr::Null { .. } => "null".to_owned(),
        Expr::Var { value, .. } => value.clone(),
        Expr::Array { items, .. } => format!("[{}]", list(items)),
        // `{}` would be the empty object.
        Expr::Set { items, .. } if items.is_empty() => "set()".to_owned(),
        Expr::Set { items, .. } => format!("{{{}}}", list(items)),
        Expr::ArrayCompr { term, query, .. } => format!("[{} | {}]", written(term), filters(query)),
        Expr::SetCompr { term, query, .. } => format!("{{{} | {}}}", written(term), filters(query)),
        Expr::Call { fcn, params, .. } => match (written(fcn).as_str(), params.as_slice()) {
            (version::AT_LEAST, [text, least]) => version::written(&written(text), &written(least)),
            (name, params) => format!("{name}({})", list(params)),
        },
        Expr::Negative { expr, .. } => format!("-{}", written(expr)),
        Expr::RefDot { refr, field, .. } => format!("{}.{}", written(refr), field.1),
        Expr::RefBrack { refr, index, .. } => format!("{}[{}]", written(refr), written(index)),
        Expr::Sets { op, lhs, rhs, .. } => format!("({} {} {})", written(lhs), op.symbol(), written(rhs)),
        Expr::Comparison { op, lhs, rhs, .. } => {
            format!("({} {} {})", written(lhs), op.symbol(), written(rhs))
        }
        Expr::Calculation { op, lhs, rhs, .. } => {
            format!("({} {} {})", written(lhs), op.symbol(), written(rhs))
        }
        Expr::Membership { value, collection, .. } => {
            format!("({} in {})", written(value), written(collection))
        }
        // Refused by the typing.
        Expr::Object { .. } | Expr::ObjectCompr { .. } | Expr::Assignment { .. } => "null".to_owned(),
    }
}

/// The statements of a comprehension. A line's end would not part them where the next one opens a bracket.
fn filters(query: &Query) -> String {
    let statements: Vec<_> = query
        .stmts
        .iter()
        .map(|statement| match &statement.literal {
            Literal::SomeIn { key: Some(key), value, collection, .. } => {
                format!("some {}, {} in {}", written(key), written(value), written(collection))
            }
            Literal::SomeIn { key: None, value, collection, .. } => {
                format!("some {} in {}", written(value), written(collection))
            }
            Literal::NotExpr { expr } => format!("not {}", written(expr)),
            Literal::Expr { expr } => match &**expr {
                Expr::Assignment { op: Assign::ColEq, lhs, rhs, .. } => {
                    format!("{} := {}", written(lhs), written(rhs))
                }
                expr => written(expr),
            },
            // Refused by the typing.
            Literal::SomeVars { .. } | Literal::Every { .. } => "false".to_owned(),
        })
        .collect();
    statements.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::expr::ast;

    fn once(text: &str) -> String {
        let query = ast::parse(text).unwrap();
        let [Statement { literal: Literal::Expr { expr }, .. }] = query.stmts.as_slice() else {
            panic!("{text} is one expression");
        };
        written(expr)
    }

    #[test]
    fn what_is_written_is_what_was_parsed() {
        for (text, expected) in [
            ("a == 1", "(a == 1)"),
            ("a+1 * 2 - 3 / 4 % 5 < 6", "(((a + (1 * 2)) - ((3 / 4) % 5)) < 6)"),
            ("(a + 1) * 2 >= 3", "(((a + 1) * 2) >= 3)"),
            ("a <= 1.5", "(a <= 1.5)"),
            ("a > -1", "(a > -1)"),
            ("a != \"say \\\"so\\\" – ü\"", "(a != \"say \\\"so\\\" – ü\")"),
            ("a == `raw \\ \"text\"`", "(a == \"raw \\\\ \\\"text\\\"\")"),
            ("a in {1, 2}", "(a in {1, 2})"),
            ("a in [true, false]", "(a in [true, false])"),
            ("a - b == set()", "((a - b) == set())"),
            ("a | b & c == d", "((a | (b & c)) == d)"),
            ("row.name == row[\"name\"]", "(row.name == row[\"name\"])"),
            ("regex.match(`^a`, count(b))", "regex.match(\"^a\", count(b))"),
            (
                "count([x | some x in xs; not x in ys; z := x; z > 1]) == 0",
                "(count([x | some x in xs; not (x in ys); z := x; (z > 1)]) == 0)",
            ),
            ("{x.a | some i, x in xs} == b", "({x.a | some i, x in xs} == b)"),
        ] {
            assert_eq!(once(text), expected);
            assert_eq!(once(expected), expected, "written twice");
        }
    }
}
