//! Puts files into the specs folder: all of them or none.
//!
//! In: files to put and to take away. Out: the folder with all of that done, or as it was: see [`crate::journal`]. Until
//! a run that was killed is undone by the next one, `regen` refuses the folder ([`is_unfinished`]).

use crate::hold::{self, Access, Held};
use crate::journal::FETCH;
use crate::program;
use crate::specs::at;
use generator::diagnostic::Diagnostics;
use std::path::Path;

/// A fetch was stopped while it moved pages into place, so the folder may hold pages of two states.
pub fn is_unfinished(specs: &Path) -> bool {
    FETCH.is_begun(specs)
}

/// Keeps every other command out of the folder as long as the result lives, and undoes what a killed fetch began.
pub(super) fn begin(dx: &mut Diagnostics, specs: &Path, is_check: bool) -> Held {
    let access = if is_check { Access::Read } else { Access::Write };
    let held = hold::folders(dx, &[hold::specs(specs, access)]);
    if dx.has_errors() {
        return held;
    }
    if is_check {
        if is_unfinished(specs) {
            dx.error("unfinished-fetch", "an earlier fetch was stopped while it moved pages into place", at(specs))
                .help(format!("run {}, which undoes that and fetches again", program::call("fetch")));
        }
    } else if let Err((path, error)) = FETCH.recover(specs, &mut |_| Ok(())) {
        dx.error("write-failed", format!("an earlier run cannot be undone: {error}"), at(&path))
            .help("restore the folder from version control and remove `.fetch` in it");
    }
    held
}
