//! One check's file → a check, or everything that is wrong with it.

use super::{
    Check, Duration, EmptyRule, Example, Examples, Parameter, Partial, Read, ReadType, TwinKind,
    expr::{self, AS_OF, ExprError, Ty},
    format::{BaselineEntryFile, BaselineFile, CheckFile, ParameterFile, PartialFile, ReadFile},
    ms, setting, spelling, value,
};
use crate::baseline::{self, BaselineEntry, Extreme, WhichBound};
use crate::pack::{
    ConnectorInfo, Problem, SourceFile,
    action::one_of,
    yaml::{self, Problems, Spanned, line},
};
use model::{ContentHash, Credit, Severity, SignalName};
use std::collections::{BTreeMap, BTreeSet};

/// How old a reading may be before it proves nothing, where a check says nothing else: two daily refreshes and
/// some slack.
pub const MAX_AGE_DEFAULT: Duration = Duration::from_secs(50 * 3600);

/// Parses and lints one check of a connector's service.
pub(crate) fn parse(file: &SourceFile, connector: &ConnectorInfo) -> Result<Check, Vec<Problem>> {
    let raw: CheckFile = yaml::parse(file).map_err(|problem| vec![problem])?;
    let mut problems = Problems::of(file);
    let reads = reads(&raw, connector, &mut problems);
    let parameters = parameters(&raw, &mut problems);
    let id = problems.parsed(&raw.id, str::parse);
    let aliases: Vec<_> = raw.aliases.iter().filter_map(|alias| problems.parsed(alias, str::parse)).collect();
    let action = problems.parsed(&raw.action, str::parse);
    let severity =
        problems.parsed(&raw.severity, |text| one_of("severity", text, Severity::ALL, Severity::as_str));
    if raw.version.value == 0 {
        problems.add(line(&raw.version), "`version` is 0; versions start at 1");
    }
    for map in &raw.maps {
        let parted = map.value.split_once('/').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
        if !parted || map.value.contains(char::is_whitespace) {
            problems
                .add(line(map), format!("“{}” is not CATALOGUE/ID, as in nist-800-53-r5/ac-3", map.value));
        }
    }
    let (title, why) = (problems.text("title", &raw.title), problems.text("why", &raw.why));
    let fix = problems.text("fix", &raw.fix);
    let link = raw.link.as_ref().map(|link| problems.link(link));
    let expected = match &raw.expected {
        Some(expected) => problems.text("expected", expected),
        None => raw.pass.value.trim().to_owned(),
    };
    let partial = raw.partial.as_ref().map(|partial| self::partial(partial, &mut problems));
    let time_bound = expressions(&raw, &reads, &parameters, &mut problems);
    let examples = examples(&raw, &reads, &parameters, time_bound, &mut problems);
    let setting = setting::setting(&raw, time_bound, connector, &mut problems);
    let manual_until_read = setting::manual_until_read(&raw, &reads, &mut problems);
    let check = match (id, action, severity) {
        (Some(id), Some(action), Some(severity)) => Some(Check {
            id,
            aliases,
            version: raw.version.value,
            service: connector.service.clone(),
            title,
            why,
            reads,
            parameters,
            applies: raw.applies.map(|applies| applies.value),
            pass: raw.pass.value,
            partial,
            boundaries: raw.boundaries.into_iter().map(|boundary| boundary.value).collect(),
            examples,
            setting,
            twin: None,
            manual_until_read,
            action,
            severity,
            expected,
            fix,
            link,
            maps: raw.maps.into_iter().map(|map| map.value).collect(),
            hash: ContentHash::of(file.text.as_bytes()),
            time_bound,
        }),
        _ => None,
    };
    problems.or(check)
}

fn reads(raw: &CheckFile, connector: &ConnectorInfo, problems: &mut Problems<'_>) -> BTreeMap<String, Read> {
    if raw.reads.is_empty() {
        problems.add(line(&raw.id), "`reads` is empty; a check that looks at nothing proves nothing");
    }
    let mut reads = BTreeMap::new();
    for (name, read) in &raw.reads {
        name_is_free(name, line(read), problems);
        if let Some(read) = self::read(read, connector, problems) {
            reads.insert(name.clone(), read);
        }
    }
    reads
}

fn read(raw: &Spanned<ReadFile>, connector: &ConnectorInfo, problems: &mut Problems<'_>) -> Option<Read> {
    let ReadFile { at, either, kind, empty, max_age } = &raw.value;
    if at.0.is_empty() {
        problems.add(line(raw), "`at` is empty; write signal#/a/b");
    }
    let mut paths = Vec::new();
    for text in &at.0 {
        match spelling::path(text) {
            Ok(path) if paths.contains(&path) => problems.add(line(raw), format!("“{path}” is given twice")),
            Ok(path) => match known_signal(&path.signal, connector) {
                Ok(()) => paths.push(path),
                Err(why) => problems.add(line(raw), why),
            },
            Err(why) => problems.add(line(raw), why),
        }
    }
    let is_either = either.as_ref().is_some_and(|either| either.value);
    if let Some(either) = either.as_ref().filter(|_| is_either && paths.len() == at.0.len()) {
        let whole = paths.iter().filter(|path| path.pointer.is_empty()).count();
        if paths.len() < 2 {
            problems.add(line(either), "`either` is for two places or more, which are ways to the same fact");
        } else if whole != 0 && whole != paths.len() {
            let text = "`either`: one place is a whole signal and another a value in one; they cannot be the same fact";
            problems.add(line(either), text);
        }
    }
    let kind_line = line(kind);
    let kind = problems.parsed(kind, spelling::kind)?;
    let many = matches!(kind, ReadType::List(_) | ReadType::Table(_));
    let empty = match empty {
        Some(rule) => problems.parsed(rule, |text| {
            if !many {
                return Err(format!("`empty` is for lists and tables, not for {kind}"));
            }
            one_of("empty", text, &EmptyRule::ALL, EmptyRule::as_str)
        }),
        None if many => {
            problems.add(
                kind_line,
                "a list or table says what it means when it is `empty`: passed, failed or undetected",
            );
            None
        }
        None => None,
    };
    let max_age = match max_age {
        Some(age) => problems.parsed(age, ms::parse)?,
        None => MAX_AGE_DEFAULT,
    };
    Some(Read { at: paths, either: is_either, kind, empty, max_age })
}

/// Whether the connector reads a signal; else which it reads.
pub(super) fn known_signal(signal: &SignalName, connector: &ConnectorInfo) -> Result<(), String> {
    if connector.signals.iter().any(|known| known.name == *signal) {
        return Ok(());
    }
    let known: Vec<_> = connector.signals.iter().map(|known| known.name.as_str()).collect();
    Err(format!("“{signal}” is not a signal of {}; it has {}", connector.id, known.join(", ")))
}

fn parameters(raw: &CheckFile, problems: &mut Problems<'_>) -> BTreeMap<String, Parameter> {
    let mut parameters = BTreeMap::new();
    for (name, parameter) in &raw.parameters {
        name_is_free(name, line(parameter), problems);
        if raw.reads.contains_key(name) {
            problems.add(line(parameter), format!("`{name}` is a read too; name one of them otherwise"));
        }
        let ParameterFile { kind, default, source, exceptions, baseline } = &parameter.value;
        let source = problems.text("source", source);
        let Some(kind) = problems.parsed(kind, spelling::kind) else { continue };
        if let Err(wrong) = value::bind(default, &kind) {
            let text = format!("`default` of `{name}` is {}, not {}", wrong.found, wrong.expected);
            problems.add(line(parameter), text);
        }
        let exceptions = exceptions.as_ref().is_some_and(|exceptions| {
            if exceptions.value && !matches!(kind, ReadType::List(_)) {
                let text = format!("`exceptions` is for a list, whose entries they are, not for {kind}");
                problems.add(line(exceptions), text);
            }
            exceptions.value
        });
        let baseline = baseline.as_ref().and_then(|entry| baseline_entry(entry, &kind, problems));
        parameters
            .insert(name.clone(), Parameter { kind, default: default.clone(), source, exceptions, baseline });
    }
    parameters
}

/// Which entry of a baseline sets a parameter: what its words mean has to be of the parameter's type.
fn baseline_entry(
    raw: &Spanned<BaselineFile>,
    kind: &ReadType,
    problems: &mut Problems<'_>,
) -> Option<BaselineEntry> {
    let BaselineEntryFile { at, bound, words, of } = &raw.value.0;
    let at_line = line(raw);
    if !baseline::is_name(at) {
        problems.add(at_line, format!("“{at}” is not an entry of a baseline; write Group.setting"));
    }
    let mut spelled = |name, text: &Option<String>, all: &[&'static str]| match text {
        Some(text) if !all.contains(&text.as_str()) => {
            problems.add(at_line, format!("`{name}` is “{text}”; write one of {}", all.join(", ")));
        }
        _ => {}
    };
    spelled("bound", bound, &WhichBound::ALL.map(WhichBound::as_str));
    spelled("of", of, &Extreme::ALL.map(Extreme::as_str));
    let one = match kind {
        ReadType::List(one) => one,
        one => one,
    };
    for (word, value) in words {
        if let Err(wrong) = value::bind(value, one) {
            let text = format!("what “{word}” means is {}, not {}", wrong.found, wrong.expected);
            problems.add(at_line, text);
        }
    }
    let of = of.as_ref().and_then(|text| Extreme::ALL.into_iter().find(|of| of.as_str() == text));
    if of.is_some() && !matches!(kind, ReadType::Int | ReadType::Number) {
        problems.add(at_line, format!("`of` is for a parameter with one number, not for {kind}"));
    }
    let bound =
        bound.as_ref().and_then(|text| WhichBound::ALL.into_iter().find(|bound| bound.as_str() == text));
    Some(BaselineEntry {
        at: at.clone(),
        bound: bound.unwrap_or(WhichBound::Compliant),
        words: words.clone(),
        of,
    })
}

fn name_is_free(name: &str, line: Option<u32>, problems: &mut Problems<'_>) {
    if !spelling::is_name(name) {
        problems.add(line, format!("“{name}” is not a name; write a-z, then a-z, 0-9 and _"));
    } else if name == AS_OF || expr::hides(name) || expr::is_reserved(name) {
        problems.add(line, format!("`{name}` means something else in expressions; choose another name"));
    }
}

fn partial(raw: &PartialFile, problems: &mut Problems<'_>) -> Partial {
    let credit = raw.credit.as_ref().and_then(|credit| problems.parsed(credit, spelling::credit));
    Partial { when: raw.when.value.clone(), credit: credit.unwrap_or(Credit::HALF) }
}

/// Types every expression; says whether one of them reads the time.
fn expressions(
    raw: &CheckFile,
    reads: &BTreeMap<String, Read>,
    parameters: &BTreeMap<String, Parameter>,
    problems: &mut Problems<'_>,
) -> bool {
    // A read or parameter that did not parse would make every use of it a second problem.
    if reads.len() < raw.reads.len() || parameters.len() < raw.parameters.len() {
        return false;
    }
    let bound = bound(reads, parameters);
    let mut used = BTreeSet::new();
    let conditions =
        raw.applies.iter().chain([&raw.pass]).chain(raw.partial.as_ref().map(|partial| &partial.when));
    for text in conditions {
        match expr::condition(&text.value, &bound) {
            Ok(expression) => {
                let applies = raw.applies.as_ref().is_some_and(|applies| std::ptr::eq(applies, text));
                if applies && expression.one_sided {
                    let why =
                        "`applies` compares versions: what is no version would make the check not applicable";
                    problems.add(line(text), why);
                }
                used.extend(expression.used);
            }
            Err(error) => expression_problem(text, &error, problems),
        }
    }
    let time_bound = used.contains(AS_OF);
    for text in &raw.boundaries {
        match expr::times(&text.value, &bound) {
            Ok(expression) if expression.used.contains(AS_OF) => {
                problems.add(line(text), "a boundary stands still: it may not use `as_of`");
            }
            Ok(expression) => used.extend(expression.used),
            Err(error) => expression_problem(text, &error, problems),
        }
    }
    if problems.none_yet() && !time_bound && !raw.boundaries.is_empty() {
        problems
            .add(line(&raw.boundaries[0]), "`boundaries` are for checks that use `as_of`; this one does not");
    }
    if problems.none_yet() {
        for (name, at) in raw.reads.iter().map(|(name, read)| (name, line(read))) {
            if !used.contains(name) {
                problems
                    .add(at, format!("`{name}` is read but no expression uses it; use it or leave it out"));
            }
        }
        for (name, at) in raw.parameters.iter().map(|(name, parameter)| (name, line(parameter))) {
            if !used.contains(name) {
                problems
                    .add(at, format!("no expression uses the parameter `{name}`; use it or leave it out"));
            }
        }
    }
    time_bound
}

/// What the expressions of a check may name, with its type.
pub(super) fn bound_of(check: &Check) -> BTreeMap<String, Ty> {
    match check.twin.as_ref().map(|twin| &twin.kind) {
        Some(TwinKind::Overrides { values }) => {
            let mut all = bound(&BTreeMap::new(), &check.parameters);
            all.extend(values.iter().map(|(name, value)| (name.clone(), Ty::of(&value.kind))));
            all
        }
        Some(TwinKind::Locked) | None => bound(&check.reads, &check.parameters),
    }
}

/// What expressions may name, with its type.
fn bound(reads: &BTreeMap<String, Read>, parameters: &BTreeMap<String, Parameter>) -> BTreeMap<String, Ty> {
    let reads = reads.iter().map(|(name, read)| (name.clone(), Ty::of(&read.kind)));
    reads.chain(parameters.iter().map(|(name, parameter)| (name.clone(), Ty::of(&parameter.kind)))).collect()
}

fn expression_problem(text: &Spanned<String>, error: &ExprError, problems: &mut Problems<'_>) {
    // A text of several lines (`|`) is located at its first line.
    let start = line(text).unwrap_or(1);
    problems.add(Some(start + error.line - 1), format!("the expression {}", error.text));
}

fn examples(
    raw: &CheckFile,
    reads: &BTreeMap<String, Read>,
    parameters: &BTreeMap<String, Parameter>,
    time_bound: bool,
    problems: &mut Problems<'_>,
) -> Examples {
    let at = line(&raw.examples);
    let found = &raw.examples.value;
    for (name, list, wanted) in [
        ("pass", &found.pass, true),
        ("fail", &found.fail, true),
        ("partial", &found.partial, raw.partial.is_some()),
        ("not_applicable", &found.not_applicable, raw.applies.is_some()),
    ] {
        if wanted && list.is_empty() {
            problems.add(at, format!("`examples` has none under `{name}`; give at least one"));
        }
        if !wanted && let Some(first) = list.first() {
            problems
                .add(line(first), format!("there are examples under `{name}`, which the check cannot yield"));
        }
    }
    let known = reads.len() == raw.reads.len() && parameters.len() == raw.parameters.len();
    let mut checked = |list: &[Spanned<Example>]| -> Vec<Example> {
        if known {
            list.iter().for_each(|one| example(one, reads, parameters, time_bound, problems));
        }
        list.iter().map(|one| one.value.clone()).collect()
    };
    Examples {
        pass: checked(&found.pass),
        fail: checked(&found.fail),
        partial: checked(&found.partial),
        not_applicable: checked(&found.not_applicable),
    }
}

/// An example gives every read a value of its type, `as_of` where the check reads the time, and parameters where
/// they matter.
fn example(
    one: &Spanned<Example>,
    reads: &BTreeMap<String, Read>,
    parameters: &BTreeMap<String, Parameter>,
    time_bound: bool,
    problems: &mut Problems<'_>,
) {
    for name in reads.keys().filter(|name| !one.value.contains_key(*name)) {
        problems.add(line(one), format!("the example gives no `{name}`"));
    }
    if time_bound && !one.value.contains_key(AS_OF) {
        problems.add(line(one), format!("the example gives no `{AS_OF}`, which the check uses"));
    }
    for (name, given) in &one.value {
        let kind = match (reads.get(name), parameters.get(name)) {
            (Some(read), _) => &read.kind,
            (None, Some(parameter)) => &parameter.kind,
            (None, None) if name == AS_OF => &ReadType::Time,
            (None, None) => {
                problems.add(line(one), format!("the example gives `{name}`, which the check does not bind"));
                continue;
            }
        };
        if let Err(wrong) = value::bind(given, kind) {
            let text =
                format!("the example's `{name}{}` is {}, not {}", wrong.pointer, wrong.found, wrong.expected);
            problems.add(line(one), text);
        }
    }
}
