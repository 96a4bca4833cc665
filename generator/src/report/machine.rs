//! Renders messages for programs.
//!
//! In: all messages and the sources. Out: text, one message a line, errors first: JSON objects, such as
//!
//! ```json
//! {"severity":"error","code":"unknown-version","message":"…","page":"pets.md","line":4,"column":12,"pointer":"/openapi","related":[],"help":"…","action":null}
//! ```
//!
//! or the annotations that GitHub's runners read from a command's output, such as
//! `::error file=specs/pets.md,line=4,col=12,title=unknown-version::…`. Nothing is shortened; what an overlay settled
//! is not listed. Excerpts are not made: a program has the page. What pages hold is [`crate::visible`] text here too.

use super::{Options, by_code, name};
use crate::diagnostic::{At, Diagnostic, Diagnostics, Severity};
use crate::locate::{self, Index};
use crate::visible;
use serde_json::{Map, Value, json};

/// One JSON object a line. Members that do not apply (no page, no line, no help, no overlay action) are `null`.
pub fn json_lines(dx: &Diagnostics, options: Options) -> String {
    let mut index = Index::default();
    let lines = shown(dx, options).into_iter().map(|diagnostic| {
        let mut members = Map::new();
        members.insert("severity".into(), name(diagnostic.severity).into());
        members.insert("code".into(), diagnostic.code.into());
        members.insert("message".into(), diagnostic.message.as_str().into());
        members.extend(place(&mut index, dx, &diagnostic.at));
        let related = diagnostic.related.iter().map(|(label, at)| {
            let mut related = Map::from_iter([("label".to_owned(), Value::from(label.as_str()))]);
            related.extend(place(&mut index, dx, at));
            Value::Object(related)
        });
        members.insert("related".into(), related.collect());
        members.insert("help".into(), diagnostic.help.as_deref().into());
        members.insert("action".into(), diagnostic.action.clone().unwrap_or_default());
        visible::json(&Value::Object(members).to_string()) + "\n"
    });
    lines.collect()
}

/// One annotation a line. `folder` is where the pages are, from the root of the repository.
pub fn github(dx: &Diagnostics, options: Options, folder: &str) -> String {
    let mut index = Index::default();
    let lines = shown(dx, options).into_iter().map(|diagnostic| {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let found = locate::origins(&mut index, &dx.sources, &diagnostic.at).into_iter().next();
        let mut properties = match (&diagnostic.at, &found) {
            (At::File(path), _) => vec![("file", path.clone())],
            (_, Some(found)) => {
                let origin = &found.origin;
                let folder = folder.trim_end_matches('/');
                let path = if folder.is_empty() { origin.page.clone() } else { [folder, "/", &origin.page].concat() };
                vec![("file", path), ("line", origin.line.to_string()), ("col", origin.column.to_string())]
            }
            _ => Vec::new(),
        };
        properties.push(("title", diagnostic.code.to_owned()));
        let properties: Vec<String> =
            properties.iter().map(|(key, value)| [*key, "=", &escaped(&visible::line(value), true)].concat()).collect();
        let pointer = found.map(|found| found.origin.pointer).filter(|pointer| !pointer.is_empty());
        let at = pointer.map(|pointer| format!("\nat {}", visible::line(&pointer))).unwrap_or_default();
        let help =
            diagnostic.help.as_deref().map(|help| format!("\nhelp: {}", visible::lines(help))).unwrap_or_default();
        let text = [&visible::line(&diagnostic.message), at.as_str(), &help].concat();
        let text = escaped(&visible::output(&text), false);
        ["::", level, " ", &properties.join(","), "::", &text, "\n"].concat()
    });
    lines.collect()
}

/// Errors first, notes only if asked for.
fn shown(dx: &Diagnostics, options: Options) -> Vec<&Diagnostic> {
    let all = [Severity::Error, Severity::Warning, Severity::Note].into_iter();
    let wanted = all.filter(|severity| *severity != Severity::Note || options.verbose);
    wanted.flat_map(|severity| by_code(dx, severity)).flat_map(|(_, diagnostics)| diagnostics).collect()
}

fn place(index: &mut Index, dx: &Diagnostics, at: &At) -> [(String, Value); 4] {
    let found = locate::origins(index, &dx.sources, at).into_iter().next();
    let [page, line, column, pointer] = match (at, found) {
        (At::File(path), _) => [json!(path), Value::Null, Value::Null, Value::Null],
        (_, Some(found)) => {
            let pointer = found.fragment.map_or(Value::Null, |_| json!(found.origin.pointer));
            [json!(found.origin.page), json!(found.origin.line), json!(found.origin.column), pointer]
        }
        (_, None) => [Value::Null, Value::Null, Value::Null, Value::Null],
    };
    [("page".into(), page), ("line".into(), line), ("column".into(), column), ("pointer".into(), pointer)]
}

/// A line for what is about no page: one annotation of a runner, with a file if it is about one.
pub fn annotation(level: &str, file: Option<&str>, title: &str, text: &str) -> String {
    let file = file.map(|file| format!("file={},", escaped(&visible::line(file), true))).unwrap_or_default();
    let text = escaped(&visible::output(text), false);
    format!("::{level} {file}title={}::{text}\n", escaped(title, true))
}

/// By the rules of workflow commands: line ends and, in properties, what separates them.
fn escaped(text: &str, is_property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if is_property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}
