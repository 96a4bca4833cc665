//! The server of a page of Fern: what stands before the path in the line `GET https://api.example.com/v1/pets`.

use super::super::super::section::Section;
use super::super::tree::{list, object, text};
use crate::document::{Node, Object};
use crate::ir::Method;

/// The URL in the line `METHOD URL`.
pub(super) fn url<'page>(section: &Section<'page>) -> Option<&'page str> {
    section.text.lines().find_map(|line| {
        let (method, url) = line.trim_end().split_once(' ')?;
        let is_method = method.chars().all(|one| one.is_ascii_uppercase());
        let is_url = url.contains("://") && !url.contains(char::is_whitespace);
        (is_method && Method::of_key(&method.to_ascii_lowercase()).is_some() && is_url).then_some(url)
    })
}

/// Adds the server, if the document has none.
pub(super) fn add(root: &mut Node, url: &str) {
    let place = root.place;
    let has_servers = root.get("servers").and_then(Node::as_array).is_some_and(|servers| !servers.is_empty());
    let paths = root.get("paths").and_then(Node::as_object);
    let server = paths.into_iter().flat_map(Object::keys).find_map(|path| before(url, path));
    let Some(server) = server.filter(|_| !has_servers) else { return };
    if let Some(members) = root.as_object_mut() {
        let server = object(place, [("url", text(place, server))]);
        members.insert("servers".into(), list(place, [server]));
    }
}

/// What stands before a path in a URL. A parameter in the path stands for any segment.
fn before<'url>(url: &'url str, path: &str) -> Option<&'url str> {
    let url = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let (scheme, _) = url.split_once("://")?;
    let mut rest = url;
    for segment in path.trim_matches('/').rsplit('/').filter(|segment| !segment.is_empty()) {
        let (before, last) = rest.rsplit_once('/').filter(|(before, _)| before.len() > scheme.len() + 2)?;
        if last != segment && !segment.contains('{') {
            return None;
        }
        rest = before;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::before;

    #[test]
    fn the_server_is_what_stands_before_the_path() {
        assert_eq!(before("https://a.example/v1/pets", "/pets"), Some("https://a.example/v1"));
        assert_eq!(before("https://a.example/v1/pets/:id/", "/pets/{id}"), Some("https://a.example/v1"));
        assert_eq!(before("https://a.example/pets?limit=1", "/pets"), Some("https://a.example"));
        assert_eq!(before("https://a.example/", "/"), Some("https://a.example"));
        assert_eq!(before("https://a.example/pets", "/a.example/pets"), None);
        assert_eq!(before("https://a.example/dogs", "/pets"), None);
    }
}
