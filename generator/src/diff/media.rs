//! What changed in the bodies of several media types: a change that all of them have is one line.
//!
//! ```text
//! JSON and a form, both of another type          the body: `A` became `B`
//! the form only                                  the body as `application/x-www-form-urlencoded`: `A` became `B`
//! ```

use super::rule::Finding;
use crate::changes::code;

/// What changed in one media type; `what` does not name the body.
pub struct InMediaType<'a> {
    /// The media type; empty if there was or is no body.
    pub media_type: &'a str,
    /// What changed, if something did.
    pub finding: Option<Finding>,
}

/// The changes of all media types of a body, each once. Where not all media types have a change, it names those that do.
pub fn joined(called: &str, all: &[InMediaType<'_>]) -> Vec<Finding> {
    let mut groups: Vec<(&Finding, Vec<&str>)> = Vec::new();
    for change in all {
        let Some(finding) = &change.finding else { continue };
        match groups.iter_mut().find(|(known, _)| *known == finding) {
            Some((_, media_types)) => media_types.push(change.media_type),
            None => groups.push((finding, vec![change.media_type])),
        }
    }
    let told = |(finding, media_types): (&Finding, Vec<&str>)| {
        let is_everywhere = media_types.len() == all.len() || media_types.contains(&"");
        let list: Vec<String> = media_types.iter().map(|media_type| code(media_type)).collect();
        let place = if is_everywhere { String::new() } else { format!(" as {}", list.join(", ")) };
        Finding { what: format!("{called}{place}: {}", finding.what), ..finding.clone() }
    };
    groups.into_iter().map(told).collect()
}
