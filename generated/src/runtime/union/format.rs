//! What texts of a format look like: enough to tell one format from another, not to judge a text.

/// A format of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `2024-05-31T12:00:00Z`, with a `T` or a space, with or without seconds and offset.
    DateTime,
    /// `2024-05-31`
    Date,
    /// `12:00:00Z`, with or without seconds and offset.
    Time,
    /// `P1DT2H`
    Duration,
    /// `018f3a1e-7b2c-7def-8000-0123456789ab`
    Uuid,
    /// Something before a colon, or a path.
    Uri,
    /// `-12.50`, with or without an exponent.
    Decimal,
    /// Letters, digits, `+`, `/`, `-`, `_`, and `=` at the end.
    Base64,
    /// Any text.
    Password,
}

impl Format {
    /// True if a text looks like one of the format.
    pub fn fits(self, text: &str) -> bool {
        match self {
            Format::DateTime => match text.get(..10).zip(text.get(10..)) {
                Some((date, time)) => {
                    let time = time.strip_prefix(['T', 't', ' ']);
                    has_shape(date, "0000-00-00") && time.is_some_and(|time| starts_like(time, "00:00"))
                }
                None => false,
            },
            Format::Date => has_shape(text, "0000-00-00"),
            Format::Time => starts_like(text, "00:00"),
            Format::Duration => text.trim_start_matches(['+', '-']).starts_with(['P', 'p']) && text.len() > 2,
            Format::Uuid => has_shape(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
            Format::Uri => text.starts_with('/') || text.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme)),
            Format::Decimal => text.parse::<f64>().is_ok() && text.ends_with(|last: char| last.is_ascii_digit()),
            Format::Base64 => {
                let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte);
                text.trim_end_matches('=').bytes().all(is_digit)
            }
            Format::Password => true,
        }
    }
}

/// True if each character is of the kind that the shape has there: `0` a digit, `x` a hexadecimal one, others
/// themselves.
fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(byte, shape): (u8, u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        b'x' => byte.is_ascii_hexdigit(),
        other => byte == other,
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

fn starts_like(text: &str, shape: &str) -> bool {
    text.get(..shape.len()).is_some_and(|start| has_shape(start, shape))
}

/// RFC 3986, section 3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}
