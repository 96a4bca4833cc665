//! `application/x-www-form-urlencoded` bodies.

use super::style::{Pair, Shape, each_property, name_of, pairs, plain};
use crate::runtime::basics::percent::Escape;
use crate::runtime::model::wire::{View, Wire};
use crate::runtime::response::info::{Encoding, Style};
use serde_json::Value;

/// An object as a form.
#[inline]
pub(in crate::runtime) fn encode(value: &dyn Wire, encodings: &[Encoding]) -> String {
    join("", &all_pairs(value, encodings), "&")
}

/// The pairs of a form. A property without an encoding of its own is text if it is a scalar, repeated if it is a list,
/// and JSON if it is an object.
pub(in crate::runtime) fn all_pairs(value: &dyn Wire, encodings: &[Encoding]) -> Vec<Pair> {
    let mut all: Vec<Pair> = Vec::new();
    each_property(value.view(), &mut |name, value| {
        let shape = match encodings.iter().find(|encoding| encoding.name == name) {
            Some(Encoding { style, explode, allow_reserved, .. }) => {
                let escape = if *allow_reserved { Escape::ReservedInForm } else { Escape::Strict };
                Shape { name, style: *style, explode: *explode, escape }
            }
            None => {
                let is_object = matches!(plain(value), View::Map(_) | View::Model(_) | View::Raw(Value::Object(_)));
                let style = if is_object { Style::Json } else { Style::Form };
                Shape { name, style, explode: true, escape: Escape::Strict }
            }
        };
        all.extend(pairs(shape, value));
    });
    all
}

/// Pairs behind a text, with `&` or something else between them.
pub(in crate::runtime) fn join(before: &str, pairs: &[Pair], between: &str) -> String {
    let mut out = before.to_owned();
    for pair in pairs {
        if !out.is_empty() {
            out.push_str(between);
        }
        out.push_str(&pair.text);
    }
    out
}

/// Leaves out the pairs of a name.
pub(in crate::runtime) fn drop_named(pairs: &mut Vec<Pair>, name: &str) {
    keep(pairs, &|pair| name_of(&pair.text) != name);
}

/// Keeps some pairs.
pub(in crate::runtime) fn keep(pairs: &mut Vec<Pair>, is_kept: &dyn Fn(&Pair) -> bool) {
    pairs.retain(is_kept);
}
