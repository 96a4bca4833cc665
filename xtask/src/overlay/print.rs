//! What the maintainer sees of a new overlay.
//!
//! In: an [`Outcome`]. Out: messages on standard error, and on standard output for example:
//!
//! ```text
//! specs/corrections.overlay.yaml: 14 actions added for 14 warnings
//! edit each action to say what the server really sends, then run `cargo xtask regen`
//! ```

use super::{Options, Outcome};
use crate::print::{all, count, errors, rendered, wants_colour};
use crate::program;
use crate::say;
use crate::specs::shown;

/// Prints what a run did.
pub fn outcome(options: &Options, outcome: &Outcome) {
    if !outcome.diagnostics.list.is_empty() {
        errors(&rendered(&outcome.diagnostics, false, wants_colour()));
    }
    let Some(done) = &outcome.done else { return };
    for (code, number) in &done.without {
        let warnings = count(*number, "warning has", "warnings have");
        errors(&format!("{warnings} no suggested action: {code}\n"));
    }
    if options.dry_run {
        all(&done.text);
        return;
    }
    let path = shown(&options.source.specs.join(&options.file));
    if done.actions == 0 {
        say!("{path}: no action to add");
        return;
    }
    let warnings = count(done.warnings, "warning", "warnings");
    say!("{path}: {} added for {warnings}", count(done.actions, "action", "actions"));
    say!("edit each action to say what the server really sends, then run {}", program::call("regen"));
}
