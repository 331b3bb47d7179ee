//! Checks → one program of the policy machine a service.
//!
//! All checks of a service are one Rego module, compiled once; every expression is an entry point of its own.
//! So a check always runs alone: one that fails or runs away takes no other with it.

use super::{Check, expr, parse};
use regorus::{
    Engine, PolicyLengthConfig,
    languages::rego::compiler::Compiler,
    rvm::{Program, RegoVM, vm::VmError},
    utils::limits::ExecutionTimerConfig,
};
use serde_json::Value;
use std::{
    num::{NonZeroU32, NonZeroUsize},
    sync::Arc,
    time::Duration,
};

/// How long one expression of a check may take, in milliseconds of wall time; those that we ship take far below
/// one.
pub const CHECK_MS_MAX: u64 = 200;

/// Times that an expression is tried before it is believed to run away: a busy machine may have stopped a good one
/// for so long.
const TRIES_MAX: u32 = 2;

/// What the machine takes of the module that is made of all checks, in place of its limits for texts of people:
/// bytes, and columns of a line.
const MODULE_BYTES_MAX: NonZeroUsize = NonZeroUsize::new(64 << 20).expect("above zero");
const COLUMNS_MAX: NonZeroU32 = NonZeroU32::new(1 << 16).expect("above zero");

/// Instructions of the machine between two looks at its clock.
const TIMER_INTERVAL: NonZeroU32 = NonZeroU32::new(256).expect("above zero");

/// The package of all rules.
const PACKAGE: &str = "vouchsafe";

/// The entry points of one check.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    pub applies: Option<String>,
    pub pass: String,
    pub partial: Option<String>,
    pub boundaries: Vec<String>,
}

/// Why an expression said neither true nor false.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// It failed, or something in it was undefined.
    Undefined(String),
    TimedOut,
}

/// Writes the rules of one check; `number` keeps them apart from those of others.
pub(super) fn rules(check: &Check, number: usize, module: &mut String) -> Result<Rules, String> {
    let bound = parse::bound_of(check);
    let mut add = |name: String, expression: Result<expr::Expression, expr::ExprError>| {
        let expression = expression.map_err(|error| error.text)?;
        module.push_str(&expression.rule(&name));
        Ok::<_, String>(format!("data.{PACKAGE}.{name}"))
    };
    let mut condition =
        |name: &str, text: &str| add(format!("{name}_{number}"), expr::condition(text, &bound));
    let applies = check.applies.as_ref().map(|text| condition("applies", text)).transpose()?;
    let pass = condition("pass", &check.pass)?;
    let partial = check.partial.as_ref().map(|partial| condition("partial", &partial.when)).transpose()?;
    let boundaries = check.boundaries.iter().enumerate();
    let boundaries = boundaries
        .map(|(which, text)| add(format!("boundary_{number}_{which}"), expr::times(text, &bound)))
        .collect::<Result<_, _>>()?;
    Ok(Rules { applies, pass, partial, boundaries })
}

/// Compiles rules to a program with an entry point each.
pub(super) fn program(rules_text: &str, rules: &[Rules]) -> Result<Arc<Program>, String> {
    let entries: Vec<&str> = rules
        .iter()
        .flat_map(|rules| {
            let optional = rules.applies.iter().chain(&rules.partial).chain(&rules.boundaries);
            [&rules.pass].into_iter().chain(optional).map(String::as_str)
        })
        .collect();
    let Some(first) = entries.first() else { return Ok(Arc::new(Program::new())) };
    let text = format!("package {PACKAGE}\nimport rego.v1\n{rules_text}");
    let mut engine = Engine::new();
    engine.set_policy_length_config(PolicyLengthConfig {
        max_col: COLUMNS_MAX,
        max_file_bytes: MODULE_BYTES_MAX,
        max_lines: MODULE_BYTES_MAX,
    });
    engine.add_policy("checks".to_owned(), text).map_err(|error| error.to_string())?;
    engine.set_strict_builtin_errors(true);
    let policy = engine.compile_with_entrypoint(&(*first).into()).map_err(|error| error.to_string())?;
    Compiler::compile_from_policy(&policy, &entries).map_err(|error| error.to_string())
}

/// One check's values in the machine.
pub(super) struct Run {
    machine: RegoVM,
}

impl Run {
    /// `input` is an object of what the check binds.
    pub(super) fn new(program: &Arc<Program>, input: Value) -> Self {
        let mut machine = RegoVM::new();
        machine.load_program(program.clone());
        // The limit is time; the machine's own count of instructions would stop a long but honest table.
        machine.set_max_instructions(usize::MAX);
        machine.set_strict_builtin_errors(true);
        let limit = Duration::from_millis(CHECK_MS_MAX);
        machine
            .set_execution_timer_config(Some(ExecutionTimerConfig { limit, check_interval: TIMER_INTERVAL }));
        machine.set_input(input.into());
        Self { machine }
    }

    fn values(&mut self, rule: &str) -> Result<Vec<regorus::Value>, Failure> {
        for _ in 0..TRIES_MAX {
            match self.machine.execute_entry_point_by_name(rule) {
                Ok(regorus::Value::Array(values)) => return Ok(values.iter().cloned().collect()),
                Ok(_) => {
                    let why = "something in it is undefined for these values";
                    return Err(Failure::Undefined(why.to_owned()));
                }
                Err(VmError::TimeLimitExceeded { .. }) => {}
                Err(error) => return Err(Failure::Undefined(error.to_string())),
            }
        }
        Err(Failure::TimedOut)
    }

    /// Whether a condition holds.
    pub(super) fn holds(&mut self, rule: &str) -> Result<bool, Failure> {
        let mut all = true;
        for value in self.values(rule)? {
            all &= truth(&value)?;
        }
        Ok(all)
    }

    /// The times of a boundary, in milliseconds since 1970.
    pub(super) fn times(&mut self, rule: &str) -> Result<Vec<i64>, Failure> {
        let mut times = Vec::new();
        for value in self.values(rule)? {
            match &value {
                regorus::Value::Array(list) => times.extend(list.iter().map(time)),
                regorus::Value::Set(set) => times.extend(set.iter().map(time)),
                one => times.push(time(one)),
            }
        }
        times.into_iter().collect()
    }
}

fn time(value: &regorus::Value) -> Result<i64, Failure> {
    value.as_i64().map_err(|_| Failure::Undefined("a boundary is no time".to_owned()))
}

/// The value of a statement: true or false, or what an `every` saw of each member.
fn truth(value: &regorus::Value) -> Result<bool, Failure> {
    match value {
        regorus::Value::Bool(truth) => Ok(*truth),
        regorus::Value::Object(_) => {
            let lost = || Failure::Undefined("something is undefined for a member of a list".to_owned());
            let of = value["of"].as_u64().map_err(|_| lost())?;
            let each = value["each"].as_array().map_err(|_| lost())?;
            if u64::try_from(each.len()) != Ok(of) {
                return Err(lost());
            }
            let mut all = true;
            for member in each {
                for value in member.as_array().map_err(|_| lost())? {
                    all &= truth(value)?;
                }
            }
            Ok(all)
        }
        _ => Err(Failure::Undefined("it is neither true nor false".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_is_true_false_or_a_failure() {
        let of = |value: Value| truth(&value.into()).ok();
        assert_eq!(of(json!(true)), Some(true));
        assert_eq!(of(json!(false)), Some(false));
        assert_eq!(of(json!({ "of": 0, "each": [] })), Some(true));
        assert_eq!(of(json!({ "of": 2, "each": [[true, true], [true, true]] })), Some(true));
        assert_eq!(of(json!({ "of": 2, "each": [[true, true], [true, false]] })), Some(false));
        for lost in [
            json!({ "of": 2, "each": [[true]] }),
            json!({ "of": 0, "each": [[true]] }),
            json!({ "of": 1, "each": [["true"]] }),
            json!({ "of": 1, "each": [true] }),
            json!({ "each": [[true]] }),
            json!({ "of": 1 }),
            json!(1),
            json!("true"),
            json!(null),
            json!([]),
        ] {
            assert_eq!(of(lost.clone()), None, "{lost}");
        }
    }
}
