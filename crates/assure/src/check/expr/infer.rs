//! Static typing of a parsed expression, and the lints that come with it: no name that is not bound, no
//! ordering of texts, nothing that can fail where its failing would pass unseen, nothing that may be undefined
//! on values of the right types (a position in a list, a missing key).

use super::{
    ExprError,
    ast::{Arithmetic, Assign, Compare, Expr, Literal, Query, Span, Statement},
    function,
    ty::Ty,
};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the moment for which a check is judged.
pub(in crate::check) const AS_OF: &str = "as_of";

/// What is known while an expression is walked.
pub(super) struct Infer<'a> {
    /// What the check binds, by name.
    bound: &'a BTreeMap<String, Ty>,
    /// Names that the expression itself gives, innermost last.
    local: Vec<(String, Ty)>,
    /// Where durations start in the text.
    durations: &'a BTreeSet<usize>,
    /// The bound names that were used.
    pub used: BTreeSet<String>,
    /// Why a function that can fail may not stand here; none where its failing shows.
    unseen: Option<&'static str>,
    /// What is typed next is a condition by itself: true is asked of it, and nothing else.
    alone: bool,
    /// Whether something was used whose false says nothing.
    pub one_sided: bool,
}

type Typed<T = Ty> = Result<T, ExprError>;

fn refuse<T>(span: Span, text: impl Into<String>) -> Typed<T> {
    Err(ExprError::at(span.line(), text))
}

impl<'a> Infer<'a> {
    pub(super) fn new(bound: &'a BTreeMap<String, Ty>, durations: &'a BTreeSet<usize>) -> Self {
        Self {
            bound,
            local: Vec::new(),
            durations,
            used: BTreeSet::new(),
            unseen: None,
            alone: false,
            one_sided: false,
        }
    }

    /// An expression that is wanted for its value.
    pub(super) fn value(&mut self, expr: &Expr, with: &[serde_json::Value]) -> Typed {
        if !with.is_empty() {
            return refuse(expr.span(), "uses `with`, which checks may not");
        }
        self.expr(expr)
    }

    /// A statement that must be true or false, of the whole expression or of an `every`.
    pub(super) fn condition(&mut self, statement: &Statement) -> Typed<()> {
        if !statement.with_mods.is_empty() {
            return refuse(statement.span, "uses `with`, which checks may not");
        }
        match &statement.literal {
            Literal::Expr { expr } => match &**expr {
                Expr::Assignment { span, op: Assign::ColEq, lhs, rhs } => self.name(*span, lhs, rhs),
                expr => self.truth(expr),
            },
            Literal::NotExpr { expr, .. } => {
                let outside = self.unseen.replace("under `not`");
                self.truth(expr)?;
                self.unseen = outside;
                Ok(())
            }
            Literal::SomeVars { span } => refuse(*span, "uses `some` without `in`, which checks may not"),
            Literal::SomeIn { span, .. } => {
                refuse(*span, "uses `some` outside of brackets; write count([x | some x in list; …]) > 0")
            }
            Literal::Every { span, .. } => {
                refuse(*span, "uses `every` within another; write count([x | some x in list; …]) == 0")
            }
        }
    }

    /// `name := value`.
    fn name(&mut self, span: Span, lhs: &Expr, rhs: &Expr) -> Typed<()> {
        let Expr::Var { value, .. } = lhs else {
            return refuse(span, "gives a name to more than one value; write one `name := value` each");
        };
        let ty = self.expr(rhs)?;
        self.give(span, value, ty)
    }

    /// Binds a name of the expression's own.
    fn give(&mut self, span: Span, name: &str, ty: Ty) -> Typed<()> {
        let taken = name == AS_OF
            || self.bound.contains_key(name)
            || self.local.iter().any(|(other, _)| other == name && name != "_");
        if taken || function::hides(name) || super::is_reserved(name) {
            return refuse(span, format!("gives the name `{name}` again; choose another"));
        }
        self.local.push((name.to_owned(), ty));
        Ok(())
    }

    fn truth(&mut self, expr: &Expr) -> Typed<()> {
        self.alone = self.unseen.is_none();
        match self.expr(expr)? {
            Ty::Bool => Ok(()),
            other => refuse(expr.span(), format!("is {other}, not true or false")),
        }
    }

    /// `every key, value in domain { body }`: binds, types the body, unbinds.
    pub(super) fn every(
        &mut self,
        key: Option<&str>,
        value: &str,
        domain: &Expr,
        query: &Query,
    ) -> Typed<()> {
        let depth = self.local.len();
        self.members(domain.span(), key, value, domain)?;
        for statement in &query.stmts {
            self.condition(statement)?;
        }
        self.local.truncate(depth);
        Ok(())
    }

    fn members(&mut self, span: Span, key: Option<&str>, value: &str, of: &Expr) -> Typed<()> {
        let ty = self.expr(of)?;
        let Some(element) = ty.element().cloned() else {
            return refuse(span, format!("goes through {ty}, which is neither a list nor a set"));
        };
        if let Some(key) = key {
            if !matches!(ty, Ty::List(_)) {
                return refuse(span, "numbers the members of a set, which have no order");
            }
            self.give(span, key, Ty::Int)?;
        }
        self.give(span, value, element)
    }

    /// The body of a comprehension: its statements filter, so that what is undefined would vanish unseen.
    fn comprehension(&mut self, query: &Query, term: &Expr) -> Typed {
        let outside = self.unseen.or(Some("inside brackets, where it would drop a member unseen"));
        let outside = std::mem::replace(&mut self.unseen, outside);
        let depth = self.local.len();
        // The machine takes everything around for undefined where brackets begin with a condition that is false.
        if let Some(first) = query.stmts.first()
            && !matches!(first.literal, Literal::SomeIn { .. } | Literal::Every { .. })
        {
            return refuse(first.span, "does not begin with `some … in …` inside brackets; write that first");
        }
        for statement in &query.stmts {
            match &statement.literal {
                Literal::SomeIn { span, key, value, collection } if statement.with_mods.is_empty() => {
                    let key = key.as_deref().map(variable).transpose()?;
                    self.members(*span, key, variable(value)?, collection)?;
                }
                Literal::Every { span, .. } => {
                    return refuse(*span, "uses `every` inside brackets, which checks may not");
                }
                _ => self.condition(statement)?,
            }
        }
        let ty = self.expr(term)?;
        self.local.truncate(depth);
        self.unseen = outside;
        Ok(ty)
    }

    fn expr(&mut self, expr: &Expr) -> Typed {
        let alone = std::mem::take(&mut self.alone);
        match expr {
            Expr::Bool { .. } => Ok(Ty::Bool),
            Expr::String { value, .. } | Expr::RawString { value, .. } => Ok(Ty::literal(value)),
            Expr::Number { span, value } => Ok(self.number(*span, value)),
            Expr::Null { span } => {
                refuse(*span, "names null; a null is never bound, it could not be detected")
            }
            Expr::Var { span, value } => self.variable(*span, value),
            Expr::Array { items, .. } => Ok(Ty::List(Box::new(self.all_of(items)?))),
            Expr::Set { items, .. } => Ok(Ty::Set(Box::new(self.all_of(items)?))),
            Expr::Object { span } | Expr::ObjectCompr { span } => {
                refuse(*span, "makes an object, which checks may not; for the empty set write set()")
            }
            Expr::ArrayCompr { term, query, .. } => Ok(Ty::List(Box::new(self.comprehension(query, term)?))),
            Expr::SetCompr { term, query, .. } => Ok(Ty::Set(Box::new(self.comprehension(query, term)?))),
            Expr::Call { span, fcn, params } => self.call(*span, fcn, params, alone),
            Expr::Negative { span, expr } => match self.expr(expr)? {
                ty if ty.is_number() && matches!(**expr, Expr::Number { .. }) => Ok(ty),
                _ => refuse(*span, "puts - before something other than a number; write 0 - x, in brackets"),
            },
            Expr::RefDot { span, refr, field } => self.column(*span, refr, &field.1),
            Expr::RefBrack { span, refr, index } => match (&**index, &**refr) {
                (Expr::String { value, .. } | Expr::RawString { value, .. }, refr) => {
                    self.column(*span, refr, value)
                }
                _ => refuse(
                    *span,
                    "takes one member out of a list, where there may be none; write every x in …, or [x | some x in …]",
                ),
            },
            Expr::Sets { span, lhs, rhs, .. } => match (self.expr(lhs)?, self.expr(rhs)?) {
                (Ty::Set(a), Ty::Set(b)) => match a.join(&b) {
                    Some(ty) => Ok(Ty::Set(Box::new(ty))),
                    None => refuse(*span, format!("joins sets of {a} and of {b}")),
                },
                (a, b) => refuse(*span, format!("| and & are for two sets, not for {a} and {b}")),
            },
            Expr::Comparison { span, op, lhs, rhs } => {
                let (left, right) = (self.expr(lhs)?, self.expr(rhs)?);
                compare(*span, *op, &left, &right)
            }
            Expr::Calculation { span, op, lhs, rhs } => self.arithmetic(*span, *op, lhs, rhs),
            Expr::Assignment { span, .. } => refuse(*span, "uses =; to compare write =="),
            Expr::Membership { span, key, value, collection } => {
                if key.is_some() {
                    return refuse(*span, "asks for a position and a value; write `value in list`");
                }
                let (value, of) = (self.expr(value)?, self.expr(collection)?);
                let Some(element) = of.element() else {
                    return refuse(*span, format!("looks in {of}, which is neither a list nor a set"));
                };
                match value.may_equal(element) {
                    Ok(()) => Ok(Ty::Bool),
                    Err(why) => refuse(*span, why),
                }
            }
        }
    }

    fn number(&self, span: Span, value: &serde_json::Number) -> Ty {
        if self.durations.contains(&span.start()) {
            Ty::Duration
        } else if value.is_i64() || value.is_u64() {
            Ty::Int
        } else {
            Ty::Number
        }
    }

    fn variable(&mut self, span: Span, name: &str) -> Typed {
        if let Some((_, ty)) = self.local.iter().rev().find(|(local, _)| local == name && name != "_") {
            return Ok(ty.clone());
        }
        let ty = if name == AS_OF { Some(Ty::Time) } else { self.bound.get(name).cloned() };
        match ty {
            Some(ty) => {
                self.used.insert(name.to_owned());
                Ok(ty)
            }
            None => {
                let known: Vec<_> = self.bound.keys().map(String::as_str).chain([AS_OF]).collect();
                refuse(span, format!("`{name}` is not bound; the check binds {}", known.join(", ")))
            }
        }
    }

    fn all_of(&mut self, items: &[Expr]) -> Typed {
        let mut all = Ty::Nothing;
        for item in items {
            let ty = self.expr(item)?;
            all = match all.join(&ty) {
                Some(joined) => joined,
                None => return refuse(item.span(), format!("lists {ty} beside {all}")),
            };
        }
        Ok(all)
    }

    fn call(&mut self, span: Span, fcn: &Expr, params: &[Expr], alone: bool) -> Typed {
        let name = match fcn {
            Expr::Var { value, .. } => value.clone(),
            Expr::RefDot { refr, field, .. } => match &**refr {
                Expr::Var { value, .. } => format!("{value}.{}", field.1),
                _ => return refuse(span, "calls something that is no function"),
            },
            _ => return refuse(span, "calls something that is no function"),
        };
        let args = params.iter().map(|param| self.expr(param)).collect::<Typed<Vec<_>>>()?;
        if self.bound.contains_key(&name) {
            let why = format!(
                "calls `{name}`, which is a value; where a line begins with a bracket, end the one before it with ;"
            );
            return refuse(span, why);
        }
        let call = function::call(&name, &args).or_else(|why| refuse(span, why))?;
        self.one_sided |= call.alone;
        if call.alone && !alone {
            let why = format!(
                "uses `{name}` where its false would count, which it also is for what is no version; write it as a \
                 line of its own, or of an `every`"
            );
            return refuse(span, why);
        }
        if call.can_fail {
            self.may_fail(span, &format!("`{name}`"))?;
        }
        Ok(call.ty)
    }

    fn may_fail(&self, span: Span, what: &str) -> Typed<()> {
        match self.unseen {
            None => Ok(()),
            Some(place) => refuse(
                span,
                format!(
                    "{what} can fail, and stands {place}; compare its result with true or false in a line of its own"
                ),
            ),
        }
    }

    fn column(&mut self, span: Span, refr: &Expr, name: &str) -> Typed {
        match self.expr(refr)? {
            Ty::Row(columns) => match columns.iter().find(|(column, _)| column == name) {
                Some((_, ty)) => Ok(ty.clone()),
                None => {
                    let known: Vec<_> = columns.iter().map(|(column, _)| column.as_str()).collect();
                    refuse(span, format!("`{name}` is not a column; the table has {}", known.join(", ")))
                }
            },
            other => refuse(span, format!("looks for `{name}` in {other}, which has no columns")),
        }
    }

    fn arithmetic(&mut self, span: Span, op: Arithmetic, lhs: &Expr, rhs: &Expr) -> Typed {
        use Arithmetic::{Add, Div, Mod, Mul, Sub};
        let (left, right) = (self.expr(lhs)?, self.expr(rhs)?);
        let both = |a: &Ty, b: &Ty| if *a == Ty::Int && *b == Ty::Int { Ty::Int } else { Ty::Number };
        let ty = match (op, &left, &right) {
            (Add | Sub | Mul, a, b) if a.is_number() && b.is_number() => both(a, b),
            (Div, a, b) if a.is_number() && b.is_number() => Ty::Number,
            (Mod, Ty::Int, Ty::Int) => Ty::Int,
            (Add | Sub, Ty::Duration, Ty::Duration) => Ty::Duration,
            (Add | Sub, Ty::Time, Ty::Duration) | (Add, Ty::Duration, Ty::Time) => Ty::Time,
            (Sub, Ty::Time, Ty::Time) => Ty::Duration,
            (Mul, Ty::Int, Ty::Duration) | (Mul, Ty::Duration, Ty::Int) => Ty::Duration,
            (Sub, Ty::Set(a), Ty::Set(b)) => {
                a.may_equal(b).or_else(|why| refuse(span, why))?;
                left.clone()
            }
            _ => return refuse(span, format!("{} is not for {left} and {right}", op.symbol())),
        };
        let divides = matches!(op, Div | Mod);
        let by_zero = !matches!(rhs, Expr::Number { value, .. } if value.as_f64().is_some_and(|n| n != 0.0));
        if divides && by_zero {
            self.may_fail(span, "dividing by what may be zero")?;
        }
        Ok(ty)
    }
}

fn variable(expr: &Expr) -> Typed<&str> {
    match expr {
        Expr::Var { value, .. } => Ok(value),
        other => refuse(other.span(), "is not a name; after `some` write a name"),
    }
}

fn compare(span: Span, op: Compare, left: &Ty, right: &Ty) -> Typed {
    if matches!(op, Compare::Eq | Compare::Ne) {
        return match left.may_equal(right) {
            Ok(()) => Ok(Ty::Bool),
            Err(why) => refuse(span, why),
        };
    }
    match (left, right) {
        (a, b) if a.is_number() && b.is_number() => Ok(Ty::Bool),
        (Ty::Time, Ty::Time) | (Ty::Duration, Ty::Duration) => Ok(Ty::Bool),
        (a, b) if a.is_text() && b.is_text() => refuse(
            span,
            "orders texts, as in \"10\" < \"9\"; only numbers, times and durations have an order",
        ),
        (a, b) => refuse(
            span,
            format!("orders {a} and {b}; only two numbers, two times or two durations have an order"),
        ),
    }
}
