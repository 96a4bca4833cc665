//! Paths: templates with the arguments of a call put in, and paths that a caller wrote.
//!
//! An argument never changes which resource is meant: a segment that is empty, `.` or `..` because of one is an error.

use super::error::Reason;
use super::percent::Escape;

/// A template with its parameters put in. The values are encoded already.
pub(super) fn fill(template: &str, values: &[(&'static str, String)]) -> Result<String, Reason> {
    let (path, query) = split_query(template);
    let mut out = String::with_capacity(template.len() + 16);
    for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
        out.push('/');
        let start = out.len();
        let argument = fill_segment(&mut out, segment, values)?;
        if let (Some(name), true) = (argument, is_special(&out[start..])) {
            return Err(Reason::new(format!(
                "the path parameter `{name}` makes a part of the path empty, `.` or `..`, which would mean another \
                 resource"
            )));
        }
    }
    if let Some(query) = query {
        out.push('?');
        fill_segment(&mut out, query, values)?;
    }
    Ok(out)
}

/// Gives the name of the last parameter in it.
fn fill_segment<'t>(
    out: &mut String,
    segment: &'t str,
    values: &[(&'static str, String)],
) -> Result<Option<&'t str>, Reason> {
    let mut argument = None;
    let mut rest = segment;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|close| open + close) else { break };
        let name = &rest[open + 1..close];
        let Some((_, value)) = values.iter().find(|(given, _)| *given == name) else {
            return Err(Reason::new(format!("there is no value for the path parameter `{name}`")));
        };
        Escape::Illegal.push(out, &rest[..open]);
        out.push_str(value);
        argument = Some(name);
        rest = &rest[close + 1..];
    }
    Escape::Illegal.push(out, rest);
    Ok(argument)
}

/// A path that a caller wrote, perhaps with a query: checked, and encoded where that is needed.
pub(super) fn check(given: &str) -> Result<String, Reason> {
    if given.split_once("://").is_some() && !given.starts_with('/') {
        return Err(Reason::new("a path is needed, not a URL: the base address is the client's"));
    }
    let (path, query) = split_query(given);
    let path = path.strip_prefix('/').unwrap_or(path);
    let mut out = String::with_capacity(given.len() + 1);
    let mut was_empty = false;
    for segment in path.split('/') {
        // A slash at the end means something to some servers.
        if was_empty || (is_special(segment) && !segment.is_empty()) {
            return Err(Reason::new(
                "a part of the path is empty, `.` or `..`, which would mean another resource than it seems",
            ));
        }
        was_empty = segment.is_empty();
        out.push('/');
        Escape::Illegal.push(&mut out, segment);
    }
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        out.push('?');
        Escape::Illegal.push(&mut out, query);
    }
    Ok(out)
}

fn split_query(path: &str) -> (&str, Option<&str>) {
    match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    }
}

/// True if URL parsers drop the segment or go up: dots count encoded too.
pub(super) fn is_special(segment: &str) -> bool {
    let mut rest = segment;
    for _ in 0..2 {
        for dot in [".", "%2e", "%2E"] {
            if let Some(behind) = rest.strip_prefix(dot) {
                rest = behind;
                break;
            }
        }
    }
    rest.is_empty()
}
