//! Whether the lines about a step repeat or contradict each other.
//!
//! In: what changed. Out: lines with a fault. Two lines repeat each other if they say the same of the same item. Lines
//! contradict each other if one item was added and removed, or became one thing and its opposite; a line contradicts
//! itself if both sides of its "became" are the same.

use generator::changes::{ApiDiff, Change, Fate};
use std::collections::HashSet;
use xtask::changes::fold;

/// Ends of lines that cannot both be true of what they are about.
const OPPOSITES: &[(&str, &str)] = &[
    (" was added", " was removed"),
    (" became required", " became optional"),
    (" is always there", " may be absent"),
    (" is deprecated", " is no longer deprecated"),
    (" is needed", " is no longer needed"),
    (" is enough, too", " is not enough any more"),
];

/// The middles of lines that cannot both be true, and the end of the second one.
const OPPOSITE_MIDDLES: &[(&str, &str, &str)] = &[(" can be ", " cannot be ", " any more")];

/// A change with the item that it is about.
pub fn line(change: &Change) -> String {
    format!("{} ({}): {}", change.subject.name, change.subject.wire, xtask::changes::line(change))
}

/// Changes that say what an earlier one says of the same item, and folded lines that say what an earlier one says.
pub fn repeated(diff: &ApiDiff) -> Vec<String> {
    let (mut known, mut list) = (HashSet::new(), Vec::new());
    for change in &diff.changes {
        if !known.insert((change.subject.kind, &change.subject.name, &change.subject.wire, &change.what)) {
            list.push(line(change));
        }
    }
    let mut known = HashSet::new();
    for line in fold::fold(&diff.changes).lines {
        let subject = line.subjects.first().map(|subject| (subject.kind, subject.fate));
        let text = format!("{}; {}", line.text(), line.meaning);
        if !known.insert((subject, line.rust, line.wire, text.clone())) {
            list.push(format!("folded: {text} [{}]", line.rule));
        }
    }
    list
}

/// Lines that contradict themselves or an earlier one.
pub fn contradicting(diff: &ApiDiff) -> Vec<String> {
    let mut fates = HashSet::new();
    let mut facts = HashSet::new();
    let mut list = Vec::new();
    for change in &diff.changes {
        let subject = (change.subject.kind, change.subject.name.as_str());
        let has_other_fate = [Fate::Added, Fate::Removed, Fate::Changed]
            .into_iter()
            .any(|fate| fate != change.subject.fate && fates.contains(&(subject, fate)));
        let has_opposite = opposites(&change.what).into_iter().any(|fact| facts.contains(&(subject, fact)));
        if has_other_fate || has_opposite || is_same_on_both_sides(&change.what) {
            list.push(line(change));
        }
        fates.insert((subject, change.subject.fate));
        facts.insert((subject, plain(&change.what)));
    }
    list
}

/// A line without what is said of an added item: "the success `201` was added, with `Pet`".
fn plain(what: &str) -> String {
    what.split_once(" was added, ").map_or_else(|| what.to_owned(), |(start, _)| format!("{start} was added"))
}

/// What would contradict a line.
fn opposites(what: &str) -> Vec<String> {
    let what = plain(what);
    let mut list = Vec::new();
    for (one, other) in OPPOSITES {
        for (end, opposite) in [(one, other), (other, one)] {
            list.extend(what.strip_suffix(end).map(|start| format!("{start}{opposite}")));
        }
    }
    for (middle, opposite, end) in OPPOSITE_MIDDLES {
        list.extend(what.split_once(middle).map(|(start, rest)| format!("{start}{opposite}{rest}{end}")));
        let sides = what.strip_suffix(end).and_then(|what| what.split_once(opposite));
        list.extend(sides.map(|(start, rest)| format!("{start}{middle}{rest}")));
    }
    list
}

/// "`9` became `9`", "none became none"
fn is_same_on_both_sides(what: &str) -> bool {
    what.match_indices(" became ").any(|(place, separator)| {
        let (Some(before), Some(after)) = (what.get(..place), what.get(place + separator.len()..)) else {
            return false;
        };
        let before = before.rsplit_once(": ").map_or(before, |(_, before)| before);
        !before.is_empty() && (before == after || (before.contains('`') && before.ends_with(after)))
    })
}

#[cfg(test)]
mod tests {
    use super::{OPPOSITE_MIDDLES, OPPOSITES, contradicting, repeated};
    use generator::changes::{ApiDiff, Change, Fate, Subject, SubjectKind, Verdict};

    fn diff(list: &[(&str, Fate, &str)]) -> ApiDiff {
        let change = |(name, fate, what): &(&str, Fate, &str)| Change {
            rule: "rule",
            subject: Subject { kind: SubjectKind::Model, fate: *fate, name: (*name).to_owned(), wire: "Of".to_owned() },
            what: (*what).to_owned(),
            meaning: "nothing to do".to_owned(),
            rust: Verdict::Patch,
            wire: Verdict::Patch,
        };
        ApiDiff { changes: list.iter().map(change).collect() }
    }

    #[test]
    fn a_step_is_fine() {
        let fine = diff(&[
            ("One", Fate::Changed, "the field `a` was added"),
            ("One", Fate::Changed, "the field `b` was removed"),
            ("Two", Fate::Changed, "the field `a` was removed"),
            ("Two", Fate::Changed, "the field `c`: `i32` became `i64`"),
            ("Two", Fate::Changed, "the field `id`: the default `a` became `b a`"),
        ]);
        assert_eq!((repeated(&fine).len(), contradicting(&fine).len()), (0, 0));
    }

    #[test]
    fn faults_are_found() {
        let bad = diff(&[
            ("One", Fate::Changed, "the field `a` was added"),
            ("One", Fate::Changed, "the field `a` was removed"),
            ("Two", Fate::Changed, "the field `c`: `At most 9` became `At most 9`"),
            ("Three", Fate::Added, "the type was added"),
            ("Three", Fate::Removed, "the type was removed"),
            ("Four", Fate::Changed, "`a` became `a`"),
            ("Five", Fate::Changed, "the success `201` was added, with `Pet`"),
            ("Five", Fate::Changed, "the success `201` was removed"),
            ("Six", Fate::Changed, "the body cannot be sent as `text/plain` any more"),
            ("Six", Fate::Changed, "the body can be sent as `text/plain`"),
            ("Seven", Fate::Changed, "the scope `read` of `Login` is needed"),
            ("Seven", Fate::Changed, "the scope `read` of `Login` is no longer needed"),
        ]);
        assert_eq!(contradicting(&bad).len(), 7);
        let again = diff(&[("One", Fate::Changed, "the field `a` was added"); 2]);
        assert_eq!(repeated(&again).len(), 1);
    }

    /// The words above are those of the lines.
    #[test]
    fn lines_end_so() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../generator/tests/cases/diff");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let is_snapshot = |file: &std::path::PathBuf| file.extension().is_some_and(|end| end == "snap");
        let text: String = files.filter(is_snapshot).map(|file| std::fs::read_to_string(file).unwrap()).collect();
        for end in OPPOSITES.iter().flat_map(|(one, other)| [one, other]) {
            assert!(text.contains(&format!("{end}; ")), "no line ends with {end:?}");
        }
        for (middle, opposite, end) in OPPOSITE_MIDDLES {
            assert!(text.contains(middle) && text.contains(opposite) && text.contains(&format!("{end}; ")));
        }
    }
}
