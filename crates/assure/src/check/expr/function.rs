//! The functions that expressions may call, with their types. What is not here is refused: an unknown function
//! could fail without a sound, or look at something that is not a reading.

use super::{ty::Ty, version};

/// What a call yields, and whether it can fail on values of the right types (then it may not stand where a
/// failure would pass unseen).
pub(super) struct Call {
    pub ty: Ty,
    pub can_fail: bool,
    /// Its false says nothing: it may stand only where true is asked of it.
    pub alone: bool,
}

/// One function: its name, what it takes (for messages), and its typing.
struct Function {
    name: &'static str,
    takes: &'static str,
    can_fail: bool,
    typing: fn(&[Ty]) -> Option<Ty>,
}

const FUNCTIONS: &[Function] = &[
    Function {
        name: "count",
        takes: "a list, a set or a text",
        can_fail: false,
        typing: |args| match args {
            [of] if of.element().is_some() || of.is_text() => Some(Ty::Int),
            _ => None,
        },
    },
    Function { name: "sum", takes: "a list or set of numbers", can_fail: false, typing: numbers },
    // Of nothing there is no least and no greatest.
    Function { name: "min", takes: "a list or set of numbers or times", can_fail: true, typing: extreme },
    Function { name: "max", takes: "a list or set of numbers or times", can_fail: true, typing: extreme },
    Function {
        name: "abs",
        takes: "a number",
        can_fail: false,
        typing: |args| match args {
            [ty] if ty.is_number() => Some(ty.clone()),
            _ => None,
        },
    },
    Function { name: "round", takes: "a number", can_fail: false, typing: to_int },
    Function { name: "ceil", takes: "a number", can_fail: false, typing: to_int },
    Function { name: "floor", takes: "a number", can_fail: false, typing: to_int },
    Function { name: "lower", takes: "a text", can_fail: false, typing: text_to_text },
    Function { name: "upper", takes: "a text", can_fail: false, typing: text_to_text },
    Function { name: "trim_space", takes: "a text", can_fail: false, typing: text_to_text },
    Function { name: "startswith", takes: "two texts", can_fail: false, typing: two_texts_to_bool },
    Function { name: "endswith", takes: "two texts", can_fail: false, typing: two_texts_to_bool },
    Function { name: "contains", takes: "two texts", can_fail: false, typing: two_texts_to_bool },
    Function {
        name: "split",
        takes: "two texts",
        can_fail: false,
        typing: |args| match args {
            [a, b] if a.is_text() && b.is_text() => Some(Ty::List(Box::new(Ty::Text))),
            _ => None,
        },
    },
    Function {
        name: "to_number",
        takes: "a text",
        can_fail: true,
        typing: |args| match args {
            [text] if text.is_text() => Some(Ty::Number),
            _ => None,
        },
    },
    Function {
        name: "regex.match",
        takes: "a pattern and a text",
        can_fail: true,
        typing: two_texts_to_bool,
    },
    Function {
        name: "glob.match",
        takes: "a pattern, a list of separators and a text",
        can_fail: true,
        typing: |args| match args {
            [pattern, Ty::List(separators), text]
                if pattern.is_text()
                    && text.is_text()
                    && (separators.is_text() || **separators == Ty::Nothing) =>
            {
                Some(Ty::Bool)
            }
            _ => None,
        },
    },
    Function {
        name: "net.cidr_contains",
        takes: "a range of addresses and an address or range",
        can_fail: true,
        typing: two_texts_to_bool,
    },
    Function {
        name: "semver.is_valid",
        takes: "a text",
        can_fail: false,
        typing: |args| match args {
            [text] if text.is_text() => Some(Ty::Bool),
            _ => None,
        },
    },
    Function {
        name: "semver.compare",
        takes: "two versions",
        can_fail: true,
        typing: |args| match args {
            [a, b] if a.is_text() && b.is_text() => Some(Ty::Int),
            _ => None,
        },
    },
    Function {
        name: version::AT_LEAST,
        takes: "a version and another, or a list of others",
        can_fail: false,
        typing: |args| match args {
            [text, least]
                if text.is_text()
                    && (least.is_text()
                        || least.element().is_some_and(|ty| ty.is_text() || *ty == Ty::Nothing)) =>
            {
                Some(Ty::Bool)
            }
            _ => None,
        },
    },
    Function {
        name: "set",
        takes: "nothing: it is the empty set",
        can_fail: false,
        typing: |args| match args {
            [] => Some(Ty::Set(Box::new(Ty::Nothing))),
            _ => None,
        },
    },
];

/// Types a call, or says what is wrong with it.
pub(super) fn call(name: &str, args: &[Ty]) -> Result<Call, String> {
    let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) else {
        let known: Vec<_> = FUNCTIONS.iter().map(|function| function.name).collect();
        return Err(format!("calls `{name}`, which checks may not; they may call {}", known.join(", ")));
    };
    match (function.typing)(args) {
        Some(ty) => Ok(Call { ty, can_fail: function.can_fail, alone: name == version::AT_LEAST }),
        None => {
            let given: Vec<_> = args.iter().map(Ty::to_string).collect();
            Err(format!("`{name}` takes {}, not {}", function.takes, given.join(" and ")))
        }
    }
}

/// Whether a read or parameter of this name would hide a function.
pub(in crate::check) fn hides(name: &str) -> bool {
    FUNCTIONS.iter().any(|function| function.name.split('.').next() == Some(name))
}

fn numbers(args: &[Ty]) -> Option<Ty> {
    match args {
        [of] => of.element().filter(|ty| ty.is_number()).cloned(),
        _ => None,
    }
}

fn extreme(args: &[Ty]) -> Option<Ty> {
    match args {
        [of] => of.element().filter(|ty| ty.is_number() || **ty == Ty::Time).cloned(),
        _ => None,
    }
}

fn to_int(args: &[Ty]) -> Option<Ty> {
    matches!(args, [ty] if ty.is_number()).then_some(Ty::Int)
}

fn text_to_text(args: &[Ty]) -> Option<Ty> {
    matches!(args, [ty] if ty.is_text()).then_some(Ty::Text)
}

fn two_texts_to_bool(args: &[Ty]) -> Option<Ty> {
    matches!(args, [a, b] if a.is_text() && b.is_text()).then_some(Ty::Bool)
}
