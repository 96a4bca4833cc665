//! The words by which prose names types.
//!
//! In: words such as `int`, `array of strings`, `string<date-time>`. Out: what they mean in JSON Schema.

use crate::keyword::type_of;

/// What words mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meant {
    /// A type of JSON; `None` if any value fits.
    pub kind: Option<&'static str>,
    pub format: Option<String>,
    /// The type of the elements of a list, if it is said.
    pub elements: Option<&'static str>,
}

/// How the words for a list begin.
const LISTS: [&str; 9] = ["array of ", "list of ", "array<", "list<", "array[", "list[", "array(", "list(", "["];

/// `None` if it is not clear what is meant.
pub(super) fn of(said: &str) -> Option<Meant> {
    let said = said.trim().to_lowercase();
    let meant = |kind, format| Meant { kind, format, elements: None };
    let inside = said.strip_suffix("[]").or_else(|| LISTS.iter().find_map(|word| said.strip_prefix(word)));
    if let Some(inside) = inside {
        let inside = inside.trim_end_matches(['>', ']', ')', 's']);
        let elements = type_of(inside).map(|(kind, _)| kind.name());
        return Some(Meant { elements, ..meant(Some("array"), None) });
    }
    if let Some((outer, inner)) = said.strip_suffix('>').and_then(|said| said.split_once('<')) {
        return match outer.trim() {
            "enum" => of(inner),
            outer => type_of(outer).map(|(kind, _)| meant(Some(kind.name()), Some(inner.trim().to_owned()))),
        };
    }
    match said.as_str() {
        "any" | "unknown" | "mixed" => Some(meant(None, None)),
        "null" => Some(meant(Some("null"), None)),
        word => type_of(word).map(|(kind, format)| meant(Some(kind.name()), format.map(str::to_owned))),
    }
}
