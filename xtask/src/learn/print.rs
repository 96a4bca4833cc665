//! What the maintainer sees of what was learned.
//!
//! In: an [`Outcome`]. Out: messages on standard error, and on standard output for example:
//!
//! ```text
//! 12 answers of 2 operations
//!   12 other type    /components/schemas/Pet/properties/age: string, seen integer ×12
//!    1 undocumented  /components/schemas/Pet: `tags`, seen array ×1
//! 2 deviations; `cargo xtask learn --write …` corrects them by an overlay
//! ```
//!
//! No value of a response is shown.

use super::{Options, Outcome};
use crate::print::{count, errors, rendered, wants_colour};
use crate::program;
use crate::say;
use crate::specs::shown;
use generator::learn::{Deviation, DeviationKind, Skip};
use std::collections::BTreeMap;

/// Prints what a run did.
pub fn outcome(options: &Options, outcome: &Outcome) {
    if !outcome.diagnostics.list.is_empty() {
        errors(&rendered(&outcome.diagnostics, true, wants_colour()));
    }
    let Some(learned) = &outcome.done else { return };
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, skip) in &learned.skipped {
        let why = match skip {
            Skip::UnknownOperation { .. } => "of no operation left out",
            Skip::NotJson => "not JSON left out",
            Skip::NoSchema(_) => "with no schema for their status left out",
            Skip::Unfinished => "compared only in part",
        };
        *left_out.entry(why).or_default() += 1;
    }
    let left_out: String = left_out.iter().map(|(why, number)| format!(", {number} {why}")).collect();
    let operations = count(learned.operations.len(), "operation", "operations");
    say!("{} of {operations}{left_out}", count(learned.compared, "answer", "answers"));
    let width = learned.deviations.iter().map(|one| one.count().to_string().len()).max().unwrap_or_default();
    for deviation in &learned.deviations {
        say!("  {:>width$} {}", deviation.count(), line(deviation));
    }
    let contradictions = learned.contradictions();
    let mut number = count(contradictions, "deviation", "deviations");
    let untyped = learned.deviations.len() - contradictions;
    if untyped > 0 {
        let places = count(untyped, "place where nothing is documented", "places where nothing is documented");
        number = if contradictions > 0 { format!("{number}, {places}") } else { format!("no deviation; {places}") };
    }
    let overlay = shown(&options.source.specs.join(&options.overlay));
    let actions = || count(learned.actions.len(), "action", "actions");
    match (learned.deviations.is_empty(), options.write) {
        (true, _) => say!("no deviation: the responses are as documented"),
        (false, true) => say!("{number}; {} written to {overlay}, now run {}", actions(), program::call("regen")),
        (false, false) if !learned.uncorrected.is_empty() => {
            say!("{number}, of which `--write` cannot correct {}", learned.uncorrected.len());
        }
        (false, false) => say!("{number}; `--write` puts {} for them into {overlay}", actions()),
    }
    say!("{:.2} s", outcome.elapsed.as_secs_f64());
}

/// A deviation in a line; no value of a response is in it.
pub(super) fn line(deviation: &Deviation) -> String {
    let Deviation { pointer, kind, documented, seen } = deviation;
    let seen: Vec<String> = seen.iter().map(|(kind, number)| format!("{kind} ×{number}")).collect();
    let seen = seen.join(", ");
    match kind {
        DeviationKind::OtherType => format!("other type    {pointer}: {documented}, seen {seen}"),
        DeviationKind::NoBranch => format!("no branch     {pointer}: a discriminator value that names no branch"),
        DeviationKind::OutOfRange => format!("out of range  {pointer}: {documented}, seen a wider one"),
        DeviationKind::Null => format!("null          {pointer}: {documented}, never null"),
        DeviationKind::Unlisted => format!("unlisted      {pointer}: a value that is not listed"),
        DeviationKind::Missing => format!("missing       {pointer}: `{documented}`, documented as always there"),
        DeviationKind::Untyped => format!("untyped       {pointer}: nothing is documented, seen {seen}"),
        DeviationKind::UndocumentedBody => format!("undocumented  {pointer}: {documented}, seen {seen}"),
        DeviationKind::Undocumented => format!("undocumented  {pointer}: `{documented}`, seen {seen}"),
    }
}
