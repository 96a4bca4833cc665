//! Chooses the documented media type that a response is of, as the client does.
//!
//! In: what `Content-Type` says, `application/vnd.x+json; version=2`, and the documented media types. Out: the most
//! specific one that matches, by its index: the runtime's `media_type` says the same.

/// The most specific of the documented media types that match, the first of several.
pub(super) fn closest<'doc>(sent: &str, documented: impl Iterator<Item = &'doc str>) -> Option<usize> {
    let mut best = None;
    for (index, name) in documented.enumerate() {
        let fit = fit(sent, name);
        if fit > best.map_or(0, |(_, fit)| fit) {
            best = Some((index, fit));
        }
    }
    best.map(|(index, _)| index)
}

/// How closely a documented media type fits one that was sent; 0 if it does not.
fn fit(sent: &str, documented: &str) -> usize {
    let (one, wanted) = (essence(sent).to_ascii_lowercase(), essence(documented).to_ascii_lowercase());
    if one != wanted {
        return match wanted.strip_suffix('*') {
            Some("*/") => 1,
            Some(top) if one.starts_with(top) => 2,
            None if is_json(&one) && is_json(&wanted) => 3,
            Some(_) | None => 0,
        };
    }
    let given: Vec<(String, String)> = parameters(sent).collect();
    let (mut matching, mut is_bare) = (0, false);
    for (name, wanted) in parameters(documented) {
        match given.iter().find(|(other, _)| *other == name) {
            Some((_, value)) if *value == wanted => matching += 1,
            Some(_) => return 0,
            None => is_bare = true,
        }
    }
    if is_bare { 4 } else { 5 + matching }
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
    essence.ends_with("/json") || essence.ends_with("+json")
}
