//! Strings with a format: small types that keep the text exactly as it was sent, and convert on request.
//!
//! The conversions are behind cargo features named after the crates they convert to: `jiff`, `chrono`, `time`,
//! `uuid`, `url` and `rust_decimal`. None is on by default.

use super::wire::{Target, Typed, View, Wire};
use std::fmt;

#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
mod dates;

macro_rules! text_type {
    ($(#[$doc:meta])* $type:ident, $view:ident, $sample:literal, $shown:expr) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(String);

        impl $type {
            /// The text as it was sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text as it was sent.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl Wire for $type {
            fn view(&self) -> View<'_> {
                View::$view(&self.0)
            }

            fn target(&mut self) -> Target<'_> {
                Target::Text(&mut self.0)
            }
        }

        impl Typed for $type {
            fn blank() -> Self {
                Self(String::new())
            }

            #[cfg(feature = "test-util")]
            fn sample() -> &'static str {
                $sample
            }
        }

        impl From<&str> for $type {
            fn from(text: &str) -> Self {
                Self(owned(text))
            }
        }

        impl From<String> for $type {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.0
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $type {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $type {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl std::str::FromStr for $type {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let show: fn(&str) -> &str = $shown;
                f.pad(show(&self.0))
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let show: fn(&str) -> &str = $shown;
                fmt::Debug::fmt(show(&self.0), f)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                super::decode::deserialize(deserializer)
            }
        }
    };
}

/// Once for all of these types.
#[inline(never)]
fn owned(text: &str) -> String {
    text.to_owned()
}

text_type!(
    /// A point in time, documented as `date-time` (RFC 3339, section 5.6), kept as sent: with or without a fraction,
    /// with or without an offset, with a `T` or a space.
    DateTime, Text, "2024-05-06T07:08:09Z", |text| text
);
text_type!(
    /// A day, documented as `date` (RFC 3339, `full-date`), kept as sent.
    Date, Text, "2024-05-06", |text| text
);
text_type!(
    /// A time of day, documented as `time` (RFC 3339), kept as sent.
    Time, Text, "07:08:09Z", |text| text
);
text_type!(
    /// A duration, documented as `duration` (ISO 8601, `P1DT2H`), kept as sent.
    Duration, Text, "PT1H", |text| text
);
text_type!(
    /// A UUID (RFC 9562), kept as sent.
    Uuid, Text, "00000000-0000-4000-8000-000000000001", |text| text
);
text_type!(
    /// A URI or a URL (RFC 3986), kept as sent.
    Uri, Text, "https://example.com/", |text| text
);
text_type!(
    /// A decimal number in a string, kept as sent.
    Decimal, Text, "1.50", |text| text
);
text_type!(
    /// Bytes in base64 (RFC 4648), documented as `byte`, kept as sent.
    Base64, Text, "dGV4dA==", |text| text
);
text_type!(
    /// A secret, documented as `password`. It is written to JSON as it is, and shown to people as `(secret)`.
    Password, Secret, "password", |_| "(secret)"
);

#[cfg(feature = "uuid")]
impl Uuid {
    /// As a [`uuid::Uuid`].
    ///
    /// # Errors
    /// If the text is no UUID.
    pub fn to_uuid(&self) -> Result<uuid::Uuid, uuid::Error> {
        self.0.parse()
    }
}

#[cfg(feature = "uuid")]
impl From<uuid::Uuid> for Uuid {
    fn from(uuid: uuid::Uuid) -> Self {
        Self(uuid.to_string())
    }
}

#[cfg(feature = "url")]
impl Uri {
    /// As a [`url::Url`].
    ///
    /// # Errors
    /// If the text is no absolute URL.
    pub fn to_url(&self) -> Result<url::Url, url::ParseError> {
        self.0.parse()
    }
}

#[cfg(feature = "url")]
impl From<url::Url> for Uri {
    fn from(url: url::Url) -> Self {
        Self(url.into())
    }
}

#[cfg(feature = "rust_decimal")]
impl Decimal {
    /// As a [`rust_decimal::Decimal`].
    ///
    /// # Errors
    /// If the text is no decimal number, or has more digits than that type holds.
    pub fn to_decimal(&self) -> Result<rust_decimal::Decimal, rust_decimal::Error> {
        rust_decimal::Decimal::from_str_exact(&self.0).or_else(|_| rust_decimal::Decimal::from_scientific(&self.0))
    }
}

#[cfg(feature = "rust_decimal")]
impl From<rust_decimal::Decimal> for Decimal {
    fn from(decimal: rust_decimal::Decimal) -> Self {
        Self(decimal.to_string())
    }
}

impl Base64 {
    /// The bytes.
    ///
    /// # Errors
    /// If the text is no base64, neither of the standard alphabet nor of the one for URLs.
    pub fn to_bytes(&self) -> Result<Vec<u8>, base64::DecodeError> {
        use base64::Engine as _;
        use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
        let either =
            GeneralPurposeConfig::new().with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent);
        GeneralPurpose::new(&base64::alphabet::STANDARD, either).decode(&self.0).or_else(|error| {
            GeneralPurpose::new(&base64::alphabet::URL_SAFE, either).decode(&self.0).map_err(|_| error)
        })
    }

    /// Encodes bytes, with padding.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Self {
        use base64::Engine as _;
        Self(base64::engine::general_purpose::STANDARD.encode(bytes))
    }
}
