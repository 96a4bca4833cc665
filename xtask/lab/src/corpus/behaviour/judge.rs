//! Compares what was sent with what has to be sent.
//!
//! In: an [`Expected`] request, and what the program recorded. Out: a sentence for each difference, such as
//! ``query: expected `tags=a`, sent `tags=b` ``. The order of pairs with different names, of headers, and of parts does not
//! matter. `user-agent` is the client's own.

mod parts;

use super::expect::Expected;
use super::expect::accept::essence;
use super::expect::body::{Body, canonical};
use super::expect::style::Encoding;
use super::round_trips::is_same;
use super::schema;
use serde_json::Value;
use std::collections::BTreeMap;

/// The differences.
pub fn differences(expected: &Expected, sent: &Value) -> Vec<String> {
    if let Some(problem) = sent.get("problem").and_then(Value::as_str) {
        return vec![format!("not sent: {problem}")];
    }
    let mut found = Vec::new();
    let text = |key: &str| sent.get(key).and_then(Value::as_str).unwrap_or_default();
    let (address, query) = text("uri").split_once('?').unwrap_or((text("uri"), ""));
    differ(&mut found, "method", &expected.method, text("method"));
    differ(&mut found, "address", &with_root(&expected.address), address);
    pairs(&mut found, "query", &expected.query, query.split('&'));
    let mut headers = headers(sent);
    headers.remove("user-agent");
    accept(&mut found, expected, headers.remove("accept"));
    let cookies = headers.remove("cookie").unwrap_or_default();
    pairs(&mut found, "cookies", &expected.cookies, cookies.split("; "));
    let content_type = headers.remove("content-type");
    for (name, value) in &expected.headers {
        let sent = headers.remove(name);
        differ(&mut found, &format!("header {name}"), value, sent.as_deref().unwrap_or("(nothing)"));
    }
    let others = headers.iter().filter(|(name, _)| !expected.given.contains(name));
    found.extend(others.map(|(name, value)| format!("header {name}: expected nothing, sent `{value}`")));
    body(&mut found, expected, content_type.as_deref(), &bytes(text("body")));
    found
}

/// Bytes come as characters of the same number.
fn bytes(text: &str) -> Vec<u8> {
    text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// A URL without a path has the path `/`.
fn with_root(address: &str) -> String {
    let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    if after_scheme.contains('/') { address.to_owned() } else { format!("{address}/") }
}

fn differ(found: &mut Vec<String>, what: &str, expected: &str, sent: &str) {
    if expected != sent {
        found.push(format!("{what}: expected `{expected}`, sent `{sent}`"));
    }
}

fn headers(sent: &Value) -> BTreeMap<String, String> {
    let headers = sent.get("headers").and_then(Value::as_array).into_iter().flatten();
    let pair = |header: &Value| Some((header.get(0)?.as_str()?.to_owned(), header.get(1)?.as_str()?.to_owned()));
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers.filter_map(pair) {
        // The same header twice is a list.
        all.entry(name).and_modify(|before| *before = format!("{before}, {value}")).or_insert(value);
    }
    all
}

/// Pairs in any order, but those of one name in theirs.
fn pairs<'s>(found: &mut Vec<String>, what: &str, expected: &[String], sent: impl Iterator<Item = &'s str>) {
    let by_name = |pair: &String| pair.split('=').next().unwrap_or_default().to_owned();
    let mut expected: Vec<String> = expected.iter().map(|pair| with_sorted_json(pair)).collect();
    let mut sent: Vec<String> = sent.filter(|pair| !pair.is_empty()).map(with_sorted_json).collect();
    expected.sort_by_key(by_name);
    sent.sort_by_key(by_name);
    if expected != sent {
        let (expected, sent) = apart(&expected, &sent);
        differ(found, what, &expected.join("&"), &sent.join("&"));
    }
}

/// A pair whose value is JSON, with the keys of that in a fixed order.
fn with_sorted_json(pair: &str) -> String {
    let sorted = pair.split_once('=').and_then(|(name, value)| {
        let value: Value = serde_json::from_str(&schema::percent_decoded(value)).ok()?;
        let is_compound = value.is_object() || value.is_array();
        let text = String::from_utf8(canonical(&value)).ok().filter(|_| is_compound)?;
        Some(format!("{name}={}", Encoding::Strict.apply(&text)))
    });
    // The whole query can be JSON.
    let whole = || {
        let value: Value = serde_json::from_str(&schema::percent_decoded(pair)).ok()?;
        Some(Encoding::Strict.apply(&String::from_utf8(canonical(&value)).ok()?))
    };
    sorted.or_else(whole).unwrap_or_else(|| pair.to_owned())
}

/// What only one of two lists has; both lists, if they differ only in their order.
fn apart<T: Clone + PartialEq>(expected: &[T], sent: &[T]) -> (Vec<T>, Vec<T>) {
    let (mut missing, mut more) = (expected.to_vec(), sent.to_vec());
    for item in expected {
        if let (Some(at), Some(other)) = (more.iter().position(|o| o == item), missing.iter().position(|o| o == item)) {
            more.remove(at);
            missing.remove(other);
        }
    }
    if missing.is_empty() && more.is_empty() { (expected.to_vec(), sent.to_vec()) } else { (missing, more) }
}

/// What the client reads has to be asked for, and nothing else but JSON, since errors are that.
fn accept(found: &mut Vec<String>, expected: &Expected, sent: Option<String>) {
    let sent = sent.unwrap_or_default();
    let asked: Vec<String> = sent.split(',').map(essence).filter(|text| !text.is_empty()).collect();
    let documented = &expected.accept.allowed;
    let missing = expected.accept.required.iter().filter(|wanted| !asked.contains(wanted));
    found.extend(missing.map(|missing| format!("header accept: `{missing}` is documented and not asked for")));
    let is_documented = |asked: &str| documented.iter().any(|range| covers(range, asked));
    if !documented.is_empty() && !asked.iter().any(|asked| is_documented(asked)) {
        found.push(format!("header accept: documented are {documented:?}, sent `{sent}`"));
    }
    let more = asked.iter().filter(|asked| *asked != "application/json" && !is_documented(asked));
    found.extend(more.map(|more| format!("header accept: `{more}` is not documented")));
}

/// Whether a media type is the same, or in a range such as `image/*`.
fn covers(range: &str, media_type: &str) -> bool {
    match range.split_once('*') {
        _ if range == media_type || range == "*/*" => true,
        Some((start, end)) => media_type.starts_with(start) && media_type.ends_with(end),
        None => false,
    }
}

fn body(found: &mut Vec<String>, expected: &Expected, content_type: Option<&str>, sent: &[u8]) {
    let shown = || String::from_utf8_lossy(sent).into_owned();
    let Some(documented) = expected.content_type.as_deref() else {
        if !sent.is_empty() {
            found.push(format!("body: expected none, sent `{}`", shown()));
        }
        if let Some(content_type) = content_type {
            found.push(format!("header content-type: expected none, sent `{content_type}`"));
        }
        return;
    };
    let content_type = content_type.unwrap_or("(nothing)");
    // A range of types names none.
    if !documented.contains('*') && !matches!(expected.body, Body::Parts(_)) {
        differ(found, "header content-type", documented, content_type);
    }
    match &expected.body {
        Body::None => {}
        Body::Bytes(bytes) => {
            if bytes != sent {
                found.push(format!("body: expected `{}`, sent `{}`", String::from_utf8_lossy(bytes), shown()));
            }
        }
        Body::Json(value) => match serde_json::from_slice::<Value>(sent) {
            Ok(sent) if is_same(value, &sent) => {}
            _ => found.push(format!("body: expected `{value}`, sent `{}`", shown())),
        },
        Body::Form(expected) => pairs(found, "body", expected, shown().split('&')),
        Body::Parts(expected) => parts::compare(found, expected, documented, content_type, sent),
    }
}

#[cfg(test)]
mod tests {
    use super::super::expect::Expected;
    use super::super::expect::accept::Accept;
    use super::super::expect::body::{Body, Part};
    use super::differences;
    use serde_json::json;

    fn expected() -> Expected {
        Expected {
            method: "POST".to_owned(),
            address: "https://a.example/b".to_owned(),
            query: ["x=1", "y=2", "x=3"].map(str::to_owned).to_vec(),
            headers: [("x-key".to_owned(), "k".to_owned())].into(),
            cookies: vec!["c=1".to_owned()],
            given: Vec::new(),
            accept: Accept { allowed: vec!["application/json".to_owned()], ..Accept::default() },
            content_type: Some("application/json".to_owned()),
            body: Body::Json(json!({ "n": 1 })),
        }
    }

    fn sent() -> serde_json::Value {
        json!({
            "method": "POST", "uri": "https://a.example/b?y=2&x=1&x=3", "body": "{\"n\":1.0}",
            "headers": [
                ["user-agent", "me"], ["accept", "application/json"], ["content-type", "application/json"],
                ["cookie", "c=1"], ["x-key", "k"],
            ],
        })
    }

    #[test]
    fn what_is_sent_as_expected_has_no_difference() {
        assert_eq!(differences(&expected(), &sent()), [""; 0]);
    }

    #[test]
    fn every_difference_is_told() {
        let changes = [
            ("method", json!("GET"), "method: expected `POST`, sent `GET`"),
            (
                "uri",
                json!("https://a.example/?y=2&x=1&x=3"),
                "address: expected `https://a.example/b`, sent `https://a.example/`",
            ),
            ("uri", json!("https://a.example/b?y=2&x=3&x=1"), "query: expected `x=1&x=3&y=2`, sent `x=3&x=1&y=2`"),
            ("body", json!("{\"n\":2}"), "body: expected `{\"n\":1}`, sent `{\"n\":2}`"),
        ];
        for (key, value, difference) in changes {
            let mut sent = sent();
            sent[key] = value;
            assert_eq!(differences(&expected(), &sent), [difference]);
        }
        let mut other = sent();
        other["headers"] = json!([["accept", "text/html"], ["x-key", "other"], ["x-more", "1"]]);
        let found = differences(&expected(), &other);
        let about = ["accept: documented", "accept: `text/html`", "cookies", "x-key", "x-more", "content-type"];
        for word in about {
            assert!(found.iter().any(|found| found.contains(word)), "{word}: {found:?}");
        }
        assert_eq!(found.len(), about.len(), "{found:?}");
    }

    #[test]
    fn parts_are_compared_without_their_boundary() {
        let part = |name: &str, media_type: Option<&str>, content: &str| Part {
            name: name.to_owned(),
            media_type: media_type.map(str::to_owned),
            content: content.as_bytes().to_vec(),
            ..Part::default()
        };
        let parts = vec![part("a", None, "text"), part("b", Some("application/json"), "{\"n\":1}")];
        let expected =
            Expected { content_type: Some("multipart/form-data".to_owned()), body: Body::Parts(parts), ..expected() };
        let mut sent = sent();
        sent["headers"][2][1] = json!("multipart/form-data; boundary=xyz");
        let text = "--xyz\r\nContent-Disposition: form-data; name=\"b\"\r\nContent-Type: application/json\r\n\r\n{\"n\": 1}\r\n\
                    --xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ntext\r\n--xyz--\r\n";
        sent["body"] = json!(text);
        assert_eq!(differences(&expected, &sent), [""; 0]);
        sent["body"] = json!(text.replace("name=\"a\"", "name=\"c\""));
        assert_eq!(differences(&expected, &sent).len(), 1);
        sent["body"] = json!(text.replace("--xyz--", "--xy"));
        assert_eq!(differences(&expected, &sent).len(), 1);
    }
}
