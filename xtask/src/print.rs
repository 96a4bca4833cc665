//! What the maintainer sees of a run.
//!
//! In: an [`Outcome`]. Out: messages on standard error, a summary on standard output, for example:
//!
//! ```text
//! 1 page, 4 fragments, 4 operations, 14 models
//! 1 paginated operation
//!   1 by page number up to the last page
//! 15 warnings (--verbose lists all)
//!   12 untyped-schema
//!    3 contradictory-schema
//! generated: 9 files written, 2 unchanged, 1 removed
//! 0.03 s
//! ```

use crate::program;
use crate::regen::{Done, Options, Outcome};
use crate::specs::shown;
use generator::diagnostic::{Diagnostic, Diagnostics, Severity};
use generator::features::{ALL_TYPES, RuntimePart};
use generator::report;
use generator::visible;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

/// How messages are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, on standard error; a summary on standard output
    #[default]
    Text,
    /// One JSON object a line, on standard output
    Json,
    /// Annotations of GitHub's runners, on standard output
    Github,
}

/// Prints one line. What pages, responses and file names hold cannot steer who reads it: see [`generator::visible`].
#[macro_export]
macro_rules! say {
    ($($arguments:tt)*) => {
        $crate::print::all(&(generator::visible::line(&format!($($arguments)*)).into_owned() + "\n"))
    };
}

/// Prints a text of lines that are visible already, none of which is a command of a CI service.
pub fn all(text: &str) {
    output(&visible::output(text));
}

/// Prints a text as it is. A reader that takes no more of it, as `head`, is no failure: the work is done all the same.
pub fn output(text: &str) {
    let mut stream = std::io::stdout();
    // Nobody is left to tell that nobody reads.
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

/// As [`output`], on standard error.
pub fn errors(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Prints what a run did.
pub fn outcome(options: &Options, outcome: &Outcome, format: Format, verbose: bool) {
    let dx = &outcome.diagnostics;
    let machine = report::Options { colour: false, verbose };
    match format {
        Format::Text => {}
        Format::Json => return output(&report::machine::json_lines(dx, machine)),
        Format::Github => return output(&report::machine::github(dx, machine, &shown(&options.specs))),
    }
    errors(&rendered(dx, verbose, wants_colour()));
    if let Some(done) = &outcome.done {
        figures(done);
        without(&dx.list, verbose);
        paging(&done.report.paged, verbose);
    }
    warnings(&dx.list, verbose);
    if let Some(done) = &outcome.done {
        news(options, done, verbose);
        changes(options, done);
        say!("{:.2} s", outcome.elapsed.as_secs_f64());
    }
}

/// A number with its noun.
pub fn count(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{number} {noun}")
}

/// The errors as text; all messages, if `verbose`.
pub fn rendered(dx: &Diagnostics, verbose: bool, colour: bool) -> String {
    let options = report::Options { colour, verbose };
    if verbose {
        return visible::output(&report::render(dx, options));
    }
    let is_error = |message: &&Diagnostic| message.severity == Severity::Error;
    let list: Vec<Diagnostic> = dx.list.iter().filter(is_error).cloned().collect();
    if list.is_empty() {
        return String::new();
    }
    visible::output(&report::render(&Diagnostics { list, ..dx.clone() }, options))
}

/// Colours are for people at a terminal who have not turned them off (<https://no-color.org>).
pub fn wants_colour() -> bool {
    suits_colour(std::io::stderr().is_terminal(), std::env::var_os("NO_COLOR"))
}

/// [`wants_colour`], by what standard error is and what `NO_COLOR` says.
pub fn suits_colour(is_terminal: bool, no_color: Option<OsString>) -> bool {
    is_terminal && no_color.is_none_or(|value| value.is_empty())
}

fn figures(done: &Done) {
    let report = &done.report;
    say!(
        "{}, {}, {}, {}",
        count(report.pages, "page", "pages"),
        count(report.fragments, "fragment", "fragments"),
        count(report.operations, "operation", "operations"),
        count(report.models, "model", "models"),
    );
    if report.unreached > 0 {
        let types = count(report.unreached, "type that no operation reaches is", "types that no operation reaches are");
        let default = if done.all_types { ", which is on by default" } else { "" };
        say!("{types} behind the feature `{ALL_TYPES}`{default}");
    }
    if report.webhooks > 0 {
        let events = count(report.webhooks, "event that the server sends is", "events that the server sends are");
        say!("{events} behind the feature `{}`", RuntimePart::Webhooks.feature());
    }
    let parts: Vec<String> = report.unsupported.iter().map(|(kind, number)| format!("{number} {kind}")).collect();
    if !parts.is_empty() {
        say!("unsupported parts: {}", parts.join(", "));
    }
}

/// How many pages hold no OpenAPI.
fn without(list: &[Diagnostic], verbose: bool) {
    let number = list.iter().filter(|message| message.code == "no-fragment").count();
    if number > 0 {
        let hint = if verbose { "" } else { " (--verbose names them)" };
        say!("{} no OpenAPI{hint}", count(number, "page holds", "pages hold"));
    }
}

/// Which operations are read page by page, and how: a wrong guess is corrected by `x-paging`.
fn paging(paged: &[generator::Paged], verbose: bool) {
    let mut by_kind: BTreeMap<&str, Vec<&generator::Paged>> = BTreeMap::new();
    for one in paged {
        by_kind.entry(one.kind).or_default().push(one);
    }
    if paged.is_empty() {
        return;
    }
    say!("{}", count(paged.len(), "paginated operation", "paginated operations"));
    for (kind, all) in by_kind {
        say!("  {} by {kind}", all.len());
        for one in all.iter().filter(|_| verbose) {
            say!("    {}: {}", one.method, one.rule);
        }
    }
}

fn warnings(list: &[Diagnostic], verbose: bool) {
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
        say!("{}{hint}", count(total, "warning", "warnings"));
    }
    let mut sorted: Vec<_> = by_code.into_iter().collect();
    sorted.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    let width = sorted.first().map_or(0, |(_, number)| number.to_string().len());
    for (code, number) in sorted {
        say!("  {number:>width$} {code}");
    }
    if settled > 0 {
        say!("{} settled by an overlay", count(settled, "warning", "warnings"));
    }
}

/// What changed in the API, and the version that this asks for; nothing if nothing changed.
fn news(options: &Options, done: &Done, verbose: bool) {
    let news = &done.news;
    if news.is_first {
        return first(options, done, verbose);
    }
    all(&crate::changes::text(&news.diff, verbose));
    let Some(proposal) = &news.proposal else {
        if options.bump {
            say!("nothing is unreleased, so the version stays");
        } else if news.is_taken_back {
            say!("nothing differs from the last version, so no new one is due");
        }
        return;
    };
    let change = format!("version {} -> {} ({})", proposal.old, proposal.new, proposal.verdict.text());
    if options.bump {
        say!("{change}");
    } else if !news.diff.is_empty() {
        say!("{change} is due for all that is unreleased: {} writes it", program::call("regen --bump"));
    }
}

/// Before the first version nothing breaks anybody, so no change has a verdict.
fn first(options: &Options, done: &Done, verbose: bool) {
    let diff = &done.news.diff;
    all(&crate::changes::text_without_verdicts(diff, verbose));
    if options.bump {
        say!("this is the first version");
    } else if !diff.is_empty() {
        say!("no version was made yet, so none is due: {} makes the first one", program::call("regen --bump"));
    }
}

fn changes(options: &Options, done: &Done) {
    let (out, plan) = (shown(&options.out), &done.plan);
    let list = |paths: &[PathBuf], what: &str, why: &str| {
        for path in paths {
            say!("{what}: {}{why}", shown(&options.out.join(path)));
        }
    };
    list(&plan.foreign, "left alone", ", which regen did not write");
    for remark in &done.manifest {
        say!("{out}/Cargo.toml: {remark}");
    }
    if !options.check {
        list(&plan.stale, "removed", "");
        let written = count(plan.written(), "file", "files");
        say!("{out}: {written} written, {} unchanged, {} removed", plan.unchanged, plan.stale.len());
        return;
    }
    list(&plan.missing, "missing", "");
    list(&plan.different, "differs", "");
    list(&plan.stale, "stale", "");
    if plan.is_empty() {
        say!("{out}: {} up to date", count(plan.unchanged, "file", "files"));
    } else {
        say!("{out}: not what the pages give; run {}", program::call("regen"));
    }
}
