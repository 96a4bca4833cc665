//! The tables of the page: kinds of findings, pages, corrections, operations and models.
//!
//! In: the findings and what the pages document. Out: rows, with links to the sections of their pages.

use super::{Section, Totals, Where, card, section_of};
use generator::diagnostic::{Diagnostics, Severity};
use generator::locate::Index;
use generator::report::finding::{self, Finding};
use generator::report::inventory::Inventory;
use generator::visible;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A kind of finding.
#[derive(Debug, Serialize)]
pub struct Code {
    /// The code.
    pub code: &'static str,
    /// What it means, in pieces.
    pub title: Vec<String>,
    /// How many findings there are of each state.
    pub totals: Totals,
    /// How many there are.
    pub count: usize,
    /// On how many pages; an overlay is none.
    pub pages: usize,
}

/// A page.
#[derive(Debug, Serialize)]
pub struct PageRow {
    /// Its path.
    pub page: String,
    /// Where it was fetched.
    pub url: Option<String>,
    /// The section with its findings.
    pub section: Option<String>,
    /// How many findings there are of each state.
    pub totals: Totals,
    /// How many operations it documents.
    pub operations: usize,
}

/// An action of an overlay.
#[derive(Debug, Serialize)]
pub struct Correction {
    /// What it did, in pieces.
    pub message: Vec<String>,
    /// Where it stands.
    pub at: Option<Where>,
    /// What it says.
    pub action: Option<String>,
}

/// A page of an item.
#[derive(Debug, Serialize)]
pub struct Link {
    /// Its path.
    pub page: String,
    /// The section with its findings.
    pub section: Option<String>,
}

/// An operation.
#[derive(Debug, Serialize)]
pub struct Operation {
    /// For links.
    pub id: String,
    /// `GET`
    pub method: String,
    /// Its path.
    pub path: String,
    /// Its summary.
    pub title: Option<String>,
    /// Its tag.
    pub tag: Option<String>,
    /// Its method on the client.
    pub name: String,
    /// It is deprecated.
    pub deprecated: bool,
    /// Where it stands.
    pub pointer: String,
    /// How many findings there are in it.
    pub findings: usize,
    /// Its pages.
    pub pages: Vec<Link>,
}

/// A type.
#[derive(Debug, Serialize)]
pub struct Model {
    /// For links.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `model`, `enum` or `union`.
    pub kind: &'static str,
    /// How many fields, values or branches.
    pub parts: usize,
    /// Where it is used.
    pub used: &'static str,
    /// Where it stands.
    pub pointer: String,
    /// How many findings there are in it.
    pub findings: usize,
    /// Its pages.
    pub pages: Vec<Link>,
}

/// The overlays among the files that were read.
fn overlays(dx: &Diagnostics) -> BTreeSet<String> {
    let pages = dx.sources.overlays.0.iter().filter_map(|page| dx.sources.pages.get(*page));
    pages.map(|page| visible::line(&page.path).into_owned()).collect()
}

/// The kinds of findings, most first.
pub(super) fn codes(dx: &Diagnostics, findings: &[Finding]) -> Vec<Code> {
    let overlays = overlays(dx);
    let mut codes: BTreeMap<&'static str, (Totals, BTreeSet<&String>)> = BTreeMap::new();
    for finding in findings {
        let (totals, pages) = codes.entry(finding.code).or_default();
        totals.add(finding.state, finding.spots.len());
        pages.extend(finding.page.as_ref().filter(|page| !overlays.contains(*page)));
    }
    let code = |(code, (totals, pages)): (&'static str, (Totals, BTreeSet<_>))| {
        let (title, count) = (card::title(code), totals.all());
        Code { code, title, totals, count, pages: pages.len() }
    };
    let mut codes: Vec<Code> = codes.into_iter().map(code).collect();
    codes.sort_by_key(|code| std::cmp::Reverse((code.totals.error, code.count)));
    codes
}

/// All pages that document something or have findings; overlays are none.
pub(super) fn pages(
    dx: &Diagnostics,
    sections: &[Section],
    inventory: &Inventory,
    urls: &BTreeMap<String, String>,
) -> Vec<PageRow> {
    let with_fragments = dx.sources.fragments.iter().filter_map(|fragment| dx.sources.pages.get(fragment.page));
    let documented = with_fragments.map(|page| visible::line(&page.path).into_owned());
    let found = sections.iter().filter_map(|section| section.page.clone());
    let overlays = overlays(dx);
    let all: BTreeSet<String> = documented.chain(found).filter(|page| !overlays.contains(page)).collect();
    let row = |page: String| {
        let section = section_of(sections, &page);
        PageRow {
            url: super::address(urls, &page),
            section: section.map(|section| section.id.clone()),
            totals: section.map(|section| section.totals).unwrap_or_default(),
            operations: inventory.operations.iter().filter(|operation| operation.pages.contains(&page)).count(),
            page,
        }
    };
    all.into_iter().map(row).collect()
}

/// What overlays did.
pub(super) fn corrections(dx: &Diagnostics) -> Vec<Correction> {
    let mut index = Index::default();
    let actions = dx.list.iter().filter(|said| said.severity == Severity::Note && said.code == "overlay-action");
    let correction = |said: &generator::diagnostic::Diagnostic| {
        let spot = finding::spot_at(&mut index, &dx.sources, &said.at);
        Correction {
            message: card::sentence(&visible::line(&said.message)),
            at: spot.at.as_ref().map(card::location),
            action: spot.excerpt.map(|excerpt| excerpt.marked),
        }
    };
    actions.map(correction).collect()
}

/// All operations.
pub(super) fn operations(inventory: &Inventory, findings: &[Finding], sections: &[Section]) -> Vec<Operation> {
    let pointers = pointers(findings);
    let operation = |(number, one): (usize, &generator::report::inventory::OperationEntry)| Operation {
        id: format!("operation-{}", number + 1),
        method: one.method.clone(),
        path: one.path.clone(),
        title: one.title.clone(),
        tag: one.tag.clone(),
        name: one.name.clone(),
        deprecated: one.deprecated,
        pointer: one.pointer.clone(),
        findings: below(&pointers, &one.pointer),
        pages: links(&one.pages, sections),
    };
    inventory.operations.iter().enumerate().map(operation).collect()
}

/// All types.
pub(super) fn models(inventory: &Inventory, findings: &[Finding], sections: &[Section]) -> Vec<Model> {
    let pointers = pointers(findings);
    let model = |(number, one): (usize, &generator::report::inventory::ModelEntry)| Model {
        id: format!("model-{}", number + 1),
        name: one.name.clone(),
        kind: one.kind,
        parts: one.parts,
        used: one.used,
        pointer: one.pointer.clone(),
        findings: below(&pointers, &one.pointer),
        pages: links(&one.pages, sections),
    };
    inventory.models.iter().enumerate().map(model).collect()
}

fn links(pages: &[String], sections: &[Section]) -> Vec<Link> {
    let link = |page: &String| Link {
        page: page.clone(),
        section: section_of(sections, page).map(|section| section.id.clone()),
    };
    pages.iter().map(link).collect()
}

/// The pointers of all places with findings, sorted.
fn pointers(findings: &[Finding]) -> Vec<&str> {
    let places = findings.iter().flat_map(|finding| &finding.spots).filter_map(|spot| spot.at.as_ref());
    let mut all: Vec<&str> = places.filter_map(|at| at.pointer.as_deref()).collect();
    all.sort_unstable();
    all
}

/// How many of the pointers are a pointer or below it.
fn below(sorted: &[&str], pointer: &str) -> usize {
    let from = sorted.partition_point(|other| *other < pointer);
    let all = sorted.iter().skip(from).take_while(|other| other.starts_with(pointer));
    let rest = all.filter_map(|other| other.strip_prefix(pointer));
    rest.filter(|rest| rest.is_empty() || rest.starts_with('/')).count()
}
