//! Looks for deviations in a decoded value.
//!
//! The value says what was sent; a blank value of the same type, which is gone through beside it, says what is
//! documented.

use super::super::info::StatusPattern;
use super::{DeviationKind, Part};
use crate::runtime::basics::split::pieces;
use crate::runtime::model::decode::{kind_of, read_value};
use crate::runtime::model::encode::{elements, to_value};
use crate::runtime::model::json_text::push_key;
use crate::runtime::model::open_enum::Constant;
use crate::runtime::model::union::{Union, unknown_tag};
use crate::runtime::model::wire::{Documented, Field, Model, Scalar, Target, View};
use http::StatusCode;
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
#[inline]
pub(super) fn value(pointer: &str, value: View<'_>, blank: Target<'_>) -> Vec<Found> {
    let mut walk = Walk::at(pointer);
    walk.look(value, blank);
    walk.found
}

/// Where a value that its type refused differs.
#[inline]
pub(super) fn refused(value: &Value, blank: Target<'_>) -> Vec<Found> {
    let mut walk = Walk::at("");
    walk.mismatch(value, blank);
    walk.found
}

/// What was left out of a part, before what else differs: a required field that was left out is not missing.
#[inline]
pub(super) fn lost(part: &Part<'_>, found: Vec<Found>) -> Vec<Found> {
    let mut all = Vec::with_capacity(part.lost.len() + found.len());
    for lost in part.lost {
        let at = Walk::at(&format!("{}{}", part.pointer, lost.pointer));
        all.push(at.here(DeviationKind::Unrepresentable, "a value".to_owned(), lost.what));
    }
    let count = all.len();
    for found in found {
        if all[..count].iter().all(|lost| lost.pointer != found.pointer) {
            all.push(found);
        }
    }
    all
}

/// The status is another one.
#[inline]
pub(super) fn status(documented: &[StatusPattern], got: StatusCode) -> Found {
    let mut expected = String::new();
    for pattern in documented {
        expected.push_str(if expected.is_empty() { "" } else { " or " });
        expected.push_str(&pattern.to_string());
    }
    Found::in_head(None, DeviationKind::Status, expected, got.as_u16().to_string())
}

/// A header is another one, or not there.
#[inline]
pub(super) fn header(name: &'static str, expected: String, got: &str) -> Found {
    Found::in_head(Some(name), DeviationKind::Header, expected, got.to_owned())
}

/// There is a body where none is documented.
#[inline]
pub(super) fn undocumented_body(got: &str) -> Found {
    Found::in_head(None, DeviationKind::Undocumented, "no body".to_owned(), got.to_owned())
}

impl Found {
    #[inline]
    fn in_head(header: Option<&'static str>, kind: DeviationKind, expected: String, got: String) -> Self {
        Self { pointer: String::new(), pattern: String::new(), header, kind, expected, got }
    }
}

/// There is nothing where a value is documented.
#[inline]
pub(super) fn absent(blank: Target<'_>) -> Vec<Found> {
    let mut walk = Walk::at("");
    walk.differs(DeviationKind::Missing, expected(blank), "nothing");
    walk.found
}

struct Walk {
    pointer: String,
    pattern: String,
    found: Vec<Found>,
}

impl Walk {
    #[inline]
    fn at(pointer: &str) -> Self {
        let mut pattern = String::new();
        for (index, key) in pieces(pointer, "/").enumerate() {
            pattern.push_str(if index > 0 { "/" } else { "" });
            let is_index = !key.is_empty() && key.trim_start_matches(|c: char| c.is_ascii_digit()).is_empty();
            pattern.push_str(if is_index { "*" } else { key });
        }
        Self { pointer: pointer.to_owned(), pattern, found: Vec::new() }
    }

    /// Goes to a place inside; gives what leads back.
    #[inline]
    fn enter(&mut self, key: &str, is_any: bool) -> (usize, usize) {
        let before = (self.pointer.len(), self.pattern.len());
        push_key(&mut self.pointer, key);
        push_key(&mut self.pattern, if is_any { "*" } else { key });
        before
    }

    #[inline]
    fn leave(&mut self, before: (usize, usize)) {
        self.pointer.truncate(before.0);
        self.pattern.truncate(before.1);
    }

    #[inline]
    fn differs(&mut self, kind: DeviationKind, expected: String, got: &str) {
        self.found.push(self.here(kind, expected, got));
    }

    #[inline]
    fn here(&self, kind: DeviationKind, expected: String, got: &str) -> Found {
        let (pointer, pattern) = (self.pointer.clone(), self.pattern.clone());
        Found { pointer, pattern, header: None, kind, expected, got: got.to_owned() }
    }

    #[inline]
    fn look(&mut self, value: View<'_>, blank: Target<'_>) {
        match (value, blank) {
            (View::Null, Target::Nullable(_)) => {}
            (value, Target::Nullable(field)) => self.look(value, field.begin()),
            (View::Model(model), Target::Model(blank)) => self.model(model, blank),
            (View::Array(array), Target::Array(blank)) => {
                for (index, element) in elements(array).enumerate() {
                    let before = self.enter(&index.to_string(), true);
                    if let Some(blank) = blank.place(index) {
                        self.look(element, blank);
                    }
                    self.leave(before);
                }
            }
            (View::Map(map), Target::Map(blank)) => {
                map.each(&mut |key, value| {
                    let before = self.enter(key, true);
                    self.look(value, blank.insert(key));
                    self.leave(before);
                });
            }
            (View::Union(union), Target::Union(blank)) => {
                let count = blank.branches().tags.len();
                if union.branch() >= count {
                    let value = to_value(union.inner());
                    return self.differs(DeviationKind::NoBranch, format!("one of {count} types"), kind_of(&value));
                }
                if let Some((key, tag)) = unknown_tag(union) {
                    self.unknown_tag(union, key, &tag);
                }
                blank.select(union.branch());
                self.look(union.inner(), blank.inner_mut());
            }
            (View::Unlisted(value), blank) => {
                self.differs(DeviationKind::Unlisted, expected(blank), &shown(value));
            }
            _ => {}
        }
    }

    /// The discriminator names no branch, and the value was taken for one by its structure.
    #[inline]
    fn unknown_tag(&mut self, union: &dyn Union, key: &str, tag: &Value) {
        let mut known = Vec::new();
        for tags in union.branches().tags {
            known.extend(tags.iter().map(|tag| Constant::Text(tag)));
        }
        let before = self.enter(key, false);
        self.differs(DeviationKind::Unlisted, listed_values(&known), &shown(tag));
        self.leave(before);
    }

    #[inline]
    fn model(&mut self, model: &dyn Model, blank: &mut dyn Model) {
        let undocumented = model.undocumented();
        if let Some(whole) = undocumented.whole() {
            return self.mismatch(whole, Target::Model(blank));
        }
        for (index, documented) in model.info().fields.iter().enumerate() {
            let value = model.value(index);
            let field = blank.field_mut(index);
            let before = self.enter(documented.name(), false);
            match (value, undocumented.get_raw(documented.name())) {
                (Some(value), _) => self.look(value, field.begin()),
                (None, Some(raw)) => {
                    let blank = if documented.can_be_null() { Target::Nullable(field) } else { field.begin() };
                    self.mismatch(raw, blank);
                }
                (None, None) if documented.is_required() && !undocumented.is_null(documented.name()) => {
                    self.differs(DeviationKind::Missing, expected_of(documented, field), "nothing");
                }
                (None, None) => {}
            }
            self.leave(before);
        }
        if let (Some(further), Some(blank)) = (model.additional(), blank.additional_mut()) {
            self.look(View::Map(further), Target::Map(blank));
        }
        for (key, value) in undocumented.iter() {
            if Documented::find(model.info().fields, key, 0).is_some() {
                continue;
            }
            let before = self.enter(key, false);
            match blank.additional_mut() {
                Some(further) => self.mismatch(value, further.insert(key)),
                None => self.differs(DeviationKind::Undocumented, "no such field".to_owned(), kind_of(value)),
            }
            self.leave(before);
        }
    }

    /// A value that its place refused. Of a list or a map only elements may be what it refused.
    #[inline]
    fn mismatch(&mut self, value: &Value, blank: Target<'_>) {
        let before = self.found.len();
        match (value, blank) {
            (Value::Array(items), Target::Array(blank)) => {
                for (index, item) in items.iter().enumerate() {
                    let Some(place) = blank.place(index) else { break };
                    if read_value(item.clone(), place).is_ok() {
                        continue;
                    }
                    let before = self.enter(&index.to_string(), true);
                    if let Some(place) = blank.place(index) {
                        self.mismatch(item, place);
                    }
                    self.leave(before);
                }
                let is_of_other_length = blank.fixed_length().is_some_and(|length| length != items.len());
                if is_of_other_length || self.found.len() == before {
                    let got = format!("an array of length {}", items.len());
                    let got = if is_of_other_length { &got } else { "an array" };
                    self.differs(DeviationKind::OtherType, expected(Target::Array(blank)), got);
                }
            }
            (Value::Object(entries), Target::Map(blank)) => {
                for (key, item) in entries {
                    if read_value(item.clone(), blank.insert(key)).is_err() {
                        let before = self.enter(key, true);
                        self.mismatch(item, blank.insert(key));
                        self.leave(before);
                    }
                }
                if self.found.len() == before {
                    self.differs(DeviationKind::OtherType, expected(Target::Map(blank)), "an object");
                }
            }
            (Value::Null, blank) => self.differs(DeviationKind::Null, expected(blank), "null"),
            (value, Target::Nullable(field)) => self.mismatch(value, field.begin()),
            (value, blank) => self.differs(DeviationKind::OtherType, expected(blank), kind_of(value)),
        }
    }
}

/// What a field takes, in words.
#[inline]
fn expected_of(documented: &Documented, field: &mut dyn Field) -> String {
    // Any value can be `null`, too.
    let is_any = matches!(field.begin(), Target::Raw(_));
    expected(if documented.can_be_null() && !is_any { Target::Nullable(field) } else { field.begin() })
}

/// What a place takes, in words.
#[inline]
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
        Target::Array(array) => match array.fixed_length() {
            Some(length) => return format!("an array of length {length}"),
            None => "an array",
        },
        Target::Map(_) => "an object",
        Target::Model(model) => return format!("an object (`{}`)", model.info().name),
        Target::Raw(_) => "any value",
        Target::Union(union) => return format!("one of {} types", union.branches().tags.len()),
        Target::Nullable(field) => return format!("{} or null", expected(field.begin())),
    };
    word.to_owned()
}

#[inline]
fn listed_values(listed: &[Constant]) -> String {
    let mut text = String::from("one of ");
    for (index, constant) in listed.iter().take(LISTED).enumerate() {
        text.push_str(if index > 0 { ", " } else { "" });
        text.push_str(&shown(&constant.to_value()));
    }
    text.push_str(if listed.len() > LISTED { ", …" } else { "" });
    text
}

#[inline]
fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut cut = String::from('`');
    for c in text.chars().take(LONGEST) {
        cut.push(c);
    }
    cut.push_str(if cut.len() > text.len() { "`" } else { "…`" });
    cut
}
