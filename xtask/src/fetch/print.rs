//! What the maintainer sees of a fetch.
//!
//! In: an [`Outcome`]. Out: messages on standard error, and on standard output for example:
//!
//! ```text
//! https://docs.example.com/llms.txt: 214 pages, 3 links to other sites skipped
//! new       api/pets.md (2 fragments, 4 kB)
//! changed   api/owners.md (1 fragment, 2 kB)
//! specs: 12 pages with 40 fragments, 1 new, 1 changed, 10 unchanged; 202 pages without OpenAPI left out
//! 2.31 s
//! ```

use super::plan::{Change, Kind};
use super::{Done, Options, Outcome};
use crate::print::{count, errors, rendered, wants_colour};
use crate::program;
use crate::say;
use crate::specs::shown;
use generator::diagnostic::Severity;
use std::io::IsTerminal as _;

/// How many changes of a kind a terminal shows.
const LINES: usize = 12;

/// Prints what a run did.
pub fn outcome(options: &Options, outcome: &Outcome) {
    let dx = &outcome.diagnostics;
    if dx.list.iter().any(|message| message.severity != Severity::Note) {
        errors(&rendered(dx, true, wants_colour()));
    }
    let Some(done) = &outcome.done else { return };
    for index in &done.indexes {
        let mut parts = vec![count(index.pages, "page", "pages")];
        if index.elsewhere > 0 {
            parts.push(format!("{} to other sites skipped", count(index.elsewhere, "link", "links")));
        }
        if index.skipped > 0 {
            parts.push(format!("{} skipped", count(index.skipped, "other link", "other links")));
        }
        say!("{}: {}", index.url, parts.join(", "));
    }
    let most = if std::io::stdout().is_terminal() { LINES } else { usize::MAX };
    changes(options, done, most);
    say!("{}", summary(options, done));
    if done.plan.changes.iter().any(|change| change.kind == Kind::Gone) {
        say!("the site lists no more what is gone; {} removes it", program::call("fetch --prune"));
    }
    say!("{:.2} s", outcome.elapsed.as_secs_f64());
}

/// What differs; on a terminal no more of a kind than a person reads, since the summary counts all.
fn changes(options: &Options, done: &Done, most: usize) {
    let changes = &done.plan.changes;
    for (index, change) in changes.iter().enumerate() {
        let earlier = changes.iter().take(index).filter(|other| other.kind == change.kind).count();
        let all = changes.iter().filter(|other| other.kind == change.kind).count();
        if all <= most || earlier + 1 < most {
            say!("{}", line(change, options.check));
        } else if earlier + 1 == most {
            say!("{:<9} and {} more", word(change.kind, options.check), all - earlier);
        }
    }
}

/// A number of bytes for people.
pub(super) fn bytes(number: usize) -> String {
    match number {
        0..1_000 => format!("{number} B"),
        1_000..1_000_000 => format!("{} kB", number.div_ceil(1_000)),
        _ => format!("{:.1} MB", number as f64 / 1e6),
    }
}

fn line(change: &Change, is_check: bool) -> String {
    let size = match change.kind {
        Kind::New | Kind::Changed | Kind::Restored => {
            format!(" ({}, {})", count(change.fragments, "fragment", "fragments"), bytes(change.size))
        }
        Kind::Gone | Kind::Pruned => String::new(),
    };
    format!("{:<9} {}{size}", word(change.kind, is_check), change.file)
}

fn word(kind: Kind, is_check: bool) -> &'static str {
    match kind {
        Kind::New => "new",
        Kind::Changed => "changed",
        Kind::Restored if is_check => "missing",
        Kind::Restored => "restored",
        Kind::Pruned if !is_check => "removed",
        Kind::Gone | Kind::Pruned => "gone",
    }
}

fn summary(options: &Options, done: &Done) -> String {
    let plan = &done.plan;
    let mut parts =
        vec![format!("{} with {}", count(plan.pages, "page", "pages"), count(plan.fragments, "fragment", "fragments"))];
    let kinds = [
        (Kind::New, "new"),
        (Kind::Changed, "changed"),
        (Kind::Restored, "restored"),
        (Kind::Gone, "gone"),
        (Kind::Pruned, "removed"),
    ];
    for (kind, word) in kinds {
        let number = plan.changes.iter().filter(|change| change.kind == kind).count();
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    if plan.unchanged > 0 {
        parts.push(format!("{} unchanged", plan.unchanged));
    }
    let left_out = match done.others {
        0 => String::new(),
        number => format!("; {} without OpenAPI left out", count(number, "page", "pages")),
    };
    let verdict = match (options.check, done.differs()) {
        (false, _) => String::new(),
        (true, true) => format!("; the site differs from the lock, run {}", program::call("fetch")),
        (true, false) => "; the lock is up to date".to_owned(),
    };
    format!("{}: {}{left_out}{verdict}", shown(&options.specs), parts.join(", "))
}
