//! Values of one of several documented types.

use super::decode::read_value;
use super::wire::{Model, Target, Typed, View};
use serde_json::Value;

/// What tells the branches of a union apart.
#[derive(Debug, Clone, Copy)]
pub struct Branches {
    /// The property whose value names the branch.
    pub discriminator: Option<&'static str>,
    /// For every branch the values of the discriminator that choose it.
    pub tags: &'static [&'static [&'static str]],
}

/// A value of one of several documented types, or any other value, kept raw.
pub trait Union: Send + Sync {
    /// What tells the branches apart.
    fn branches(&self) -> &'static Branches;
    /// The index of the branch, or the number of branches for an undocumented value.
    fn branch(&self) -> usize;
    /// Becomes the blank value of a branch; past the last one, an undocumented value.
    fn select(&mut self, branch: usize);
    /// The value of the branch.
    fn inner(&self) -> View<'_>;
    /// The value of the branch.
    fn inner_mut(&mut self) -> Target<'_>;
}

/// Reads a value: into the branch that its discriminator names, else into the one that it fits best, else raw. Of two
/// branches that it fits equally well, the first one takes it.
pub fn read(union: &mut dyn Union, value: Value) {
    let branches = union.branches();
    let undocumented = branches.tags.len();
    if let Some(branch) = named_branch(branches, &value) {
        union.select(branch);
        if read_value(value.clone(), union.inner_mut()).is_ok() {
            return;
        }
    }
    let mut best: Option<(Fit, usize)> = None;
    for branch in 0..undocumented {
        union.select(branch);
        if read_value(value.clone(), union.inner_mut()).is_err() {
            continue;
        }
        let mut fit = Fit::default();
        match union.inner() {
            // A branch that takes any value takes what no other branch does.
            View::Raw(_) => fit.undocumented = usize::MAX,
            view => fit.look_at(view),
        }
        if !fit.contradicts && best.is_none_or(|(best, _)| fit.is_better_than(best)) {
            best = Some((fit, branch));
        }
    }
    union.select(best.map_or(undocumented, |(_, branch)| branch));
    let kept = value.clone();
    if read_value(value, union.inner_mut()).is_err() {
        union.select(undocumented);
        // An undocumented value takes everything.
        let _ = read_value(kept, union.inner_mut());
    }
}

/// A copy.
pub fn copy<T: Union + Typed>(value: &T) -> T {
    let mut copied = T::blank();
    copied.select(value.branch());
    super::encode::copy(copied.inner_mut(), value.inner());
    copied
}

fn named_branch(branches: &Branches, value: &Value) -> Option<usize> {
    let tag = value.get(branches.discriminator?)?.as_str()?;
    branches.tags.iter().position(|tags| tags.contains(&tag))
}

/// How well a value fits a type, once it is read as that type.
#[derive(Debug, Clone, Copy, Default)]
struct Fit {
    /// A value is of another type than documented, an enum's value is not listed, or a required field is absent.
    contradicts: bool,
    /// How many values are undocumented.
    undocumented: usize,
    /// How many values are documented.
    documented: usize,
}

impl Fit {
    fn is_better_than(self, other: Fit) -> bool {
        (self.undocumented, std::cmp::Reverse(self.documented))
            < (other.undocumented, std::cmp::Reverse(other.documented))
    }

    fn look_at(&mut self, view: View<'_>) {
        match view {
            View::Null
            | View::Bool(_)
            | View::Signed(_)
            | View::Unsigned(_)
            | View::Float(_)
            | View::Single(_)
            | View::Text(_)
            | View::Secret(_)
            | View::Raw(_) => self.documented += 1,
            View::Array(array) => {
                self.documented += 1;
                for element in (0..array.count()).filter_map(|index| array.get(index)) {
                    self.look_at(element);
                }
            }
            View::Map(map) => {
                self.documented += 1;
                map.each(&mut |_, value| self.look_at(value));
            }
            View::Model(model) => self.look_at_model(model),
            View::Union(union) => self.look_at(union.inner()),
            View::Unlisted(_) => self.contradicts = true,
        }
    }

    fn look_at_model(&mut self, model: &dyn Model) {
        let undocumented = model.undocumented();
        self.contradicts |= undocumented.whole().is_some();
        for (index, documented) in model.fields().iter().enumerate() {
            match model.field(index).and_then(|field| field.view()) {
                Some(view) => {
                    self.documented += 1;
                    self.look_at(view);
                }
                // An undocumented null happens everywhere: it tells nothing.
                None => match undocumented.get_raw(documented.name) {
                    Some(value) => self.contradicts |= !value.is_null(),
                    None => self.contradicts |= documented.required,
                },
            }
        }
        if let Some(additional) = model.additional() {
            self.look_at(View::Map(additional));
        }
        let is_documented = |key: &str| model.fields().iter().any(|field| field.name == key);
        self.undocumented += undocumented.iter().filter(|(key, _)| !is_documented(key)).count();
    }
}

/// What every union has besides its variants.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! union {
    ($type:ident) => {
        impl $crate::runtime::Wire for $type {
            #[inline]
            fn view(&self) -> $crate::runtime::View<'_> {
                $crate::runtime::View::Union(self)
            }
            #[inline]
            fn target(&mut self) -> $crate::runtime::Target<'_> {
                $crate::runtime::Target::Union(self)
            }
        }
        impl $crate::runtime::Typed for $type {
            #[inline]
            fn blank() -> Self {
                Self::Undocumented(::serde_json::Value::Null)
            }
        }
        impl Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                $crate::runtime::union::copy(self)
            }
        }
        impl PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::encode::same($crate::runtime::Wire::view(self), $crate::runtime::Wire::view(other))
            }
        }
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::encode::debug(self, f)
            }
        }
        impl ::serde::Serialize for $type {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::encode::serialize(self, serializer)
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::decode::deserialize(deserializer)
            }
        }
    };
}
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use union;
