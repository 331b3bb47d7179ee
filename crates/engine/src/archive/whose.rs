//! Whose a page's revisions are: looked up and kept little by little, because a page of a large group's posts is for
//! millions.

use super::{keep::Around, settings::ArchiveSettings};
use crate::Result;
use archive::{Members, ParticipantInput, participants};
use model::{Participant, Revision, RevisionId, Time};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{ArchiveInstanceRow, NewDelivery, NewRevision, Tx};

/// Revisions whose participants of before are in memory together: of each its own and its post's, ten thousand each in
/// a large group.
const REVISIONS_AT_ONCE: usize = 10;
/// Deliveries that are kept together.
const DELIVERIES_AT_ONCE: usize = 10_000;

/// Keeps whom the revisions of a page are for.
pub(super) async fn keep_participants(
    tx: &mut Tx,
    row: &ArchiveInstanceRow,
    settings: &ArchiveSettings,
    around: &Around,
    revisions: &[(&Revision, &NewRevision)],
    now: Time,
) -> Result<()> {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for (revision, _) in revisions {
        *left.entry(&revision.item.id).or_default() += 1;
    }
    // Of items with further revisions in the page, whose the last one was.
    let mut carried: BTreeMap<&str, Vec<Participant>> = BTreeMap::new();
    let mut deliveries = Vec::new();
    for some in revisions.chunks(REVISIONS_AT_ONCE) {
        let before = before(tx, around, some).await?;
        let of = |item: &str| before.get(around.latest.get(item)?).map(Vec::as_slice);
        for (revision, new) in some {
            let item = &revision.item;
            let group = around.groups.get(&item.place.id);
            let earlier = carried.remove(item.id.as_str());
            let people = participants(&ParticipantInput {
                revision,
                post: item.parent.as_ref().and_then(|parent| of(&parent.post)),
                before: earlier.as_deref().or_else(|| of(&item.id)),
                members: group.map(|group| Members { now: &group.now, earlier: group.earlier.as_ref() }),
            });
            if let Some(left) = left.get_mut(item.id.as_str()) {
                *left -= 1;
                if *left > 0 {
                    carried.insert(&item.id, people.clone());
                }
            }
            let wanted = people.into_iter().filter(|participant| !settings.is_left_out(&participant.user));
            deliveries
                .extend(wanted.map(|participant| NewDelivery { revision: new.id.clone(), participant }));
            if deliveries.len() >= DELIVERIES_AT_ONCE {
                tx.deliveries().insert(&row.id, &deliveries, now).await?;
                deliveries.clear();
            }
        }
    }
    Ok(tx.deliveries().insert(&row.id, &deliveries, now).await?)
}

/// Whose the latest revisions of before the page are: of these items, and of the posts of these comments.
async fn before(
    tx: &mut Tx,
    around: &Around,
    some: &[(&Revision, &NewRevision)],
) -> Result<BTreeMap<RevisionId, Vec<Participant>>> {
    let items = some.iter().flat_map(|(revision, _)| {
        let post = revision.item.parent.as_ref().map(|parent| &parent.post);
        [Some(&revision.item.id), post].into_iter().flatten()
    });
    let ids: BTreeSet<_> = items.filter_map(|item| around.latest.get(item)).cloned().collect();
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (id, participant) in tx.deliveries().of_revisions(&ids.into_iter().collect::<Vec<_>>()).await? {
        found.entry(id).or_default().push(participant);
    }
    Ok(found)
}
