//! What a text that a site answered is.
//!
//! In: a text and what its response was called. Out: how many OpenAPI fragments it holds, or why it is no page at all:
//! a site answers "Page Not Found" with status 200, or HTML where Markdown was asked for. Whether the fragments are
//! good ones is for `regen` to say.

use generator::diagnostic::{At, Diagnostics, Severity};
use generator::source::Page;
use generator::{extensions, extract, merge, normalize};
use reqwest::Url;
use std::collections::{BTreeSet, HashSet};

/// What a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holds {
    /// OpenAPI documents.
    pub fragments: usize,
    /// There is OpenAPI in it, or a reference to it, or something broken that was meant to be.
    pub is_api: bool,
    /// Overlays and extensions that would steer the generator.
    pub steering: usize,
}

/// Looks at a text.
///
/// # Errors
/// Why it is no page.
pub(super) fn page(url: &Url, text: &str) -> Result<Holds, &'static str> {
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err("the response is empty");
    }
    if is_html(text) {
        return Err("the response is an HTML page, not Markdown or OpenAPI");
    }
    let is_document = is_document(url, text);
    let name = if is_document { "page.yaml" } else { "page.md" };
    let mut dx = Diagnostics::default();
    let mut found = extract::fragments(&mut dx, vec![Page { path: name.to_owned(), text: text.to_owned() }]);
    let errors: Vec<&str> = dx.list.iter().filter(|one| one.severity == Severity::Error).map(|one| one.code).collect();
    if errors.contains(&"page-not-found") && title_says_so(text) {
        return Err("the response has status 200 and says that the page was not found");
    }
    let steering = steering(&mut dx, &mut found);
    let fragments = found.fragments.len();
    let says_nothing =
        |code: &&str| ["missing-document", "no-fragment", "no-fragments", "page-not-found"].contains(code);
    let is_broken = !is_document && !errors.iter().all(says_nothing);
    let is_api = fragments > 0 || is_broken || !found.references.is_empty();
    Ok(Holds { fragments, is_api, steering })
}

/// How many overlays and extensions a page has that would steer the generator, if it were trusted.
fn steering(dx: &mut Diagnostics, found: &mut extract::Extracted) -> usize {
    let pages: HashSet<String> = dx.sources.pages.iter().map(|page| page.path.clone()).collect();
    let before = dx.list.len();
    extensions::leave_out(dx, &mut found.fragments, &mut found.overlays, &pages);
    dx.list.len() - before
}

/// A page about errors may have a section "404"; one that was not found says so first.
fn title_says_so(text: &str) -> bool {
    let title = text.lines().find(|line| line.starts_with('#')).map(str::to_lowercase);
    title.is_none_or(|title| title.contains("not found") || title.contains("404"))
}

/// Whether a text is a page for browsers: by what it begins with, whatever the site calls it. Markdown may begin with an
/// element too, but not with one that only a whole page has.
fn is_html(text: &str) -> bool {
    const WHOLE: [&str; 8] = ["<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<script", "<?xml"];
    let mut text = text.trim_start_matches('\u{feff}').trim_start();
    while let Some((_, rest)) = text.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        text = rest.trim_start();
    }
    let start: String = text.chars().take(15).collect::<String>().to_ascii_lowercase();
    WHOLE.iter().any(|whole| start.starts_with(whole))
}

/// Whether a text is a document as a whole, in JSON or YAML, rather than Markdown: by the ending of its address, or
/// else by its look. A Markdown page may begin with YAML too, but not with OpenAPI's version.
pub(super) fn is_document(url: &Url, text: &str) -> bool {
    match url.path().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("json" | "yaml" | "yml") => true,
        Some("md" | "mdx" | "markdown" | "txt") => false,
        Some(_) | None => is_object(text) || text.lines().take(200).any(has_version),
    }
}

/// Whether a text is JSON by its first character.
pub(super) fn is_object(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

fn has_version(line: &str) -> bool {
    let line = line.trim_start_matches(['\u{feff}', '"', '\'']);
    let rest = ["openapi", "swagger"].iter().find_map(|key| line.strip_prefix(key));
    let rest = rest.map(|rest| rest.trim_start_matches(['"', '\'']));
    let version = rest.and_then(|rest| rest.strip_prefix(':')).map(str::trim_start);
    version.is_some_and(|version| version.trim_start_matches(['"', '\'']).starts_with(['2', '3']))
}

/// The pages, by their index, that do not say the same about one thing.
pub(super) fn torn(texts: &[(&str, &str)]) -> BTreeSet<usize> {
    let pages: Vec<Page> =
        texts.iter().map(|(file, text)| Page { path: (*file).to_owned(), text: (*text).to_owned() }).collect();
    let mut dx = Diagnostics::default();
    let extracted = extract::fragments(&mut dx, pages);
    let fragments = normalize::to_v30(&mut dx, extracted.fragments);
    let before = dx.list.len();
    // Several APIs in one folder are an error of the merge, which compares nothing then; they are none here.
    let titles: BTreeSet<String> =
        fragments.iter().filter_map(|one| one.root.get("info")?.get("title")?.as_str().map(str::to_owned)).collect();
    merge::document(&mut dx, &titles.into_iter().collect::<Vec<_>>(), fragments);
    let paths: Vec<&str> = dx
        .list
        .iter()
        .skip(before)
        .filter(|one| one.code == "differs-between-pages")
        .flat_map(|one| {
            let ats = std::iter::once(&one.at).chain(one.related.iter().map(|(_, at)| at));
            ats.flat_map(|at| match at {
                At::Place(place) | At::Key(place) => dx.sources.places.resolve_all(*place),
                At::Page(..) | At::File(_) => Vec::new(),
            })
            .filter_map(|(fragment, _)| {
                let page = dx.sources.fragments.get(fragment)?.page;
                dx.sources.pages.get(page).map(|page| page.path.as_str())
            })
            .collect::<Vec<_>>()
        })
        .collect();
    (0..texts.len()).filter(|index| texts.get(*index).is_some_and(|(file, _)| paths.contains(file))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../../specs/flow-callbacks.md");

    fn url(text: &str) -> Url {
        Url::parse("https://docs.example.com").unwrap().join(text).unwrap()
    }

    fn holds_at(path: &str, text: &str) -> Holds {
        page(&url(path), text).unwrap()
    }

    fn holds(text: &str) -> Holds {
        holds_at("api", text)
    }

    #[test]
    fn pages_and_documents_are_counted() {
        assert_eq!(holds(PAGE), Holds { fragments: 4, is_api: true, steering: 0 });
        assert_eq!(
            holds("# A guide\n\n```json\n{\"a\": 1}\n```\n"),
            Holds { fragments: 0, is_api: false, steering: 0 }
        );
        assert_eq!(holds("openapi: 3.0.0\ninfo: {title: A, version: '1'}\npaths: {}\n").fragments, 1);
        assert_eq!(holds("{\"swagger\": \"2.0\", \"paths\": {}}").fragments, 1);
        assert_eq!(holds("{\"asyncapi\": \"3.0.0\"}"), Holds { fragments: 0, is_api: false, steering: 0 });
    }

    #[test]
    fn yaml_before_a_page_is_no_document() {
        let mintlify = "---\ntitle: Pets\nopenapi: get /pets\n---\n\n````yaml get /pets\nopenapi: 3.0.0\ninfo: {title: A, version: '1'}\npaths: {}\n````\n";
        assert_eq!(holds_at("pets.md", mintlify).fragments, 1);
        let referring = holds_at("pets.md", "---\nopenapi: get /pets\n---\nText.\n");
        assert_eq!(referring, Holds { fragments: 0, is_api: true, steering: 0 }, "it refers to one");
    }

    #[test]
    fn a_section_about_errors_is_no_error() {
        assert_eq!(
            holds("# Errors\n\n## 404\n\nNothing is there.\n"),
            Holds { fragments: 0, is_api: false, steering: 0 }
        );
    }

    #[test]
    fn a_broken_fragment_is_for_regen_to_report() {
        let broken = "# Pets\n\n```json\n{\"openapi\":\"3.0.0\",\"paths\":{\n```\n";
        assert!(holds(broken).is_api);
    }

    #[test]
    fn what_is_no_page() {
        for text in [
            "",
            "\u{feff} \n",
            "# Page Not Found\n\nThe URL does not exist.\n",
            "<!DOCTYPE html><html></html>",
            "\n<html lang=\"en\">",
            "<!-- made by x -->\n<!-- and y -->\n<head>",
        ] {
            assert!(page(&url("page.md"), text).is_err(), "{text}");
        }
        for text in ["whatever", "<Note>\n\n# Pets\n", "<!-- a comment -->\n\n# Pets\n", "<!-- not closed"] {
            assert!(page(&url("page.md"), text).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_would_steer_the_generator_is_counted() {
        let page = PAGE.replacen("\"summary\"", "\"x-rust-name\":\"a\",\"summary\"", 1);
        assert_eq!(holds(&page).steering, 1);
        let overlay = "overlay: 1.0.0\ninfo: {title: A, version: '1'}\nactions: []\n";
        assert_eq!(holds_at("mend.yaml", overlay), Holds { fragments: 0, is_api: false, steering: 1 });
    }

    #[test]
    fn pages_that_differ_are_found() {
        let one = PAGE;
        let other = PAGE.replacen("\"name\":{\"type\":\"string\"}", "\"name\":{\"type\":\"integer\"}", 1);
        assert_eq!(torn(&[("a.md", one), ("b.md", one)]), BTreeSet::new());
        assert_eq!(torn(&[("a.md", one), ("b.md", &other)]), BTreeSet::from([0, 1]));
    }
}
