//! Check × readings × parameters × moment → outcome.
//!
//! In this order, and the first that applies decides:
//!
//! 1. A read that proves nothing: *could not be detected*, with the reason of the first such read by name. It is
//!    never hidden by another read, whatever that one proves.
//! 2. A read whose signal was never read: *to be detected*.
//! 3. `applies` is false: *not applicable*. Every read is present by now.
//! 4. A list or table that is proven empty: *failed* where one of them says so. Where they say *passed*, the check
//!    passes if it reads nothing else; if it does, emptiness is merely no reason against passing and the
//!    expression decides, so that an empty list never passes a setting beside it that is wrong.
//! 5. `pass`, then `partial`; neither holds: *failed*.
//!
//! An expression that fails, or exceeds its time, anywhere on the way: *could not be detected*.

use super::{
    Check, EmptyRule, TwinKind,
    compile::{self, CHECK_MS_MAX, Failure, Rules, Run},
    exceptions,
    expr::AS_OF,
    groups::{self, Groups},
    read::{self, Glimpse, State, glimpse},
    value,
};
use crate::Catalog;
use model::{CheckId, Credit, Outcome, Reading, Reason, ServiceId, SignalName, Time, Undetected, Verdict};
use regorus::rvm::Program;
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

/// What an instance set for one parameter of a check, in place of its default.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    pub value: Value,
    /// The first moment at which the default holds again; none where it does not expire.
    pub until: Option<Time>,
}

impl Given {
    /// A value that does not expire.
    pub fn forever(value: Value) -> Self {
        Self { value, until: None }
    }
    /// Whether it has not expired.
    pub fn is_in_force(&self, as_of: Time) -> bool {
        self.until.is_none_or(|until| as_of < until)
    }
}

/// Parameters of the checks of one instance, where they differ from the defaults, by the check that has them in
/// its file ([`Check::parameters_from`]).
pub type Parameters = BTreeMap<CheckId, BTreeMap<String, Given>>;

/// All checks of a catalog, compiled once. Cheap to clone, shared between threads.
#[derive(Clone, Default)]
pub struct Judge {
    compiled: Arc<BTreeMap<CheckId, Compiled>>,
    /// Checks that cannot judge, with why.
    refused: Arc<BTreeMap<CheckId, (Check, String)>>,
}

struct Compiled {
    check: Check,
    rules: Rules,
    program: Arc<Program>,
}

impl fmt::Debug for Judge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Judge").field(&self.compiled.keys()).finish()
    }
}

impl Judge {
    /// Compiles the checks of a catalog, one program a service.
    pub fn new(catalog: &Catalog) -> Judge {
        let mut compiled = BTreeMap::new();
        let services: BTreeSet<&ServiceId> = catalog.checks.values().map(|check| &check.service).collect();
        for service in services {
            let checks = catalog.checks_of(service).filter(|check| !catalog.refused.contains_key(&check.id));
            let checks: Vec<_> = checks.collect();
            match together(&checks) {
                Ok(ready) => compiled.extend(ready),
                // Every check compiled alone when it was loaded; should they not compile together, they still
                // are judged, each alone.
                Err(_) => {
                    compiled.extend(checks.iter().filter_map(|check| together(&[*check]).ok()).flatten())
                }
            }
        }
        let refused = catalog.refused.iter().filter_map(|(id, why)| {
            let check = catalog.checks.get(id)?;
            Some((id.clone(), (check.clone(), why.clone())))
        });
        Judge { compiled: Arc::new(compiled), refused: Arc::new(refused.collect()) }
    }

    /// Judges one check as it is given: one that the catalog does not have in this very form (a pending version)
    /// is compiled for the occasion. `parameters` is what the instance set for the check named by
    /// [`Check::parameters_from`]; what has expired at `as_of` counts as not set, and the moment when the first of
    /// it expires is a boundary of the verdict. Staleness is not judged here: see [`crate::status`].
    pub fn evaluate(
        &self,
        check: &Check,
        readings: &BTreeMap<SignalName, Reading>,
        parameters: &BTreeMap<String, Given>,
        as_of: Time,
    ) -> Outcome {
        if let Some(compiled) = self.compiled.get(&check.id).filter(|compiled| same(&compiled.check, check)) {
            return evaluate(compiled, readings, parameters, as_of);
        }
        if let Some((_, why)) = self.refused.get(&check.id).filter(|(refused, _)| same(refused, check)) {
            return refused_outcome(check, why, as_of);
        }
        match together(&[check]).map(|ready| ready.into_iter().next()) {
            Ok(Some((_, compiled))) => evaluate(&compiled, readings, parameters, as_of),
            Ok(None) => Judgement::new(check, parameters, as_of).undetected(failed("it is not there")),
            Err(why) => Judgement::new(check, parameters, as_of).undetected(failed(&why)),
        }
    }

    /// Judges all checks of a service, by id.
    pub fn evaluate_all(
        &self,
        service: &ServiceId,
        readings: &BTreeMap<SignalName, Reading>,
        parameters: &Parameters,
        as_of: Time,
    ) -> Vec<(CheckId, Outcome)> {
        let defaults = BTreeMap::new();
        self.compiled
            .values()
            .filter(|compiled| compiled.check.service == *service)
            .map(|compiled| {
                let own = parameters.get(compiled.check.parameters_from()).unwrap_or(&defaults);
                (compiled.check.id.clone(), evaluate(compiled, readings, own, as_of))
            })
            .chain(
                self.refused
                    .values()
                    .filter(|(check, _)| check.service == *service)
                    .map(|(check, why)| (check.id.clone(), refused_outcome(check, why, as_of))),
            )
            .collect()
    }
}

// Handed to many tasks at once.
const _: () = {
    const fn shared<T: Send + Sync + 'static>() {}
    shared::<Judge>();
};

/// Compiles checks into one program.
fn together(checks: &[&Check]) -> Result<BTreeMap<CheckId, Compiled>, String> {
    let mut module = String::new();
    let rules: Vec<Rules> = checks
        .iter()
        .enumerate()
        .map(|(number, check)| compile::rules(check, number, &mut module))
        .collect::<Result<_, _>>()?;
    let program = compile::program(&module, &rules)?;
    let compiled = checks.iter().zip(rules).map(|(check, rules)| {
        (check.id.clone(), Compiled { check: (*check).clone(), rules, program: program.clone() })
    });
    Ok(compiled.collect())
}

/// Whether a check compiles; else why not. What needs no machine was understood when it was read, and is compiled with
/// all the others; should those not compile together, each is judged alone.
pub(crate) fn compiles(check: &Check) -> Result<(), String> {
    let mut module = String::new();
    let rules = compile::rules(check, 0, &mut module)?;
    if rules.are_plain() {
        return Ok(());
    }
    compile::program(&module, &[rules]).map(|_| ())
}

/// Whether two checks are the same: their files' bytes are, and what they are made for.
fn same(one: &Check, other: &Check) -> bool {
    one.hash == other.hash && one.service == other.service && one.version == other.version
}

fn evaluate(
    compiled: &Compiled,
    readings: &BTreeMap<SignalName, Reading>,
    given: &BTreeMap<String, Given>,
    as_of: Time,
) -> Outcome {
    let Compiled { check, rules, program } = compiled;
    let mut judgement = Judgement::new(check, given, as_of);
    if let Some(TwinKind::Overrides { .. }) = check.twin.as_ref().map(|twin| &twin.kind)
        && let Some((rows, place)) = rows_of_groups(check, readings)
    {
        let asked = |parameters: &BTreeMap<String, Value>| -> Result<Option<Groups>, Reason> {
            let bound = bind(check, parameters)?;
            Ok(groups::judge(check, place, rows, |values, empty| {
                let mut input = bound.clone();
                input.extend(values.clone());
                let empty = emptiness(empty, values.len());
                let (verdict, ..) = decide(check, rules, empty, &mut Run::new(program, input), as_of)?;
                Ok(!matches!(verdict, Verdict::Passed | Verdict::NotApplicable))
            }))
        };
        let decided = match asked(&judgement.outcome.parameters) {
            Err(reason) => return judgement.undetected(reason),
            Ok(decided) => decided,
        };
        return match decided {
            None => judgement.undetected(failed("it looks at no groups")),
            Some(Groups::Failed(failure)) => judgement.undetected(reason_of(failure)),
            Some(Groups::Undetected { reason, fact }) => {
                judgement.outcome.facts.push(fact);
                judgement.undetected(reason)
            }
            Some(Groups::Decided { weaker, fact }) => {
                judgement.outcome.facts.push(fact);
                if weaker {
                    return judgement.verdict(Verdict::Failed);
                }
                judgement.outcome.credit = Credit::FULL;
                let strong = |parameters: &BTreeMap<String, Value>| {
                    matches!(asked(parameters), Ok(Some(Groups::Decided { weaker: false, .. })))
                };
                judgement.outcome.exceptions =
                    exceptions::used(check, given, &judgement.outcome.parameters, as_of, strong);
                judgement.verdict(Verdict::Passed)
            }
        };
    }
    let mut values = Map::new();
    let (mut reason, mut never_read, mut empty) = (None, false, Vec::new());
    for (name, read) in &check.reads {
        let found = read::resolve(name, read, readings);
        judgement.outcome.facts.extend(found.fact);
        match found.state {
            State::Value(value) => drop(values.insert(name.clone(), value)),
            State::Empty(value, rule) => {
                values.insert(name.clone(), value);
                empty.push(rule);
            }
            State::Undetected(why) => drop(reason.get_or_insert(why)),
            State::NeverRead => never_read = true,
        }
    }
    if let Some(reason) = reason {
        return judgement.undetected(reason);
    }
    if never_read {
        return judgement.verdict(Verdict::ToBeDetected);
    }
    values.insert(AS_OF.to_owned(), as_of.ms().into());
    let again = exceptions::given(check, given).then(|| values.clone());
    let empty = emptiness(&empty, check.reads.len());
    let run = |values: Map<String, Value>, parameters: &BTreeMap<String, Value>| -> Result<Run<'_>, Reason> {
        let mut input = bind(check, parameters)?;
        input.extend(values);
        Ok(Run::new(program, input))
    };
    let decided = run(values, &judgement.outcome.parameters)
        .and_then(|mut run| decide(check, rules, empty, &mut run, as_of).map_err(reason_of));
    let (verdict, credit, boundary) = match decided {
        Err(reason) => return judgement.undetected(reason),
        Ok(decided) => decided,
    };
    judgement.outcome.credit = credit;
    judgement.turns_at(boundary);
    if let Some(values) = again.filter(|_| matches!(verdict, Verdict::Passed | Verdict::PartiallyPassed)) {
        let same = |parameters: &BTreeMap<String, Value>| {
            let again =
                run(values.clone(), parameters).map(|mut run| decide(check, rules, empty, &mut run, as_of));
            matches!(again, Ok(Ok((other, its, _))) if other == verdict && its == credit)
        };
        judgement.outcome.exceptions =
            exceptions::used(check, given, &judgement.outcome.parameters, as_of, same);
    }
    judgement.verdict(verdict)
}

/// The rows of groups, where it is proven that there are no more. All else is decided as for any read.
fn rows_of_groups<'a>(
    check: &'a Check,
    readings: &'a BTreeMap<SignalName, Reading>,
) -> Option<(&'a [Value], (&'a str, &'a super::SignalPath))> {
    let (name, read) = check.reads.iter().next()?;
    let path = read.at.first()?;
    let rows = match glimpse(path, readings) {
        Glimpse::Rows(rows, true) => rows,
        Glimpse::Value(Value::Array(rows)) => rows,
        _ => return None,
    };
    Some((rows, (name.as_str(), path)))
}

/// What expressions see of the parameters.
fn bind(check: &Check, parameters: &BTreeMap<String, Value>) -> Result<Map<String, Value>, Reason> {
    let mut bound = Map::new();
    for (name, parameter) in &check.parameters {
        let value = parameters.get(name).unwrap_or(&parameter.default);
        match value::bind(value, &parameter.kind) {
            Ok(value) => drop(bound.insert(name.clone(), value)),
            Err(wrong) => {
                let why = format!("the parameter `{name}` is {}, not {}", wrong.found, wrong.expected);
                return Err(failed(&why));
            }
        }
    }
    Ok(bound)
}

fn reason_of(failure: Failure) -> Reason {
    match failure {
        Failure::TimedOut => {
            let text = format!("The expression took longer than {CHECK_MS_MAX} ms and was stopped.");
            Reason { code: Undetected::TimedOut, text, absence: None }
        }
        Failure::Undefined(why) => failed(&why),
    }
}

/// What emptiness alone decides: of the lists and tables that are proven empty, and of how many values there are.
fn emptiness(empty: &[EmptyRule], values: usize) -> Option<EmptyRule> {
    if empty.contains(&EmptyRule::Failed) {
        return Some(EmptyRule::Failed);
    }
    (!empty.is_empty() && empty.len() == values).then_some(EmptyRule::Passed)
}

fn decide(
    check: &Check,
    rules: &Rules,
    empty: Option<EmptyRule>,
    run: &mut Run<'_>,
    as_of: Time,
) -> Result<(Verdict, Credit, Option<Time>), Failure> {
    let boundary = next_boundary(rules, run, as_of)?;
    if let Some(applies) = &rules.applies
        && !run.holds(applies)?
    {
        return Ok((Verdict::NotApplicable, Credit::NONE, boundary));
    }
    match empty {
        Some(EmptyRule::Failed) => return Ok((Verdict::Failed, Credit::NONE, boundary)),
        Some(EmptyRule::Passed) => return Ok((Verdict::Passed, Credit::FULL, boundary)),
        Some(EmptyRule::Undetected) | None => {}
    }
    if run.holds(&rules.pass)? {
        return Ok((Verdict::Passed, Credit::FULL, boundary));
    }
    if let (Some(rule), Some(partial)) = (&rules.partial, &check.partial)
        && run.holds(rule)?
    {
        return Ok((Verdict::PartiallyPassed, partial.credit, boundary));
    }
    Ok((Verdict::Failed, Credit::NONE, boundary))
}

/// The first moment after `as_of` at which the verdict may be another. A boundary counts twice, as itself and
/// as the next millisecond, so that `<` and `<=` both turn when they should.
fn next_boundary(rules: &Rules, run: &mut Run<'_>, as_of: Time) -> Result<Option<Time>, Failure> {
    let mut times = Vec::new();
    for rule in &rules.boundaries {
        for time in run.times(rule)? {
            times.extend([time, time.saturating_add(1)]);
        }
    }
    Ok(times.into_iter().filter(|time| *time > as_of.ms()).min().map(Time::from_ms))
}

/// What comes of a check that cannot judge.
fn refused_outcome(check: &Check, why: &str, as_of: Time) -> Outcome {
    let reason = Reason { code: Undetected::CheckRefused, text: why.to_owned(), absence: None };
    Judgement::new(check, &BTreeMap::new(), as_of).undetected(reason)
}

fn failed(why: &str) -> Reason {
    let text = format!("The expression failed: {why}.");
    Reason { code: Undetected::ExpressionFailed, text, absence: None }
}

/// An outcome in the making.
struct Judgement {
    outcome: Outcome,
}

impl Judgement {
    fn new(check: &Check, given: &BTreeMap<String, Given>, as_of: Time) -> Self {
        Self {
            outcome: Outcome {
                verdict: Verdict::Undetected,
                credit: Credit::NONE,
                severity: check.severity,
                check_version: check.version,
                parameters: exceptions::in_force(check, given, as_of),
                expected: check.expected.clone(),
                facts: Vec::new(),
                reason: None,
                next_boundary: exceptions::first_expiry(check, given, as_of),
                exceptions: Vec::new(),
            },
        }
    }
    /// It may turn at this moment too.
    fn turns_at(&mut self, boundary: Option<Time>) {
        self.outcome.next_boundary = self.outcome.next_boundary.into_iter().chain(boundary).min();
    }
    fn undetected(mut self, reason: Reason) -> Outcome {
        self.outcome.verdict = Verdict::Undetected;
        self.outcome.reason = Some(reason);
        self.outcome
    }
    fn verdict(mut self, verdict: Verdict) -> Outcome {
        self.outcome.verdict = verdict;
        self.outcome
    }
}
