//! Chooses the documented media type that an answer is of, as the client does.
//!
//! In: the `content` of a response, and what `Content-Type` says, if that is known. Out: the key of the most specific JSON
//! media type that matches, or else of the preferred one: `application/json`, then another name of JSON, then `*/*`.

use serde_json::{Map, Value as Json};

/// The key of a media type that has a schema.
pub(super) fn choose<'doc>(content: &'doc Map<String, Json>, sent: Option<&str>) -> Option<&'doc str> {
    let is_candidate = |name: &str| is_json(essence(name)) || essence(name) == "*/*";
    let described = content.iter().filter(|(_, node)| node.get("schema").is_some()).map(|(name, _)| name.as_str());
    let mut names: Vec<&str> = described.filter(|name| is_candidate(name)).collect();
    names.sort_by_key(|name| preference(&essence(name).to_ascii_lowercase()));
    let fits = |name: &&str| sent.map_or(0, |sent| fit(sent, name));
    // Of equals the first is preferred.
    let best = names.iter().rev().max_by_key(|name| fits(name))?;
    Some(if fits(best) > 0 { best } else { names.first()? })
}

fn preference(essence: &str) -> u8 {
    match essence {
        "application/json" | "text/json" => 0,
        "*/*" => 2,
        _ => 1,
    }
}

/// How closely a documented media type fits one that was sent; 0 if it does not.
fn fit(sent: &str, documented: &str) -> usize {
    if !essence(sent).eq_ignore_ascii_case(essence(documented)) {
        return usize::from(is_json(essence(sent)) && is_json(essence(documented)));
    }
    let given: Vec<(String, String)> = parameters(sent).collect();
    let mut matching = 0;
    for (name, wanted) in parameters(documented) {
        match given.iter().find(|(other, _)| *other == name) {
            Some((_, value)) if *value == wanted => matching += 1,
            Some(_) => return 0,
            None => return 2,
        }
    }
    3 + matching
}

fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// Names and values in lower case; the encoding of a text says nothing about its type.
fn parameters(media_type: &str) -> impl Iterator<Item = (String, String)> {
    let parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let plain = |text: &str| text.trim().trim_matches('"').to_ascii_lowercase();
    parameters.map(move |(name, value)| (plain(name), plain(value))).filter(|(name, _)| name != "charset")
}

fn is_json(essence: &str) -> bool {
    let essence = essence.to_ascii_lowercase();
    essence.ends_with("/json") || essence.ends_with("+json")
}
