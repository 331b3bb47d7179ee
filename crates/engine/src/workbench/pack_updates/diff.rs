//! What changed from one text to another, line by line.

use serde::Serialize;
use utoipa::ToSchema;

/// Lines of one text that are compared; of longer ones all are said to have changed.
const LINES_MAX: usize = 2_000;

/// One line of either text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DiffLine {
    pub change: LineChange,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineChange {
    Same,
    Removed,
    Added,
}

/// The lines of both, in order, with as many as possible taken to be the same.
pub(super) fn diff(old: &str, new: &str) -> Vec<DiffLine> {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let line = |change, text: &str| DiffLine { change, text: text.to_owned() };
    let removed = |text: &&str| line(LineChange::Removed, text);
    let added = |text: &&str| line(LineChange::Added, text);
    if old.len() > LINES_MAX || new.len() > LINES_MAX {
        return old.iter().map(removed).chain(new.iter().map(added)).collect();
    }
    let common = common(&old, &new);
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            lines.push(line(LineChange::Same, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if common[i + 1][j] >= common[i][j + 1] {
            lines.push(removed(&old[i]));
            i += 1;
        } else {
            lines.push(added(&new[j]));
            j += 1;
        }
    }
    lines.extend(old[i..].iter().map(removed));
    lines.extend(new[j..].iter().map(added));
    lines
}

/// `[i][j]`: how many lines `old[i..]` and `new[j..]` have in common, in order.
fn common(old: &[&str], new: &[&str]) -> Vec<Vec<u32>> {
    let mut lengths = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i][j] = if old[i] == new[j] {
                lengths[i + 1][j + 1] + 1
            } else {
                lengths[i + 1][j].max(lengths[i][j + 1])
            };
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> Vec<String> {
        let sign = |change| match change {
            LineChange::Same => ' ',
            LineChange::Removed => '-',
            LineChange::Added => '+',
        };
        diff(old, new).into_iter().map(|line| format!("{}{}", sign(line.change), line.text)).collect()
    }

    #[test]
    fn a_changed_line_goes_and_comes_where_it_stood() {
        assert_eq!(told("a\nb\nc\n", "a\nB\nc\n"), [" a", "-b", "+B", " c"]);
        assert_eq!(told("a\nc\n", "a\nb\nc\nd\n"), [" a", "+b", " c", "+d"]);
        assert_eq!(told("a\nb\n", "b\n"), ["-a", " b"]);
        assert_eq!(told("", "a\n"), ["+a"]);
        assert_eq!(told("a\n", ""), ["-a"]);
        assert_eq!(told("a\n", "a\n"), [" a"]);
    }

    #[test]
    fn what_is_too_long_to_compare_is_shown_whole() {
        let long = "x\n".repeat(LINES_MAX + 1);
        let lines = diff(&long, "x\n");
        assert_eq!(lines.len(), LINES_MAX + 2);
        assert!(lines.iter().all(|line| line.change != LineChange::Same));
    }
}
