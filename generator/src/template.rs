//! Path templates, with the marks that routers put around the names of parameters.
//!
//! In: a path as documented, such as `/v1/{name=projects/*}:run` or `/users/{id:[0-9]+}`. Out: its literals and its
//! parameters, each with its name alone and whether its value can have several segments. What the marks demand of a
//! value beyond that is not looked at: the server checks it.

/// A part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'p> {
    /// Text, as documented.
    Literal(&'p str),
    /// A parameter.
    Parameter(Parameter<'p>),
}

/// What stands between two braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter<'p> {
    /// All of it.
    pub text: &'p str,
    /// The name, without marks.
    pub name: &'p str,
    /// What the value has to match, with the mark before it: `:[0-9]+`, `=projects/*`. Empty if there is nothing.
    pub rule: &'p str,
    /// The router takes slashes of the value as ends of segments: `{path*}`, `{+name}`, `{name=projects/*}`.
    pub keeps_slashes: bool,
}

/// Takes a path apart. A brace without its partner is a literal, and so are two without a name.
pub fn parts(path: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut literal, mut at) = (0, 0);
    while let Some(open) = path.get(at..).and_then(|rest| rest.find('{')).map(|found| at + found) {
        let inside = path.get(open + 1..).unwrap_or_default();
        let Some(text) = closed(inside) else {
            at = open + 1;
            continue;
        };
        parts.push(Part::Literal(path.get(literal..open).unwrap_or_default()));
        parts.push(Part::Parameter(parameter(text)));
        at = open + text.len() + 2;
        literal = at;
    }
    parts.push(Part::Literal(path.get(literal..).unwrap_or_default()));
    parts.retain(|part| *part != Part::Literal(""));
    parts
}

/// The parameters of a path, in its order.
pub fn parameters(path: &str) -> impl Iterator<Item = Parameter<'_>> {
    parts(path).into_iter().filter_map(|part| match part {
        Part::Literal(_) => None,
        Part::Parameter(parameter) => Some(parameter),
    })
}

/// The text up to the brace that closes it. Only a rule can have braces: `{code:[a-z]{2}}`.
fn closed(text: &str) -> Option<&str> {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, character) in text.char_indices() {
        let before = text.get(..at).unwrap_or_default();
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' if before.contains(RULES) => depth += 1,
            '{' => return None,
            '}' if depth == 0 => return Some(before).filter(|text| !text.trim().is_empty()),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What stands before the rule for a value.
const RULES: [char; 3] = [':', '=', '<'];

fn parameter(text: &str) -> Parameter<'_> {
    let (marked, rule) = text.split_at(text.find(RULES).unwrap_or(text.len()));
    let marked = marked.trim();
    let front = marked.trim_start_matches(['+', '*', '.']);
    let name = front.trim_end_matches("...").trim_end_matches(['+', '*', '?']);
    // `{path*2}`: two segments.
    let counted = name.trim_end_matches(|character: char| character.is_ascii_digit()).strip_suffix('*');
    let name = counted.unwrap_or(name);
    if name.is_empty() {
        return Parameter { text, name: text, rule: "", keeps_slashes: false };
    }
    let is_greedy = marked.starts_with(['+', '*'])
        || marked.ends_with(['+', '*'])
        || marked.ends_with("...")
        || counted.is_some()
        || rule_takes_slashes(rule);
    Parameter { text, name, rule, keeps_slashes: is_greedy }
}

fn rule_takes_slashes(rule: &str) -> bool {
    match rule.strip_prefix('=') {
        Some(pattern) => pattern.contains('/') || pattern.contains("**"),
        None => {
            let pattern = rule.strip_prefix(RULES).unwrap_or(rule).trim();
            pattern == "path" || expression_takes_slashes(pattern)
        }
    }
}

/// Whether some text that a regular expression matches has a slash.
fn expression_takes_slashes(pattern: &str) -> bool {
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        let takes = match character {
            '\\' => rest.next().is_some_and(escape_takes_slashes),
            '[' => class_takes_slashes(&mut rest),
            '.' | '/' => true,
            _ => false,
        };
        if takes {
            return true;
        }
    }
    false
}

/// `\S`, `\D`, `\W` and the slash itself.
fn escape_takes_slashes(character: char) -> bool {
    matches!(character, 'S' | 'D' | 'W' | '/')
}

/// A class of characters, behind its `[`.
fn class_takes_slashes(rest: &mut std::str::Chars<'_>) -> bool {
    let (mut has_slash, mut is_negated, mut last, mut is_first) = (false, false, None, true);
    while let Some(character) = rest.next() {
        match character {
            '^' if is_first && !is_negated => {
                is_negated = true;
                continue;
            }
            ']' if !is_first => break,
            '\\' => has_slash |= rest.next().is_some_and(escape_takes_slashes),
            '-' if last.is_some() => {
                let (from, to) = (last.unwrap_or('-'), rest.clone().next());
                has_slash |= to.is_some_and(|to| to != ']' && (from..=to).contains(&'/'));
            }
            other => has_slash |= other == '/',
        }
        (last, is_first) = (Some(character), false);
    }
    has_slash != is_negated
}

#[cfg(test)]
mod tests {
    use super::{Part, parameters, parts};

    #[test]
    fn marks_are_told_from_names() {
        let cases = [
            ("{id}", "id", false),
            ("{proxy+}", "proxy", true),
            ("{+name}", "name", true),
            ("{path*}", "path", true),
            ("{path*2}", "path", true),
            ("{*rest}", "rest", true),
            ("{**rest}", "rest", true),
            ("{rest...}", "rest", true),
            ("{id?}", "id", false),
            ("{name=projects/*}", "name", true),
            ("{name=**}", "name", true),
            ("{name=*}", "name", false),
            ("{controller=Home}", "controller", false),
            ("{id:[0-9]+}", "id", false),
            ("{id: [0-9]{1,3}}", "id", false),
            ("{id:int:min(1)}", "id", false),
            ("{slug:[^/]+}", "slug", false),
            ("{slug:[^.]+}", "slug", true),
            ("{name:[]a-z]+}", "name", false),
            ("{name:[ -~]+}", "name", true),
            ("{file:[a-z]+\\.json}", "file", false),
            ("{file : .+}", "file", true),
            ("{tail:.*}", "tail", true),
            ("{tail:\\S+}", "tail", true),
            ("{tail:path}", "tail", true),
            ("{page<\\d+>}", "page", false),
            ("{utf8}", "utf8", false),
            ("{+}", "+", false),
        ];
        for (path, name, keeps_slashes) in cases {
            let found: Vec<_> = parameters(path).collect();
            assert_eq!(found.len(), 1, "{path}: {found:?}");
            assert_eq!((found[0].name, found[0].keeps_slashes), (name, keeps_slashes), "{path}");
        }
    }

    #[test]
    fn literals_and_parameters_are_taken_apart() {
        let shown = |path: &str| {
            let parts = parts(path).into_iter().map(|part| match part {
                Part::Literal(text) => text.to_owned(),
                Part::Parameter(parameter) => format!("<{}>", parameter.name),
            });
            parts.collect::<Vec<_>>().join("|")
        };
        assert_eq!(shown("/v1/{name=projects/*/things/*}:run"), "/v1/|<name>|:run");
        assert_eq!(shown("/{a:[0-9]{3}}-{b+}.json"), "/|<a>|-|<b>|.json");
        assert_eq!(shown("/{a{b}/{c}/{}/{d"), "/{a|<b>|/|<c>|/{}/{d");
        assert_eq!(shown("/plain"), "/plain");
        assert_eq!(shown("{ü:.*}"), "<ü>");
    }
}
