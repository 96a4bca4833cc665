//! Targets of links, and links in plain text.
//!
//! `see https://a.example/b_c.` has the link `https://a.example/b_c`; `/docs/page` is no target, since the crate's
//! documentation is not where the page was.

/// What a plain text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span<'a> {
    /// No link.
    Text(&'a str),
    /// `https://…` or `http://…`.
    Url(&'a str),
    /// `name@host.tld`.
    Email(&'a str),
}

/// A target that means something outside of the page, spelt so that it can stand in Markdown anywhere.
pub fn target(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "http" | "https" if rest.strip_prefix("//").is_some_and(|host| !host.is_empty()) => {}
        "mailto" if is_email(rest.split('?').next().unwrap_or(rest)) => {}
        _ => return None,
    }
    Some(format!("{scheme}:{}", spelt(rest)))
}

/// Whether it is an address that `<…>` makes a link.
pub fn is_email(text: &str) -> bool {
    matches!(email_at(text, 0, text.find('@').unwrap_or(0)), Some((0, end)) if end == text.len())
}

/// Finds the links in a text.
pub fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut from = 0;
    for (colon, _) in text.match_indices("://") {
        if let Some((start, end)) = url_at(text, from, colon) {
            emails(&mut spans, text.get(from..start).unwrap_or_default());
            spans.push(Span::Url(text.get(start..end).unwrap_or_default()));
            from = end;
        }
    }
    emails(&mut spans, text.get(from..).unwrap_or_default());
    spans
}

fn emails<'a>(spans: &mut Vec<Span<'a>>, text: &'a str) {
    let mut from = 0;
    for (at, _) in text.match_indices('@') {
        if let Some((start, end)) = email_at(text, from, at) {
            spans.push(Span::Text(text.get(from..start).unwrap_or_default()));
            spans.push(Span::Email(text.get(start..end).unwrap_or_default()));
            from = end;
        }
    }
    spans.push(Span::Text(text.get(from..).unwrap_or_default()));
    spans.retain(|span| *span != Span::Text(""));
}

/// The bounds of the URL whose `://` is at `colon`.
fn url_at(text: &str, from: usize, colon: usize) -> Option<(usize, usize)> {
    let before = text.get(from..colon)?;
    let length = ["https", "http"].into_iter().map(str::len).find(|length| {
        let scheme = before.len().checked_sub(*length).and_then(|start| before.get(start..));
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http"))
    })?;
    let rest = text.get(colon + 3..)?;
    let stop = |character: char| !character.is_ascii_graphic() || "<>\"`\\[]|^".contains(character);
    let mut url = rest.get(..rest.find(stop).unwrap_or(rest.len()))?;
    while let Some(last) = url.chars().last() {
        let unbalanced = last == ')' && url.matches(')').count() > url.matches('(').count();
        if !unbalanced && !".,;:!?'*".contains(last) {
            break;
        }
        url = url.get(..url.len() - 1)?;
    }
    (!url.is_empty()).then_some((colon - length, colon + 3 + url.len()))
}

/// The bounds of the address whose `@` is at `at`.
fn email_at(text: &str, from: usize, at: usize) -> Option<(usize, usize)> {
    let before = text.get(from..at)?;
    let local = |character: char| character.is_ascii_alphanumeric() || "._%+-".contains(character);
    let name = before.trim_end_matches(local).len();
    let name = before.get(name..)?.trim_start_matches(['.', '%', '+', '-']);
    let rest = text.get(at..)?.strip_prefix('@')?;
    let host = |character: char| character.is_ascii_alphanumeric() || ".-".contains(character);
    let host = rest.get(..rest.find(|character| !host(character)).unwrap_or(rest.len()))?;
    let host = host.trim_end_matches(['.', '-']);
    let label = |label: &str| !label.is_empty() && label.len() < 63 && !label.starts_with('-') && !label.ends_with('-');
    let (_, last) = host.rsplit_once('.')?;
    let valid = host.split('.').all(label) && last.len() > 1 && last.chars().all(|one| one.is_ascii_alphabetic());
    (valid && !name.is_empty()).then_some((at - name.len(), at + 1 + host.len()))
}

/// Percent-encodes what could end the target, or begin something else, in Markdown.
fn spelt(url: &str) -> String {
    let balanced = is_balanced(url);
    let entities = url.contains('&');
    let mut out = String::with_capacity(url.len());
    let mut bytes = [0; 4];
    for character in url.chars() {
        let unsafe_here = match character {
            '<' | '>' | '"' | '\\' | '`' | '[' | ']' | '|' | '^' => true,
            '(' | ')' => !balanced,
            ';' => entities,
            other => !other.is_ascii_graphic(),
        };
        if unsafe_here {
            for byte in character.encode_utf8(&mut bytes).bytes() {
                out.push('%');
                out.extend(char::from_digit(u32::from(byte >> 4), 16).map(|digit| digit.to_ascii_uppercase()));
                out.extend(char::from_digit(u32::from(byte & 15), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// Whether every parenthesis has its other, one within another at most.
fn is_balanced(url: &str) -> bool {
    let mut depth = 0_i32;
    let steps = url.chars().filter(|character| "()".contains(*character)).all(|character| {
        depth += if character == '(' { 1 } else { -1 };
        (0..=2).contains(&depth)
    });
    steps && depth == 0
}
