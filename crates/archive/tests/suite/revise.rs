//! What is new of an item: everything once, nothing twice, whatever comes in which order.

use crate::samples::{self, ANA, BO, text, time};
use archive::{Known, content_hash, key, revise};
use model::{ItemEvent, Observation, PastEdit, Revision, SourceText, Time};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;

const NOW: i64 = 1_800_000_000_000;

fn now() -> Time {
    Time::from_ms(NOW)
}

/// The state of a post whose text is that, with that number.
fn seen(number: i64, body: &str) -> Observation {
    let item = samples::post("TextPost", text(body)).item;
    Observation {
        modified_at: item.created_at,
        item,
        number,
        deleted: false,
        edited_at: None,
        edited_by: None,
        content: text(body),
        history: Vec::new(),
        mentions: Vec::new(),
        people: Vec::new(),
        likes: None,
        raw: json!({}),
        gaps: Vec::new(),
    }
}

fn past(at: &str, before: &str) -> PastEdit {
    let before = SourceText { text: before.to_owned(), rich: false };
    PastEdit { at: time(at), by: Some(BO.to_owned()), before }
}

fn known(revisions: &[Revision]) -> Vec<Known> {
    let known = |one: &Revision| Known {
        event: one.event,
        number: one.number,
        version: one.version,
        deletions: one.deletions,
        content: content_hash(&one.content),
        at: one.at,
    };
    revisions.iter().map(known).collect()
}

/// Sees one observation after the other, and gives what was new with each.
fn live(observations: &[Observation]) -> Vec<Vec<Revision>> {
    let mut all: Vec<Revision> = Vec::new();
    observations
        .iter()
        .map(|seen| {
            let new = revise(&known(&all), seen, now());
            all.extend(new.clone());
            new
        })
        .collect()
}

fn events(revisions: &[Revision]) -> Vec<(ItemEvent, i64, u32, String)> {
    let body = |one: &Revision| one.content.body.as_ref().map_or(String::new(), |body| body.text.clone());
    revisions.iter().map(|one| (one.event, one.number, one.version, body(one))).collect()
}

fn event(event: ItemEvent, number: i64, version: u32, body: &str) -> (ItemEvent, i64, u32, String) {
    (event, number, version, body.to_owned())
}

#[test]
fn a_new_post_is_created_once() {
    let all = live(&[seen(1, "a"), seen(1, "a")]);
    assert_eq!(events(&all[0]), [event(ItemEvent::Created, 1, 1, "a")]);
    assert_eq!(all[0][0].at, time("2026-11-20T09:15:42Z"));
    assert_eq!(all[0][0].by.as_deref(), Some(ANA));
    assert_eq!((&all[0][0].gaps, all[1].len()), (&Vec::new(), 0));
}

#[test]
fn a_post_seen_after_two_edits_tells_all_three_versions() {
    let mut late = seen(3, "c");
    late.history = vec![past("2026-11-20T10:00:00Z", "a"), past("2026-11-20T11:00:00Z", "b")];
    late.edited_at = Some(time("2026-11-20T11:00:00Z"));
    late.mentions = vec![model::Mention { user: ANA.to_owned(), certain: true }];
    let all = live(&[late.clone(), late]);
    assert_eq!(
        events(&all[0]),
        [
            event(ItemEvent::Created, 1, 1, "a"),
            event(ItemEvent::Edited, 2, 2, "b"),
            event(ItemEvent::Edited, 3, 3, "c")
        ]
    );
    let [_, second, third] = all[0].as_slice() else { panic!("three revisions") };
    assert_eq!(second.before.as_ref().map(|before| before.text.as_str()), Some("a"));
    assert_eq!((second.at, second.by.as_deref()), (time("2026-11-20T10:00:00Z"), Some(BO)));
    assert_eq!(third.at, time("2026-11-20T11:00:00Z"));
    // Whom an earlier text mentioned is not known.
    assert_eq!(all[0].iter().map(|one| one.mentions[0].certain).collect::<Vec<_>>(), [false, false, true]);
    assert!(all[0].iter().all(|one| one.gaps.is_empty()), "numbers may begin at 0 or 1: nothing is missing");
    assert!(all[1].is_empty());
}

#[test]
fn what_a_history_lacks_is_a_gap_only_where_it_is_certain() {
    for (number, told, gap) in
        [(0, 0, false), (1, 0, false), (1, 1, false), (2, 0, true), (3, 1, true), (3, 2, false)]
    {
        let mut late = seen(number, "now");
        late.history = (0..told).map(|_| past("2026-11-20T10:00:00Z", "then")).collect();
        let all = revise(&[], &late, now());
        assert_eq!(all.len(), told + 1);
        assert_eq!(!all[0].gaps.is_empty(), gap, "number {number}, history of {told}: {:?}", all[0].gaps);
    }
    let mut edited = seen(1, "now");
    edited.edited_at = Some(time("2026-11-20T10:00:00Z"));
    assert!(
        !revise(&[], &edited, now())[0].gaps.is_empty(),
        "it was edited, and nothing tells the text before"
    );
}

#[test]
fn an_edit_between_two_polls_is_new_and_says_what_was_before() {
    let mut later = seen(2, "b");
    later.history = vec![past("2026-11-20T10:00:00Z", "a")];
    later.modified_at = time("2026-11-20T10:00:00Z");
    let all = live(&[seen(1, "a"), later.clone(), later, seen(1, "a")]);
    assert_eq!(events(&all[1]), [event(ItemEvent::Edited, 2, 2, "b")]);
    assert_eq!(all[1][0].before, samples::plain("a"));
    assert!(all[2].is_empty() && all[3].is_empty(), "repeated, and an old sight that came late");
}

#[test]
fn edits_that_no_history_tells_are_one_edit_with_a_gap() {
    let mut later = seen(4, "d");
    later.edited_at = Some(time("2026-11-20T12:00:00Z"));
    later.edited_by = Some(BO.to_owned());
    let all = live(&[seen(1, "a"), later.clone()]);
    assert_eq!(events(&all[1]), [event(ItemEvent::Edited, 4, 2, "d")]);
    assert_eq!((all[1][0].before.clone(), all[1][0].by.as_deref()), (None, Some(BO)));
    assert!(all[1][0].gaps[0].starts_with("2 versions"), "{:?}", all[1][0].gaps);
    later.history = vec![past("2026-11-20T11:00:00Z", "b"), past("2026-11-20T12:00:00Z", "c")];
    let all = live(&[seen(1, "a"), later]);
    assert_eq!(events(&all[1]), [event(ItemEvent::Edited, 3, 2, "c"), event(ItemEvent::Edited, 4, 3, "d")]);
    assert!(all[1][0].gaps[0].starts_with("1 version "), "{:?}", all[1][0].gaps);
}

#[test]
fn a_change_without_a_new_number_is_an_edit() {
    let mut later = seen(1, "a");
    later.content.title = Some("A title".to_owned());
    later.modified_at = time("2026-11-20T10:00:00Z");
    let all = live(&[seen(1, "a"), later.clone(), later.clone()]);
    assert_eq!(events(&all[1]), [event(ItemEvent::Edited, 1, 2, "a")]);
    assert_eq!((all[1][0].at, all[1][0].before.clone()), (time("2026-11-20T10:00:00Z"), None));
    assert!(all[2].is_empty());
    // The first state, seen late, is no change; changed back, it is.
    let back = Observation { modified_at: time("2026-11-20T11:00:00Z"), ..seen(1, "a") };
    let all = live(&[seen(1, "a"), later, seen(1, "a"), back]);
    assert_eq!((all[2].len(), all[3].len()), (0, 1));
}

#[test]
fn votes_and_what_is_known_of_files_make_no_revision() {
    let mut first = seen(1, "a");
    let mut file = samples::attachment("068xx0000000002", model::AttachmentKind::File, "a.pdf");
    first.content.poll = vec![model::PollChoice { label: "Yes".to_owned(), votes: None }];
    first.content.attachments =
        vec![file.clone(), samples::attachment("068xx0000000003", model::AttachmentKind::File, "b")];
    let mut later = first.clone();
    later.modified_at = time("2026-11-21T00:00:00Z");
    later.content.poll[0].votes = Some(7);
    (file.size, file.md5, file.gap) = (Some(5), Some("00".to_owned()), Some("It is gone.".to_owned()));
    later.content.attachments[0] = file;
    later.content.attachments.reverse();
    assert!(live(&[first, later])[1].is_empty());
}

#[test]
fn deleted_restored_and_deleted_again_are_told_apart() {
    let at = |deleted, when: &str| Observation { deleted, modified_at: time(when), ..seen(1, "a") };
    let (gone, back) = (at(true, "2026-11-21T00:00:00Z"), at(false, "2026-11-22T00:00:00Z"));
    let again = at(true, "2026-11-23T00:00:00Z");
    let all =
        live(&[seen(1, "a"), gone.clone(), seen(1, "a"), gone.clone(), back.clone(), gone, again, back]);
    let told: Vec<_> = all.iter().flatten().map(|one| (one.event, one.deletions, one.at)).collect();
    assert_eq!(
        told,
        [
            (ItemEvent::Created, 0, time("2026-11-20T09:15:42Z")),
            (ItemEvent::Deleted, 0, time("2026-11-21T00:00:00Z")),
            (ItemEvent::Restored, 1, time("2026-11-22T00:00:00Z")),
            (ItemEvent::Deleted, 1, time("2026-11-23T00:00:00Z")),
        ]
    );
    let keys: BTreeSet<_> = all.iter().flatten().map(|one| key(one).as_str().to_owned()).collect();
    assert_eq!(keys.len(), 4);
}

#[test]
fn what_was_deleted_before_it_was_seen_is_created_and_deleted() {
    let mut gone = seen(2, "b");
    (gone.deleted, gone.modified_at) = (true, time("2026-11-21T00:00:00Z"));
    gone.history = vec![past("2026-11-20T10:00:00Z", "a")];
    let all = live(&[gone]);
    assert_eq!(
        events(&all[0]),
        [
            event(ItemEvent::Created, 1, 1, "a"),
            event(ItemEvent::Edited, 2, 2, "b"),
            event(ItemEvent::Deleted, 2, 2, "b")
        ]
    );
}

#[test]
fn an_edit_after_a_restoration_follows_it() {
    let mut gone = seen(1, "a");
    (gone.deleted, gone.modified_at) = (true, time("2026-11-21T00:00:00Z"));
    let mut back = seen(2, "b");
    back.modified_at = time("2026-11-22T00:00:00Z");
    back.history = vec![past("2026-11-21T12:00:00Z", "a")];
    let all = live(&[seen(1, "a"), gone, back.clone(), back]);
    assert_eq!(events(&all[2]), [event(ItemEvent::Restored, 1, 1, "a"), event(ItemEvent::Edited, 2, 2, "b")]);
    assert!(all[2][0].at <= all[2][1].at);
    assert!(all[3].is_empty());
}

/// What happens to a post, as a source that keeps its history would tell it at each moment.
fn lives() -> impl Strategy<Value = Vec<Observation>> {
    proptest::collection::vec(0..3u8, 0..8).prop_map(|steps| {
        let mut state = seen(1, "text 1");
        let mut all = vec![state.clone()];
        for (index, step) in steps.into_iter().enumerate() {
            let at = state.item.created_at.plus(std::time::Duration::from_secs(60 * (index as u64 + 1)));
            match step {
                0 if !state.deleted => {
                    let before = state.content.body.clone().unwrap();
                    state.history.push(PastEdit { at, by: None, before });
                    state.number += 1;
                    (state.content, state.edited_at) = (text(&format!("text {}", state.number)), Some(at));
                }
                1 => state.deleted = true,
                2 => state.deleted = false,
                _ => {}
            }
            state.modified_at = at;
            all.push(state.clone());
        }
        all
    })
}

proptest! {
    /// However often and in whatever order it is seen, every version is told once, and no revision twice.
    #[test]
    fn nothing_is_told_twice_and_no_version_is_lost(
        life in lives(),
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let mut sights: Vec<Observation> = picks.iter().map(|pick| pick.get(&life).clone()).collect();
        sights.push(life.last().unwrap().clone());
        let all: Vec<Revision> = live(&sights).concat();
        let keys: BTreeSet<_> = all.iter().map(|one| key(one).as_str().to_owned()).collect();
        prop_assert_eq!(keys.len(), all.len());
        let count = |event| all.iter().filter(|one| one.event == event).count();
        prop_assert_eq!(count(ItemEvent::Created), 1);
        let texts: BTreeSet<String> = all.iter().filter(|one| one.event == ItemEvent::Edited || one.event == ItemEvent::Created)
            .map(|one| one.content.body.clone().unwrap().text).collect();
        prop_assert_eq!(texts.len() as i64, life.last().unwrap().number);
        prop_assert_eq!(count(ItemEvent::Edited) as i64, life.last().unwrap().number - 1);
        let lies_deleted = count(ItemEvent::Deleted) > count(ItemEvent::Restored);
        prop_assert_eq!(lies_deleted, life.last().unwrap().deleted);
        // Seen step by step, each deletion and restoration is told.
        let whole: Vec<Revision> = live(&life).concat();
        let turns = life.windows(2).filter(|pair| pair[0].deleted != pair[1].deleted).count();
        let told = whole.iter().filter(|one| matches!(one.event, ItemEvent::Deleted | ItemEvent::Restored)).count();
        prop_assert_eq!(turns, told);
    }
}
