//! URI references: relative ones made absolute (RFC 3986, section 5.2), and paths made relative.
//!
//! In: a base and a reference, both without fragments. Out: the URI, without percent-encoding, so that texts that differ
//! in it only are equal. `/a/b.yaml` and `../c` give `/c`.

use crate::source::percent_decoded;

struct Parts<'text> {
    scheme: Option<&'text str>,
    authority: Option<&'text str>,
    path: &'text str,
    query: Option<&'text str>,
}

fn parts(text: &str) -> Parts<'_> {
    let is_scheme = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let (scheme, rest) = match text.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
        Some(_) | None => (None, text),
    };
    let (authority, rest) = match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            (Some(authority), path)
        }
        None => (None, rest),
    };
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    Parts { scheme, authority, path, query }
}

/// The URI that a reference stands for.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let reference = reference.split('#').next().unwrap_or_default();
    if reference.is_empty() {
        return percent_decoded(base);
    }
    let (base, mut of) = (parts(base), parts(reference));
    let mut path = of.path.to_owned();
    if of.scheme.is_none() {
        of.scheme = base.scheme;
        if of.authority.is_none() {
            of.authority = base.authority;
            if path.is_empty() {
                path = base.path.to_owned();
                of.query = of.query.or(base.query);
            } else if !path.starts_with('/') {
                let folder = base.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                path = [folder, "/", &path].concat();
            }
        }
    }
    let mut uri = of.scheme.map(|scheme| [&scheme.to_ascii_lowercase(), ":"].concat()).unwrap_or_default();
    if let Some(authority) = of.authority {
        uri.extend(["//", &authority.to_ascii_lowercase()]);
    }
    uri.push_str(&without_dots(&path));
    if let Some(query) = of.query {
        uri.extend(["?", query]);
    }
    percent_decoded(&uri)
}

/// RFC 3986, section 5.2.4.
fn without_dots(path: &str) -> String {
    let Some(rest) = path.strip_prefix('/') else { return path.to_owned() };
    let mut kept: Vec<&str> = Vec::new();
    let mut steps = rest.split('/').peekable();
    while let Some(step) = steps.next() {
        let is_last = steps.peek().is_none();
        match step {
            "." => {}
            ".." => drop(kept.pop()),
            step => kept.push(step),
        }
        if is_last && matches!(step, "." | "..") {
            kept.push("");
        }
    }
    ["/", &kept.join("/")].concat()
}

/// The path of a file as one refers to it from another.
pub(super) fn relative(from: &str, to: &str) -> String {
    let (mut from, mut to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    from.pop();
    while !from.is_empty() && to.len() > 1 && from.first() == to.first() {
        from.remove(0);
        to.remove(0);
    }
    [vec![".."; from.len()], to].concat().join("/")
}

#[cfg(test)]
mod tests {
    use super::{relative, resolve};

    #[test]
    fn references_are_resolved_as_the_specification_says() {
        let base = "http://a/b/c/d;p?q";
        let cases = [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//G", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y#s", "http://a/b/c/g?y"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../../../g", "http://a/g"),
            ("HTTP://a/%67", "http://a/g"),
            ("urn:pets:Pet", "urn:pets:Pet"),
        ];
        for (reference, uri) in cases {
            assert_eq!(resolve(base, reference), uri, "{reference}");
        }
        assert_eq!(resolve("/api/a.yaml", "schemas/b"), "/api/schemas/b");
    }

    #[test]
    fn paths_are_relative_to_the_folder_of_a_file() {
        assert_eq!(relative("a.yaml", "b.yaml"), "b.yaml");
        assert_eq!(relative("x/a.yaml", "x/b.yaml"), "b.yaml");
        assert_eq!(relative("x/a.yaml", "y/z/b.yaml"), "../y/z/b.yaml");
    }
}
