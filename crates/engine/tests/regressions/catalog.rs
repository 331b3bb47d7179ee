//! The pack of the service that is made for the purpose.

use crate::service::SETS;
use assure::SourceFile;
use engine::PackFiles;

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
methods:
  - { id: key, title: Key, fields: [] }
  - id: certificate
    title: Certificate
    notice: It ends next summer; choose the key.
    fields:
      - { name: user, label: User, help: Who signs in., secret: false, max_chars: 20, pattern: '^[a-z]+$', pattern_help: Only letters. }
      - { name: private_key, label: Private key, help: Made here., secret: true, max_chars: 4000, generated: key_pair }
polling: { what: The log is asked., default_s: 300, min_s: 45, max_s: 1800 }
signals:
  - { name: a, title: A, right: read }
  - { name: b, title: B, right: read, people: { ids: user_id, paths: paths, names: { signal: a, id: id, name: email } } }
  - { name: c, title: C, right: read, personal: [email] }
";

fn action(set: &str) -> SourceFile {
    let text = format!(
        "id: {set}\ntitle: Turn {set} on\nkind: technical\nclass: preventative_mandatory\n\
         category: Control access\ndescription: Why.\nhow: Turn it on.\n"
    );
    SourceFile::new(format!("pager/actions/{set}.yaml"), text)
}

/// A check of the pager, with what stands in its file after the fields that all have.
pub fn check(id: &str, action: &str, body: &str) -> SourceFile {
    let text = format!(
        "id: {id}\nversion: 1\ntitle: The setting is as it should be\nwhy: Somebody may come in.\n\
         action: {action}\nseverity: high\nfix: Turn it on.\nmaps: []\nexpected: It is on.\n{body}\n"
    );
    SourceFile::new(format!("pager/checks/{id}.yaml"), text)
}

/// An action and a check per set, a regulation over them, and these checks besides; one of them takes the place of a
/// check of ours that has the same file.
pub fn files(more: &[SourceFile]) -> PackFiles {
    let is_on = |set: &str| {
        let body = format!(
            "reads:\n  on: {{ at: \"{set}#/on\", type: bool }}\npass: on\n\
             examples: {{ pass: [{{ on: true }}], fail: [{{ on: false }}] }}"
        );
        check(&format!("{set}-on"), set, &body)
    };
    let mut packs = vec![SourceFile::new("pager/connector.yaml", CONNECTOR)];
    packs.extend(SETS.map(action));
    packs.extend(SETS.map(is_on).into_iter().filter(|ours| more.iter().all(|file| file.path != ours.path)));
    packs.extend_from_slice(more);
    let rules = "id: rules\ntitle: Rules\nversion: '1'\ndescription: All is on.\nservices: [pager]\nfamilies:\n  \
                 - id: all\n    title: All\n    controls:\n      \
                 - { id: r-1, title: All, description: Is on., actions: [a, b, c] }\n";
    PackFiles { packs, regulations: vec![SourceFile::new("rules.yaml", rules)] }
}
