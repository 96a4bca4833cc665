//! The documents that pages refer to.
//!
//! In: the pages that were fetched. Out: the addresses of documents of the same site that they name (`{% openapi
//! src="/openapi.json" … %}`, a link below `{% openapi-operation … %}`). A document of another site is not fetched unless
//! it is asked for by its own address (`--also`): `regen` names it.

use super::plan::Kept;
use super::site::Wanted;
use generator::extract;
use reqwest::Url;
use std::collections::BTreeSet;

/// What pages refer to that is neither among them nor among those that were asked for.
pub(super) fn wanted(pages: &[Kept], asked: &[Wanted]) -> Vec<Wanted> {
    let known: BTreeSet<&Url> =
        asked.iter().flat_map(|wanted| &wanted.candidates).chain(pages.iter().map(|page| &page.url)).collect();
    let named: BTreeSet<Url> = pages.iter().flat_map(documents).filter(|url| !known.contains(url)).collect();
    named.into_iter().map(|url| Wanted { candidates: vec![url], is_named: false, is_matched: false }).collect()
}

/// The documents of its own site that a page refers to.
fn documents(page: &Kept) -> Vec<Url> {
    if super::judge::is_document(&page.url, &page.text) {
        return Vec::new();
    }
    let references = extract::references(&page.text).into_iter().map(|reference| reference.document);
    let is_address = |name: &String| name.contains("://") || name.starts_with(['/', '.']);
    let urls = references.filter(is_address).filter_map(|name| page.url.join(&name).ok()).map(|mut url| {
        url.set_fragment(None);
        url
    });
    urls.filter(|url| url.origin() == page.url.origin()).collect()
}
