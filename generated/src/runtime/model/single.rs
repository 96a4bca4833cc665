//! Enums of one documented text: most often the constant by which the branches of a union are told apart.
//!
//! They are one generic type, told apart by a type without values that names the text, so that an API with many of them
//! compiles the functions of an enum once. Their text is a constant where other enums have a variant; it is written in
//! the same way, in patterns too, and becomes a variant when the documentation gets a second text:
//!
//! ```text
//! match shape.type_ {
//!     Some(CircleType::Circle) => …,
//!     Some(CircleType::Undocumented(other)) => …,
//!     _ => …,
//! }
//! ```

use super::open_enum::{Constant, OpenEnum, enum_basics, enum_copy, enum_texts};
use super::unlisted::Unlisted;
use std::marker::PhantomData;

/// The one documented text of an enum.
#[doc(hidden)]
pub trait SingleText: Send + Sync + 'static {
    /// As it is sent.
    const TEXT: &'static str;
}

/// An enum of one documented text.
pub type Single<T> = SingleOf<PhantomData<fn() -> T>>;

/// An enum of one documented text, as [`Single`] makes it. Its equality is derived: constants in patterns need that.
#[derive(PartialEq, Eq)]
#[non_exhaustive]
pub enum SingleOf<Mark> {
    /// The documented text. No documented text is called so, or the constant beside it would be hidden by this variant.
    #[doc(hidden)]
    Documented_(Mark),
    /// Undocumented value: `as_str` gives it.
    Undocumented(Unlisted),
}

impl<T: SingleText> Single<T> {
    /// The documented text.
    pub(crate) const DOCUMENTED: Self = Self::Documented_(PhantomData);
}

impl<T: SingleText> OpenEnum for Single<T> {
    const LISTED: &'static [Constant] = &[Constant::Text(T::TEXT)];
    type Other = Unlisted;

    fn at(index: usize, unlisted: Unlisted) -> Self {
        match index {
            0 => Self::DOCUMENTED,
            _ => Self::Undocumented(unlisted),
        }
    }

    fn position(&self) -> Result<usize, &Unlisted> {
        match self {
            Self::Documented_(_) => Ok(0),
            Self::Undocumented(value) => Err(value),
        }
    }
}

enum_copy!([T: SingleText] Single<T>);
enum_basics!([T: SingleText] Single<T>);
enum_texts!([T: SingleText] Single<T>);
