//! Values of one of several documented types.
//!
//! A value goes to the branch that its discriminator names. Else each branch gets a glance: the kind of JSON value, the
//! keys of an object, its constants and scalars, but nothing inside of it. Most often that leaves one branch, which
//! reads the value. If it leaves several, each of them reads it, and the one that it fits best takes it; unions inside
//! are decided by a glance meanwhile, so that the time does not double with every level.
//!
//! A discriminator whose value names no branch goes to the default branch. Without one, the value is kept raw, unless it
//! fits exactly one branch and that branch requires something: OpenAPI 3.0.4, section 4.8.25, says that no schema can be
//! determined.

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
    /// The branch of values whose discriminator is absent or names none.
    pub default: Option<usize>,
    /// For every branch the format that its texts must have; empty if one branch at most takes texts with a format.
    pub formats: &'static [Option<Format>],
}

/// A value of one of several documented types, or any other value, kept raw.
#[doc(hidden)]
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
pub(in crate::runtime) fn read(union: &mut dyn Union, mut value: Value, mode: Mode) {
    let branches = union.branches();
    let named = named_branch(branches, &value);
    if let Named::Branch(branch) = named {
        union.select(branch);
        match read_value_by(value, union.inner_mut(), mode) {
            Ok(()) => return,
            Err(refused) => value = refused,
        }
    }
    let chosen = match named {
        Named::Unknown => only_fit(union, &value, mode),
        Named::Branch(_) | Named::Nothing => best_fit(union, &value, mode),
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

/// The branches that a value fits as far as the outermost level tells.
fn fits(union: &mut dyn Union, value: &Value) -> Vec<(usize, Fit)> {
    let mut fits = Vec::new();
    for branch in 0..union.branches().tags.len() {
        if let Some(fit) = glance(union, branch, value) {
            fits.push((branch, fit));
        }
    }
    fits
}

/// The branch that a value fits best.
fn best_fit(union: &mut dyn Union, value: &Value, mode: Mode) -> Option<usize> {
    let fits = fits(union, value);
    match (fits.as_slice(), mode) {
        ([], _) => None,
        ([(only, _)], _) => Some(*only),
        (_, Mode::Glance) => best(&fits),
        (_, Mode::Whole) => {
            let mut seen = Vec::with_capacity(fits.len());
            for (branch, _) in fits {
                if let Some(fit) = look(union, branch, value) {
                    seen.push((branch, fit));
                }
            }
            best(&seen)
        }
    }
}

/// The only branch that a value fits, if that branch requires something.
fn only_fit(union: &mut dyn Union, value: &Value, mode: Mode) -> Option<usize> {
    let mut only = None;
    for (branch, _) in fits(union, value) {
        if mode == Mode::Glance || look(union, branch, value).is_some() {
            if only.is_some() {
                return None;
            }
            only = Some(branch);
        }
    }
    let branch = only?;
    union.select(branch);
    let _ = read_value_by(value.clone(), union.inner_mut(), Mode::Glance);
    requires(union.inner()).then_some(branch)
}

/// True if a value is a model with a required field.
fn requires(view: View<'_>) -> bool {
    match view {
        View::Model(model) => model.info().fields.iter().any(Documented::is_required),
        View::Union(union) => requires(union.inner()),
        _ => false,
    }
}

/// A copy.
pub fn copy<T: Union>(value: &T) -> T {
    let mut copied = T::blank();
    copied.select(value.branch());
    super::encode::copy(copied.inner_mut(), value.inner());
    copied
}

/// What a value's discriminator says.
#[derive(Clone, Copy)]
enum Named {
    /// It names a branch, or there is a default one.
    Branch(usize),
    /// It names no branch.
    Unknown,
    /// It is absent, or the documentation has none.
    Nothing,
}

fn named_branch(branches: &Branches, value: &Value) -> Named {
    match (branches.discriminator, value) {
        (Some(key), Value::Object(object)) => named_by(branches, object.get(key)),
        _ => Named::Nothing,
    }
}

fn named_by(branches: &Branches, tag: Option<&Value>) -> Named {
    let found = match tag {
        Some(Value::String(tag)) => by_text(branches, tag).or(Some(Named::Unknown)),
        // A mapping lists texts, also where the property is a number.
        Some(tag @ (Value::Number(_) | Value::Bool(_))) => {
            let is_listed_so = branches.tags.iter().any(|tags| tags.iter().any(|tag| is_scalar(tag)));
            by_text(branches, &tag.to_string()).or(is_listed_so.then_some(Named::Unknown))
        }
        Some(_) | None => None,
    };
    match (found, branches.default) {
        (None | Some(Named::Unknown), Some(default)) => Named::Branch(default),
        (found, _) => found.unwrap_or(Named::Nothing),
    }
}

#[inline]
fn by_text(branches: &Branches, text: &str) -> Option<Named> {
    for (branch, tags) in branches.tags.iter().enumerate() {
        if tags.contains(&text) {
            return Some(Named::Branch(branch));
        }
    }
    None
}

/// True if a text is that of an integer or a boolean.
fn is_scalar(text: &str) -> bool {
    text == "true" || text == "false" || (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The key and the value of a union's discriminator if it names no branch: then the value was taken for a branch by its
/// structure. A branch without a name cannot be named.
pub(in crate::runtime) fn unknown_tag(union: &dyn Union) -> Option<(&'static str, Value)> {
    let branches = union.branches();
    let key = branches.discriminator?;
    let is_named = branches.tags.get(union.branch()).is_some_and(|tags| !tags.is_empty());
    let tag = field(union.inner(), key).filter(|_| is_named)?;
    matches!(named_by(branches, Some(&tag)), Named::Unknown).then_some((key, tag))
}

/// The value of a field.
fn field(view: View<'_>, key: &str) -> Option<Value> {
    let model = match view {
        View::Model(model) => model,
        View::Union(union) => return field(union.inner(), key),
        _ => return None,
    };
    let documented = Documented::find(model.info().fields, key, 0).and_then(|index| model.value(index));
    match documented.or_else(|| model.additional()?.find(key)) {
        Some(view) => Some(encode::to_value(view)),
        None if model.undocumented().is_null(key) => Some(Value::Null),
        None => model.undocumented().get_raw(key).cloned(),
    }
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
            Some(value) if takes(model.field_mut(index), value) => fit.documented += 1,
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
        Target::Array(array) => value.as_array().is_some_and(|items| {
            let length = array.fixed_length();
            length.is_none_or(|length| length == items.len())
        }),
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
            let fits = match encode::value_or_null(model, index, documented) {
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
