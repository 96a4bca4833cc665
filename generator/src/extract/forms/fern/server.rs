//! The server of a page of Fern: what stands before the path in the line `GET https://api.example.com/v1/pets`.

use super::super::super::section::Section;
use super::super::tree::{list, object, text};
use crate::diagnostic::{At, Diagnostics};
use crate::document::{Node, Object};
use crate::ir::Method;
use std::ops::Range;

/// The line `METHOD URL`.
pub(super) struct Line<'page> {
    url: &'page str,
    /// The bytes of the page.
    range: Range<usize>,
}

/// The line `METHOD URL` above a block.
pub(super) fn line<'page>(section: &Section<'page>) -> Option<Line<'page>> {
    let mut at = section.start;
    section.text.split_inclusive('\n').find_map(|line| {
        let range = at..at + line.trim_end().len();
        at += line.len();
        let (method, url) = line.trim().split_once(' ')?;
        let (method, url) = (method.trim_matches('`'), url.trim_matches(['`', '<', '>']));
        let is_method = method.chars().all(|one| one.is_ascii_uppercase());
        let is_url = url.contains("://") && !url.contains(char::is_whitespace);
        let is_line = is_method && Method::of_key(&method.to_ascii_lowercase()).is_some() && is_url;
        is_line.then_some(Line { url, range })
    })
}

/// Adds the server, if the document has none.
pub(super) fn add(dx: &mut Diagnostics, root: &mut Node, line: &Line) {
    let place = root.place;
    let servers = root.get("servers").and_then(Node::as_array).unwrap_or_default();
    if servers.iter().any(|server| server.get("url").and_then(Node::as_str).is_some_and(|url| !url.is_empty())) {
        return;
    }
    let paths: Vec<&String> = root.get("paths").and_then(Node::as_object).into_iter().flat_map(Object::keys).collect();
    let Some(first) = paths.first() else { return };
    let server = match paths.iter().find_map(|path| before(line.url, path)) {
        Some(server) => server,
        None => {
            let Some(origin) = origin(line.url) else { return };
            let message =
                format!("the URL of this line does not have the path `{first}`; `{origin}` is taken for the server");
            let page = dx.sources.places.resolve(place).and_then(|(fragment, _)| dx.sources.fragments.get(fragment));
            let at = page.map_or(At::Place(place), |fragment| At::Page(fragment.page, line.range.clone()));
            dx.warning("guessed-server", message, at).help("an overlay can say the `servers`");
            origin
        }
    };
    let server = object(place, [("url", text(place, server))]);
    if let Some(members) = root.as_object_mut() {
        members.insert("servers".into(), list(place, [server]));
    }
}

/// Scheme and host of a URL.
fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..scheme.len() + "://".len() + host)
}

/// What stands before a path in a URL, at its end, or else with something behind it. A parameter in the path stands for
/// any segment.
fn before<'url>(url: &'url str, path: &str) -> Option<&'url str> {
    let url = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let origin = origin(url)?;
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let given: Vec<&str> = url.get(origin.len()..).unwrap_or_default().split('/').skip(1).collect();
    let fits = |(given, segment): (&&str, &&str)| given == segment || segment.contains('{') || segment.starts_with(':');
    let is_there = |start: &usize| {
        let rest = given.get(*start..).unwrap_or_default();
        rest.len() >= segments.len() && rest.iter().zip(&segments).all(fits)
    };
    let is_named = segments.is_empty() || segments.iter().any(|segment| !segment.contains('{'));
    let last = given.len().checked_sub(segments.len()).filter(is_there);
    let start = last.or_else(|| (0..given.len()).find(is_there).filter(|_| is_named && !segments.is_empty()))?;
    let length: usize = given.iter().take(start).map(|segment| segment.len() + 1).sum();
    url.get(..origin.len() + length)
}

#[cfg(test)]
mod tests {
    use super::before;

    #[test]
    fn the_server_is_what_stands_before_the_path() {
        assert_eq!(before("https://a.example/v1/pets", "/pets"), Some("https://a.example/v1"));
        assert_eq!(before("https://a.example/v1/pets/:id/", "/pets/{id}"), Some("https://a.example/v1"));
        assert_eq!(before("https://a.example/v1/pets/7", "/pets/{id}"), Some("https://a.example/v1"));
        assert_eq!(before("https://a.example/pets?limit=1", "/pets"), Some("https://a.example"));
        assert_eq!(before("https://a.example/", "/"), Some("https://a.example"));
        assert_eq!(before("https://a.example/v1/pets/7/toys", "/pets/{id}"), Some("https://a.example/v1"));
        assert_eq!(before("https://a.example/v1/pets/list", "/pets"), Some("https://a.example/v1"));
        assert_eq!(before("https://a.example/pets", "/a.example/pets"), None);
        assert_eq!(before("https://a.example/dogs", "/pets"), None);
        assert_eq!(before("https://a.example/v1/dogs/7", "/{id}"), Some("https://a.example/v1/dogs"));
    }
}
