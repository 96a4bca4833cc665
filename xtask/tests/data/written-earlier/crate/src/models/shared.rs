// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.

use crate::runtime;

/// `Savings` of the documentation.
#[non_exhaustive]
pub struct Savings {
    /// `kind`, always there.
    pub kind: Option<String>,
    /// `rate`
    pub rate: Option<f64>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl Savings {
    /// With all that the documentation requires.
    #[inline]
    pub fn new(kind: impl Into<String>) -> Self {
        Self {
            kind: Some(kind.into()),
            ..Self::default()
        }
    }
    /// `kind`, which the documentation says is always there.
    ///
    /// # Errors
    /// If it is absent, or not of the documented type.
    #[inline]
    pub fn kind(&self) -> Result<&String, runtime::MissingField> {
        runtime::required(&self.kind, &self.undocumented, "Savings", "kind")
    }
    /// Sets `kind`.
    #[must_use]
    #[inline]
    pub fn with_kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }
    /// Sets `rate`.
    #[must_use]
    #[inline]
    pub fn with_rate(mut self, rate: f64) -> Self {
        self.rate = Some(rate);
        self
    }
}

impl Default for Savings {
    #[inline]
    fn default() -> Self {
        Self {
            kind: None,
            rate: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for Savings {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "Savings",
            fields: &[
                runtime::Documented::Required("kind"),
                runtime::Documented::Optional("rate"),
            ],
        }
    }
    #[inline]
    fn field(
        &self,
        index: usize,
    ) -> Result<&dyn runtime::Field, &runtime::Undocumented> {
        Ok(
            match index {
                0 => &self.kind,
                1 => &self.rate,
                _ => return Err(&self.undocumented),
            },
        )
    }
    #[inline]
    fn field_mut(
        &mut self,
        index: usize,
    ) -> Result<&mut dyn runtime::Field, &mut runtime::Undocumented> {
        Ok(
            match index {
                0 => &mut self.kind,
                1 => &mut self.rate,
                _ => return Err(&mut self.undocumented),
            },
        )
    }
}

runtime::model!(Savings);
