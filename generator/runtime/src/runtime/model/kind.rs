//! What a generated type is: a model, an enum, a union. That decides how its values are made, written and read.
//!
//! A generated type says its kind, by [`Described`], and the rest is here, once for all types of the kind: what would be
//! three functions more for every type takes the compiler a tenth of its time.

use super::open_enum::{self, OpenEnum};
use super::union::Union;
use super::wire::{Model, Target, Typed, View, Wire};

/// A type that the documentation describes.
#[doc(hidden)]
pub trait Described: Send + Sync + Sized + 'static {
    /// What it is.
    type Kind: Kind<Self>;
}

/// What all types of a kind have in common.
#[doc(hidden)]
pub trait Kind<T> {
    /// The value before anything is read into it.
    fn blank() -> T;
    /// The value, to be written.
    fn view(value: &T) -> View<'_>;
    /// The inside of a blank value, to be read into.
    fn target(value: &mut T) -> Target<'_>;
}

impl<T: Described> Wire for T {
    fn view(&self) -> View<'_> {
        T::Kind::view(self)
    }

    fn target(&mut self) -> Target<'_> {
        T::Kind::target(self)
    }
}

impl<T: Described> Typed for T {
    fn blank() -> Self {
        T::Kind::blank()
    }
}

/// An object with documented fields.
pub enum ModelKind {}

impl<T: Model + Default> Kind<T> for ModelKind {
    fn blank() -> T {
        T::default()
    }

    fn view(value: &T) -> View<'_> {
        View::Model(value)
    }

    fn target(value: &mut T) -> Target<'_> {
        Target::Model(value)
    }
}

/// An enum of texts.
pub enum TextKind {}

impl<T: OpenEnum> Kind<T> for TextKind {
    fn blank() -> T {
        open_enum::blank()
    }

    fn view(value: &T) -> View<'_> {
        open_enum::view(value)
    }

    fn target(value: &mut T) -> Target<'_> {
        Target::Scalar(value)
    }
}

/// An enum of values that are not all texts.
pub enum ValueKind {}

impl<T: OpenEnum> Kind<T> for ValueKind {
    fn blank() -> T {
        open_enum::blank()
    }

    fn view(value: &T) -> View<'_> {
        open_enum::view(value)
    }

    fn target(value: &mut T) -> Target<'_> {
        Target::Value(value)
    }
}

/// One of several types.
pub enum UnionKind {}

impl<T: Union> Kind<T> for UnionKind {
    fn blank() -> T {
        T::blank()
    }

    fn view(value: &T) -> View<'_> {
        View::Union(value)
    }

    fn target(value: &mut T) -> Target<'_> {
        Target::Union(value)
    }
}

/// A type that contains itself is boxed there.
pub enum BoxKind {}

impl<T: Typed> Described for Box<T> {
    type Kind = BoxKind;
}

impl<T: Typed> Kind<Box<T>> for BoxKind {
    fn blank() -> Box<T> {
        Box::new(T::blank())
    }

    fn view(value: &Box<T>) -> View<'_> {
        T::view(value)
    }

    fn target(value: &mut Box<T>) -> Target<'_> {
        T::target(value)
    }
}
