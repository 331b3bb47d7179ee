//! A regulation's own manual actions.

use super::{
    file::{ActionFile, Complaints},
    parse::text,
};
use crate::Action;
use model::{ActionId, ActionKind, PointsClass};

/// What an author may give instead of a class.
const OWN_POINTS: std::ops::RangeInclusive<u32> = 1..=99;

/// The action, or complaints.
pub(super) fn own_action(file: &ActionFile, wrong: &mut Complaints<'_>) -> Option<Action> {
    let id = file.id.value.parse::<ActionId>().map_err(|e| wrong.at(&file.id, e.to_string())).ok();
    let kind = match ActionKind::parse(&file.kind.value) {
        Some(kind @ (ActionKind::Operational | ActionKind::Documentation)) => Some(kind),
        Some(ActionKind::Technical) => {
            wrong.at(
                &file.kind,
                "a technical action is tested by checks and belongs to a pack (PACK/actions/); an action \
                 of a regulation's own is operational or documentation"
                    .into(),
            );
            None
        }
        None => {
            let found = &file.kind.value;
            wrong.at(&file.kind, format!("kind “{found}” is none: write operational or documentation"));
            None
        }
    };
    let points = points(&file.points.value);
    if points.is_none() {
        let classes: Vec<_> = PointsClass::ALL.iter().map(|class| class.as_str()).collect();
        wrong.at(
            &file.points,
            format!(
                "points “{}” are neither a whole number from {} to {} nor one of {}",
                file.points.value,
                OWN_POINTS.start(),
                OWN_POINTS.end(),
                classes.join(", ")
            ),
        );
    }
    let category = text("category", &file.category, wrong);
    let title = text("title", &file.title, wrong);
    let description = text("description", &file.description, wrong);
    let how = text("how", &file.how, wrong);
    let link = file.link.as_ref().map(|link| text("link", link, wrong));
    let (class, points) = points?;
    Some(Action {
        id: id?,
        title: title?,
        description: description?,
        how: how?,
        kind: kind?,
        class,
        points,
        category: category?,
        link: match link {
            Some(link) => Some(link?),
            None => None,
        },
    })
}

/// A class with its points, or points alone.
fn points(text: &str) -> Option<(Option<PointsClass>, u32)> {
    if let Some(class) = PointsClass::parse(text) {
        return Some((Some(class), class.points()));
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let points = text.parse::<u32>().ok().filter(|points| digits && OWN_POINTS.contains(points))?;
    Some((None, points))
}
