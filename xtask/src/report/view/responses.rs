//! What recorded responses showed.
//!
//! In: what was learned. Out: its figures, and a finding for each deviation, at the place in the pages that documents what
//! was seen otherwise. No value of a response is in it but one that an enum lacks, which its action adds.

use super::card;
use generator::Survey;
use generator::learn::{Deviation, DeviationKind, Learned};
use generator::locate::Index;
use generator::report::finding::{self, Finding, Spot};
use generator::report::inventory;
use generator::visible;
use serde::Serialize;
use serde_json::Value as Json;

/// What recorded responses showed.
#[derive(Debug, Serialize)]
pub struct Responses {
    /// How many were compared.
    pub compared: usize,
    /// The operations that they are of.
    pub operations: Vec<String>,
    /// How many could not be compared.
    pub skipped: usize,
    /// The actions that correct the documentation, in order, indented.
    pub actions: Vec<String>,
}

const SHARED: &str = "other places share a type that was corrected, and are corrected alike";

const HELP: &str = "say so in an overlay, as `learn --write` does";

const TITLES: [(&str, &str); 9] = [
    ("seen-other-type", "Seen with another type"),
    ("seen-other-branch", "Seen with an unknown discriminator value"),
    ("seen-out-of-range", "Seen with a larger number"),
    ("seen-null", "Seen as `null`"),
    ("seen-unlisted", "Seen with a value that the enum lacks"),
    ("seen-missing", "Seen without a required field"),
    ("seen-untyped", "Seen where nothing is documented"),
    ("seen-undocumented", "Seen with an undocumented field"),
    ("seen-shared", "Places that share a type"),
];

/// What a code of this module means.
pub(super) fn title(code: &str) -> Option<&'static str> {
    TITLES.iter().find(|(known, _)| *known == code).map(|(_, title)| *title)
}

/// The figures.
pub(super) fn responses(learned: &Learned) -> Responses {
    Responses {
        compared: learned.compared,
        operations: learned.operations.iter().map(|one| visible::line(one).into_owned()).collect(),
        skipped: learned.skipped.len(),
        actions: learned.actions.iter().map(card::action).collect(),
    }
}

/// A finding for each deviation, and one for the actions that are needed elsewhere, since a type is shared.
pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let (Some(learned), Some(document)) = (&survey.learned, &survey.document) else { return Vec::new() };
    let mut index = Index::default();
    let paths: Vec<_> = learned.deviations.iter().map(|one| inventory::path(document, &one.pointer)).collect();
    let owners: Vec<_> = learned.actions.iter().map(|action| owner(&paths, action)).collect();
    let of = |owner: Option<&String>| {
        let actions = learned.actions.iter().zip(&owners).filter(move |(_, found)| **found == owner);
        actions.map(|(action, _)| action.clone()).collect::<Vec<Json>>()
    };
    let found = learned.deviations.iter().zip(&paths).map(|(deviation, path)| {
        let place = inventory::place(document, &deviation.pointer);
        let spot = place.map(|at| finding::spot_at(&mut index, &survey.diagnostics.sources, &at));
        let (code, message) = said(deviation);
        let actions = path.as_ref().map(|path| of(Some(path)));
        seen(code, &message, Spot { actions: actions.unwrap_or_default(), ..spot.unwrap_or_default() })
    });
    let mut found: Vec<Finding> = found.collect();
    let shared = of(None);
    if !shared.is_empty() {
        found.push(seen("seen-shared", SHARED, Spot { actions: shared, ..Spot::default() }));
    }
    found
}

fn seen(code: &'static str, message: &str, spot: Spot) -> Finding {
    let page = spot.at.as_ref().map(|at| at.page.clone());
    let message = visible::line(message).into_owned();
    let help = (!spot.actions.is_empty()).then(|| HELP.to_owned());
    Finding { code, state: "seen", message, help, page, weight: 0, spots: vec![spot] }
}

/// The place that an action corrects: the longest path among those of deviations that its target begins with.
fn owner<'a>(paths: &'a [Option<String>], action: &Json) -> Option<&'a String> {
    let target = action.get("target").and_then(Json::as_str)?;
    let is_in = |path: &&String| {
        let rest = target.strip_prefix(path.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    paths.iter().flatten().filter(is_in).max_by_key(|path| path.len())
}

/// Adds to open findings what was seen at their places: what corrects that is more than a guess.
pub(super) fn attach(findings: &mut [Finding], seen: &[Finding]) {
    let open = findings.iter_mut().filter(|finding| finding.state != "corrected");
    for spot in open.flat_map(|finding| &mut finding.spots).filter(|spot| spot.at.is_some()) {
        for other in seen.iter().filter(|other| other.spots.iter().any(|one| one.at == spot.at)) {
            spot.seen.push(other.message.clone());
            spot.actions = other.spots.iter().flat_map(|one| one.actions.clone()).collect();
        }
    }
}

fn said(deviation: &Deviation) -> (&'static str, String) {
    let Deviation { kind, documented, seen, .. } = deviation;
    let seen: Vec<String> = seen.iter().map(|(kind, number)| format!("{kind} ×{number}")).collect();
    let seen = seen.join(", ");
    match kind {
        DeviationKind::OtherType => ("seen-other-type", format!("documented as {documented}; seen: {seen}")),
        DeviationKind::NoBranch => ("seen-other-branch", format!("no branch has the value; seen: {seen}")),
        DeviationKind::OutOfRange => ("seen-out-of-range", format!("documented as {documented}; seen: {seen}")),
        DeviationKind::Null => ("seen-null", format!("documented as {documented}, never `null`; seen: {seen}")),
        DeviationKind::Unlisted => ("seen-unlisted", format!("the enum lacks a value; seen: {seen}")),
        DeviationKind::Missing => ("seen-missing", format!("`{documented}` is required; seen without it: {seen}")),
        DeviationKind::Untyped => ("seen-untyped", format!("nothing is documented; seen: {seen}")),
        DeviationKind::UndocumentedBody => {
            ("seen-undocumented-body", format!("{documented} is documented; seen: {seen}"))
        }
        DeviationKind::Undocumented => ("seen-undocumented", format!("`{documented}` is not documented; seen: {seen}")),
    }
}
