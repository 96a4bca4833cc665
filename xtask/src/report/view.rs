//! What the page says, as data for its templates.
//!
//! In: a [`Survey`]. Out: a [`Report`], in which everything is text, a number or a list: nothing is decided in a template.
//! What is found on a page of the documentation is in one [`Section`]; everything that can be linked to has an id.

mod card;
mod responses;
mod tables;

use crate::program;
pub use card::{Card, Related, Spot, Where};
use generator::Survey;
use generator::diagnostic::Diagnostics;
use generator::report::finding::{self, Finding};
use generator::report::inventory::{self, Inventory};
use generator::report::settled;
pub use responses::Responses;
use serde::Serialize;
use std::collections::BTreeMap;
pub use tables::{Code, Correction, Model, Operation, PageRow};

/// Everything on the page.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The API's title, if it has one.
    pub title: Option<String>,
    /// The API's version.
    pub version: Option<String>,
    /// The command that wrote the page.
    pub command: String,
    /// How many findings there are of each state.
    pub totals: Totals,
    /// No client can be generated.
    pub failed: bool,
    /// The kinds of findings, most first.
    pub codes: Vec<Code>,
    /// All pages, with their numbers.
    pub pages: Vec<PageRow>,
    /// The findings, by page.
    pub sections: Vec<Section>,
    /// What overlays correct.
    pub corrections: Vec<Correction>,
    /// What recorded responses showed, if there were some.
    pub responses: Option<Responses>,
    /// All operations.
    pub operations: Vec<Operation>,
    /// All types.
    pub models: Vec<Model>,
}

/// How many findings there are of each state.
#[derive(Debug, Default, Clone, Copy, Serialize)]
pub struct Totals {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// What overlays corrected.
    pub corrected: usize,
    /// What recorded responses showed.
    pub seen: usize,
}

impl Totals {
    /// All of them.
    pub fn all(&self) -> usize {
        self.error + self.warning + self.corrected + self.seen
    }

    /// Counts places of a state.
    pub fn add(&mut self, state: &str, number: usize) {
        match state {
            "error" => self.error += number,
            "warning" => self.warning += number,
            "corrected" => self.corrected += number,
            _ => self.seen += number,
        }
    }
}

/// The findings on a page.
#[derive(Debug, Serialize)]
pub struct Section {
    /// For links.
    pub id: String,
    /// The page's path; nothing for what is about no page.
    pub page: Option<String>,
    /// Where the page was fetched.
    pub url: Option<String>,
    /// How many there are.
    pub totals: Totals,
    /// The findings.
    pub cards: Vec<Card>,
}

/// What the page says. `published` is what is wrong without overlays, if there are some; `urls` has where pages were
/// fetched, by their paths.
pub fn report(survey: &Survey, published: Option<&Diagnostics>, urls: &BTreeMap<String, String>) -> Report {
    let dx = &survey.diagnostics;
    let responses = survey.learned.as_ref().map(responses::responses);
    let mut findings = finding::findings(dx);
    let corrected = published.map(|published| finding::corrected(finding::findings(published), &findings));
    findings.extend(corrected.unwrap_or_default());
    settled::attribute(dx, &mut findings);
    let seen = responses::findings(survey);
    responses::attach(&mut findings, &seen);
    findings.extend(seen);
    findings.sort_by(|one, other| one.page.cmp(&other.page));
    let inventory = inventory(survey);
    let sections = sections(&findings, urls);
    let mut totals = Totals::default();
    findings.iter().for_each(|finding| totals.add(finding.state, finding.spots.len()));
    let api = survey.surface.as_ref().map(|surface| &surface.api);
    let text = |text: &String| Some(generator::visible::line(text).into_owned()).filter(|text| !text.is_empty());
    Report {
        title: api.and_then(|api| text(&api.title)),
        version: api.and_then(|api| text(&api.version)),
        command: format!("{} report", program::name()),
        totals,
        failed: survey.surface.is_none(),
        codes: tables::codes(dx, &findings),
        pages: tables::pages(dx, &sections, &inventory, urls),
        corrections: tables::corrections(dx),
        responses,
        operations: tables::operations(&inventory, &findings, &sections),
        models: tables::models(&inventory, &findings, &sections),
        sections,
    }
}

fn inventory(survey: &Survey) -> Inventory {
    match (&survey.document, &survey.surface) {
        (Some(document), Some(surface)) => {
            inventory::inventory(&survey.diagnostics.sources, document, &surface.api, &surface.names)
        }
        (None, _) | (_, None) => Inventory::default(),
    }
}

fn sections(findings: &[Finding], urls: &BTreeMap<String, String>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut ids = card::Ids::default();
    for finding in findings {
        if sections.last().is_none_or(|last| last.page != finding.page) {
            sections.push(Section {
                id: format!("page-{}", sections.len() + 1),
                page: finding.page.clone(),
                url: finding.page.as_ref().and_then(|page| address(urls, page)),
                totals: Totals::default(),
                cards: Vec::new(),
            });
        }
        let Some(section) = sections.last_mut() else { continue };
        section.totals.add(finding.state, finding.spots.len());
        section.cards.push(card::card(&mut ids, finding));
    }
    sections
}

/// Where a page was fetched, if that is an address to follow.
fn address(urls: &BTreeMap<String, String>, page: &str) -> Option<String> {
    urls.get(page).filter(|url| url.starts_with("https://") || url.starts_with("http://")).cloned()
}

/// The id of the section of a page.
fn section_of<'a>(sections: &'a [Section], page: &str) -> Option<&'a Section> {
    sections.iter().find(|section| section.page.as_deref() == Some(page))
}
