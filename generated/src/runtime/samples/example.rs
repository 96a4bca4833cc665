//! Example values of every model, for the tests of crates that use this client (feature `test-util`).
//!
//! In: the tables that the models have anyway, and what the documentation gives as examples and defaults of fields
//! (`src/examples.json`). Out: values in which every field is set. A documented example is taken where it is as
//! documented itself; else a text with a format has that format, an enum is its first documented value, a list has one
//! element, a union is its first branch.

use crate::runtime::model::decode;
use crate::runtime::model::open_enum::Constant;
use crate::runtime::model::wire::{Field, Model, Scalar, ScalarTarget, Target, Typed};
use crate::runtime::response::deviation;
use serde_json::Value;
use std::collections::HashSet;
use std::sync::OnceLock;

/// How many models are nested in an example.
const DEEPEST: usize = 6;
/// How many values an example has.
const MOST: usize = 5_000;

/// A value as documented, with all its fields set: to the documentation's examples and defaults where it has such, and
/// where those are as documented.
///
/// A model that contains itself is empty where it does, and so is what is nested deeper than six models.
pub fn example<T: Typed>() -> T {
    let mut refused = HashSet::new();
    loop {
        let mut value = T::blank();
        let mut filling =
            Filling { models: Vec::new(), left: MOST, pointer: String::new(), taken: Vec::new(), refused };
        filling.fill(value.target(), T::sample());
        refused = filling.refused;
        let deviating = deviation::places(value.view(), &mut T::blank());
        let is_within = |place: &String, taken: &str| {
            place.strip_prefix(taken).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let before = refused.len();
        let wrong = filling.taken.iter().filter(|(taken, _)| deviating.iter().any(|place| is_within(place, taken)));
        refused.extend(wrong.map(|(_, example)| *example));
        if refused.len() == before {
            return value;
        }
    }
}

/// By the names of a model and its field.
fn documented(model: &str, field: &str) -> Option<&'static Value> {
    static ALL: OnceLock<Value> = OnceLock::new();
    let all = ALL.get_or_init(|| serde_json::from_str(include_str!("../../examples.json")).unwrap_or_default());
    all.get(model)?.get(field)
}

/// The names of a model and its field.
type Example = (&'static str, &'static str);

/// An example on its way.
struct Filling {
    /// The names of the models around the value.
    models: Vec<&'static str>,
    /// How many values may be added.
    left: usize,
    /// Where it is, as a JSON pointer.
    pointer: String,
    /// Where a documented example was taken.
    taken: Vec<(String, Example)>,
    /// Those that are not as documented.
    refused: HashSet<Example>,
}

impl Filling {
    fn within(&mut self, key: &str, fill: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer += &key.replace('~', "~0").replace('/', "~1");
        fill(self);
        self.pointer.truncate(length);
    }

    fn fill(&mut self, target: Target<'_>, sample: &str) {
        self.left = self.left.saturating_sub(1);
        match target {
            Target::Bool(target) => *target = true,
            Target::Signed(target) => *target = 1,
            Target::Float(target) => *target = 1.5,
            Target::Text(target) => target.push_str(sample),
            Target::Scalar(target) => scalar(target, sample),
            Target::Array(array) => {
                let mut index = 0;
                while index == 0 || index < array.count() {
                    let sample = array.sample(index);
                    if let Some(place) = array.place(index) {
                        self.within(&index.to_string(), |filling| filling.fill(place, sample));
                    }
                    index += 1;
                }
            }
            Target::Map(map) => {
                let sample = map.sample();
                self.within("key", |filling| filling.fill(map.insert("key"), sample));
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
                if let (Some(key), Some(tag)) = (branches.discriminator, tag) {
                    set_tag(union.inner_mut(), key, tag);
                }
            }
            Target::Nullable(field) => {
                let sample = field.sample();
                self.fill(field.begin(), sample);
            }
        }
    }

    fn model(&mut self, model: &mut dyn Model) {
        let name = model.info().name;
        if self.models.contains(&name) || self.models.len() >= DEEPEST {
            return;
        }
        self.models.push(name);
        for (index, documented) in model.info().fields.iter().enumerate() {
            if self.left > 0 {
                let field = model.field_mut(index);
                self.within(documented.name(), |filling| filling.field((name, documented.name()), field));
            }
        }
        self.models.pop();
    }

    fn field(&mut self, names: Example, field: &mut dyn Field) {
        let example = documented(names.0, names.1).filter(|_| !self.refused.contains(&names));
        if let Some(example) = example
            && decode::read_value(example.clone(), field.begin()).is_ok()
        {
            self.left = self.left.saturating_sub(1);
            self.taken.push((self.pointer.clone(), names));
            return;
        }
        let sample = field.sample();
        self.fill(field.begin(), sample);
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
fn set_tag(target: Target<'_>, key: &str, tag: &str) {
    let model = match target {
        Target::Model(model) => model,
        Target::Union(union) => return set_tag(union.inner_mut(), key, tag),
        _ => return,
    };
    let Some(index) = model.info().fields.iter().position(|field| field.name() == key) else { return };
    let field = model.field_mut(index);
    match field.begin() {
        Target::Text(target) => target.push_str(tag),
        Target::Scalar(target) => {
            target.put(Scalar::Text(tag));
        }
        _ => {}
    }
}
