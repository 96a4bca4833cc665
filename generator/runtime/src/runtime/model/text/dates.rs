//! Conversions of dates and times.
//!
//! Servers write a point in time with a space for the `T`, and leave the offset out: a text without an offset is read
//! as UTC.

#[cfg(feature = "time")]
use super::Time;
use super::{Date, DateTime};

/// The text as RFC 3339 has it: a `T` between date and time, and an offset.
fn rfc3339(text: &str) -> String {
    let text = text.trim();
    let mut normal = String::with_capacity(text.len() + 1);
    for (index, character) in text.chars().enumerate() {
        normal.push(if index == 10 && matches!(character, ' ' | 't') { 'T' } else { character });
    }
    let time = normal.get(11..).unwrap_or("");
    let has_offset = time.ends_with(['Z', 'z']) || time.contains(['+', '-']);
    if !time.is_empty() && !has_offset {
        normal.push('Z');
    }
    normal
}

/// Converts to a type of another crate, by value and by reference, as a method of the text does.
macro_rules! converts {
    ($($name:ident: $method:ident -> $type:ty, $error:ty;)*) => {$(
        impl TryFrom<&$name> for $type {
            type Error = $error;
            fn try_from(text: &$name) -> Result<Self, $error> {
                text.$method()
            }
        }
        impl TryFrom<$name> for $type {
            type Error = $error;
            fn try_from(text: $name) -> Result<Self, $error> {
                text.$method()
            }
        }
    )*};
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use super::super::Duration;
    use super::super::Time;
    use super::{Date, DateTime, rfc3339};

    impl DateTime {
        /// As a [`jiff::Timestamp`]. A text without an offset is read as UTC.
        ///
        /// # Errors
        /// If the text is no point in time.
        pub fn to_jiff(&self) -> Result<jiff::Timestamp, jiff::Error> {
            rfc3339(self.as_str()).parse()
        }
    }

    impl From<jiff::Timestamp> for DateTime {
        fn from(timestamp: jiff::Timestamp) -> Self {
            Self::from(timestamp.to_string())
        }
    }

    impl Date {
        /// As a [`jiff::civil::Date`].
        ///
        /// # Errors
        /// If the text is no date.
        pub fn to_jiff(&self) -> Result<jiff::civil::Date, jiff::Error> {
            self.as_str().parse()
        }
    }

    impl From<jiff::civil::Date> for Date {
        fn from(date: jiff::civil::Date) -> Self {
            Self::from(date.to_string())
        }
    }

    impl Time {
        /// As a [`jiff::civil::Time`], without the offset.
        ///
        /// # Errors
        /// If the text is no time of day.
        pub fn to_jiff(&self) -> Result<jiff::civil::Time, jiff::Error> {
            self.as_str().trim_end_matches(['Z', 'z']).parse()
        }
    }

    impl From<jiff::civil::Time> for Time {
        fn from(time: jiff::civil::Time) -> Self {
            Self::from(time.to_string())
        }
    }

    impl Duration {
        /// As a [`jiff::Span`].
        ///
        /// # Errors
        /// If the text is no duration.
        pub fn to_jiff(&self) -> Result<jiff::Span, jiff::Error> {
            self.as_str().parse()
        }
    }

    impl From<jiff::Span> for Duration {
        fn from(span: jiff::Span) -> Self {
            Self::from(span.to_string())
        }
    }

    impl From<jiff::Zoned> for DateTime {
        fn from(time: jiff::Zoned) -> Self {
            Self::from(time.timestamp())
        }
    }

    converts! {
        DateTime: to_jiff -> jiff::Timestamp, jiff::Error;
        Date: to_jiff -> jiff::civil::Date, jiff::Error;
        Time: to_jiff -> jiff::civil::Time, jiff::Error;
        Duration: to_jiff -> jiff::Span, jiff::Error;
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use super::super::Time;
    use super::{Date, DateTime, rfc3339};

    impl DateTime {
        /// As a [`chrono::DateTime`]. A text without an offset is read as UTC.
        ///
        /// # Errors
        /// If the text is no point in time.
        pub fn to_chrono(&self) -> Result<chrono::DateTime<chrono::FixedOffset>, chrono::ParseError> {
            chrono::DateTime::parse_from_rfc3339(&rfc3339(self.as_str()))
        }
    }

    impl<Z: chrono::TimeZone> From<chrono::DateTime<Z>> for DateTime {
        fn from(time: chrono::DateTime<Z>) -> Self {
            Self::from(time.to_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
        }
    }

    impl Date {
        /// As a [`chrono::NaiveDate`].
        ///
        /// # Errors
        /// If the text is no date.
        pub fn to_chrono(&self) -> Result<chrono::NaiveDate, chrono::ParseError> {
            self.as_str().parse()
        }
    }

    impl From<chrono::NaiveDate> for Date {
        fn from(date: chrono::NaiveDate) -> Self {
            Self::from(date.to_string())
        }
    }

    impl DateTime {
        fn to_chrono_utc(&self) -> Result<chrono::DateTime<chrono::Utc>, chrono::ParseError> {
            self.to_chrono().map(|time| time.to_utc())
        }
    }

    impl Time {
        /// As a [`chrono::NaiveTime`], without the offset.
        ///
        /// # Errors
        /// If the text is no time of day.
        pub fn to_chrono(&self) -> Result<chrono::NaiveTime, chrono::ParseError> {
            self.as_str().trim_end_matches(['Z', 'z']).parse()
        }
    }

    impl From<chrono::NaiveTime> for Time {
        fn from(time: chrono::NaiveTime) -> Self {
            Self::from(time.to_string())
        }
    }

    converts! {
        DateTime: to_chrono -> chrono::DateTime<chrono::FixedOffset>, chrono::ParseError;
        DateTime: to_chrono_utc -> chrono::DateTime<chrono::Utc>, chrono::ParseError;
        Date: to_chrono -> chrono::NaiveDate, chrono::ParseError;
        Time: to_chrono -> chrono::NaiveTime, chrono::ParseError;
    }
}

#[cfg(feature = "time")]
mod with_time {
    use super::{Date, DateTime, Time, rfc3339};
    use time::format_description::well_known::{Iso8601, Rfc3339};

    impl DateTime {
        /// As a [`time::OffsetDateTime`]. A text without an offset is read as UTC.
        ///
        /// # Errors
        /// If the text is no point in time.
        pub fn to_time(&self) -> Result<time::OffsetDateTime, time::error::Parse> {
            time::OffsetDateTime::parse(&rfc3339(self.as_str()), &Rfc3339)
        }
    }

    impl TryFrom<time::OffsetDateTime> for DateTime {
        type Error = time::error::Format;

        /// # Errors
        /// If the year does not fit RFC 3339.
        fn try_from(time: time::OffsetDateTime) -> Result<Self, Self::Error> {
            time.format(&Rfc3339).map(Self::from)
        }
    }

    impl Date {
        /// As a [`time::Date`].
        ///
        /// # Errors
        /// If the text is no date.
        pub fn to_time(&self) -> Result<time::Date, time::error::Parse> {
            time::Date::parse(self.as_str(), &Iso8601::DATE)
        }
    }

    impl From<time::Date> for Date {
        fn from(date: time::Date) -> Self {
            Self::from(date.to_string())
        }
    }

    impl Time {
        /// As a [`time::Time`], without the offset.
        ///
        /// # Errors
        /// If the text is no time of day.
        pub fn to_time(&self) -> Result<time::Time, time::error::Parse> {
            time::Time::parse(self.as_str().trim_end_matches(['Z', 'z']), &Iso8601::TIME)
        }
    }

    impl From<time::Time> for Time {
        fn from(time: time::Time) -> Self {
            let (hour, minute, second, nanosecond) = time.as_hms_nano();
            let mut text = format!("{hour:02}:{minute:02}:{second:02}");
            if nanosecond > 0 {
                text.push_str(format!(".{nanosecond:09}").trim_end_matches('0'));
            }
            Self::from(text)
        }
    }

    converts! {
        DateTime: to_time -> time::OffsetDateTime, time::error::Parse;
        Date: to_time -> time::Date, time::error::Parse;
        Time: to_time -> time::Time, time::error::Parse;
    }
}
