// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.

use crate::models;
use crate::runtime;

/// `Account` of the documentation.
#[non_exhaustive]
pub struct Account {
    /// `kind`, always there.
    pub kind: Option<String>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl Account {
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
        runtime::required(&self.kind, &self.undocumented, "Account", "kind")
    }
    /// Sets `kind`.
    #[must_use]
    #[inline]
    pub fn with_kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }
}

impl Default for Account {
    #[inline]
    fn default() -> Self {
        Self {
            kind: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for Account {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "Account",
            fields: &[runtime::Documented::Required("kind")],
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
                _ => return Err(&mut self.undocumented),
            },
        )
    }
}

runtime::model!(Account);

/// `Entry` of the documentation.
#[non_exhaustive]
pub struct Entry {
    /// `amount`, always there.
    pub amount: Option<f32>,
    /// `account`
    pub account: Option<models::Account>,
    /// `note`
    pub note: Option<Option<String>>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl Entry {
    /// With all that the documentation requires.
    #[inline]
    pub fn new(amount: f32) -> Self {
        Self {
            amount: Some(amount),
            ..Self::default()
        }
    }
    /// `amount`, which the documentation says is always there.
    ///
    /// # Errors
    /// If it is absent, or not of the documented type.
    #[inline]
    pub fn amount(&self) -> Result<&f32, runtime::MissingField> {
        runtime::required(&self.amount, &self.undocumented, "Entry", "amount")
    }
    /// Sets `amount`.
    #[must_use]
    #[inline]
    pub fn with_amount(mut self, amount: f32) -> Self {
        self.amount = Some(amount);
        self
    }
    /// Sets `account`.
    #[must_use]
    #[inline]
    pub fn with_account(mut self, account: models::Account) -> Self {
        self.account = Some(account);
        self
    }
    /// Sets `note`.
    #[must_use]
    #[inline]
    pub fn with_note(mut self, note: Option<String>) -> Self {
        self.note = Some(note);
        self
    }
}

impl Default for Entry {
    #[inline]
    fn default() -> Self {
        Self {
            amount: None,
            account: None,
            note: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for Entry {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "Entry",
            fields: &[
                runtime::Documented::Required("amount"),
                runtime::Documented::Optional("account"),
                runtime::Documented::Optional("note"),
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
                0 => &self.amount,
                1 => &self.account,
                2 => &self.note,
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
                0 => &mut self.amount,
                1 => &mut self.account,
                2 => &mut self.note,
                _ => return Err(&mut self.undocumented),
            },
        )
    }
}

runtime::model!(Entry);

/// `GetEntryResponseDefault` of the documentation.
#[non_exhaustive]
pub struct GetEntryResponseDefault {
    /// `reason`
    pub reason: Option<String>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl Default for GetEntryResponseDefault {
    #[inline]
    fn default() -> Self {
        Self {
            reason: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for GetEntryResponseDefault {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "GetEntryResponseDefault",
            fields: &[runtime::Documented::Optional("reason")],
        }
    }
    #[inline]
    fn field(
        &self,
        index: usize,
    ) -> Result<&dyn runtime::Field, &runtime::Undocumented> {
        Ok(
            match index {
                0 => &self.reason,
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
                0 => &mut self.reason,
                _ => return Err(&mut self.undocumented),
            },
        )
    }
}

runtime::model!(GetEntryResponseDefault);
