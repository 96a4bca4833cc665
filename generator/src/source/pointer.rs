//! JSON pointers (RFC 6901) and JSONPaths (RFC 9535): the one place that reads and writes them.
//!
//! In: the steps from the root of a document to a node. Out: `/paths/~1pets/get/tags/0`, which names the node, and
//! `$.paths['/pets'].get.tags[0]`, which an overlay action has as its `target`. A pointer alone does not say whether `0` is
//! an index or the key of an object, so a JSONPath is made of steps, never of a pointer.

use percent_encoding::percent_decode_str;

/// A step from a node to one inside of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// The member under a key.
    Key(&'a str),
    /// An element of an array.
    Index(usize),
}

/// Escapes one reference token of a JSON pointer (RFC 6901, section 3).
pub fn escape_pointer(token: &str) -> String {
    // Most tokens stay as they are.
    if !token.contains(['~', '/']) {
        return token.to_owned();
    }
    token.replace('~', "~0").replace('/', "~1")
}

/// Undoes [`escape_pointer`].
pub fn unescape_pointer(token: &str) -> String {
    if !token.contains('~') {
        return token.to_owned();
    }
    token.replace("~1", "/").replace("~0", "~")
}

/// The reference tokens of a JSON pointer, unescaped; `None` if it is neither empty nor begins with a slash.
pub fn pointer_tokens(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    Some(pointer.strip_prefix('/')?.split('/').map(unescape_pointer).collect())
}

/// The JSON pointer of steps.
pub fn json_pointer<'a>(steps: impl IntoIterator<Item = Step<'a>>) -> String {
    let mut pointer = String::new();
    for step in steps {
        pointer.push('/');
        match step {
            Step::Key(key) => pointer.push_str(&escape_pointer(key)),
            Step::Index(index) => pointer.push_str(&index.to_string()),
        }
    }
    pointer
}

/// The JSONPath of steps.
///
/// ```
/// use generator::source::{Step, json_path};
/// let steps = [Step::Key("paths"), Step::Key("/pets"), Step::Key("1"), Step::Index(1)];
/// assert_eq!(json_path(steps), "$.paths['/pets']['1'][1]");
/// ```
pub fn json_path<'a>(steps: impl IntoIterator<Item = Step<'a>>) -> String {
    steps.into_iter().fold(String::from("$"), |path, step| json_path_step(&path, step))
}

/// A JSONPath with one more step: the short form for plain names, the normalized one for others.
pub fn json_path_step(path: &str, step: Step<'_>) -> String {
    match step {
        Step::Key(key) if is_plain_name(key) => format!("{path}.{key}"),
        Step::Key(key) => format!("{path}[{}]", json_path_literal(key)),
        Step::Index(index) => format!("{path}[{index}]"),
    }
}

/// A text as JSONPath writes it between single quotes (RFC 9535, section 2.7).
pub fn json_path_literal(text: &str) -> String {
    let mut quoted = String::from("'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => quoted.extend(['\\', character]),
            control if control < ' ' => quoted.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted.push('\'');
    quoted
}

fn is_plain_name(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// Undoes percent-encoding (RFC 3986, section 2.1), as far as it is one and gives UTF-8.
pub fn percent_decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), |decoded| decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use serde_json_path::JsonPath;

    #[test]
    fn a_path_and_a_pointer_name_the_same_node() {
        let key = "it's \\ a/b~c\n\u{1}\"é";
        let document = json!({"1": {key: [{"": "here"}]}, "_a1": {"": 1}});
        let steps = [Step::Key("1"), Step::Key(key), Step::Index(0), Step::Key("")];
        let path = JsonPath::parse(&json_path(steps)).unwrap();
        assert_eq!(path.query(&document).exactly_one().unwrap(), "here");
        let pointer = json_pointer(steps);
        assert_eq!(document.pointer(&pointer).unwrap(), "here");
        assert_eq!(pointer_tokens(&pointer).unwrap(), ["1", key, "0", ""]);
        assert_eq!(json_path([Step::Key("_a1"), Step::Key("")]), "$._a1['']");
        assert_eq!((pointer_tokens(""), pointer_tokens("a")), (Some(Vec::new()), None));
    }

    #[test]
    fn what_is_no_percent_encoding_stays() {
        for (text, decoded) in [("a%20b", "a b"), ("%C3%A9", "é"), ("%zz %", "%zz %"), ("%FF", "%FF"), ("%+1", "%+1")]
        {
            assert_eq!(percent_decoded(text), decoded);
        }
    }
}
