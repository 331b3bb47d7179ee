//! What a check's file may say of the setting that it is about: the twins that are made of it, and who tests where
//! the service does not show the setting.

use super::{
    Read, ReadType, Setting, SignalPath,
    format::{CheckFile, GroupsFile, SettingFile},
    groups::NAMES,
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
    let lock = lock.as_ref().and_then(|lock| place((line(lock), &lock.value), connector, problems));
    let groups = match groups {
        None => BTreeMap::new(),
        Some(groups) => {
            for why in groups_refused(raw, time_bound) {
                problems.add(at, format!("`groups` is not for this check: {why}"));
            }
            places(groups, raw, connector, problems)
        }
    };
    Some(Setting { name, lock, groups })
}

/// Where groups have their value of each read, with what is wrong about it.
fn places(
    groups: &Spanned<GroupsFile>,
    raw: &CheckFile,
    connector: &ConnectorInfo,
    problems: &mut Problems<'_>,
) -> BTreeMap<String, SignalPath> {
    let at = line(groups);
    let each: BTreeMap<&String, (Option<u32>, &str)> = match &groups.value {
        GroupsFile::One(text) if raw.reads.len() == 1 => {
            raw.reads.keys().map(|name| (name, (at, text.as_str()))).collect()
        }
        GroupsFile::One(_) => {
            let names: Vec<_> = raw.reads.keys().map(|name| format!("{name}: …")).collect();
            let each = names.join(", ");
            problems.add(
                at,
                format!("`groups` is one place, for {} reads; write one for each: {{ {each} }}", names.len()),
            );
            return BTreeMap::new();
        }
        GroupsFile::Each(places) => {
            places.iter().map(|(name, place)| (name, (line(place), place.value.as_str()))).collect()
        }
    };
    for name in raw.reads.keys().filter(|name| !each.contains_key(name)) {
        problems.add(
            at,
            format!("`groups` has no place for the read `{name}`; write one, or leave `groups` out"),
        );
    }
    let mut found = BTreeMap::<String, SignalPath>::new();
    for (name, (at, text)) in each {
        if !raw.reads.contains_key(name) {
            problems.add(at, format!("`groups` has a place for `{name}`, which is no read; leave it out"));
            continue;
        }
        let Some(path) = place((at, text), connector, problems) else { continue };
        if let Some(first) = found.values().next().filter(|first| first.signal != path.signal) {
            let (one, other) = (&first.signal, &path.signal);
            problems
                .add(at, format!("`groups` is in “{one}” and in “{other}”; all its places are in one table"));
            continue;
        }
        found.insert(name.clone(), path);
    }
    found
}

/// Why no twin can ask for each group what the check asks of the account.
fn groups_refused(raw: &CheckFile, time_bound: bool) -> Vec<String> {
    let mut why = Vec::new();
    if raw.reads.len() > 1 {
        for name in NAMES.iter().filter(|name| raw.reads.contains_key(**name)) {
            why.push(format!("a read is called `{name}`, as what says which group it is; rename the read"));
        }
    }
    for (given, name) in
        [(raw.partial.is_some(), "partial"), (time_bound || !raw.boundaries.is_empty(), "as_of")]
    {
        if given {
            why.push(format!("`{name}` is not supported beside it; leave one of the two out"));
        }
    }
    if raw.parameters.contains_key(GROUPS) {
        why.push(format!("a parameter is called `{GROUPS}`, as what it reads will be; rename the parameter"));
    }
    why
}

/// A place inside a document, of a text at a line.
fn place(
    (at, text): (Option<u32>, &str),
    connector: &ConnectorInfo,
    problems: &mut Problems<'_>,
) -> Option<SignalPath> {
    let path = spelling::path(text).map_err(|why| problems.add(at, why)).ok()?;
    if path.pointer.is_empty() {
        problems.add(at, format!("“{path}” has no pointer after the #; name the setting's place"));
        return None;
    }
    parse::known_signal(&path.signal, connector).map_err(|why| problems.add(at, why)).ok()?;
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
