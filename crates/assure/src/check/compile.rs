//! Checks → one program of the policy machine a service.
//!
//! All checks of a service are one Rego module, compiled once; every expression is an entry point of its own.
//! So a check always runs alone: one that fails or runs away takes no other with it.

use super::{
    Check,
    expr::{self, Plain},
    parse,
};
use regorus::{
    Engine, PolicyLengthConfig,
    languages::rego::compiler::Compiler,
    rvm::{Program, RegoVM, vm::VmError},
    utils::limits::ExecutionTimerConfig,
};
use serde_json::{Map, Value};
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

/// The expressions of one check.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    pub applies: Option<Condition>,
    pub pass: Condition,
    pub partial: Option<Condition>,
    /// Entry points of the program.
    pub boundaries: Vec<String>,
}

impl Rules {
    /// Whether none of them needs the machine, as long as all values are of their types.
    pub(super) fn are_plain(&self) -> bool {
        let mut conditions = [&self.pass].into_iter().chain(&self.applies).chain(&self.partial);
        self.boundaries.is_empty() && conditions.all(|condition| condition.plain.is_some())
    }
}

/// An expression that is true or false.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    /// Its entry point of the program.
    entry: String,
    /// What needs no machine.
    plain: Option<Plain>,
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
        Ok::<_, String>(Condition { entry: format!("data.{PACKAGE}.{name}"), plain: expression.plain })
    };
    let mut condition =
        |name: &str, text: &str| add(format!("{name}_{number}"), expr::condition(text, &bound));
    let applies = check.applies.as_ref().map(|text| condition("applies", text)).transpose()?;
    let pass = condition("pass", &check.pass)?;
    let partial = check.partial.as_ref().map(|partial| condition("partial", &partial.when)).transpose()?;
    let boundaries = check.boundaries.iter().enumerate();
    let boundaries = boundaries
        .map(|(which, text)| add(format!("boundary_{number}_{which}"), expr::times(text, &bound)))
        .map(|boundary| boundary.map(|boundary| boundary.entry))
        .collect::<Result<_, _>>()?;
    Ok(Rules { applies, pass, partial, boundaries })
}

/// Compiles rules to a program with an entry point each.
pub(super) fn program(rules_text: &str, rules: &[Rules]) -> Result<Arc<Program>, String> {
    let entries: Vec<&str> = rules
        .iter()
        .flat_map(|rules| {
            let conditions = [&rules.pass].into_iter().chain(&rules.applies).chain(&rules.partial);
            conditions.map(|condition| &condition.entry).chain(&rules.boundaries).map(String::as_str)
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

/// One check's values, and the machine once something needs it.
pub(super) struct Run<'a> {
    program: &'a Arc<Program>,
    input: Map<String, Value>,
    machine: Option<RegoVM>,
}

impl<'a> Run<'a> {
    /// `input` is what the check binds, by name.
    pub(super) fn new(program: &'a Arc<Program>, input: Map<String, Value>) -> Self {
        Self { program, input, machine: None }
    }

    fn machine(&mut self) -> &mut RegoVM {
        let Self { program, input, machine } = self;
        machine.get_or_insert_with(|| Self::started(program, std::mem::take(input)))
    }

    fn started(program: &Arc<Program>, input: Map<String, Value>) -> RegoVM {
        let mut machine = RegoVM::new();
        machine.load_program(program.clone());
        // The limit is time; the machine's own count of instructions would stop a long but honest table.
        machine.set_max_instructions(usize::MAX);
        machine.set_strict_builtin_errors(true);
        let limit = Duration::from_millis(CHECK_MS_MAX);
        machine
            .set_execution_timer_config(Some(ExecutionTimerConfig { limit, check_interval: TIMER_INTERVAL }));
        machine.set_input(Value::Object(input).into());
        machine
    }

    fn values(&mut self, rule: &str) -> Result<Vec<regorus::Value>, Failure> {
        for _ in 0..TRIES_MAX {
            match self.machine().execute_entry_point_by_name(rule) {
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
    pub(super) fn holds(&mut self, condition: &Condition) -> Result<bool, Failure> {
        // The machine, once it runs, has taken the values.
        let plain = condition.plain.as_ref().filter(|_| self.machine.is_none());
        if let Some(holds) = plain.and_then(|plain| plain.holds(&self.input)) {
            return Ok(holds);
        }
        self.holds_in_machine(condition)
    }

    /// The same, by the machine.
    pub(super) fn holds_in_machine(&mut self, condition: &Condition) -> Result<bool, Failure> {
        let mut all = true;
        for value in self.values(&condition.entry)? {
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
    use proptest::prelude::*;
    use serde_json::json;
    use std::{collections::BTreeMap, sync::LazyLock};

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

    /// Conditions over b (bool), n and m (int), t and u (text), e (enum) and ts, ns (lists), most of them plain.
    const CONDITIONS: &[(&str, bool)] = &[
        ("b", true),
        ("not b", true),
        ("b == true", true),
        ("false != b", true),
        ("n == 3", true),
        ("n != m", true),
        ("n < m", true),
        ("n <= 3; m > 2", true),
        ("not n >= m", true),
        ("3 > n", true),
        ("t == \"host\"", true),
        ("t != u", true),
        ("e == \"all\"", true),
        ("e in {\"all\", \"none\"}", true),
        ("not t in [\"host\", u]", true),
        ("n in {1, 2, m}", true),
        ("b in {false}", true),
        ("t in ts", true),
        ("not n in ns", true),
        ("n in ns; t in ts; b", true),
        ("n + 1 == m", false),
        ("n == -1", true),
        ("n < 2.5", false),
        ("count(ts) == 2", false),
        ("b == (n == 3)", false),
        ("every x in ns { x > 0 }", false),
        ("x := n; x == 3", false),
        ("n in {x | some x in ns}", false),
        ("ts == [t]", false),
        ("lower(t) == u", false),
    ];

    fn bound() -> BTreeMap<String, expr::Ty> {
        let kinds = [
            ("b", "bool"),
            ("n", "int"),
            ("m", "int"),
            ("t", "text"),
            ("u", "text"),
            ("e", "enum[all, none, host]"),
            ("ts", "list(text)"),
            ("ns", "list(int)"),
        ];
        kinds
            .map(|(name, kind)| (name.to_owned(), expr::Ty::of(&crate::check::spelling::kind(kind).unwrap())))
            .into()
    }

    /// All conditions in one program.
    fn compiled() -> (Arc<Program>, Vec<Condition>) {
        let mut module = String::new();
        let mut conditions = Vec::new();
        for (number, (text, _)) in CONDITIONS.iter().enumerate() {
            let expression = expr::condition(text, &bound()).unwrap();
            module.push_str(&expression.rule(&format!("pass_{number}")));
            let entry = format!("data.{PACKAGE}.pass_{number}");
            conditions.push(Condition { entry, plain: expression.plain });
        }
        let rules: Vec<_> = conditions
            .iter()
            .map(|pass| Rules { applies: None, pass: pass.clone(), partial: None, boundaries: vec![] })
            .collect();
        (program(&module, &rules).unwrap(), conditions)
    }

    static COMPILED: LazyLock<(Arc<Program>, Vec<Condition>)> = LazyLock::new(compiled);

    #[test]
    fn what_is_plain_is_known_as_such() {
        for ((text, plain), condition) in CONDITIONS.iter().zip(&COMPILED.1) {
            assert_eq!(condition.plain.is_some(), *plain, "{text}");
        }
    }

    fn an_int() -> impl Strategy<Value = Value> {
        prop_oneof![
            (-2i64..6).prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
        ]
    }

    fn a_text() -> impl Strategy<Value = Value> {
        prop_oneof![
            prop::sample::select(vec!["host", "all", "none", "", "Host"]).prop_map(Value::from),
            ".{0,3}".prop_map(Value::from)
        ]
    }

    proptest! {
        /// The shorter way and the machine say the same of every condition.
        #[test]
        fn plain_conditions_say_what_the_machine_says(
            b in any::<bool>(),
            (n, m) in (an_int(), an_int()),
            (t, u) in (a_text(), a_text()),
            e in prop::sample::select(vec!["all", "none", "host"]),
            ts in prop::collection::vec(a_text(), 0..3),
            ns in prop::collection::vec(an_int(), 0..3),
        ) {
            let input = json!({ "b": b, "n": n, "m": m, "t": t, "u": u, "e": e, "ts": ts, "ns": ns });
            let Value::Object(input) = input else { unreachable!("it is an object") };
            let (program, conditions) = &*COMPILED;
            for ((text, _), condition) in CONDITIONS.iter().zip(conditions) {
                let short = Run::new(program, input.clone()).holds(condition);
                let long = Run::new(program, input.clone()).holds_in_machine(condition);
                prop_assert_eq!(short, long, "{} {:?}", text, &input);
            }
        }
    }
}
