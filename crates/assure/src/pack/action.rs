//! Improvement actions: what somebody can do.

use model::{ActionId, ActionKind, PointsClass};
use serde::Serialize;

/// One improvement action: `PACK/actions/*.yaml`, or declared in a regulation's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Action {
    pub id: ActionId,
    pub title: String,
    /// What it is and why it matters.
    pub description: String,
    /// How to do it.
    pub how: String,
    pub kind: ActionKind,
    /// The class on the grid of points; none where the file gives points of its own.
    pub class: Option<PointsClass>,
    /// 27, 9, 3 or 1 from the class, or 1 to 99.
    pub points: u32,
    pub category: String,
    pub link: Option<String>,
}
