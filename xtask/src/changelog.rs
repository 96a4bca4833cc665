//! The crate's `CHANGELOG.md`: what is not in a version yet, and what each version brought.
//!
//! In: the file's text, and what changed since the last version, up to the last run and up to now. Out: the text that
//! it should have. New changes go into the section `## Unreleased`, by verdict, each line once, and lines about what is
//! no change any more leave it; until [`released`] gives the section the number of a version. What somebody wrote into
//! that section, or took out of it, stays so, and so does everything outside of it.
//!
//! ```
//! use generator::changes::Verdict;
//! let text = "# Changelog\n\n## Unreleased\n\n### Minor\n\n- `list`: more\n";
//! assert_eq!(xtask::changelog::unreleased(text), Some(Verdict::Minor));
//! let released = xtask::changelog::released(text, "0.1.1");
//! assert!(released.contains("## 0.1.1\n"));
//! assert_eq!(xtask::changelog::unreleased(&released), None);
//! ```

use crate::changes::fold::Line;
use crate::{changes, print::count, program};
use generator::changes::{ApiDiff, Verdict};
use generator::ir::Api;
use generator::visible;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const UNRELEASED: &str = "## Unreleased";

/// How a changelog begins.
fn head() -> String {
    let command = program::call("regen");
    format!("# Changelog\n\nThe API of this crate as its documentation changed, written by {command}.\n")
}

/// The text with what changed since the last version in the section of what is not in a version yet: `told` up to the
/// last run, `now` with this one.
pub fn with_changes(text: Option<&str>, told: &ApiDiff, now: &ApiDiff) -> String {
    let head = head();
    let (before, section, after) = parts(text.unwrap_or(&head));
    let mut all = read(section.unwrap_or_default());
    let (told, now) = (entries(told), entries(now));
    for (verdict, list) in &mut all.lists {
        // What somebody wrote below a line belongs to it, and keeps it here.
        list.retain(|line| !told.contains(&(verdict.0, line.clone())) || now.contains(&(verdict.0, line.clone())));
    }
    for (verdict, line) in now.into_iter().filter(|entry| !told.contains(entry)) {
        let list = all.lists.entry(Reverse(verdict)).or_default();
        if !list.iter().any(|known| known.lines().next() == Some(&line)) {
            list.push(line);
        }
    }
    all.lists.retain(|_, list| !list.is_empty());
    let section = written(&all);
    let gap = if section.is_empty() || after.is_empty() { "" } else { "\n" };
    let before = before.trim_end();
    match section.is_empty() && after.is_empty() {
        true => format!("{before}\n"),
        false => format!("{before}\n\n{section}{gap}{after}"),
    }
}

/// There is a section of a version.
pub fn has_version(text: &str) -> bool {
    text.lines()
        .filter_map(|line| line.strip_prefix("## "))
        .any(|title| title.contains(|one: char| one.is_ascii_digit()))
}

/// The text with a section of the first version. What somebody wrote into that of what is not in a version yet is in it.
pub fn first(text: Option<&str>, version: &str, api: &Api) -> String {
    let head = head();
    let (before, section, after) = parts(text.unwrap_or(&head));
    let notes = section.and_then(|section| section.strip_prefix(UNRELEASED)).unwrap_or_default();
    let operations = count(api.operations.len(), "operation", "operations");
    let types = count(api.types.len(), "type", "types");
    let gap = if after.is_empty() { "" } else { "\n" };
    let notes = notes.trim();
    let notes = if notes.is_empty() { String::new() } else { format!("\n{notes}\n") };
    format!(
        "{}\n\n## {version}\n\nThe first version: {operations} and {types}.\n{notes}{gap}{after}",
        before.trim_end()
    )
}

/// There is a section of what is not in a version yet.
pub fn has_unreleased(text: &str) -> bool {
    parts(text).1.is_some()
}

fn entries(diff: &ApiDiff) -> Vec<(Verdict, String)> {
    let folded = changes::fold::fold(&diff.changes);
    let documentation = folded.documentation().map(|text| (Verdict::Patch, format!("- {text}")));
    folded.lines.iter().map(|line| (line.rust, entry(line))).chain(documentation).collect()
}

/// The verdict on all that is not in a version yet. `None` if there is nothing.
pub fn unreleased(text: &str) -> Option<Verdict> {
    read(parts(text).1?).lists.into_keys().next().map(|verdict| verdict.0)
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

/// What a section holds.
#[derive(Default)]
struct Section {
    /// What somebody wrote into it, outside of the lists.
    notes: String,
    /// The entries, the greatest verdict first. What somebody wrote below one belongs to it.
    lists: BTreeMap<Reverse<Verdict>, Vec<String>>,
}

fn read(section: &str) -> Section {
    let mut read = Section::default();
    let mut current = None;
    for line in section.strip_prefix(UNRELEASED).unwrap_or(section).lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            let all = [Verdict::Major, Verdict::Minor, Verdict::Patch];
            current = all.into_iter().find(|verdict| changes::title(*verdict) == heading.trim());
            if current.is_some() {
                continue;
            }
        }
        let Some(verdict) = current else {
            read.notes.push_str(line);
            read.notes.push('\n');
            continue;
        };
        let list = read.lists.entry(Reverse(verdict)).or_default();
        match list.last_mut() {
            Some(last) if !line.starts_with("- ") => {
                last.push('\n');
                last.push_str(line);
            }
            None if line.trim().is_empty() => {}
            _ => list.push(line.to_owned()),
        }
    }
    for entry in read.lists.values_mut().flatten() {
        entry.truncate(entry.trim_end().len());
    }
    read.lists.retain(|_, list| !list.is_empty());
    read
}

/// The text of a section; none if there is nothing in it.
fn written(section: &Section) -> String {
    if section.notes.trim().is_empty() && section.lists.is_empty() {
        return String::new();
    }
    let mut text = format!("{UNRELEASED}\n");
    if !section.notes.trim().is_empty() {
        let _ = writeln!(text, "\n{}", section.notes.trim_matches('\n'));
    }
    for (verdict, list) in &section.lists {
        let _ = writeln!(text, "\n### {}\n\n{}", changes::title(verdict.0), list.join("\n"));
    }
    text
}

/// "- `list_flows` (`GET /flows`): the query parameter `page` was added; calls can set it by `page` (wire: minor)"
fn entry(line: &Line<'_>) -> String {
    let subject = changes::subjects(&line.subjects, changes::in_markdown);
    let subject = subject.map(|subject| format!("{subject}: ")).unwrap_or_default();
    let text = format!("- {subject}{}; {} (wire: {})", line.text(), line.meaning, line.wire.text());
    visible::output(&visible::line(&text))
}
