//! Example values of every model, for the tests of crates that use this client (feature `test-util`).
//!
//! They are made from the tables that the models have anyway: every field is set, a text with a format has that format,
//! an enum is its first documented value, a list has one element, a union is its first branch.

use super::open_enum::Constant;
use super::wire::{Model, Scalar, ScalarTarget, Target, Typed};

/// How many models are nested in an example.
const DEEPEST: usize = 6;
/// How many values an example has.
const MOST: usize = 5_000;

/// A value as documented, with all its fields set.
///
/// A model that contains itself is empty where it does, and so is what is nested deeper than six models.
pub fn example<T: Typed>() -> T {
    let mut value = T::blank();
    Filling { models: Vec::new(), left: MOST }.fill(value.target(), T::sample());
    value
}

/// An example on its way.
struct Filling {
    /// The names of the models around the value.
    models: Vec<&'static str>,
    /// How many values may be added.
    left: usize,
}

impl Filling {
    fn fill(&mut self, target: Target<'_>, sample: &str) {
        self.left = self.left.saturating_sub(1);
        match target {
            Target::Bool(target) => *target = true,
            Target::Signed(target) => *target = 1,
            Target::Float(target) => *target = 1.5,
            Target::Text(target) => target.push_str(sample),
            Target::Scalar(target) => scalar(target, sample),
            Target::Array(array) => {
                let sample = array.sample();
                self.fill(array.push(), sample);
            }
            Target::Map(map) => {
                let sample = map.sample();
                self.fill(map.insert("key"), sample);
            }
            Target::Model(model) => self.model(model),
            Target::Raw(target) => *target = sample.into(),
            Target::Value(target) => {
                if let Some(first) = target.listed().first() {
                    // A documented value is of its own type.
                    let _ = target.put_value(first.to_value());
                }
            }
            Target::Union(union) => {
                let branches = *union.branches();
                union.select(0);
                self.fill(union.inner_mut(), sample);
                let tag = branches.tags.first().and_then(|tags| tags.first());
                if let (Some(key), Some(tag), Target::Model(model)) = (branches.discriminator, tag, union.inner_mut()) {
                    set_tag(model, key, tag);
                }
            }
            Target::Nullable(field) => {
                let sample = field.sample();
                self.fill(field.begin(), sample);
            }
        }
    }

    fn model(&mut self, model: &mut dyn Model) {
        let name = model.name();
        if self.models.contains(&name) || self.models.len() >= DEEPEST {
            return;
        }
        self.models.push(name);
        for index in 0..model.fields().len() {
            if let Some(field) = model.field_mut(index).filter(|_| self.left > 0) {
                let sample = field.sample();
                self.fill(field.begin(), sample);
            }
        }
        self.models.pop();
    }
}

/// The first documented value, a number or a text: whatever the place takes.
fn scalar(target: &mut dyn ScalarTarget, sample: &str) {
    if let Some(Constant::Text(text)) = target.listed().first() {
        target.put(Scalar::Text(text));
    } else if !target.put(Scalar::Signed(1)) && !target.put(Scalar::Text(sample)) {
        target.put(Scalar::Float(1.5));
    }
}

/// The value of the property that names the branch of a union.
fn set_tag(model: &mut dyn Model, key: &str, tag: &str) {
    let Some(index) = model.fields().iter().position(|field| field.name == key) else { return };
    let Some(field) = model.field_mut(index) else { return };
    match field.begin() {
        Target::Text(target) => target.push_str(tag),
        Target::Scalar(target) => {
            target.put(Scalar::Text(tag));
        }
        _ => {}
    }
}
