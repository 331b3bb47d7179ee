//! What a connector says of itself: `PACK/connector.yaml`. The wizard's form, the command line's prompts,
//! the API's schema and the docs all come from here.

use super::{
    ArchiveInfo, AuthMethod, ConnectorKind, Problem, SourceFile, archive, sign_in,
    yaml::{self, Problems, Spanned, line},
};
use model::{ConnectorId, ServiceId, SignalName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A connector as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ConnectorInfo {
    pub id: ConnectorId,
    pub service: ServiceId,
    pub title: String,
    /// One line, for a card.
    pub summary: String,
    /// A few sentences: what it is for, how it reads.
    pub description: String,
    pub reads: Vec<ReadInfo>,
    pub rights: Vec<RightInfo>,
    pub terms: Terms,
    /// What to do at the service first, one numbered step each.
    pub setup: Vec<String>,
    pub methods: Vec<AuthMethod>,
    /// What the service pushes; none where it pushes nothing.
    pub events: Option<EventsInfo>,
    /// How changes are noticed without being told; none where they are not.
    pub polling: Option<Polling>,
    /// Where the service keeps baselines of its own, which parameters may be taken from.
    pub baselines: Option<BaselinesInfo>,
    /// The signals that checks of this service may read; none of an archive connector.
    pub signals: Vec<SignalInfo>,
    /// What it is for. Whoever shows it says so in words of their own.
    #[serde(skip)]
    pub kind: ConnectorKind,
    /// There exactly where it is an archive connector.
    #[serde(skip)]
    pub archive: Option<ArchiveInfo>,
}

/// A table of baselines, as an organisation keeps them at the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BaselinesInfo {
    pub signal: SignalName,
    /// The column with a baseline's name, the one that is true for the baseline that counts, and the one with its file.
    pub name: String,
    pub default: String,
    pub file: String,
}

/// One thing that is read from the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadInfo {
    pub what: String,
    pub why: String,
}

/// One right that the credentials need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RightInfo {
    /// The classic scope.
    pub classic: String,
    /// The granular scopes, each of which does instead.
    pub granular: Vec<String>,
    pub why: String,
    /// Whether activation is refused without it. Without another, the checks that need it could not be
    /// detected.
    pub required: bool,
}

/// What a person accepts before activating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    pub version: String,
    pub text: String,
}

/// How we notice changes by asking again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Polling {
    /// What is asked for, and what each time costs.
    pub what: String,
    /// Seconds between two askings where an instance says nothing else.
    pub default_s: u32,
    /// Least seconds that an instance may set.
    pub min_s: u32,
    /// Most seconds that an instance may set.
    pub max_s: u32,
}

/// How the service tells of changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventsInfo {
    pub help: String,
    /// What to do at the service, one numbered step each.
    pub steps: Vec<String>,
    /// The service's names of the events.
    pub names: Vec<String>,
    /// What the service calls the secret that signs deliveries.
    pub secret_label: String,
}

/// One signal of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignalInfo {
    pub name: SignalName,
    pub title: String,
    /// The right without which it is absent, as `rights` spells it (classic).
    pub right: String,
    /// The calls that read it, its own first, then those that say what to ask about.
    #[serde(default)]
    pub calls: Vec<CallInfo>,
    /// Its columns with personal data: they are erased when they have been kept long enough.
    #[serde(default)]
    pub personal: Vec<String>,
    /// Whether it says how the service is configured, so that a change of it is drift; logs and lists of people
    /// change every day.
    #[serde(default = "configures")]
    pub drift: bool,
    /// The people that it tells of, where it says who may do what by which path.
    #[serde(default)]
    pub people: Option<PeopleInfo>,
}

/// Where a signal names people by their ids: each row of a table, or of the lists that a document has by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PeopleInfo {
    /// The column with a person's id, and the one with the paths by which they have it.
    pub ids: String,
    pub paths: String,
    pub names: NamesInfo,
}

/// The table in which people's names are looked up, and its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamesInfo {
    pub signal: SignalName,
    pub id: String,
    pub name: String,
}

/// One call to the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallInfo {
    /// Path and fixed query below the API's root, or a statement where the service is asked in a language of its own
    /// (`SELECT Id FROM User`); `{id}` stands for each thing that is asked about. Spans of time and pages are left out,
    /// or stand in words.
    #[schema(example = "/accounts/me/settings?option=meeting_security")]
    pub get: String,
    /// One spelling of the right that it needs, which no other of `rights` has.
    pub scope: String,
}

impl ConnectorInfo {
    /// The right that this call needs.
    pub fn right_of(&self, call: &CallInfo) -> Option<&RightInfo> {
        right_of(&self.rights, &call.scope)
    }
}

/// Whether it is what stands after an API's root.
fn is_path(get: &str) -> bool {
    get.starts_with('/') && !get.contains(char::is_whitespace)
}

/// Whether it is a statement in a service's own language, in one line: the verb, then what it is about.
fn is_statement(get: &str) -> bool {
    const HTTP: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let Some((verb, rest)) = get.split_once(' ') else { return false };
    !HTTP.contains(&verb)
        && !verb.is_empty()
        && verb.chars().all(|c| c.is_ascii_alphabetic())
        && !rest.trim().is_empty()
        && !get.contains(char::is_control)
}

/// The only right with this spelling.
fn right_of<'a>(rights: &'a [RightInfo], scope: &str) -> Option<&'a RightInfo> {
    let mut found =
        rights.iter().filter(|right| right.classic == scope || right.granular.iter().any(|one| one == scope));
    found.next().filter(|_| found.next().is_none())
}

fn configures() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConnectorFile {
    id: Spanned<String>,
    #[serde(default)]
    kind: ConnectorKind,
    service: Spanned<String>,
    title: Spanned<String>,
    summary: Spanned<String>,
    description: Spanned<String>,
    reads: Vec<ReadInfo>,
    rights: Vec<RightInfo>,
    terms: Terms,
    setup: Vec<String>,
    methods: Vec<AuthMethod>,
    #[serde(default)]
    events: Option<EventsInfo>,
    #[serde(default)]
    polling: Option<Spanned<Polling>>,
    #[serde(default)]
    baselines: Option<BaselinesInfo>,
    #[serde(default)]
    archive: Option<ArchiveInfo>,
    #[serde(default)]
    signals: Option<Vec<Spanned<SignalInfo>>>,
}

/// What an archive connector has and a compliance connector has not, and the other way about.
fn lint_kind(raw: &ConnectorFile, problems: &mut Problems<'_>) {
    let rights: Vec<_> = raw.rights.iter().map(|right| right.classic.as_str()).collect();
    match (raw.kind, &raw.archive) {
        (ConnectorKind::Compliance, None) => {
            if raw.signals.is_none() {
                problems.add(None, "`signals` is missing; list what checks may read");
            }
        }
        (ConnectorKind::Compliance, Some(_)) => {
            problems.add(None, "`archive` is for connectors with `kind: archive`");
        }
        (ConnectorKind::Archive, None) => {
            problems
                .add(None, "`archive` is missing; say what its messages are called and how often it asks");
        }
        (ConnectorKind::Archive, Some(info)) => {
            let none = [
                ("signals", raw.signals.is_some()),
                ("events", raw.events.is_some()),
                ("polling", raw.polling.is_some()),
                ("baselines", raw.baselines.is_some()),
            ];
            for (name, there) in none {
                if there {
                    problems.add(None, format!("`{name}` is for compliance connectors; leave it out"));
                }
            }
            archive::lint(info, &rights, problems);
        }
    }
}

/// Parses `PACK/connector.yaml`.
pub(crate) fn parse(file: &SourceFile) -> Result<ConnectorInfo, Vec<Problem>> {
    let raw: ConnectorFile = yaml::parse(file).map_err(|problem| vec![problem])?;
    let mut problems = Problems::of(file);
    let id = problems.parsed(&raw.id, str::parse::<ConnectorId>);
    let service = problems.parsed(&raw.service, str::parse::<ServiceId>);
    let title = problems.text("title", &raw.title);
    let summary = problems.text("summary", &raw.summary);
    let description = problems.text("description", &raw.description);
    sign_in::lint(&raw.methods, &mut problems);
    lint_kind(&raw, &mut problems);
    let signals = raw.signals.unwrap_or_default();
    if let Some(polling) = &raw.polling {
        let Polling { what, default_s, min_s, max_s } = &polling.value;
        if what.trim().is_empty() {
            problems.add(line(polling), "`what` is empty; say what is asked for");
        }
        if *min_s == 0 || !(min_s..=max_s).contains(&default_s) {
            let text = format!(
                "`default_s` is {default_s}, `min_s` {min_s}, `max_s` {max_s}; write 0 < min_s ≤ default_s ≤ max_s"
            );
            problems.add(line(polling), text);
        }
    }
    if let Some(kept) = &raw.baselines
        && !signals.iter().any(|signal| signal.value.name == kept.signal)
    {
        problems.add(None, format!("`baselines` names “{}”, which is no signal", kept.signal));
    }
    let mut seen = BTreeSet::new();
    for signal in &signals {
        if !seen.insert(&signal.value.name) {
            problems.add(line(signal), format!("the signal “{}” is listed twice", signal.value.name));
        }
        if !raw.rights.iter().any(|right| right.classic == signal.value.right) {
            let text = format!("“{}” is not the classic name of any of `rights`", signal.value.right);
            problems.add(line(signal), text);
        }
        if let Some(people) = &signal.value.people
            && !signals.iter().any(|other| other.value.name == people.names.signal)
        {
            let text = format!("`people` looks names up in “{}”, which is no signal", people.names.signal);
            problems.add(line(signal), text);
        }
        for call in &signal.value.calls {
            if !is_path(&call.get) && !is_statement(&call.get) {
                let text = format!(
                    "“{}” is no path; write what stands after the API's root, from / on, or a statement such as SELECT \
                     Id FROM User",
                    call.get
                );
                problems.add(line(signal), text);
            }
            if right_of(&raw.rights, &call.scope).is_none() {
                let text = format!("“{}” is not a spelling of exactly one of `rights`", call.scope);
                problems.add(line(signal), text);
            }
        }
    }
    let info = id.zip(service).map(|(id, service)| ConnectorInfo {
        id,
        service,
        title,
        summary,
        description,
        reads: raw.reads,
        rights: raw.rights,
        terms: raw.terms,
        setup: raw.setup,
        methods: raw.methods,
        events: raw.events,
        polling: raw.polling.map(|polling| polling.value),
        baselines: raw.baselines,
        signals: signals.iter().map(|signal| signal.value.clone()).collect(),
        kind: raw.kind,
        archive: raw.archive,
    });
    problems.or(info)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(call: &str) -> Vec<String> {
        problems_with(call, "")
    }

    fn problems_with(call: &str, rest: &str) -> Vec<String> {
        let text = format!(
            "
id: test
service: test
title: Test
summary: A service for tests
description: A service for tests.
reads: []
rights:
  - {{ classic: read, granular: [read.a], why: To read., required: true }}
  - {{ classic: read, granular: [read.b], why: To read., required: false }}
terms: {{ version: '1', text: None. }}
setup: []
methods: [{{ id: key, title: Key, fields: [] }}]
signals: [{{ name: people, title: People, right: read, calls: [{call}] }}]
{rest}
"
        );
        let parsed = parse(&SourceFile::new("test/connector.yaml", text));
        parsed.err().into_iter().flatten().map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn a_call_is_a_path_and_names_one_right() {
        let none: Vec<String> = vec![];
        assert_eq!(problems("{ get: '/people?status=active', scope: read.b }"), none);
        assert_eq!(problems("{ get: 'SELECT Id FROM User', scope: read.b }"), none);
        for (call, said) in [
            ("{ get: people, scope: read.a }", "“people” is no path"),
            ("{ get: 'GET /people', scope: read.a }", "“GET /people” is no path"),
            ("{ get: /people, scope: read.c }", "“read.c” is not a spelling of exactly one of `rights`"),
            ("{ get: \"SELECT Id\\nFROM User\", scope: read.a }", "is no path"),
            ("{ get: /people, scope: read }", "“read” is not a spelling of exactly one of `rights`"),
        ] {
            let found = problems(call);
            assert!(found.len() == 1 && found[0].contains(said), "{call}: {found:?}");
        }
    }

    #[test]
    fn the_time_between_two_askings_lies_within_its_bounds() {
        let polling = |default: u32, min: u32, max: u32| {
            let rest =
                format!("polling: {{ what: The log., default_s: {default}, min_s: {min}, max_s: {max} }}");
            problems_with("", &rest).len()
        };
        assert_eq!((polling(60, 30, 3600), polling(30, 30, 30)), (0, 0));
        assert_eq!((polling(20, 30, 3600), polling(60, 0, 3600), polling(60, 30, 50)), (1, 1, 1));
    }

    fn of_kind(rest: &str) -> Result<ConnectorInfo, Vec<String>> {
        let text = format!(
            "
id: test
service: test
title: Test
summary: A service for tests
description: A service for tests.
reads: []
rights: [{{ classic: read, granular: [read.a], why: To read., required: true }}]
terms: {{ version: '1', text: None. }}
setup: []
methods: [{{ id: key, title: Key, fields: [] }}]
{rest}
"
        );
        let parsed = parse(&SourceFile::new("test/connector.yaml", text));
        parsed.map_err(|problems| problems.into_iter().map(|problem| problem.text).collect())
    }

    const ARCHIVE: &str = "kind: archive\narchive: { title: Test Talk, class: testtalk, folder: Test Talk, kinds: [{ kind: post, title: Posts, what: Them. }], polling: { default_s: 300, min_s: 60, max_s: 86400 } }";

    #[test]
    fn an_archive_connector_says_what_its_messages_are_called_and_has_no_signals() {
        let info = of_kind(ARCHIVE).unwrap();
        let archive = info.archive.unwrap();
        assert_eq!(
            (info.kind.as_str(), archive.class.as_str(), info.signals.len()),
            ("archive", "testtalk", 0)
        );
        assert_eq!(of_kind("signals: []").unwrap().kind, ConnectorKind::Compliance);
        let with = |from: &str, to: &str| ARCHIVE.replace(from, to);
        for (text, said) in [
            (String::new(), "`signals` is missing"),
            ("kind: archive".into(), "`archive` is missing"),
            (with("kind: archive\n", "signals: []\n"), "`archive` is for connectors with `kind: archive`"),
            (format!("{ARCHIVE}\nsignals: []"), "`signals` is for compliance connectors"),
            (with("testtalk", "Test.Talk"), "`class` is “Test.Talk”"),
            (with("folder: Test Talk", "folder: a/b"), "`folder` is “a/b”"),
            (with("kind: post", "kind: message"), "say under `messages`"),
            (with("min_s: 60", "min_s: 600"), "0 < min_s ≤ default_s ≤ max_s"),
            (
                with("polling", "messages: { help: H, right: other, purpose: P, legal_basis: L }, polling"),
                "“other” is not the classic name",
            ),
        ] {
            let found = of_kind(&text).unwrap_err();
            assert!(found.len() == 1 && found[0].contains(said), "{said}: {found:?}");
        }
    }

    #[test]
    fn an_archive_pack_has_no_checks_and_no_actions() {
        let text = |kind: &str| {
            format!(
                "id: test\nservice: test\ntitle: T\nsummary: S\ndescription: D\nreads: []\nrights: []\nterms: {{ version: '1', text: None. }}\nsetup: []\nmethods: [{{ id: key, title: Key, fields: [] }}]\n{kind}"
            )
        };
        let files = [
            SourceFile::new("test/actions/a.yaml", "id: test.a.b"),
            SourceFile::new("test/checks/a.yaml", "id: test.a.b"),
            SourceFile::new("test/connector.yaml", text(ARCHIVE)),
        ];
        let loaded = crate::load(&files, &[]);
        let found: Vec<_> = loaded.problems.iter().map(|problem| (&*problem.file, &*problem.text)).collect();
        let said = "is left out: test is an archive connector, which has no checks and no actions";
        assert_eq!(found, [("test/actions/a.yaml", said), ("test/checks/a.yaml", said)]);
        assert_eq!(loaded.catalog.connectors.len(), 1);
    }
}
