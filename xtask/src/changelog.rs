//! The crate's `CHANGELOG.md`: what is not in a version yet, and what each version brought.
//!
//! In: the file's text, and what changed. Out: the text that it should have. New changes go into the section
//! `## Unreleased`, by verdict; there they add up over several runs, each line once, until [`released`] gives the section
//! the number of a version. Everything outside of that section stays as it is.
//!
//! ```
//! use generator::changes::Verdict;
//! let text = "# Changelog\n\n## Unreleased\n\n### Minor\n\n- `list`: more\n";
//! assert_eq!(xtask::changelog::unreleased(text), Some(Verdict::Minor));
//! let released = xtask::changelog::released(text, "0.1.1");
//! assert!(released.contains("## 0.1.1\n"));
//! assert_eq!(xtask::changelog::unreleased(&released), None);
//! ```

use crate::changes::one_line;
use generator::changes::{ApiDiff, Change, SubjectKind, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const HEAD: &str =
    "# Changelog\n\nThe API of this crate as its documentation changed, written by `cargo xtask regen`.\n";
const UNRELEASED: &str = "## Unreleased";

/// The text with what changed in the section of what is not in a version yet.
pub fn with_changes(text: Option<&str>, diff: &ApiDiff) -> String {
    let text = text.unwrap_or(HEAD);
    let (before, section, after) = parts(text);
    let mut lines = lines_of(section.unwrap_or_default());
    for change in &diff.changes {
        let list = lines.entry(std::cmp::Reverse(change.rust)).or_default();
        let line = entry(change);
        if !list.contains(&line) {
            list.push(line);
        }
    }
    let section = written(&lines);
    let gap = if after.is_empty() { "" } else { "\n" };
    format!("{}\n\n{section}{gap}{after}", before.trim_end())
}

/// The verdict on all that is not in a version yet. `None` if there is nothing.
pub fn unreleased(text: &str) -> Option<Verdict> {
    let lines = lines_of(parts(text).1?);
    lines.into_iter().find(|(_, list)| !list.is_empty()).map(|(verdict, _)| verdict.0)
}

/// The text after a version was made of what was not in one.
pub fn released(text: &str, version: &str) -> String {
    let (before, section, after) = parts(text);
    match section {
        Some(section) => {
            let rest = section.strip_prefix(UNRELEASED).unwrap_or(section);
            format!("{before}## {version}{rest}{after}")
        }
        None => text.to_owned(),
    }
}

/// What is before the section, the section, and what is after it.
fn parts(text: &str) -> (&str, Option<&str>, &str) {
    let from = |start: usize| text.get(start..).unwrap_or_default();
    let starts: Vec<usize> = line_starts(text).filter(|start| from(*start).starts_with("## ")).collect();
    let is_section = |start: &&usize| from(**start).lines().next().is_some_and(|line| line.trim_end() == UNRELEASED);
    let Some(start) = starts.iter().find(is_section).copied() else {
        let (before, after) =
            text.split_at_checked(starts.first().copied().unwrap_or(text.len())).unwrap_or((text, ""));
        return (before, None, after);
    };
    let end = starts.iter().copied().find(|other| *other > start).unwrap_or(text.len());
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    let (section, after) = rest.split_at_checked(end - start).unwrap_or((rest, ""));
    (before, Some(section), after)
}

fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(place, _)| place + 1))
}

/// The entries of a section, the greatest verdict first.
fn lines_of(section: &str) -> BTreeMap<std::cmp::Reverse<Verdict>, Vec<String>> {
    let mut lines: BTreeMap<std::cmp::Reverse<Verdict>, Vec<String>> = BTreeMap::new();
    let mut current = Verdict::Patch;
    for line in section.lines() {
        match line.strip_prefix("### ").map(str::trim) {
            Some(title) => {
                let all = [Verdict::Major, Verdict::Minor, Verdict::Patch];
                current = all.into_iter().find(|verdict| self::title(*verdict) == title).unwrap_or(current);
            }
            None if line.starts_with("- ") => {
                lines.entry(std::cmp::Reverse(current)).or_default().push(line.to_owned());
            }
            None => {}
        }
    }
    lines
}

fn title(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Major => "Major",
        Verdict::Minor => "Minor",
        Verdict::Patch => "Patch",
    }
}

fn written(lines: &BTreeMap<std::cmp::Reverse<Verdict>, Vec<String>>) -> String {
    let mut text = format!("{UNRELEASED}\n");
    for (verdict, list) in lines {
        let _ = writeln!(text, "\n### {}\n\n{}", title(verdict.0), list.join("\n"));
    }
    text
}

/// "- `list_flows`: the query parameter `page` was added; calls can set it by `page` (wire: minor)"
fn entry(change: &Change) -> String {
    let subject = match change.subject.kind {
        SubjectKind::Api => String::new(),
        SubjectKind::Operation | SubjectKind::Model => format!("`{}`: ", change.subject.name),
    };
    one_line(&format!("- {subject}{}; {} (wire: {})", change.what, change.meaning, change.wire.text()))
}
