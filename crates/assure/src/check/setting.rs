//! What a check's file may say of the setting that it is about: the twins that are made of it, and who tests where
//! the service does not show the setting.

use super::{
    Read, ReadType, Setting, SignalPath,
    format::{CheckFile, SettingFile},
    parse, spelling,
};
use crate::pack::{
    ConnectorInfo,
    yaml::{Problems, Spanned, line},
};
use std::collections::BTreeMap;

/// What the read of a twin that looks at groups is called.
pub(super) const GROUPS: &str = "groups";

/// Parses `setting`, with what the twins cannot do.
pub(super) fn setting(
    raw: &CheckFile,
    reads: &BTreeMap<String, Read>,
    time_bound: bool,
    connector: &ConnectorInfo,
    problems: &mut Problems<'_>,
) -> Option<Setting> {
    let setting = raw.setting.as_ref()?;
    let at = line(setting);
    let SettingFile { name, lock, groups } = &setting.value;
    let name = problems.text("name", name);
    if lock.is_none() && groups.is_none() {
        problems.add(at, "`setting` has neither `lock` nor `groups`; write one of them, or leave it out");
    }
    let lock = lock.as_ref().and_then(|lock| place(lock, connector, problems));
    let groups = groups.as_ref().and_then(|groups| place(groups, connector, problems));
    if groups.is_some() {
        for why in groups_refused(raw, reads, time_bound) {
            problems.add(at, format!("`groups` is not for this check: {why}"));
        }
    }
    Some(Setting { name, lock, groups })
}

/// Why no twin can ask for each group what the check asks of the account.
fn groups_refused(raw: &CheckFile, reads: &BTreeMap<String, Read>, time_bound: bool) -> Vec<String> {
    let mut why = Vec::new();
    if raw.reads.len() != 1 {
        why.push(format!(
            "it has {} reads, and a group's value can stand for one alone; leave `groups` out",
            raw.reads.len()
        ));
    }
    if reads.values().any(|read| matches!(read.kind, ReadType::Table(_))) {
        why.push("it reads a table, which no group has a value for; leave `groups` out".to_owned());
    }
    for (given, name) in [
        (raw.applies.is_some(), "applies"),
        (raw.partial.is_some(), "partial"),
        (time_bound || !raw.boundaries.is_empty(), "as_of"),
    ] {
        if given {
            why.push(format!("`{name}` is not supported beside it; leave one of the two out"));
        }
    }
    if raw.parameters.contains_key(GROUPS) {
        why.push(format!("a parameter is called `{GROUPS}`, as what it reads will be; rename the parameter"));
    }
    why
}

fn place(
    from: &Spanned<String>,
    connector: &ConnectorInfo,
    problems: &mut Problems<'_>,
) -> Option<SignalPath> {
    let path = problems.parsed(from, spelling::path)?;
    if path.pointer.is_empty() {
        problems.add(line(from), format!("“{path}” has no pointer after the #; name the setting's place"));
        return None;
    }
    parse::known_signal(&path.signal, connector).map_err(|why| problems.add(line(from), why)).ok()?;
    Some(path)
}

/// Whether a person tests where the path is missing, with what does not go with it.
pub(super) fn manual_until_read(
    raw: &CheckFile,
    reads: &BTreeMap<String, Read>,
    problems: &mut Problems<'_>,
) -> bool {
    let Some(manual) = raw.manual_until_read.as_ref().filter(|manual| manual.value) else { return false };
    let document = |read: &Read| {
        !matches!(read.kind, ReadType::Table(_)) && read.at.iter().all(|path| !path.pointer.is_empty())
    };
    if raw.reads.len() != 1 || !reads.values().all(document) {
        problems.add(
            line(manual),
            "`manual_until_read` is for a check with one read, of a value inside a document; leave it out",
        );
    }
    if reads.values().any(|read| read.at.len() > 1) {
        problems.add(
            line(manual),
            "`manual_until_read` is for a read with one place under `at`: of several it is not clear which one is \
             missing where people are to test; write one place, or leave it out",
        );
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::{SourceFile, load};

    const CONNECTOR: &str = "
id: pager
service: pager
title: Pager
summary: A small service.
description: A small service.
reads: []
rights: [{ classic: read, granular: [], why: To read., required: true }]
terms: { version: '1', text: None. }
setup: []
methods: [{ id: key, title: Key, fields: [] }]
signals:
  - { name: a, title: A, right: read }
  - { name: b, title: B, right: read }
";
    const ACTION: &str = "id: act\ntitle: Turn it on\nkind: technical\nclass: preventative_mandatory\n\
                          category: Control access\ndescription: Why.\nhow: Turn it on.\n";

    /// What is wrong with a check that people test where what is `at` is missing.
    fn problems(at: &str) -> Vec<String> {
        let check = format!(
            "id: c\nversion: 1\ntitle: It is on\nwhy: Because.\nreads:\n  on: {{ at: {at}, type: bool }}\npass: on\n\
             manual_until_read: true\nexamples: {{ pass: [{{ on: true }}], fail: [{{ on: false }}] }}\naction: act\n\
             severity: low\nfix: Turn it on.\n"
        );
        let files = [
            SourceFile::new("pager/connector.yaml", CONNECTOR),
            SourceFile::new("pager/actions/act.yaml", ACTION),
            SourceFile::new("pager/checks/c.yaml", check),
        ];
        load(&files, &[]).problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn people_test_only_where_it_is_clear_what_is_missing() {
        assert_eq!(problems("'a#/on'"), Vec::<String>::new());
        assert_eq!(problems("['a#/on']"), Vec::<String>::new());
        for several in ["['a#/on', 'a#/old/on']", "['a#/on', 'b#/on']"] {
            let found = problems(several);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(
                found[0]
                    .starts_with("pager/checks/c.yaml:8: `manual_until_read` is for a read with one place")
            );
        }
    }
}
