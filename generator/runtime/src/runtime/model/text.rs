//! Strings with a format: small types that keep the text exactly as it was sent, and convert on request.
//!
//! The conversions are behind cargo features named after the crates they convert to: `jiff`, `chrono`, `time`,
//! `uuid`, `url` and `rust_decimal`. None is on by default.

use super::wire::{Target, Typed, View, Wire};
use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::num::ParseIntError;
use std::str::FromStr;

#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
mod dates;

/// A string with a format, kept exactly as it was sent.
pub struct Formatted<F> {
    text: String,
    format: PhantomData<fn() -> F>,
}

/// A format of strings. The type that implements it has no values; it names the format.
#[doc(hidden)]
pub trait TextFormat: 'static {
    /// A text of the format.
    const SAMPLE: &'static str;

    /// Whether people are shown `(secret)` in place of the text.
    const IS_SECRET: bool = false;
}

/// One type for all formats: what each of them would have of its own is checked and compiled once.
macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident: $sample:literal $($is_secret:ident)?;)*) => {
        /// The formats.
        pub mod formats {
            $($(#[$doc])* #[derive(Debug)] pub enum $name {})*
        }

        $(
            $(#[$doc])*
            pub type $name = Formatted<formats::$name>;

            impl TextFormat for formats::$name {
                const SAMPLE: &'static str = $sample;
                $(const IS_SECRET: bool = $is_secret;)?
            }
        )*
    };
}

formats!(
    /// A point in time, documented as `date-time` (RFC 3339, section 5.6), kept as sent: with or without a fraction,
    /// with or without an offset, with a `T` or a space.
    DateTime: "2024-05-06T07:08:09Z";
    /// A day, documented as `date` (RFC 3339, `full-date`), kept as sent.
    Date: "2024-05-06";
    /// A time of day, documented as `time` (RFC 3339), kept as sent.
    Time: "07:08:09Z";
    /// A duration, documented as `duration` (ISO 8601, `P1DT2H`), kept as sent.
    Duration: "PT1H";
    /// A UUID (RFC 9562), kept as sent.
    Uuid: "00000000-0000-4000-8000-000000000001";
    /// A URI or a URL (RFC 3986), kept as sent.
    Uri: "https://example.com/";
    /// A decimal number in a string, kept as sent.
    Decimal: "1.50";
    /// An integer in a string, documented as `int64` and alike, kept as sent.
    Integer: "1";
    /// Bytes in base64 (RFC 4648), documented as `byte`, kept as sent.
    Base64: "dGV4dA==";
    /// Bytes in the base64 of URLs and file names (RFC 4648, section 5), documented as `base64url`, kept as sent.
    Base64Url: "dGV4dA==";
    /// A secret, documented as `password`. It is written to JSON as it is, and shown to people as `(secret)`.
    Password: "password" true;
);

impl<F> Formatted<F> {
    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text as it was sent.
    pub fn into_string(self) -> String {
        self.text
    }
}

impl<F: TextFormat> Formatted<F> {
    /// What people are shown.
    fn shown(&self) -> &str {
        if F::IS_SECRET { "(secret)" } else { &self.text }
    }
}

impl<F: TextFormat> Wire for Formatted<F> {
    fn view(&self) -> View<'_> {
        if F::IS_SECRET { View::Secret(&self.text) } else { View::Text(&self.text) }
    }

    fn target(&mut self) -> Target<'_> {
        Target::Text(&mut self.text)
    }
}

impl<F: TextFormat> Typed for Formatted<F> {
    fn blank() -> Self {
        Self::from(String::new())
    }

    #[cfg(feature = "test-util")]
    fn sample() -> &'static str {
        F::SAMPLE
    }
}

// Derived, these would ask the same of the format.
impl<F> Clone for Formatted<F> {
    fn clone(&self) -> Self {
        Self::from(self.text.clone())
    }
}

impl<F> Default for Formatted<F> {
    fn default() -> Self {
        Self::from(String::new())
    }
}

impl<F> PartialEq for Formatted<F> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<F> Eq for Formatted<F> {}

impl<F> PartialOrd for Formatted<F> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<F> Ord for Formatted<F> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<F> Hash for Formatted<F> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<F> From<&str> for Formatted<F> {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl<F> From<String> for Formatted<F> {
    fn from(text: String) -> Self {
        Self { text, format: PhantomData }
    }
}

impl<F> From<Formatted<F>> for String {
    fn from(value: Formatted<F>) -> Self {
        value.text
    }
}

impl<F> AsRef<str> for Formatted<F> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<F> PartialEq<str> for Formatted<F> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<F> PartialEq<&str> for Formatted<F> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl<F> FromStr for Formatted<F> {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text))
    }
}

impl<F: TextFormat> fmt::Display for Formatted<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.shown())
    }
}

impl<F: TextFormat> fmt::Debug for Formatted<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.shown(), f)
    }
}

impl<F> serde::Serialize for Formatted<F> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, F: TextFormat> serde::Deserialize<'de> for Formatted<F> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::decode::deserialize(deserializer)
    }
}

#[cfg(feature = "uuid")]
impl Uuid {
    /// As a [`uuid::Uuid`].
    ///
    /// # Errors
    /// If the text is no UUID.
    pub fn to_uuid(&self) -> Result<uuid::Uuid, uuid::Error> {
        self.as_str().parse()
    }
}

#[cfg(feature = "uuid")]
impl From<uuid::Uuid> for Uuid {
    fn from(uuid: uuid::Uuid) -> Self {
        Self::from(uuid.to_string())
    }
}

#[cfg(feature = "url")]
impl Uri {
    /// As a [`url::Url`].
    ///
    /// # Errors
    /// If the text is no absolute URL.
    pub fn to_url(&self) -> Result<url::Url, url::ParseError> {
        self.as_str().parse()
    }
}

#[cfg(feature = "url")]
impl From<url::Url> for Uri {
    fn from(url: url::Url) -> Self {
        Self::from(String::from(url))
    }
}

#[cfg(feature = "rust_decimal")]
impl Decimal {
    /// As a [`rust_decimal::Decimal`].
    ///
    /// # Errors
    /// If the text is no decimal number, or has more digits than that type holds.
    pub fn to_decimal(&self) -> Result<rust_decimal::Decimal, rust_decimal::Error> {
        rust_decimal::Decimal::from_str_exact(self.as_str())
            .or_else(|_| rust_decimal::Decimal::from_scientific(self.as_str()))
    }
}

#[cfg(feature = "rust_decimal")]
impl From<rust_decimal::Decimal> for Decimal {
    fn from(decimal: rust_decimal::Decimal) -> Self {
        Self::from(decimal.to_string())
    }
}

impl Integer {
    /// As an `i64`.
    ///
    /// # Errors
    /// If the text is no integer, or too large.
    pub fn to_i64(&self) -> Result<i64, ParseIntError> {
        self.as_str().trim().parse()
    }

    /// As a `u64`.
    ///
    /// # Errors
    /// If the text is no integer, negative, or too large.
    pub fn to_u64(&self) -> Result<u64, ParseIntError> {
        self.as_str().trim().parse()
    }
}

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl From<$type> for Integer {
            fn from(number: $type) -> Self {
                Self::from(number.to_string())
            }
        }
    )*};
}

integers!(i32 i64 u32 u64);

/// The bytes of a text in either alphabet, with or without padding.
fn decoded(text: &str) -> Result<Vec<u8>, base64::DecodeError> {
    use base64::Engine as _;
    use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
    let either = GeneralPurposeConfig::new().with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&base64::alphabet::STANDARD, either)
        .decode(text)
        .or_else(|error| GeneralPurpose::new(&base64::alphabet::URL_SAFE, either).decode(text).map_err(|_| error))
}

impl Base64 {
    /// The bytes.
    ///
    /// # Errors
    /// If the text is no base64, neither of the standard alphabet nor of the one for URLs.
    pub fn to_bytes(&self) -> Result<Vec<u8>, base64::DecodeError> {
        decoded(self.as_str())
    }

    /// Encodes bytes, with padding.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Self {
        use base64::Engine as _;
        Self::from(base64::engine::general_purpose::STANDARD.encode(bytes))
    }
}

impl Base64Url {
    /// The bytes.
    ///
    /// # Errors
    /// If the text is no base64, neither of the alphabet for URLs nor of the standard one.
    pub fn to_bytes(&self) -> Result<Vec<u8>, base64::DecodeError> {
        decoded(self.as_str())
    }

    /// Encodes bytes in the alphabet for URLs, with padding.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Self {
        use base64::Engine as _;
        Self::from(base64::engine::general_purpose::URL_SAFE.encode(bytes))
    }
}
