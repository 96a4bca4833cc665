//! Sentences for people: why something is not valid.

use std::borrow::Cow;
use std::fmt;

/// A sentence for people.
#[derive(Debug, Clone)]
pub(in crate::runtime) struct Reason(Cow<'static, str>);

impl Reason {
    pub(in crate::runtime) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self(text.into())
    }

    /// The text that `format_args!` makes.
    pub(in crate::runtime) fn told(text: fmt::Arguments<'_>) -> Self {
        Self(Cow::Owned(text.to_string()))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
