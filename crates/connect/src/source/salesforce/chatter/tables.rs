//! The tables themselves.

use super::super::{
    ask::BATCH_ROWS,
    column::{boolean, int, text, time},
    right,
};
use super::table::Table;

/// Rows of one answer of what holds long texts: 200 texts before an edit have eight million bytes at most.
const LONG_ROWS: u32 = 200;

/// Our own user's permissions.
pub(super) const RIGHTS: Table = Table {
    object: "UserPermissionAccess",
    operation: "query",
    columns: &[],
    optional: &[
        boolean("PermissionsApiEnabled"),
        boolean("PermissionsViewAllData"),
        boolean("PermissionsQueryAllFiles"),
        boolean("PermissionsViewAllUsers"),
        boolean("PermissionsManageUnlistedGroups"),
        boolean("PermissionsManageChatterMessages"),
        boolean("PermissionsModifyAllData"),
        boolean("PermissionsUseAnyApiAuth"),
    ],
    batch: BATCH_ROWS,
    right: &right::API_ENABLED,
};

/// Whether posts are shown at all.
pub(super) const ANY_POST: Table = Table { columns: &[text("Id")], optional: &[], ..POSTS };

pub(super) const POSTS: Table = Table {
    object: "FeedItem",
    operation: "queryAll",
    columns: &[
        text("Id"),
        text("Type"),
        text("ParentId"),
        text("CreatedById"),
        time("CreatedDate"),
        text("LastEditById"),
        time("LastEditDate"),
        time("SystemModstamp"),
        int("Revision"),
        boolean("IsDeleted"),
        boolean("IsRichText"),
        text("Title"),
        text("Body"),
        text("LinkUrl"),
        text("RelatedRecordId"),
    ],
    optional: &[
        text("Parent.Type"),
        text("Parent.Name"),
        text("InsertedById"),
        int("LikeCount"),
        int("CommentCount"),
        text("Status"),
        text("Visibility"),
        text("NetworkScope"),
    ],
    batch: 500,
    right: &right::VIEW_ALL_DATA,
};

pub(super) const COMMENTS: Table = Table {
    object: "FeedComment",
    operation: "queryAll",
    columns: &[
        text("Id"),
        text("CommentType"),
        text("FeedItemId"),
        text("ParentId"),
        text("CreatedById"),
        time("CreatedDate"),
        text("LastEditById"),
        time("LastEditDate"),
        time("SystemModstamp"),
        int("Revision"),
        boolean("IsDeleted"),
        boolean("IsRichText"),
        text("CommentBody"),
        text("RelatedRecordId"),
    ],
    optional: &[
        text("Parent.Type"),
        text("Parent.Name"),
        text("InsertedById"),
        text("ThreadParentId"),
        text("Status"),
        boolean("IsVerified"),
    ],
    batch: 500,
    right: &right::VIEW_ALL_DATA,
};

pub(super) const MESSAGES: Table = Table {
    object: "ChatterMessage",
    operation: "query",
    columns: &[text("Id"), text("Body"), text("ConversationId"), text("SenderId"), time("SentDate")],
    optional: &[text("SenderNetworkId")],
    batch: 500,
    right: &right::MANAGE_CHATTER_MESSAGES,
};

pub(super) const CONVERSATION_MEMBERS: Table = Table {
    object: "ChatterConversationMember",
    operation: "query",
    columns: &[text("Id"), text("ConversationId"), text("MemberId")],
    optional: &[],
    batch: BATCH_ROWS,
    right: &right::MANAGE_CHATTER_MESSAGES,
};

pub(super) const PEOPLE: Table = Table {
    object: "User",
    operation: "query",
    columns: &[
        text("Id"),
        text("Name"),
        text("Email"),
        text("Username"),
        boolean("IsActive"),
        text("UserType"),
        time("SystemModstamp"),
    ],
    optional: &[],
    batch: BATCH_ROWS,
    right: &right::VIEW_ALL_USERS,
};

pub(super) const GROUPS: Table = Table {
    object: "CollaborationGroup",
    operation: "query",
    columns: &[text("Id"), text("Name"), text("CollaborationType")],
    optional: &[],
    batch: BATCH_ROWS,
    right: &right::VIEW_ALL_DATA,
};

pub(super) const GROUP_MEMBERS: Table = Table {
    object: "CollaborationGroupMember",
    operation: "query",
    columns: &[text("Id"), text("CollaborationGroupId"), text("MemberId"), time("CreatedDate")],
    optional: &[],
    batch: BATCH_ROWS,
    right: &right::VIEW_ALL_DATA,
};

pub(super) const ATTACHMENTS: Table = Table {
    object: "FeedAttachment",
    operation: "queryAll",
    columns: &[
        text("Id"),
        text("FeedEntityId"),
        text("Type"),
        text("RecordId"),
        text("Title"),
        text("Value"),
    ],
    optional: &[boolean("IsDeleted")],
    batch: BATCH_ROWS,
    right: &right::VIEW_ALL_DATA,
};

pub(super) const DOCUMENTS: Table = Table {
    object: "ContentDocument",
    operation: "queryAll",
    columns: &[text("Id"), text("LatestPublishedVersionId")],
    optional: &[boolean("IsDeleted")],
    batch: BATCH_ROWS,
    right: &right::QUERY_ALL_FILES,
};

pub(super) const VERSIONS: Table = Table {
    object: "ContentVersion",
    operation: "queryAll",
    columns: &[
        text("Id"),
        text("ContentDocumentId"),
        text("Title"),
        text("PathOnClient"),
        int("ContentSize"),
    ],
    optional: &[
        text("FileExtension"),
        text("FileType"),
        text("Checksum"),
        text("ContentLocation"),
        text("VersionNumber"),
        boolean("IsDeleted"),
    ],
    batch: BATCH_ROWS,
    right: &right::QUERY_ALL_FILES,
};

pub(super) const REVISIONS: Table = Table {
    object: "FeedRevision",
    operation: "queryAll",
    columns: &[
        text("Id"),
        text("FeedEntityId"),
        int("Revision"),
        text("EditedAttribute"),
        text("Value"),
        text("CreatedById"),
        time("CreatedDate"),
    ],
    optional: &[text("Action"), boolean("IsValueRichText")],
    batch: LONG_ROWS,
    right: &right::VIEW_ALL_DATA,
};

pub(super) const POLL_CHOICES: Table = Table {
    object: "FeedPollChoice",
    operation: "queryAll",
    columns: &[text("Id"), text("FeedItemId"), text("ChoiceBody"), int("Position")],
    optional: &[],
    batch: BATCH_ROWS,
    right: &right::VIEW_ALL_DATA,
};

pub(super) const TRACKED_CHANGES: Table = Table {
    object: "FeedTrackedChange",
    operation: "queryAll",
    columns: &[text("Id"), text("FeedItemId"), text("FieldName"), text("OldValue"), text("NewValue")],
    optional: &[],
    batch: BATCH_ROWS,
    right: &right::VIEW_ALL_DATA,
};

pub(super) const FOLLOWERS: Table = Table {
    object: "EntitySubscription",
    operation: "queryAll",
    columns: &[text("Id"), text("ParentId"), text("SubscriberId")],
    optional: &[],
    batch: BATCH_ROWS,
    right: &right::VIEW_ALL_DATA,
};

/// What of any record says whose it is; the query names the record's own type.
pub(super) const OWNERS: Table = Table {
    object: "the record",
    operation: "queryAll",
    columns: &[text("Id"), text("OwnerId")],
    optional: &[],
    batch: BATCH_ROWS,
    right: &right::VIEW_ALL_DATA,
};
