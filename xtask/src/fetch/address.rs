//! What an address leads to by its look, and the file that a page of it becomes.
//!
//! In: addresses. Out: for `https://docs.example.com/api/pets` the address of its Markdown, `…/api/pets.md`, and the
//! file `api/pets.md` in the specs folder. A file never lies outside of that folder, and no two pages share one, also
//! where the file system does not tell upper from lower case.

use crate::digest;
use generator::source::percent_decoded;
use reqwest::Url;
use std::collections::{BTreeMap, BTreeSet};

/// The longest name of a file or folder, in bytes; file systems end at 255, and a suffix has to fit.
const LONGEST: usize = 180;
/// The longest address, in bytes: longer ones could have no path on some systems.
const LONGEST_ADDRESS: usize = 2_000;
const EXTENSIONS: &[&str] = &["md", "json", "yaml", "yml"];
/// What no page of documentation is.
const OTHER: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "pdf", "zip", "gz", "mp4", "webm", "mp3", "css", "js", "xml",
    "woff", "woff2", "csv",
];

/// What an address leads to, by its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A list of pages.
    Index,
    /// A page, a document, or something that only its text tells.
    Page,
    /// A picture, an archive and the like.
    Other,
}

/// Reads an address, without what follows `#`.
///
/// # Errors
/// Why it cannot be fetched.
pub(super) fn parse(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("it is no address that begins with `https://`: {error}"))?;
    check(url)
}

/// Reads an address that stands in a document at another.
///
/// # Errors
/// Why it cannot be fetched.
pub(super) fn join(base: &Url, link: &str) -> Result<Url, String> {
    let url = base.join(link.trim()).map_err(|error| format!("it is no address: {error}"))?;
    check(url)
}

fn check(mut url: Url) -> Result<Url, String> {
    url.set_fragment(None);
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`{}:` is not fetched, only `http:` and `https:`", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it holds credentials, which would end up in the lock".to_owned());
    }
    if url.as_str().len() > LONGEST_ADDRESS {
        return Err(format!("it is longer than {LONGEST_ADDRESS} characters"));
    }
    Ok(url)
}

/// Two addresses belong to one site: the same host and port, or the same host where only HTTPS was added.
pub(super) fn is_same_site(from: &Url, to: &Url) -> bool {
    let upgraded = from.scheme() == "http" && to.scheme() == "https" && from.port().is_none() && to.port().is_none();
    from.host_str() == to.host_str()
        && ((from.scheme() == to.scheme() && from.port_or_known_default() == to.port_or_known_default()) || upgraded)
}

/// What an address leads to.
pub(super) fn kind(url: &Url) -> Kind {
    if url.path() == "/" || url.path().ends_with("/llms.txt") {
        return Kind::Index;
    }
    match extension(url.path()) {
        Some(extension) if OTHER.contains(&extension.as_str()) => Kind::Other,
        Some(_) | None => Kind::Page,
    }
}

/// The address of an index: that of a whole site names its `llms.txt`.
pub(super) fn index(url: &Url) -> Url {
    let mut index = url.clone();
    if url.path() == "/" {
        index.set_path("/llms.txt");
    }
    index
}

/// The index of the folder that an address may name.
pub(super) fn index_of_folder(url: &Url) -> Option<Url> {
    let path = url.path().trim_end_matches('/');
    extension(path).is_none().then(|| with_path(url, &[path, "/llms.txt"].concat()))
}

/// Where the text of a page may be, best first: a documentation site has its Markdown under the address with `.md`, and
/// with `index.html.md` where it ends in a slash (<https://llmstxt.org>). Some put `.md` in place of `.html`.
pub(super) fn candidates(url: &Url) -> Vec<Url> {
    let path = url.path();
    match extension(path).as_deref() {
        Some("md" | "mdx" | "markdown" | "txt" | "json" | "yaml" | "yml") => vec![url.clone()],
        Some("html" | "htm") => {
            let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
            vec![with_path(url, &[path, ".md"].concat()), with_path(url, &[stem, ".md"].concat()), url.clone()]
        }
        Some(_) | None => {
            let page = with_path(url, &[path.trim_end_matches('/'), ".md"].concat());
            let index = path.ends_with('/').then(|| with_path(url, &[path, "index.html.md"].concat()));
            std::iter::once(page).chain(index).chain([url.clone()]).collect()
        }
    }
}

fn with_path(url: &Url, path: &str) -> Url {
    let mut url = url.clone();
    url.set_path(path);
    url
}

/// The lower-case extension of the last step of a path, where it looks like one.
fn extension(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let (stem, extension) = name.rsplit_once('.')?;
    let is_one = !stem.is_empty()
        && (1..=8).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    is_one.then(|| extension.to_ascii_lowercase())
}

/// The path of a page as globs see it: without the first `/`, percent-encoding undone.
pub(super) fn shown_path(url: &Url) -> String {
    percent_decoded(url.path().trim_start_matches('/'))
}

/// Chooses a file for every address that has none yet. `is_json` tells a document without an extension from a page.
pub(super) fn files(known: &BTreeMap<String, String>, pages: &[(&Url, &str)]) -> BTreeMap<String, String> {
    let mut wanted: BTreeMap<&str, String> = BTreeMap::new();
    for (url, text) in pages.iter().filter(|(url, _)| !known.contains_key(url.as_str())) {
        wanted.insert(url.as_str(), file(url, text));
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for file in wanted.values() {
        *times.entry(file.to_lowercase()).or_default() += 1;
    }
    let taken: BTreeSet<String> = known.values().map(|file| file.to_lowercase()).collect();
    let mut files = known.clone();
    for (url, file) in wanted {
        let lower = file.to_lowercase();
        let is_alone = times.get(&lower) == Some(&1) && !taken.contains(&lower);
        files.insert(url.to_owned(), if is_alone { file } else { told_apart(&file, url) });
    }
    files
}

/// The file of a page by its address, as the site's paths are.
fn file(url: &Url, text: &str) -> String {
    let mut steps: Vec<String> = url.path().split('/').filter(|step| !step.is_empty()).map(percent_decoded).collect();
    let mut last = steps.pop().unwrap_or_else(|| "index".to_owned());
    let mut end = ending(&last).unwrap_or_default().to_owned();
    if end.is_empty() {
        end = match (super::judge::is_document(url, text), super::judge::is_object(text)) {
            (false, _) => "md",
            (true, true) => "json",
            (true, false) => "yaml",
        }
        .to_owned();
    } else {
        last.truncate(last.len() - end.len() - 1);
    }
    if let Some(query) = url.query().filter(|query| !query.is_empty()) {
        last.push('?');
        last.push_str(&percent_decoded(query));
    }
    let mut file = String::new();
    for step in &steps {
        // A folder whose name ends as a page's does could stand where that page belongs.
        let name = safe(step);
        let name = match ending(&name) {
            Some(end) => [name.get(..name.len() - end.len() - 1).unwrap_or_default(), "%2E", end].concat(),
            None => name,
        };
        file.push_str(&shortened(&name));
        file.push('/');
    }
    let name = shortened(&safe(&last));
    file.push_str(&name);
    file.push('.');
    file.push_str(&end);
    file
}

/// The ending of a name that regen reads, as it is written.
fn ending(name: &str) -> Option<&str> {
    let (stem, end) = name.rsplit_once('.')?;
    (!stem.is_empty() && EXTENSIONS.contains(&end.to_ascii_lowercase().as_str())).then_some(end)
}

/// A name that every file system takes and that is no way to another folder: what is not plain is percent-encoded.
fn safe(name: &str) -> String {
    let mut safe = String::new();
    for (position, character) in name.char_indices() {
        let is_edge = position == 0 || position + character.len_utf8() == name.len();
        let is_plain = match character {
            '.' | ' ' => !is_edge,
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%' => false,
            _ => !character.is_control(),
        };
        if is_plain {
            safe.push(character);
        } else {
            let mut buffer = [0; 4];
            character.encode_utf8(&mut buffer).bytes().for_each(|byte| safe.push_str(&format!("%{byte:02X}")));
        }
    }
    if is_reserved(&safe) { ["%", &safe].concat() } else { safe }
}

/// Names that Windows keeps for devices, with and without an extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_numbered =
        ["com", "lpt"].iter().any(|device| stem.strip_prefix(device).is_some_and(|number| number.len() == 1));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || is_numbered
}

fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let end = (0..=LONGEST - 9).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    [name.get(..end).unwrap_or_default(), "~", &short_hash(name)].concat()
}

fn told_apart(file: &str, url: &str) -> String {
    let (stem, end) = file.rsplit_once('.').unwrap_or((file, "md"));
    [stem, "~", &short_hash(url), ".", end].concat()
}

fn short_hash(text: &str) -> String {
    digest::short(text.as_bytes(), 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKDOWN: &str = "# Title\n";

    fn file_of(url: &str) -> String {
        file(&parse(url).unwrap(), MARKDOWN)
    }

    #[test]
    fn a_page_has_the_path_that_the_site_gives_it() {
        assert_eq!(file_of("https://a.example/docs/api/pets.md"), "docs/api/pets.md");
        assert_eq!(file_of("https://a.example/docs/api%20reference/p%C3%A9ts.md#list"), "docs/api reference/péts.md");
        assert_eq!(file_of("https://a.example/openapi.JSON"), "openapi.JSON");
        assert_eq!(file_of("https://a.example/v1.2/pets"), "v1.2/pets.md");
        assert_eq!(file_of("https://a.example/page.mdx"), "page.mdx.md");
        let document = |text| file(&parse("https://a.example/api").unwrap(), text);
        assert_eq!(document("{\"openapi\": \"3.0.0\"}"), "api.json");
        assert_eq!(document("openapi: 3.0.0\n"), "api.yaml");
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        for url in [
            "https://a.example/../../etc/passwd.md",
            "https://a.example/%2e%2e/%2E%2E/x.md",
            "https://a.example/..%2f..%2fx.md",
            "https://a.example/..%5c..%5cx.md",
            "https://a.example/a/%2e%2e%2fx/%2e.md",
            "https://a.example/%00/%0a.md",
            "https://a.example//etc//passwd.md",
            "https://a.example/%252e%252e/x.md",
            "https://a.example/c:%5cx.md",
            "https://a.example/.git/config.md",
            "https://a.example/a?x=../../y",
        ] {
            let file = file_of(url);
            for step in file.split('/') {
                assert!(!step.is_empty() && !step.starts_with('.') && !step.ends_with(' '), "{url}: {file}");
                assert!(!step.contains(['\\', ':', '\0', '\n', '?']), "{url}: {file}");
            }
            assert!(!file.starts_with('/') && file.ends_with(".md"), "{url}: {file}");
        }
        assert_eq!(file_of("https://a.example/..%2f..%2fx.md"), "%2E.%2F..%2Fx.md");
        assert_eq!(file_of("https://a.example/a/con.md"), "a/%con.md");
    }

    #[test]
    fn a_folder_never_stands_where_a_page_belongs() {
        assert_eq!(file_of("https://a.example/a.md"), "a.md");
        assert_eq!(file_of("https://a.example/a.md/b.md"), "a%2Emd/b.md");
    }

    #[test]
    fn long_names_are_cut_and_stay_distinct() {
        let long = |end: &str| file_of(&format!("https://a.example/{}/{}{end}.md", "f".repeat(300), "ü".repeat(150)));
        let (one, other) = (long("1"), long("2"));
        assert_ne!(one, other);
        assert!(one.split('/').all(|step| step.len() < 200), "{one}");
    }

    #[test]
    fn names_that_differ_in_case_only_are_told_apart() {
        let urls: Vec<Url> = ["https://a.example/Pets.md", "https://a.example/pets.md", "https://a.example/cats.md"]
            .map(|url| parse(url).unwrap())
            .into();
        let pages: Vec<(&Url, &str)> = urls.iter().map(|url| (url, MARKDOWN)).collect();
        let all = files(&BTreeMap::new(), &pages);
        let mut lower: Vec<String> = all.values().map(|file| file.to_lowercase()).collect();
        lower.sort();
        lower.dedup();
        assert_eq!(lower.len(), 3, "{all:?}");
        assert_eq!(all["https://a.example/cats.md"], "cats.md");
        // A page keeps its file when another comes later.
        let known = BTreeMap::from([("https://a.example/Pets.md".to_owned(), "Pets.md".to_owned())]);
        let later = files(&known, &pages);
        assert_eq!(later["https://a.example/Pets.md"], "Pets.md");
        assert_ne!(later["https://a.example/pets.md"], "pets.md");
    }

    #[test]
    fn markdown_is_looked_for_where_sites_have_it() {
        let of = |url: &str| candidates(&parse(url).unwrap()).iter().map(Url::to_string).collect::<Vec<_>>();
        assert_eq!(
            of("https://a.example/a/b/"),
            ["https://a.example/a/b.md", "https://a.example/a/b/index.html.md", "https://a.example/a/b/"]
        );
        let index = |url: &str| index_of_folder(&parse(url).unwrap()).map(|url| url.to_string());
        assert_eq!(index("https://a.example/docs/").as_deref(), Some("https://a.example/docs/llms.txt"));
        assert_eq!(index("https://a.example/docs").as_deref(), Some("https://a.example/docs/llms.txt"));
        assert_eq!(index("https://a.example/docs/a.md"), None);
        assert_eq!(of("https://a.example/a/v1.2"), ["https://a.example/a/v1.2.md", "https://a.example/a/v1.2"]);
        assert_eq!(
            of("https://a.example/a.html"),
            ["https://a.example/a.html.md", "https://a.example/a.md", "https://a.example/a.html"]
        );
        assert_eq!(of("https://a.example/a.md#x"), ["https://a.example/a.md"]);
        assert_eq!(of("https://a.example/openapi.yaml"), ["https://a.example/openapi.yaml"]);
    }

    #[test]
    fn addresses_that_are_not_fetched() {
        for text in ["ftp://a.example/x", "file:///etc/passwd", "pets.md", "https://me:secret@a.example/x"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&format!("https://a.example/{}", "x".repeat(3000))).is_err());
    }

    #[test]
    fn a_site_is_a_host() {
        let same = |one: &str, other: &str| is_same_site(&parse(one).unwrap(), &parse(other).unwrap());
        assert!(same("https://a.example/x", "https://a.example:443/y"));
        assert!(same("http://a.example/x", "https://a.example/x"));
        assert!(!same("https://a.example/x", "http://a.example/x"));
        assert!(!same("http://a.example:8080/x", "http://a.example:8081/x"));
        assert!(!same("https://a.example/x", "https://a.example.evil.example/x"));
    }
}
