//! Improvement actions: what somebody can do.

use super::{
    Problem, SourceFile,
    yaml::{self, Problems, Spanned, line},
};
use model::{ActionId, ActionKind, PointsClass};
use serde::{Deserialize, Serialize};

/// Points of an action whose file gives points of its own.
pub const OWN_POINTS: std::ops::RangeInclusive<u32> = 1..=99;

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

/// An action as a file spells it: exactly one of `class` and `points`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActionFile {
    id: Spanned<String>,
    title: Spanned<String>,
    description: Spanned<String>,
    how: Spanned<String>,
    kind: Spanned<String>,
    #[serde(default)]
    class: Option<Spanned<String>>,
    #[serde(default)]
    points: Option<Spanned<u32>>,
    category: Spanned<String>,
    #[serde(default)]
    link: Option<Spanned<String>>,
}

impl ActionFile {
    /// The line of its id.
    pub(crate) fn line(&self) -> Option<u32> {
        line(&self.id)
    }

    /// The action, or everything that is wrong with it.
    pub(crate) fn read(self, file: &SourceFile) -> Result<Action, Vec<Problem>> {
        let mut problems = Problems::of(file);
        let id = problems.parsed(&self.id, str::parse::<ActionId>);
        let kind =
            problems.parsed(&self.kind, |text| one_of("kind", text, ActionKind::ALL, ActionKind::as_str));
        let class = self.class.as_ref().and_then(|class| {
            problems.parsed(class, |text| one_of("class", text, PointsClass::ALL, PointsClass::as_str))
        });
        let points = match (&self.class, &self.points) {
            (Some(_), None) => class.map_or(0, PointsClass::points),
            (None, Some(points)) if OWN_POINTS.contains(&points.value) => points.value,
            (None, Some(points)) => {
                problems.add(line(points), format!("`points` is {}; write 1 to 99", points.value));
                0
            }
            _ => {
                problems.add(line(&self.id), "write exactly one of `class` and `points`");
                0
            }
        };
        let title = problems.text("title", &self.title);
        let description = problems.text("description", &self.description);
        let how = problems.text("how", &self.how);
        let category = problems.text("category", &self.category);
        let link = self.link.as_ref().map(|link| problems.link(link));
        let action = id.zip(kind).map(|(id, kind)| Action {
            id,
            title,
            description,
            how,
            kind,
            class,
            points,
            category,
            link,
        });
        problems.or(action)
    }
}

/// One value of a closed list, by its spelling.
pub(crate) fn one_of<T: Copy>(
    name: &str,
    text: &str,
    all: &[T],
    spell: impl Fn(T) -> &'static str,
) -> Result<T, String> {
    all.iter().copied().find(|value| spell(*value) == text).ok_or_else(|| {
        let spellings: Vec<_> = all.iter().map(|value| spell(*value)).collect();
        format!("`{name}` is “{text}”; write one of {}", spellings.join(", "))
    })
}

/// Parses `PACK/actions/*.yaml`.
pub(crate) fn parse(file: &SourceFile) -> Result<Action, Vec<Problem>> {
    yaml::parse::<ActionFile>(file).map_err(|problem| vec![problem])?.read(file)
}
