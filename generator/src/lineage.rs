//! Which operation of an earlier state is which operation now.
//!
//! In: the operations of two states, each with its method, its path and its `operationId`. Out: for each earlier
//! operation the index of the one that it is now. Two operations are the same by, in this order:
//!
//! ```text
//! method and path                       GET /pets            →  GET /pets
//! all but the names of parameters       GET /pets/{petId}    →  GET /pets/{id}
//! `operationId`                         GET /pets (listPets) →  GET /animals (listPets)
//! a prefix that most operations change  GET /v1/pets         →  GET /v2/pets
//! ```
//!
//! Any other change of a path makes another operation, however alike the two are: a call that was written for one must
//! never reach the other. What several operations claim belongs to none of them.

use crate::template::{self, Part};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What an operation is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<'a> {
    /// The HTTP method, in capitals.
    pub method: &'a str,
    /// The path, as documented.
    pub path: &'a str,
    /// The `operationId`.
    pub id: Option<&'a str>,
    /// The client has the operation, or had it until this run; an operation that was removed earlier has no say in
    /// what most operations do.
    pub is_current: bool,
}

/// For every old operation the index of the new one.
pub fn follow(old: &[Known], new: &[Known]) -> Vec<Option<usize>> {
    let mut pairs = Pairs { now: vec![None; old.len()], taken: vec![false; new.len()] };
    pairs.join(old, new, |operation| Some(format!("{} {}", operation.method, operation.path)));
    if pairs.is_complete() {
        return pairs.now;
    }
    pairs.join(old, new, |operation| Some(format!("{} {}", operation.method, wire(operation.path))));
    let prefix = prefix(old, new, &pairs);
    pairs.join(old, new, |operation| operation.id.map(str::to_owned));
    if let Some(prefix) = prefix {
        pairs.join_moved(old, new, &prefix);
    }
    pairs.now
}

/// The pairs that were found so far.
struct Pairs {
    /// For every old operation.
    now: Vec<Option<usize>>,
    /// For every new operation.
    taken: Vec<bool>,
}

impl Pairs {
    fn is_complete(&self) -> bool {
        self.now.iter().all(Option::is_some) || self.taken.iter().all(|taken| *taken)
    }

    /// The old operations without a new one.
    fn gone<'l, 'a>(&self, old: &'l [Known<'a>]) -> Vec<(usize, &'l Known<'a>)> {
        let all = old.iter().enumerate();
        all.filter(|(index, _)| self.now.get(*index).is_some_and(Option::is_none)).collect()
    }

    /// The new operations without an old one.
    fn came<'l, 'a>(&self, new: &'l [Known<'a>]) -> Vec<(usize, &'l Known<'a>)> {
        new.iter().enumerate().filter(|(index, _)| self.taken.get(*index) == Some(&false)).collect()
    }

    fn pair(&mut self, old: usize, new: usize) {
        if let (Some(now), Some(taken)) = (self.now.get_mut(old), self.taken.get_mut(new)) {
            (*now, *taken) = (Some(new), true);
        }
    }

    /// Pairs the operations whose text only one of each side has.
    fn join(&mut self, old: &[Known], new: &[Known], text: impl Fn(&Known) -> Option<String>) {
        let by_text = |operations: Vec<(usize, &Known)>| {
            let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (text, index) in operations.into_iter().filter_map(|(index, operation)| Some((text(operation)?, index)))
            {
                found.entry(text).or_default().push(index);
            }
            found
        };
        let (gone, came) = (by_text(self.gone(old)), by_text(self.came(new)));
        for (text, before) in &gone {
            if let ([old], Some([new])) = (before.as_slice(), came.get(text).map(Vec::as_slice)) {
                self.pair(*old, *new);
            }
        }
    }

    /// Pairs the operations whose path has the new prefix instead of the old one.
    fn join_moved(&mut self, old: &[Known], new: &[Known], prefix: &Prefix) {
        let came: HashMap<(&str, Vec<String>), usize> =
            self.came(new).into_iter().map(|(index, it)| ((it.method, segments(it.path)), index)).collect();
        for (index, operation) in self.gone(old) {
            let Some(moved) = prefix.apply(&segments(operation.path)) else { continue };
            if let Some(now) = came.get(&(operation.method, moved)).filter(|now| self.taken.get(**now) == Some(&false))
            {
                self.pair(index, *now);
            }
        }
    }
}

/// A change of the first segments of paths.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Prefix {
    old: Vec<String>,
    new: Vec<String>,
}

impl Prefix {
    /// Without the parameters that both end with.
    fn between(mut old: &[String], mut new: &[String]) -> Self {
        while let ([before @ .., one], [after @ .., other]) = (old, new)
            && one == other
        {
            (old, new) = (before, after);
        }
        Self { old: old.to_vec(), new: new.to_vec() }
    }

    fn apply(&self, segments: &[String]) -> Option<Vec<String>> {
        let rest = segments.strip_prefix(self.old.as_slice())?;
        Some(self.new.iter().chain(rest).cloned().collect())
    }

    /// Only names of versions and what is in front of all paths differ: `api`, `v1`, `2024-09-01`.
    fn is_version(&self) -> bool {
        let is_plain = |segment: &String| {
            matches!(segment.as_str(), "api" | "rest") || segment.chars().any(|character| character.is_ascii_digit())
        };
        let differs = |one: &[String], other: &[String]| -> Vec<String> {
            one.iter().filter(|segment| !other.contains(segment)).cloned().collect()
        };
        let (old, new) = (differs(&self.old, &self.new), differs(&self.new, &self.old));
        old.iter().chain(&new).all(is_plain)
    }
}

/// What changed a prefix.
#[derive(Default)]
struct Votes<'a> {
    operations: usize,
    /// The literals directly behind it.
    resources: HashSet<&'a str>,
}

/// How many resources must move together to show that a prefix that names no version is none of them itself.
const RESOURCES: usize = 3;

/// The one prefix that most operations changed. What is behind it has to begin with a literal: `/{id}` behind `/users`
/// and `/teams` says nothing about the two.
fn prefix(old: &[Known], new: &[Known], pairs: &Pairs) -> Option<Prefix> {
    let total = old.iter().filter(|operation| operation.is_current).count();
    let gone: Vec<(&str, Vec<String>)> = pairs
        .gone(old)
        .into_iter()
        .filter(|(_, operation)| operation.is_current)
        .map(|(_, operation)| (operation.method, segments(operation.path)))
        .collect();
    if 2 * gone.len() <= total {
        return None;
    }
    let came: Vec<(&str, Vec<String>)> =
        pairs.came(new).into_iter().map(|(_, operation)| (operation.method, segments(operation.path))).collect();
    let mut ends: HashMap<(&str, &[String]), Vec<&[String]>> = HashMap::new();
    for (method, path) in &came {
        for (before, rest) in splits(path) {
            ends.entry((method, rest)).or_default().push(before);
        }
    }
    let mut votes: BTreeMap<Prefix, Votes> = BTreeMap::new();
    for (method, path) in &gone {
        let mut known = splits(path).filter_map(|(before, rest)| Some((before, rest, ends.get(&(*method, rest))?)));
        let Some((before, rest, others)) = known.next() else { continue };
        for other in others {
            let prefix = Prefix::between(before, other);
            let is_whole = prefix.old.len() == before.len();
            let votes = votes.entry(prefix).or_default();
            votes.operations += 1;
            votes.resources.extend(rest.first().filter(|_| is_whole).map(String::as_str));
        }
    }
    let is_most = |prefix: &Prefix, votes: &Votes| {
        2 * votes.operations > total && (prefix.is_version() || votes.resources.len() >= RESOURCES)
    };
    let mut most = votes.into_iter().filter(|(prefix, votes)| is_most(prefix, votes)).map(|(prefix, _)| prefix);
    most.next().filter(|_| most.next().is_none())
}

/// All ways to split a path in front of a literal, the longest end first.
fn splits(path: &[String]) -> impl Iterator<Item = (&[String], &[String])> {
    let is_telling = |rest: &[String]| rest.first().is_some_and(|first| !first.is_empty() && !first.starts_with('{'));
    (0..path.len()).filter_map(|at| path.split_at_checked(at)).filter(move |(_, rest)| is_telling(rest))
}

/// The segments of a path, without the names of parameters.
fn segments(path: &str) -> Vec<String> {
    wire(path.strip_prefix('/').unwrap_or(path)).split('/').map(str::to_owned).collect()
}

/// `/pets/{petId}` → `/pets/{}`
fn wire(path: &str) -> String {
    let text = |part: Part<'_>| match part {
        Part::Literal(text) => text.to_owned(),
        Part::Parameter(_) => "{}".to_owned(),
    };
    template::parts(path).into_iter().map(text).collect()
}
