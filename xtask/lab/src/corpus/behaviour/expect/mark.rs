//! Marks of routers in a path template: `{path+}`, `{+path}`, `{id:[0-9]+}`, `{name=things/*}`.
//!
//! In: what stands between two braces, and the name of a parameter. Out: whether it is that parameter, and whether a
//! router reads slashes of the value as ends of segments.

/// Takes what is behind a brace apart at the brace that closes it; rules may have braces too.
pub fn split(text: &str) -> Option<(&str, &str)> {
    let mut open = 1;
    let end = text.find(|character| {
        open += match character {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        open == 0
    })?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// Whether the value of a parameter keeps its slashes; `None` if another parameter stands there.
pub fn keeps_slashes(marked: &str, name: &str) -> Option<bool> {
    let (before, after) = marked.split_once(name)?;
    let rule =
        after.trim_start_matches(['*', '+', '?', '.', ' ']).trim_start_matches(|digit: char| digit.is_ascii_digit());
    let marks = after.strip_suffix(rule)?;
    let is_marks =
        before.chars().all(|mark| "+*. ".contains(mark)) && (rule.is_empty() || rule.starts_with([':', '=', '<']));
    let is_greedy = || {
        before.contains(['+', '*'])
            || marks.contains(['+', '*'])
            || marks.contains("...")
            || [".*", ".+", "**", "/*", "*/"].iter().any(|text| rule.contains(text))
            || rule == ":path"
    };
    is_marks.then(is_greedy)
}

/// Whether a path has a parameter, and its value keeps its slashes.
pub fn is_greedy(path: &str, name: &str) -> bool {
    let mut rest = path;
    while let Some((marked, after)) = rest.split_once('{').and_then(|(_, from)| split(from)) {
        if let Some(keeps) = keeps_slashes(marked, name) {
            return keeps;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{is_greedy, keeps_slashes, split};

    #[test]
    fn a_mark_is_told_from_a_name() {
        assert_eq!(split("a:[0-9]{2}}/{b}"), Some(("a:[0-9]{2}", "/{b}")));
        for (marked, keeps) in
            [("a", false), ("a+", true), ("+a", true), ("a*2", true), ("a:[0-9]+", false), ("a=b/*", true)]
        {
            assert_eq!(keeps_slashes(marked, "a"), Some(keeps), "{marked}");
        }
        assert_eq!(keeps_slashes("ab", "a"), None);
        assert!(is_greedy("/x/{a}/{b+}", "b") && !is_greedy("/x/{a}/{b+}", "a"));
    }
}
