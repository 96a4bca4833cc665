//! Looks for deviations in a decoded value.
//!
//! The value says what was sent; a blank value of the same type, which is gone through beside it, says what is
//! documented.

use super::DeviationKind;
use crate::runtime::decode::{kind_of, read_value};
use crate::runtime::encode::to_value;
use crate::runtime::open_enum::Constant;
use crate::runtime::wire::{Model, Scalar, Target, View};
use serde_json::Value;

/// Texts are cut after so many characters.
const LONGEST: usize = 100;
/// So many listed values are shown.
const LISTED: usize = 12;

/// A place that differs.
pub(super) struct Found {
    pub(super) pointer: String,
    /// The pointer with `*` for places in lists and keys of maps.
    pub(super) pattern: String,
    pub(super) header: Option<&'static str>,
    pub(super) kind: DeviationKind,
    pub(super) expected: String,
    pub(super) got: String,
}

/// All places of a value.
pub(super) fn value(pointer: &str, value: View<'_>, blank: Target<'_>) -> Vec<Found> {
    let mut walk = Walk::at(pointer);
    walk.look(value, blank);
    walk.found
}

/// Where a value that its type refused differs.
pub(super) fn refused(value: &Value, blank: Target<'_>) -> Vec<Found> {
    let mut walk = Walk::at("");
    walk.mismatch(value, blank);
    walk.found
}

/// The status is another one.
pub(super) fn status(expected: String, got: String) -> Found {
    Found { kind: DeviationKind::Status, expected, got, ..Found::in_head(None) }
}

/// A header is another one, or not there.
pub(super) fn header(name: &'static str, expected: String, got: &str) -> Found {
    Found { kind: DeviationKind::Header, expected, got: got.to_owned(), ..Found::in_head(Some(name)) }
}

impl Found {
    fn in_head(header: Option<&'static str>) -> Self {
        let nothing = String::new;
        Self {
            pointer: nothing(),
            pattern: nothing(),
            header,
            kind: DeviationKind::Header,
            expected: nothing(),
            got: nothing(),
        }
    }
}

/// There is nothing where a value is documented.
pub(super) fn absent(blank: Target<'_>) -> Vec<Found> {
    let mut walk = Walk::at("");
    walk.differs(DeviationKind::Missing, expected(blank), "nothing".to_owned());
    walk.found
}

struct Walk {
    pointer: String,
    pattern: String,
    found: Vec<Found>,
}

impl Walk {
    fn at(pointer: &str) -> Self {
        let is_index = |key: &&str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
        let pattern: Vec<&str> = pointer.split('/').map(|key| if is_index(&key) { "*" } else { key }).collect();
        Self { pointer: pointer.to_owned(), pattern: pattern.join("/"), found: Vec::new() }
    }

    fn within(&mut self, key: &str, is_any: bool, look: impl FnOnce(&mut Self)) {
        let before = (self.pointer.len(), self.pattern.len());
        let key = key.replace('~', "~0").replace('/', "~1");
        self.pointer.push('/');
        self.pointer.push_str(&key);
        self.pattern.push('/');
        self.pattern.push_str(if is_any { "*" } else { &key });
        look(self);
        self.pointer.truncate(before.0);
        self.pattern.truncate(before.1);
    }

    fn differs(&mut self, kind: DeviationKind, expected: String, got: String) {
        let (pointer, pattern) = (self.pointer.clone(), self.pattern.clone());
        self.found.push(Found { pointer, pattern, header: None, kind, expected, got });
    }

    fn look(&mut self, value: View<'_>, blank: Target<'_>) {
        match (value, blank) {
            (View::Null, Target::Nullable(_)) => {}
            (value, Target::Nullable(field)) => self.look(value, field.begin()),
            (View::Model(model), Target::Model(blank)) => self.model(model, blank),
            (View::Array(array), Target::Array(blank)) => {
                for (index, element) in (0..array.count()).filter_map(|index| Some((index, array.get(index)?))) {
                    self.within(&index.to_string(), true, |walk| walk.look(element, blank.push()));
                }
            }
            (View::Map(map), Target::Map(blank)) => {
                map.each(&mut |key, value| self.within(key, true, |walk| walk.look(value, blank.insert(key))));
            }
            (View::Union(union), Target::Union(blank)) => {
                let count = blank.branches().tags.len();
                if union.branch() >= count {
                    let got = kind_of(&to_value(union.inner())).to_owned();
                    return self.differs(DeviationKind::NoBranch, format!("one of {count} types"), got);
                }
                blank.select(union.branch());
                self.look(union.inner(), blank.inner_mut());
            }
            (View::Unlisted(value), blank) => {
                self.differs(DeviationKind::Unlisted, expected(blank), shown(value));
            }
            _ => {}
        }
    }

    fn model(&mut self, model: &dyn Model, blank: &mut dyn Model) {
        let undocumented = model.undocumented();
        if let Some(whole) = undocumented.whole() {
            return self.mismatch(whole, Target::Model(blank));
        }
        for (index, documented) in model.info().fields.iter().enumerate() {
            let value = model.field(index).and_then(|field| field.view());
            let Some(field) = blank.field_mut(index) else { continue };
            match (value, undocumented.get_raw(documented.name())) {
                (Some(value), _) => self.within(documented.name(), false, |walk| walk.look(value, field.begin())),
                (None, Some(raw)) => self.within(documented.name(), false, |walk| walk.mismatch(raw, field.begin())),
                (None, None) if documented.is_required() => self.within(documented.name(), false, |walk| {
                    walk.differs(DeviationKind::Missing, expected(field.begin()), "nothing".to_owned());
                }),
                (None, None) => {}
            }
        }
        if let (Some(further), Some(blank)) = (model.additional(), blank.additional_mut()) {
            self.look(View::Map(further), Target::Map(blank));
        }
        let is_documented = |key: &str| model.info().fields.iter().any(|field| field.name() == key);
        for (key, value) in undocumented.iter().filter(|(key, _)| !is_documented(key)) {
            self.within(key, false, |walk| match blank.additional_mut() {
                Some(further) => walk.mismatch(value, further.insert(key)),
                None => {
                    walk.differs(DeviationKind::Undocumented, "no such field".to_owned(), kind_of(value).to_owned())
                }
            });
        }
    }

    /// A value that its place refused. Of a list or a map only elements may be what it refused.
    fn mismatch(&mut self, value: &Value, blank: Target<'_>) {
        let before = self.found.len();
        match (value, blank) {
            (Value::Array(items), Target::Array(blank)) => {
                for (index, item) in items.iter().enumerate() {
                    if read_value(item.clone(), blank.push()).is_err() {
                        self.within(&index.to_string(), true, |walk| walk.mismatch(item, blank.push()));
                    }
                }
                if self.found.len() == before {
                    self.differs(DeviationKind::OtherType, expected(Target::Array(blank)), "an array".to_owned());
                }
            }
            (Value::Object(entries), Target::Map(blank)) => {
                for (key, item) in entries {
                    if read_value(item.clone(), blank.insert(key)).is_err() {
                        self.within(key, true, |walk| walk.mismatch(item, blank.insert(key)));
                    }
                }
                if self.found.len() == before {
                    self.differs(DeviationKind::OtherType, expected(Target::Map(blank)), "an object".to_owned());
                }
            }
            (Value::Null, blank) => self.differs(DeviationKind::Null, expected(blank), "null".to_owned()),
            (value, Target::Nullable(field)) => self.mismatch(value, field.begin()),
            (value, blank) => self.differs(DeviationKind::OtherType, expected(blank), kind_of(value).to_owned()),
        }
    }
}

/// What a place takes, in words.
pub(super) fn expected(blank: Target<'_>) -> String {
    let word = match blank {
        Target::Bool(_) => "a boolean",
        Target::Signed(_) => "an integer",
        Target::Float(_) => "a number",
        Target::Text(_) => "a string",
        Target::Scalar(scalar) => match scalar.listed() {
            [] if scalar.put(Scalar::Float(0.5)) => "a number",
            [] => "an integer",
            listed => return listed_values(listed),
        },
        Target::Value(value) => return listed_values(value.listed()),
        Target::Array(_) => "an array",
        Target::Map(_) => "an object",
        Target::Model(model) => return format!("an object (`{}`)", model.info().name),
        Target::Raw(_) => "any value",
        Target::Union(union) => return format!("one of {} types", union.branches().tags.len()),
        Target::Nullable(field) => return format!("{} or null", expected(field.begin())),
    };
    word.to_owned()
}

fn listed_values(listed: &[Constant]) -> String {
    let shown: Vec<String> = listed.iter().take(LISTED).map(|constant| shown(&constant.to_value())).collect();
    let more = if listed.len() > LISTED { ", …" } else { "" };
    format!("one of {}{more}", shown.join(", "))
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut characters = text.chars();
    let mut cut: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() {
        cut.push('…');
    }
    format!("`{cut}`")
}
