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
//!
//! The formats for programs say the same.

mod machine;
mod summary;

use crate::regen::{Options, Outcome};
use generator::diagnostic::{Diagnostic, Diagnostics, Severity};
use generator::report;
use generator::visible;
use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};

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
    let summary = summary::text(options, outcome, verbose);
    match format {
        Format::Text => {
            errors(&rendered(&outcome.diagnostics, verbose, wants_colour()));
            all(&summary);
        }
        Format::Json => output(&machine::json_lines(options, outcome, verbose, &summary)),
        Format::Github => output(&machine::github(options, outcome, verbose, &summary)),
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
