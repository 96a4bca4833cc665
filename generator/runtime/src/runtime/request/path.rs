//! Paths: templates with the arguments of a call put in, and paths that a caller wrote.
//!
//! An argument never changes which resource is meant: a segment that is empty, `.` or `..` because of one is an error,
//! also where an argument has several segments: at `{+name}` the slashes of the value stay slashes.

use crate::runtime::basics::percent::Escape;
use crate::runtime::basics::reason::Reason;
use crate::runtime::basics::split::{find, pieces, split_once};

/// A template with its parameters put in. The values are encoded already.
pub(in crate::runtime) fn fill(template: &str, values: &[(&'static str, String)]) -> Result<String, Reason> {
    let mut out = String::with_capacity(template.len() + 32);
    out.push('/');
    // Where the segment begins, and its last parameter.
    let (mut start, mut argument) = (out.len(), None);
    let mut is_query = false;
    let mut rest = template.strip_prefix('/').unwrap_or(template);
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'{')) {
        let (literal, from) = rest.split_at(at);
        Escape::Illegal.push(&mut out, literal);
        rest = &from[1..];
        match from.as_bytes()[0] {
            b'{' => match rest.bytes().position(|byte| byte == b'}' || (byte == b'/' && !is_query)) {
                Some(end) if rest.as_bytes()[end] == b'}' => {
                    let (name, is_greedy) = parameter(&rest[..end]);
                    let Some((_, value)) = values.iter().find(|(given, _)| *given == name) else {
                        return Err(Reason::told(format_args!("there is no value for the path parameter `{name}`")));
                    };
                    if is_greedy {
                        push_segments(&mut out, &mut start, value, name, is_query)?;
                    } else {
                        out.push_str(value);
                    }
                    (rest, argument) = (&rest[end + 1..], Some(name));
                }
                // It opens nothing.
                Some(_) | None => Escape::Illegal.push(&mut out, "{"),
            },
            separator => {
                if !is_query {
                    check_segment(&out[start..], argument)?;
                    is_query = separator == b'?';
                }
                out.push(char::from(separator));
                (start, argument) = (out.len(), None);
            }
        }
    }
    Escape::Illegal.push(&mut out, rest);
    if !is_query {
        check_segment(&out[start..], argument)?;
    }
    Ok(out)
}

/// The name of a parameter, and whether its value keeps its slashes.
pub(in crate::runtime) fn parameter(text: &str) -> (&str, bool) {
    match text.strip_prefix('+') {
        Some(name) => (name, true),
        None => (text, false),
    }
}

/// An encoded value of several segments. All but the last are checked here, since each ends here.
fn push_segments(out: &mut String, start: &mut usize, value: &str, name: &str, is_query: bool) -> Result<(), Reason> {
    for (index, segment) in pieces(value, "%2F").enumerate() {
        if index > 0 {
            if !is_query {
                check_segment(&out[*start..], Some(name))?;
            }
            out.push('/');
            *start = out.len();
        }
        out.push_str(segment);
    }
    Ok(())
}

fn check_segment(segment: &str, argument: Option<&str>) -> Result<(), Reason> {
    match argument {
        Some(name) if is_special(segment) => Err(Reason::told(format_args!(
            "the path parameter `{name}` makes a part of the path empty, `.` or `..`, which would mean another \
             resource"
        ))),
        _ => Ok(()),
    }
}

/// A path that a caller wrote, perhaps with a query: checked, and encoded where that is needed.
pub(in crate::runtime) fn check(given: &str) -> Result<String, Reason> {
    if find(given, "://").is_some() && !given.starts_with('/') {
        return Err(Reason::new("a path is needed, not a URL: the base address is the client's"));
    }
    let (path, query) = split_query(given);
    let path = path.strip_prefix('/').unwrap_or(path);
    let mut out = String::with_capacity(given.len() + 1);
    let mut was_empty = false;
    for segment in pieces(path, "/") {
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
    match split_once(path, "?") {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    }
}

/// True if URL parsers drop the segment or go up: dots count encoded too.
pub(in crate::runtime) fn is_special(segment: &str) -> bool {
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
