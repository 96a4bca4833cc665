//! Compressed responses.
//!
//! In: the bytes of a response and its `Content-Encoding`. Out: the bytes of the text, never more than are allowed: a few
//! kilobytes can mean gigabytes.

use flate2::read::MultiGzDecoder;
use std::io::Read as _;

/// What responses may be encoded as: the value of `Accept-Encoding`.
pub(super) const ACCEPTED: &str = "gzip";

/// Why there is no text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// It has more bytes than are allowed.
    TooLarge,
    /// It is not what it is called.
    Not(String),
}

/// Undoes an encoding (RFC 9110, section 8.4).
///
/// # Errors
/// If it is too large, broken, or not an encoding that was asked for.
pub(super) fn decoded(encoding: &str, bytes: Vec<u8>, most: usize) -> Result<Vec<u8>, Broken> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(bytes),
        "gzip" | "x-gzip" => {
            let mut text = Vec::new();
            let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
            let read = MultiGzDecoder::new(bytes.as_slice()).take(limit).read_to_end(&mut text);
            read.map_err(|error| Broken::Not(format!("the response is broken gzip: {error}")))?;
            if text.len() > most { Err(Broken::TooLarge) } else { Ok(text) }
        }
        other => Err(Broken::Not(format!("the response is encoded as `{other}`, which was not asked for"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write as _;

    fn zipped(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn compressed_and_plain_text() {
        assert_eq!(decoded("", b"a".to_vec(), 1).unwrap(), b"a");
        assert_eq!(decoded("GZIP", zipped(b"text"), 4).unwrap(), b"text");
        assert!(matches!(decoded("gzip", b"text".to_vec(), 4), Err(Broken::Not(_))));
        assert!(matches!(decoded("br", b"text".to_vec(), 4), Err(Broken::Not(_))));
    }

    #[test]
    fn a_small_response_is_no_large_text() {
        let bomb = zipped(&vec![b'x'; 10 << 20]);
        assert!(bomb.len() < 20_000, "{}", bomb.len());
        assert_eq!(decoded("gzip", bomb, 1 << 20), Err(Broken::TooLarge));
    }
}
