//! Figures about a run.
//!
//! In: the messages, the client and its names. Out: a [`Report`]: how much was read, how much came of it.

use crate::diagnostic::Diagnostics;
use crate::ir::Api;
use crate::names::Names;
use std::collections::BTreeMap;

/// Figures about a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Pages and documents read.
    pub pages: usize,
    /// Overlays read.
    pub overlays: usize,
    /// OpenAPI fragments found in the pages.
    pub fragments: usize,
    /// Operations of the client.
    pub operations: usize,
    /// Types of the client.
    pub models: usize,
    /// How many of these no operation reaches.
    pub unreached: usize,
    /// Events that the server sends by itself.
    pub webhooks: usize,
    /// The operations that are read page by page.
    pub paged: Vec<Paged>,
    /// Kinds of parts that the client leaves out or reads as any value, with how many there are of each, sorted.
    pub unsupported: Vec<(String, usize)>,
}

/// An operation that is read page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged {
    /// Its method on the client.
    pub method: String,
    /// How the next page is asked for, in words.
    pub kind: &'static str,
    /// The rule: which parameter, which places of the body.
    pub rule: String,
}

/// Counts what was read and made.
pub fn report(dx: &Diagnostics, api: &Api, names: &Names) -> Report {
    let overlays = dx.sources.overlays.0.len();
    let mut unsupported: BTreeMap<String, usize> = BTreeMap::new();
    for part in &api.unsupported {
        *unsupported.entry(part.kind.to_owned()).or_default() += 1;
    }
    Report {
        pages: dx.sources.pages.len() - overlays,
        overlays,
        fragments: dx.sources.fragments.len() - overlays,
        operations: api.operations.len(),
        models: api.types.len(),
        unreached: api.unreached(),
        webhooks: api.webhooks.len(),
        paged: paged(api, names),
        unsupported: unsupported.into_iter().collect(),
    }
}

fn paged(api: &Api, names: &Names) -> Vec<Paged> {
    let operations = api.operations.iter().zip(&names.operations);
    let paged = operations.filter_map(|(operation, names)| Some((operation.paging.as_ref()?, names.method.clone())));
    paged.map(|(paging, method)| Paged { method, kind: paging.kind.words(), rule: paging.rule() }).collect()
}
