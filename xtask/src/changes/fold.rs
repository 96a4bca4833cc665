//! Folds changes that have one cause into one line.
//!
//! In: changes. Out: [`Line`]s, those with the greatest verdict first, and how many changes concern documentation only.
//! Changes are one line
//!
//! 1. if they say the same of several items: a field that was added to a part that many models contain;
//! 2. if the same items have several changes that differ only in names: all fields of that part;
//! 3. if `A` became `B` in several places: a type that got another name, a prefix of paths.
//!
//! ```text
//! 27 models (Charge, Payment, Refund and 24 more)
//!   minor, wire minor: the field `…` was added, 324 times: `id`, `size`, `state` and 9 more; it is `…`
//! ```

use generator::changes::{Change, Fate, Subject, SubjectKind, Verdict, code};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;

/// So many changes that differ in names, and not in their items, are one line.
const MANY: usize = 4;
/// How many items of a list are shown where there are more than [`ALL`].
const FIRST: usize = 3;
/// A list that is no longer than this is shown whole.
const ALL: usize = 5;
/// Stands for what differs.
const HOLE: &str = "`…`";

/// One or several changes, as one line.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The rule that found them.
    pub rule: &'static str,
    /// The items that changed.
    pub subjects: Vec<&'a Subject>,
    /// What changed in them, with `…` for what differs.
    pub what: String,
    /// What that means for callers.
    pub meaning: String,
    /// For Rust.
    pub rust: Verdict,
    /// For the wire.
    pub wire: Verdict,
    /// What stands for the first `…` of `what`.
    pub varied: Vec<String>,
    /// How many changes there are of every item, or of all where they are of one cause.
    pub times: usize,
}

/// All changes, folded.
#[derive(Debug, Clone, Default)]
pub struct Folded<'a> {
    /// Lines, the greatest verdict first.
    pub lines: Vec<Line<'a>>,
    /// How many changes there are of documentation only, by the kind of item: of the API, of operations, of models.
    pub documentation: [usize; 3],
}

/// Folds changes.
pub fn fold(changes: &[Change]) -> Folded<'_> {
    let mut folded = Folded::default();
    let mut lines = Vec::new();
    for change in changes {
        match folded.documentation.get_mut(change.subject.kind as usize).filter(|_| is_documentation(change)) {
            Some(number) => *number += 1,
            None => lines.push(of_change(change)),
        }
    }
    lines = merged(lines, 2, |line| Some((line.what.clone(), template(&line.meaning))));
    lines = merged(lines, MANY, |line| Some((items(line), template(&line.what), template(&line.meaning))));
    lines = merged(lines, MANY, |line| Some((cause(&line.what)?, template(&line.what), template(&line.meaning))));
    lines.sort_by_key(order);
    folded.lines = lines;
    folded
}

/// Every change as a line of its own, in the same order.
pub fn unfolded(changes: &[Change]) -> Folded<'_> {
    let mut lines: Vec<Line<'_>> = changes.iter().map(of_change).collect();
    lines.sort_by_key(order);
    Folded { lines, ..Folded::default() }
}

impl Folded<'_> {
    /// "5 changes of documentation only: 2 of operations, 3 of models"; `None` without one.
    pub fn documentation(&self) -> Option<String> {
        let [api, operations, models] = self.documentation;
        let total = api + operations + models;
        let kinds = [(api, "of the API"), (operations, "of operations"), (models, "of models")];
        let kinds: Vec<String> =
            kinds.iter().filter(|(number, _)| *number > 0).map(|(number, kind)| format!("{number} {kind}")).collect();
        let changes = crate::print::count(total, "change", "changes");
        (total > 0).then(|| format!("{changes} of documentation only: {}", kinds.join(", ")))
    }
}

impl Line<'_> {
    /// The greater of both verdicts.
    pub fn verdict(&self) -> Verdict {
        self.rust.max(self.wire)
    }

    /// What changed, with how often and where.
    pub fn text(&self) -> String {
        if self.varied.is_empty() {
            return self.what.clone();
        }
        format!("{}, {} times: {}", self.what, self.times, first(&self.varied))
    }
}

/// "a, b, c and 9 more"
pub fn first(list: &[String]) -> String {
    let shown = if list.len() > ALL { FIRST } else { list.len() };
    let names = list.get(..shown).unwrap_or(list);
    match (list.len() - names.len(), names) {
        (0, [start @ .., last]) if !start.is_empty() => format!("{} and {last}", start.join(", ")),
        (0, names) => names.join(", "),
        (more, names) => format!("{} and {more} more", names.join(", ")),
    }
}

fn is_documentation(change: &Change) -> bool {
    change.rule.ends_with("documentation-changed") && change.rust.max(change.wire) == Verdict::Patch
}

fn of_change(change: &Change) -> Line<'_> {
    Line {
        rule: change.rule,
        subjects: vec![&change.subject],
        what: change.what.clone(),
        meaning: change.meaning.clone(),
        rust: change.rust,
        wire: change.wire,
        varied: Vec::new(),
        times: 1,
    }
}

type Order = (Reverse<Verdict>, Reverse<Verdict>, SubjectKind, u8);

/// Majors first; then the API, operations and models, and what is gone before what is new.
fn order(line: &Line<'_>) -> Order {
    let kind_and_fate = line.subjects.first().map(|subject| (subject.kind, subject.fate));
    let (kind, fate) = kind_and_fate.unwrap_or((SubjectKind::Api, Fate::Changed));
    let fate = match fate {
        Fate::Removed => 0,
        Fate::Changed => 1,
        Fate::Added => 2,
    };
    (Reverse(line.verdict()), Reverse(line.rust), kind, fate)
}

/// Merges lines of one rule, one kind of item and the same verdicts that have the same key, if there are so many.
fn merged<'a, K: Hash + Eq>(lines: Vec<Line<'a>>, least: usize, key: impl Fn(&Line<'a>) -> Option<K>) -> Vec<Line<'a>> {
    let mut groups: Vec<Vec<Line<'a>>> = Vec::new();
    let mut known = HashMap::new();
    for line in lines {
        let first = line.subjects.first().map(|subject| (subject.kind, subject.fate));
        let known =
            key(&line).map(|key| *known.entry((line.rule, first, line.rust, line.wire, key)).or_insert(groups.len()));
        match known.and_then(|index| groups.get_mut(index)) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups.into_iter().flat_map(|group| if group.len() < least { group } else { vec![merge(group)] }).collect()
}

fn merge(group: Vec<Line<'_>>) -> Line<'_> {
    let (what, found) = common(&group.iter().map(|line| line.what.as_str()).collect::<Vec<_>>());
    let (meaning, _) = common(&group.iter().map(|line| line.meaning.as_str()).collect::<Vec<_>>());
    let of_first = group.first().map(|line| (line.rule, line.rust, line.wire));
    let (rule, rust, wire) = of_first.unwrap_or(("", Verdict::Patch, Verdict::Patch));
    let varied = group.iter().flat_map(|line| line.varied.iter().cloned()).chain(found);
    let varied = distinct(varied.filter(|text| text != HOLE).collect());
    let subjects = distinct(group.iter().flat_map(|line| line.subjects.iter().copied()).collect());
    let are_same = group.iter().all(|line| line.subjects.len() == subjects.len());
    let times = group.iter().map(|line| if are_same { line.times } else { line.times * line.subjects.len() }).sum();
    match shown_cause(&group, &what) {
        Some(what) => Line { rule, subjects, what, meaning, rust, wire, varied: Vec::new(), times },
        None => Line { rule, subjects, what, meaning, rust, wire, varied, times },
    }
}

/// The text with what became what, where only the places around it differ.
fn shown_cause(group: &[Line<'_>], what: &str) -> Option<String> {
    const HOLES: &str = "`…` became `…`";
    let (before, after) = cause(&group.first().filter(|_| what.contains(HOLES))?.what)?;
    let is_one = group.iter().all(|line| cause(&line.what).is_some_and(|cause| cause.0 == before && cause.1 == after));
    is_one.then(|| what.replace(HOLES, &format!("{} became {}", code(&before), code(&after))))
}

/// The same list, with each item only where it stands first.
fn distinct<T: PartialEq>(list: Vec<T>) -> Vec<T> {
    let mut found: Vec<T> = Vec::with_capacity(list.len());
    for item in list {
        if !found.contains(&item) {
            found.push(item);
        }
    }
    found
}

/// The names of a line's items.
fn items(line: &Line<'_>) -> Vec<(String, String)> {
    line.subjects.iter().map(|subject| (subject.name.clone(), subject.wire.clone())).collect()
}

/// Text, and the code spans in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Code(&'a str),
}

/// A code span begins with a run of backticks, and ends with the next run of the same length.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let fence = from.find(|one| one != '`').unwrap_or(from.len());
        let end = run(from, fence).unwrap_or(from.len());
        let (code, after) = from.split_at_checked(end).unwrap_or((from, ""));
        pieces.extend([Piece::Text(before), Piece::Code(code)]);
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// Where the span ends that begins with so many backticks.
fn run(text: &str, fence: usize) -> Option<usize> {
    let mut place = fence;
    loop {
        let start = place + text.get(place..)?.find('`')?;
        let rest = text.get(start..)?;
        let length = rest.find(|one| one != '`').unwrap_or(rest.len());
        place = start + length;
        if length == fence {
            return Some(place);
        }
    }
}

/// The text with holes in place of all code spans.
fn template(text: &str) -> String {
    let shown = |piece| match piece {
        Piece::Text(text) => text,
        Piece::Code(_) => HOLE,
    };
    pieces(text).into_iter().map(shown).collect()
}

/// Texts of one template as one, with holes where they differ, and what stands in the first of those.
fn common(texts: &[&str]) -> (String, Vec<String>) {
    let all: Vec<Vec<Piece<'_>>> = texts.iter().map(|text| pieces(text)).collect();
    let mut text = String::new();
    let mut varied = Vec::new();
    for (index, piece) in all.first().into_iter().flatten().enumerate() {
        let here: Vec<&str> = all.iter().filter_map(|pieces| pieces.get(index)).map(|piece| shown(*piece)).collect();
        if here.iter().all(|other| *other == shown(*piece)) {
            text.push_str(shown(*piece));
            continue;
        }
        text.push_str(HOLE);
        if varied.is_empty() {
            varied = here.into_iter().map(str::to_owned).collect();
        }
    }
    (text, varied)
}

fn shown(piece: Piece<'_>) -> &str {
    match piece {
        Piece::Text(text) | Piece::Code(text) => text,
    }
}

/// What became what, without what both have around it: `/v1/a` and `/v2/a` give `v1` and `v2`.
fn cause(what: &str) -> Option<(String, String)> {
    let (before, after) = what.rsplit_once(" became ")?;
    let before = before.rsplit_once(": ").map_or(before, |(_, before)| before);
    let (before, after) = (words(first_code(before)?), words(first_code(after)?));
    let start = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
    let most = before.len().min(after.len()) - start;
    let end = before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(one, other)| one == other).count();
    let middle = |words: &[&str]| words.get(start..words.len() - end).map(<[&str]>::concat);
    Some((middle(&before)?, middle(&after)?))
}

fn first_code(text: &str) -> Option<&str> {
    pieces(text).into_iter().find(|piece| matches!(piece, Piece::Code(_))).map(|piece| shown(piece).trim_matches('`'))
}

/// Runs of letters and digits, and what is between them.
fn words(text: &str) -> Vec<&str> {
    let is_word = |one: char| one.is_alphanumeric() || one == '_';
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|one| is_word(one) != is_word(first)).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        words.push(word);
        rest = after;
    }
    words
}
