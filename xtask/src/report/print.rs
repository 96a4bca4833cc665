//! What the maintainer sees of a written report.
//!
//! In: an [`Outcome`]. Out: messages on standard error, and on standard output for example:
//!
//! ```text
//! 15 findings on 1 page: 0 errors, 15 warnings
//! report.html: open it in a browser
//! 0.05 s
//! ```

use super::{Options, Outcome};
use crate::print::{count, errors, rendered, wants_colour};
use crate::say;
use crate::specs::shown;

/// Prints what a run did.
pub fn outcome(options: &Options, outcome: &Outcome) {
    if !outcome.diagnostics.list.is_empty() {
        errors(&rendered(&outcome.diagnostics, false, wants_colour()));
    }
    let Some(report) = &outcome.report else { return };
    let totals = &report.totals;
    let mut parts = vec![count(totals.error, "error", "errors"), count(totals.warning, "warning", "warnings")];
    if totals.corrected > 0 {
        parts.push(format!("{} corrected by overlays", totals.corrected));
    }
    if let Some(responses) = &report.responses {
        let compared = count(responses.compared, "response", "responses");
        parts.push(format!("{} in {compared}", count(totals.seen, "deviation", "deviations")));
    }
    let pages = count(report.pages.len(), "page", "pages");
    say!("{} on {pages}: {}", count(totals.all(), "finding", "findings"), parts.join(", "));
    say!("{}: open it in a browser", shown(&options.out_file));
    say!("{:.2} s", outcome.elapsed.as_secs_f64());
}
