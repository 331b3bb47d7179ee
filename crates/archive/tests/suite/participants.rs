//! Whose mailboxes a revision belongs to, by hand-made days.

use crate::samples::{ANA, BO, CHEN, DUNYA, ROBOT, edited, group, place, plain, post, text, time};
use archive::{Members, ParticipantInput, participants};
use model::{
    GroupMember, GroupSnapshot, ItemEvent, ItemKind, Mention, ParentItem, Participant,
    ParticipantRole as Role, PlaceKind, Revision,
};

type Line<'a> = (&'a str, &'a [Role], bool);

fn check(input: &ParticipantInput<'_>, expect: &[Line<'_>]) {
    let mut expect: Vec<_> = expect
        .iter()
        .map(|(user, roles, certain)| Participant {
            user: (*user).to_owned(),
            roles: roles.to_vec(),
            certain: *certain,
        })
        .collect();
    expect.sort_by(|a, b| a.user.cmp(&b.user));
    assert_eq!(participants(input), expect);
}

fn of(revision: &Revision) -> ParticipantInput<'_> {
    ParticipantInput { revision, post: None, before: None, members: None }
}

fn mention(user: &str, certain: bool) -> Mention {
    Mention { user: user.to_owned(), certain }
}

fn made() -> Revision {
    post("TextPost", text("a"))
}

#[test]
fn a_group_post_reaches_its_author_those_who_were_members_then_and_whom_it_mentions() {
    let now = group();
    let mut revision = made();
    revision.mentions = vec![mention(DUNYA, true), mention(BO, false)];
    let input = ParticipantInput { members: Some(Members { now: &now, earlier: None }), ..of(&revision) };
    check(
        &input,
        &[
            (ANA, &[Role::Author, Role::Member], true),
            (BO, &[Role::Member, Role::Mentioned], true),
            // A member since the second before; the robot joined a second later.
            (CHEN, &[Role::Member], true),
            (DUNYA, &[Role::Mentioned], true),
        ],
    );
}

#[test]
fn who_joined_within_the_very_second_is_included_and_flagged() {
    let revision = made();
    let since = revision.item.created_at;
    let now = GroupSnapshot { members: vec![GroupMember { user: BO.to_owned(), since }], ..group() };
    let input = ParticipantInput { members: Some(Members { now: &now, earlier: None }), ..of(&revision) };
    check(&input, &[(ANA, &[Role::Author], true), (BO, &[Role::Member], false)]);
}

#[test]
fn who_has_left_since_is_included_and_flagged() {
    let now = GroupSnapshot { members: Vec::new(), ..group() };
    let earlier = GroupSnapshot {
        read_at: time("2026-11-19T00:00:00Z"),
        members: vec![
            GroupMember { user: BO.to_owned(), since: time("2025-01-01T00:00:00Z") },
            GroupMember { user: ROBOT.to_owned(), since: time("2026-11-20T10:00:00Z") },
        ],
        ..group()
    };
    let revision = made();
    let after = GroupSnapshot { read_at: time("2026-11-20T09:16:00Z"), ..earlier.clone() };
    let members = |earlier| Some(Members { now: &now, earlier: Some(earlier) });
    let input = ParticipantInput { members: members(&earlier), ..of(&revision) };
    check(&input, &[(ANA, &[Role::Author], true), (BO, &[Role::Member], false)]);
    // A list that was read after the post has the member: so it is certain.
    let input = ParticipantInput { members: members(&after), ..of(&revision) };
    check(&input, &[(ANA, &[Role::Author], true), (BO, &[Role::Member], true)]);
}

#[test]
fn a_profile_post_reaches_the_owner_a_records_post_its_followers() {
    let mut revision = made();
    revision.item.place = place(PlaceKind::Profile, CHEN, None, None);
    check(&of(&revision), &[(ANA, &[Role::Author], true), (CHEN, &[Role::Owner], true)]);
    revision.item.place = place(PlaceKind::Record, "001", None, None);
    revision.people = vec![BO.to_owned(), ANA.to_owned()];
    check(&of(&revision), &[(ANA, &[Role::Author, Role::Follower], true), (BO, &[Role::Follower], true)]);
}

#[test]
fn a_private_message_reaches_the_conversation() {
    let mut revision = made();
    revision.item.kind = ItemKind::Message;
    revision.item.place = place(PlaceKind::Conversation, "03C", None, None);
    revision.people = vec![ANA.to_owned(), DUNYA.to_owned()];
    check(&of(&revision), &[(ANA, &[Role::Author, Role::Member], true), (DUNYA, &[Role::Member], true)]);
}

#[test]
fn a_comment_reaches_those_of_its_post() {
    let now = group();
    let mut revision = made();
    revision.item.kind = ItemKind::Comment;
    revision.item.author = Some(DUNYA.to_owned());
    revision.item.parent = Some(ParentItem { post: "0D5".to_owned(), comment: None });
    revision.mentions = vec![mention(ROBOT, true)];
    let one = |user: &str, certain| Participant { user: user.to_owned(), roles: vec![Role::Member], certain };
    let post = [one(ANA, true), one(BO, false)];
    let members = Some(Members { now: &now, earlier: None });
    let input = ParticipantInput { post: Some(&post), members, ..of(&revision) };
    check(
        &input,
        &[
            (ANA, &[Role::Carried], true),
            (BO, &[Role::Carried], false),
            (DUNYA, &[Role::Author], true),
            (ROBOT, &[Role::Mentioned], true),
        ],
    );
    // Where the post is not known, those of the place, flagged.
    let input = ParticipantInput { post: None, ..input };
    check(
        &input,
        &[
            (ANA, &[Role::Member], false),
            (BO, &[Role::Member], false),
            (CHEN, &[Role::Member], false),
            (DUNYA, &[Role::Author], true),
            (ROBOT, &[Role::Mentioned], true),
        ],
    );
}

#[test]
fn an_edit_or_a_deletion_reaches_those_before_whoever_did_it_and_whom_it_mentions_now() {
    let now = GroupSnapshot { members: Vec::new(), ..group() };
    let mut revision = edited(made(), plain("b"));
    revision.by = Some(CHEN.to_owned());
    revision.mentions = vec![mention(DUNYA, true)];
    let before = [Participant { user: BO.to_owned(), roles: vec![Role::Member], certain: true }];
    let members = Some(Members { now: &now, earlier: None });
    let input = ParticipantInput { before: Some(&before), members, ..of(&revision) };
    let expect: [Line<'_>; 4] = [
        (ANA, &[Role::Author], true),
        (BO, &[Role::Carried], true),
        (CHEN, &[Role::Author], true),
        (DUNYA, &[Role::Mentioned], true),
    ];
    check(&input, &expect);
    for event in [ItemEvent::Deleted, ItemEvent::Restored] {
        let revision = Revision { event, ..revision.clone() };
        check(&ParticipantInput { revision: &revision, ..input }, &expect);
    }
}

#[test]
fn an_edit_whose_revision_before_is_not_known_reaches_the_place_flagged() {
    let now = group();
    let revision = edited(made(), None);
    let input = ParticipantInput { members: Some(Members { now: &now, earlier: None }), ..of(&revision) };
    let member: &[Role] = &[Role::Member];
    check(&input, &[(ANA, &[Role::Author, Role::Member], true), (BO, member, false), (CHEN, member, false)]);
}

#[test]
fn what_nobody_wrote_has_no_author() {
    let mut revision = made();
    revision.item.author = None;
    check(&of(&revision), &[]);
}
