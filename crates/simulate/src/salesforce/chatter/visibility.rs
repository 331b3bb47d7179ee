//! What of Chatter a user sees. *View All Data* shows everything but unlisted groups, which *Manage Unlisted Groups*
//! shows; without it there are only public groups, groups one is in, profiles that one sees, and what is one's own.

use super::groups::people_of;
use crate::salesforce::{
    exception::Exception,
    org::{Org, Row},
    schema::Object,
    soql::run::Reach,
    table::Plan,
    visibility::Viewer,
};

/// Whether a row is seen.
pub type Gate<'a> = Box<dyn Fn(&Row) -> bool + 'a>;

fn sees_all(viewer: &Viewer) -> bool {
    viewer.may("ViewAllData") || viewer.may("ModifyAllData")
}

/// Private messages are there for whoever may manage them only.
pub fn is_shown(object: &Object, viewer: &Viewer) -> bool {
    match object.name.as_str() {
        "ChatterMessage" | "ChatterConversation" | "ChatterConversationMember" => {
            viewer.may("ManageChatterMessages")
        }
        _ => true,
    }
}

/// What a query has to say: some objects are not listed without a filter.
pub fn wanted(object: &Object, viewer: &Viewer, plan: &Plan) -> Result<(), Exception> {
    let (wants, fields) = match object.name.as_str() {
        "ContentDocumentLink" => (true, "ContentDocumentId or LinkedEntityId"),
        "FeedRevision" => (!sees_all(viewer), "FeedEntityId"),
        _ => return Ok(()),
    };
    if !wants || plan.is_lookup() {
        return Ok(());
    }
    let words = format!(
        "Implementation restriction: {} requires a filter by a single Id on {fields} using the equals operator or \
         multiple Id's using the IN operator.",
        object.name
    );
    Err(Exception::new("MALFORMED_QUERY", words))
}

/// What lets the rows of an object of Chatter through; None: it is none.
pub fn gate<'a>(object: &'static Object, reach: &'a Reach<'_>) -> Option<Gate<'a>> {
    let (org, viewer) = (reach.org, reach.viewer);
    let at = |field: &str| object.place(field).unwrap_or_default();
    let text = |row: &Row, place: usize| row[place].as_text().unwrap_or_default().to_owned();
    let is_file = object.name.starts_with("Content");
    if !is_file && is_gated(object) && sees_all(viewer) && viewer.may("ManageUnlistedGroups") {
        return Some(Box::new(|_| true));
    }
    Some(match object.name.as_str() {
        "FeedItem" => {
            let (parent, author) = (at("ParentId"), at("CreatedById"));
            Box::new(move |row| {
                row[author].as_text() == Some(&viewer.user_id) || place(org, viewer, &text(row, parent))
            })
        }
        "FeedComment" => {
            let parent = at("FeedItemId");
            Box::new(move |row| item(org, viewer, &text(row, parent)))
        }
        "FeedAttachment" | "FeedRevision" => {
            let parent = at("FeedEntityId");
            Box::new(move |row| item(org, viewer, &text(row, parent)))
        }
        "FeedTrackedChange" | "FeedPollChoice" | "FeedPollVote" => {
            let parent = at("FeedItemId");
            Box::new(move |row| item(org, viewer, &text(row, parent)))
        }
        "CollaborationGroup" => Box::new(move |row| listed(org, viewer, &text(row, 0))),
        "CollaborationGroupMember" => {
            let group = at("CollaborationGroupId");
            Box::new(move |row| place(org, viewer, &text(row, group)))
        }
        "EntitySubscription" => {
            let (parent, who) = (at("ParentId"), at("SubscriberId"));
            Box::new(move |row| {
                row[who].as_text() == Some(&viewer.user_id) || place(org, viewer, &text(row, parent))
            })
        }
        "ContentVersion" => Box::new(move |row| version(org, viewer, &text(row, 0))),
        "ContentDocument" => {
            let latest = at("LatestPublishedVersionId");
            Box::new(move |row| version(org, viewer, &text(row, latest)))
        }
        "ContentDocumentLink" => {
            let document = at("ContentDocumentId");
            Box::new(move |row| {
                let latest =
                    super::text(org, "ContentDocument", &text(row, document), "LatestPublishedVersionId");
                version(org, viewer, &latest)
            })
        }
        "ChatterMessage" | "ChatterConversation" | "ChatterConversationMember" => Box::new(|_| true),
        _ => return None,
    })
}

/// Whether it is of Chatter.
fn is_gated(object: &Object) -> bool {
    let name = object.name.as_str();
    ["Feed", "Collaboration", "Chatter"].iter().any(|start| name.starts_with(start))
        || name == "EntitySubscription"
}

fn is_member(org: &Org, viewer: &Viewer, group: &str) -> bool {
    let members = people_of(org, "CollaborationGroupMember", "CollaborationGroupId", group, "MemberId");
    members.contains(&viewer.user_id)
}

/// Whether a group is among those that one is shown: a private one is, with nothing of what is in it.
fn listed(org: &Org, viewer: &Viewer, group: &str) -> bool {
    let is_unlisted = super::text(org, "CollaborationGroup", group, "CollaborationType") == "Unlisted";
    let may = sees_all(viewer) && viewer.may("ManageUnlistedGroups");
    !is_unlisted || may || is_member(org, viewer, group)
}

/// Whether the feed of a person, a group or a record is seen.
pub fn place(org: &Org, viewer: &Viewer, id: &str) -> bool {
    match id.get(..3) {
        Some("0F9") => {
            let is_public = super::text(org, "CollaborationGroup", id, "CollaborationType") == "Public";
            is_public || sees_all(viewer) && listed(org, viewer, id) || is_member(org, viewer, id)
        }
        Some("005") => {
            sees_all(viewer)
                || id == viewer.user_id
                || viewer.may("ViewAllUsers")
                || viewer.may("ManageUsers")
        }
        _ => {
            let object = crate::salesforce::schema::of_id(id);
            let owner = object.map(|object| super::text(org, &object.name, id, "OwnerId"));
            sees_all(viewer) || owner.as_deref() == Some(&viewer.user_id)
        }
    }
}

/// Whether a post or a comment is seen.
pub fn item(org: &Org, viewer: &Viewer, id: &str) -> bool {
    if id.starts_with("0D7") {
        return item(org, viewer, &super::text(org, "FeedComment", id, "FeedItemId"));
    }
    let own = super::text(org, "FeedItem", id, "CreatedById") == viewer.user_id;
    own || place(org, viewer, &super::text(org, "FeedItem", id, "ParentId"))
}

/// Whether a file is seen: all by whoever may query all files, otherwise one's own and those of places one sees
/// without any right to see everything.
pub fn version(org: &Org, viewer: &Viewer, id: &str) -> bool {
    if viewer.may("QueryAllFiles") && sees_all(viewer) {
        return true;
    }
    let plain = Viewer {
        user_id: viewer.user_id.clone(),
        rights: viewer.rights.iter().copied().filter(|right| !right.ends_with("AllData")).collect(),
    };
    let own = super::text(org, "ContentVersion", id, "OwnerId") == viewer.user_id;
    own || place(org, &plain, &super::text(org, "ContentVersion", id, "FirstPublishLocationId"))
}
