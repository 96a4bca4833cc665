//! What a run did, as lines for people.
//!
//! In: an [`Outcome`]. Out: what is on standard output after the messages; see [`super`] for an example.

use super::count;
use crate::regen::{Done, Options, Outcome, Proposal};
use crate::specs::shown;
use crate::{program, version};
use generator::diagnostic::{Diagnostic, Severity};
use generator::features::{ALL_TYPES, RuntimePart};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Adds one line. What pages, responses and file names hold cannot steer who reads it: see [`generator::visible`].
macro_rules! line {
    ($text:expr, $($arguments:tt)*) => {
        $text.push_str(&(generator::visible::line(&format!($($arguments)*)).into_owned() + "\n"))
    };
}

/// The lines; after an error only the numbers of warnings.
pub(super) fn text(options: &Options, outcome: &Outcome, verbose: bool) -> String {
    let mut all = String::new();
    let (text, dx) = (&mut all, &outcome.diagnostics);
    if let Some(done) = &outcome.done {
        figures(text, done);
        without(text, &dx.list, verbose);
        paging(text, &done.report.paged, verbose);
    }
    warnings(text, &dx.list, verbose);
    if let Some(done) = &outcome.done {
        news(text, options, done, verbose);
        changes(text, options, done);
        line!(text, "{:.2} s", outcome.elapsed.as_secs_f64());
    }
    all
}

fn figures(text: &mut String, done: &Done) {
    let report = &done.report;
    let overlays = match report.overlays {
        0 => String::new(),
        number => count(number, "overlay", "overlays") + ", ",
    };
    line!(
        text,
        "{}, {overlays}{}, {}, {}",
        count(report.pages, "page", "pages"),
        count(report.fragments, "fragment", "fragments"),
        count(report.operations, "operation", "operations"),
        count(report.models, "model", "models"),
    );
    if report.unreached > 0 {
        let types = count(report.unreached, "type that no operation reaches is", "types that no operation reaches are");
        let default = if done.all_types { ", which is on by default" } else { "" };
        line!(text, "{types} behind the feature `{ALL_TYPES}`{default}");
    }
    if report.webhooks > 0 {
        let events = count(report.webhooks, "event that the server sends is", "events that the server sends are");
        line!(text, "{events} behind the feature `{}`", RuntimePart::Webhooks.feature());
    }
    let parts: Vec<String> = report.unsupported.iter().map(|(kind, number)| format!("{number} {kind}")).collect();
    if !parts.is_empty() {
        line!(text, "unsupported parts: {}", parts.join(", "));
    }
}

/// How many codes of warnings are counted by themselves.
const CODES: usize = 8;

/// How many pages hold no OpenAPI.
fn without(text: &mut String, list: &[Diagnostic], verbose: bool) {
    let number = list.iter().filter(|message| message.code == "no-fragment").count();
    if number > 0 {
        let hint = if verbose { "" } else { " (--verbose names them)" };
        line!(text, "{} no OpenAPI{hint}", count(number, "page holds", "pages hold"));
    }
}

/// Which operations are read page by page, and how: a wrong guess is corrected by `x-paging`.
fn paging(text: &mut String, paged: &[generator::Paged], verbose: bool) {
    let mut by_kind: BTreeMap<&str, Vec<&generator::Paged>> = BTreeMap::new();
    for one in paged {
        by_kind.entry(one.kind).or_default().push(one);
    }
    if paged.is_empty() {
        return;
    }
    line!(text, "{}", count(paged.len(), "paginated operation", "paginated operations"));
    for (kind, all) in by_kind {
        line!(text, "  {} by {kind}", all.len());
        for one in all.iter().filter(|_| verbose) {
            line!(text, "    {}: {}", one.method, one.rule);
        }
    }
}

fn warnings(text: &mut String, list: &[Diagnostic], verbose: bool) {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    let mut settled = 0;
    for message in list.iter().filter(|message| message.severity == Severity::Warning) {
        if message.settled {
            settled += 1;
        } else {
            *by_code.entry(message.code).or_default() += 1;
        }
    }
    let total: usize = by_code.values().sum();
    if total > 0 {
        let hint = if verbose { "" } else { " (--verbose lists all)" };
        line!(text, "{}{hint}", count(total, "warning", "warnings"));
    }
    let mut sorted: Vec<_> = by_code.into_iter().collect();
    sorted.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    let width = sorted.first().map_or(0, |(_, number)| number.to_string().len());
    let shown = if verbose || sorted.len() <= CODES { sorted.len() } else { CODES - 1 };
    for (code, number) in sorted.iter().take(shown) {
        line!(text, "  {number:>width$} {code}");
    }
    let rest: usize = sorted.iter().skip(shown).map(|(_, number)| number).sum();
    if rest > 0 {
        line!(text, "  {rest:>width$} of {} other codes", sorted.len() - shown);
    }
    if settled > 0 {
        line!(text, "{} settled by an overlay", count(settled, "warning", "warnings"));
    }
}

/// What changed in the API, and the version that this asks for; nothing if nothing changed.
fn news(text: &mut String, options: &Options, done: &Done, verbose: bool) {
    let news = &done.news;
    if news.is_first {
        return first(text, options, done, verbose);
    }
    text.push_str(&crate::changes::text(&news.diff, verbose));
    let Some(proposal) = &news.proposal else {
        if options.bump {
            line!(text, "nothing is unreleased, so the version stays");
        } else if news.is_taken_back {
            line!(text, "nothing differs from the last version, so no new one is due");
        }
        return;
    };
    let Proposal { old, new, verdict, loses } = proposal;
    let names: Vec<String> = loses.iter().map(|name| format!("`{name}`")).collect();
    let names = crate::changes::fold::first(&names);
    let raised = version::raised(old, *verdict).map(|number| format!(": {number}")).unwrap_or_default();
    let change = format!("version {old} -> {new} ({}{raised})", verdict.text());
    if options.bump {
        line!(text, "{change}");
        if !loses.is_empty() {
            line!(text, "  the version after it leaves out what is deprecated since {new}, which is major: {names}");
        }
    } else if !news.diff.is_empty() {
        line!(text, "{change} is due for all that is unreleased: {} writes it", program::call("regen --bump"));
        if !loses.is_empty() {
            line!(text, "  it leaves out what is deprecated since {old}, which is major: {names}");
        }
    }
}

/// Before the first version nothing breaks anybody, so no change has a verdict.
fn first(text: &mut String, options: &Options, done: &Done, verbose: bool) {
    let diff = &done.news.diff;
    text.push_str(&crate::changes::text_without_verdicts(diff, verbose));
    if options.bump {
        line!(text, "this is the first version");
    } else if !diff.is_empty() {
        line!(text, "no version was made yet, so none is due: {} makes the first one", program::call("regen --bump"));
    }
}

fn changes(text: &mut String, options: &Options, done: &Done) {
    let (out, plan) = (shown(&options.out), &done.plan);
    list(text, &options.out, &plan.foreign, "left alone", ", which regen did not write");
    for remark in &done.manifest {
        line!(text, "{out}/Cargo.toml: {remark}");
    }
    if !options.check {
        list(text, &options.out, &plan.stale, "removed", "");
        let written = count(plan.written(), "file", "files");
        line!(text, "{out}: {written} written, {} unchanged, {} removed", plan.unchanged, plan.stale.len());
        return;
    }
    list(text, &options.out, &plan.missing, "missing", "");
    list(text, &options.out, &plan.different, "differs", "");
    list(text, &options.out, &plan.stale, "stale", "");
    if plan.is_empty() {
        line!(text, "{out}: {} up to date", count(plan.unchanged, "file", "files"));
    } else {
        line!(text, "{out}: not what the pages give; run {}", program::call("regen"));
    }
}

fn list(text: &mut String, out: &Path, paths: &[PathBuf], what: &str, why: &str) {
    for path in paths {
        line!(text, "{what}: {}{why}", shown(&out.join(path)));
    }
}
