//! Where hundreds of messages of one kind stand.
//!
//! In: the messages of one code. Out: nothing if they are few, or else a line that counts them by component and
//! operation, most first: `most of them: 40 in /components/schemas/Pet, 12 in /paths/~1pets/get`.

use crate::diagnostic::{At, Diagnostic, Diagnostics};
use std::collections::BTreeMap;

/// From how many messages on they are counted.
const MANY: usize = 100;
/// How many places are named.
const NAMED: usize = 10;
/// How many steps of a pointer name a component or an operation.
const STEPS: usize = 3;

pub(super) fn summary(dx: &Diagnostics, diagnostics: &[&Diagnostic]) -> Option<String> {
    if diagnostics.len() < MANY {
        return None;
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let (At::Place(place) | At::Key(place)) = &diagnostic.at else { continue };
        let Some((_, pointer)) = dx.sources.places.resolve(*place) else { continue };
        let owner: Vec<&str> = pointer.split('/').skip(1).take(STEPS).collect();
        *counts.entry(["/", &owner.join("/")].concat()).or_default() += 1;
    }
    let mut sorted: Vec<(String, usize)> = counts.into_iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let owners = sorted.len();
    let named: Vec<String> = sorted.iter().take(NAMED).map(|(owner, count)| format!("{count} in {owner}")).collect();
    let more = owners.saturating_sub(NAMED);
    let more = if more > 0 { format!(", the others in {more} more") } else { String::new() };
    (owners > 0).then(|| format!("by component and operation: {}{more}", named.join(", ")))
}
