//! Values of one of several documented types.
//!
//! A value goes to the branch that its discriminator names. Else each branch gets a glance: the kind of JSON value, the
//! keys of an object, its constants and scalars, but nothing inside of it. Most often that leaves one branch, which
//! reads the value. If it leaves several, each of them reads it, and the one that it fits best takes it; unions inside
//! are decided by a glance meanwhile, so that the time does not double with every level.

mod format;

pub use self::format::Format;
use super::decode::{Mode, read_value_by};
use super::encode;
use super::wire::{Documented, Field, Model, Target, View};
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// What tells the branches of a union apart.
#[derive(Debug, Clone, Copy)]
pub struct Branches {
    /// The property whose value names the branch.
    pub discriminator: Option<&'static str>,
    /// For every branch the values of the discriminator that choose it.
    pub tags: &'static [&'static [&'static str]],
    /// For every branch the format that its texts must have; empty if one branch at most takes texts with a format.
    pub formats: &'static [Option<Format>],
}

/// A value of one of several documented types, or any other value, kept raw.
pub trait Union: Send + Sync + 'static {
    /// An undocumented `null`.
    fn blank() -> Self
    where
        Self: Sized;
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
pub(super) fn read(union: &mut dyn Union, mut value: Value, mode: Mode) {
    let branches = union.branches();
    if let Some(branch) = named_branch(branches, &value) {
        union.select(branch);
        match read_value_by(value, union.inner_mut(), mode) {
            Ok(()) => return,
            Err(refused) => value = refused,
        }
    }
    let mut fits: Vec<(usize, Fit)> = Vec::new();
    for branch in 0..branches.tags.len() {
        if let Some(fit) = glance(union, branch, &value) {
            fits.push((branch, fit));
        }
    }
    let chosen = match (fits.as_slice(), mode) {
        ([], _) => None,
        ([(only, _)], _) => Some(*only),
        (_, Mode::Glance) => best(&fits),
        (_, Mode::Whole) => {
            let mut seen = Vec::with_capacity(fits.len());
            for (branch, _) in fits {
                if let Some(fit) = look(union, branch, &value) {
                    seen.push((branch, fit));
                }
            }
            best(&seen)
        }
    };
    if let Some(branch) = chosen {
        union.select(branch);
        match read_value_by(value, union.inner_mut(), mode) {
            Ok(()) if mode == Mode::Glance || Fit::of(union.inner()).is_some() => return,
            Ok(()) => value = encode::to_value(union.inner()),
            Err(refused) => value = refused,
        }
    }
    union.select(branches.tags.len());
    // An undocumented value takes everything.
    let _ = read_value_by(value, union.inner_mut(), mode);
}

/// A copy.
pub fn copy<T: Union>(value: &T) -> T {
    let mut copied = T::blank();
    copied.select(value.branch());
    super::encode::copy(copied.inner_mut(), value.inner());
    copied
}

fn named_branch(branches: &Branches, value: &Value) -> Option<usize> {
    let tag = value.get(branches.discriminator?)?.as_str()?;
    for (branch, tags) in branches.tags.iter().enumerate() {
        if tags.contains(&tag) {
            return Some(branch);
        }
    }
    None
}

/// The branch with the best fit, the first one of several.
fn best(fits: &[(usize, Fit)]) -> Option<usize> {
    let mut best: Option<(usize, Fit)> = None;
    for (branch, fit) in fits {
        let is_better = best.is_none_or(|(_, best)| match fit.undocumented.cmp(&best.undocumented) {
            Ordering::Less => true,
            Ordering::Equal => fit.documented > best.documented,
            Ordering::Greater => false,
        });
        if is_better {
            best = Some((*branch, *fit));
        }
    }
    best.map(|(branch, _)| branch)
}

/// How well a value fits a branch as far as the outermost level tells; `None` if it contradicts the documentation.
fn glance(union: &mut dyn Union, branch: usize, value: &Value) -> Option<Fit> {
    if let (Value::String(text), Some(Some(format))) = (value, union.branches().formats.get(branch))
        && !format.fits(text)
    {
        return None;
    }
    union.select(branch);
    match union.inner_mut() {
        Target::Model(model) => glance_at_model(model, value.as_object()?),
        Target::Raw(_) => Some(Fit::ANYTHING),
        target if is_container(value) => may_contain(target, value).then(Fit::default),
        Target::Union(_) => Some(Fit::default()),
        target => {
            read_value_by(value.clone(), target, Mode::Glance).ok()?;
            Fit::of(union.inner())
        }
    }
}

fn glance_at_model(model: &mut dyn Model, object: &Map<String, Value>) -> Option<Fit> {
    let mut fit = Fit::default();
    for (index, documented) in model.info().fields.iter().enumerate() {
        match object.get(documented.name()) {
            // An undocumented null happens everywhere: it tells nothing.
            Some(Value::Null) => {}
            Some(value) if model.field_mut(index).is_ok_and(|field| takes(field, value)) => fit.documented += 1,
            None if !documented.is_required() => {}
            Some(_) | None => return None,
        }
    }
    if model.additional().is_none() {
        for key in object.keys() {
            fit.undocumented += usize::from(Documented::find(model.info().fields, key, 0).is_none());
        }
    }
    Some(if fit.documented == 0 { fit.or_strange() } else { fit })
}

/// True if a field takes a value, as far as can be seen without looking into it.
fn takes(field: &mut dyn Field, value: &Value) -> bool {
    let taken = match field.begin() {
        target if is_container(value) => return may_contain(target, value),
        Target::Union(_) | Target::Raw(_) => return true,
        Target::Model(_) => false,
        Target::Nullable(inside) => takes(inside, value),
        target => read_value_by(value.clone(), target, Mode::Glance).is_ok(),
    };
    taken && !matches!(field.view(), Some(View::Unlisted(_)))
}

fn is_container(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

/// True if a place takes arrays, or objects, of whatever content.
fn may_contain(target: Target<'_>, value: &Value) -> bool {
    match target {
        Target::Array(_) => value.is_array(),
        Target::Map(_) | Target::Model(_) => value.is_object(),
        Target::Raw(_) | Target::Union(_) => true,
        Target::Value(target) => target.put_value(value.clone()).is_ok(),
        Target::Nullable(inside) => may_contain(inside.begin(), value),
        Target::Bool(_) | Target::Signed(_) | Target::Float(_) | Target::Text(_) | Target::Scalar(_) => false,
    }
}

/// How well a value fits a branch, with all that is inside of it; `None` if it contradicts the documentation.
fn look(union: &mut dyn Union, branch: usize, value: &Value) -> Option<Fit> {
    union.select(branch);
    read_value_by(value.clone(), union.inner_mut(), Mode::Glance).ok()?;
    match union.inner() {
        View::Raw(_) => Some(Fit::ANYTHING),
        // The model itself is documented.
        view => Fit::of(view).map(|fit| if fit.documented == 1 { fit.or_strange() } else { fit }),
    }
}

/// How well a value fits a type, once it is read as that type.
#[derive(Clone, Copy, Default)]
struct Fit {
    /// How many values are undocumented.
    undocumented: usize,
    /// How many values are documented.
    documented: usize,
}

impl Fit {
    /// That of a branch that takes any value: it takes what no other branch does, and what has nothing in common with
    /// any other.
    const ANYTHING: Fit = Fit { undocumented: usize::MAX - 1, documented: 0 };

    /// Where nothing documented is in a value, what is in it belongs elsewhere.
    fn or_strange(self) -> Fit {
        Fit { undocumented: if self.undocumented > 0 { usize::MAX } else { 0 }, ..self }
    }

    /// `None` if a value is of another type than documented, an enum's value is not listed, or a required field is
    /// absent.
    fn of(view: View<'_>) -> Option<Fit> {
        let mut fit = Fit::default();
        fit.look_at(view).then_some(fit)
    }

    /// False: the value contradicts the documentation.
    fn look_at(&mut self, view: View<'_>) -> bool {
        self.documented += 1;
        match view {
            View::Null
            | View::Bool(_)
            | View::Signed(_)
            | View::Unsigned(_)
            | View::Float(_)
            | View::Single(_)
            | View::Text(_)
            | View::Secret(_)
            | View::Raw(_) => true,
            View::Array(array) => {
                for element in encode::elements(array) {
                    if !self.look_at(element) {
                        return false;
                    }
                }
                true
            }
            View::Map(map) => {
                let mut fits = true;
                map.each(&mut |_, value| fits = fits && self.look_at(value));
                fits
            }
            View::Model(model) => self.look_at_model(model),
            View::Union(union) if union.branch() == union.branches().tags.len() => false,
            View::Union(union) => self.look_at(union.inner()),
            View::Unlisted(_) => false,
        }
    }

    fn look_at_model(&mut self, model: &dyn Model) -> bool {
        let undocumented = model.undocumented();
        if undocumented.whole().is_some() {
            return false;
        }
        for (index, documented) in model.info().fields.iter().enumerate() {
            let fits = match model.value(index) {
                Some(view) => self.look_at(view),
                // An undocumented null happens everywhere: it tells nothing.
                None => match undocumented.get_raw(documented.name()) {
                    Some(value) => value.is_null(),
                    None => !documented.is_required(),
                },
            };
            if !fits {
                return false;
            }
        }
        for (key, _) in undocumented.iter() {
            self.undocumented += usize::from(Documented::find(model.info().fields, key, 0).is_none());
        }
        let Some(additional) = model.additional() else { return true };
        // What is allowed under any key speaks neither for the model nor against it: another branch may name the key.
        let documented = self.documented;
        let fits = self.look_at(View::Map(additional));
        self.documented = documented;
        fits
    }
}

/// What every union has besides its variants.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! union {
    ($type:ident) => {
        impl $crate::runtime::Described for $type {
            type Kind = $crate::runtime::UnionKind;
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
