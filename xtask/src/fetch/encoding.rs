//! Compressed responses.
//!
//! In: the bytes of a response and its `Content-Encoding`. Out: the bytes of the text, never more than are allowed: a few
//! kilobytes can mean gigabytes.

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::{self, Read};

/// What responses may be encoded as: the value of `Accept-Encoding`.
pub(super) const ACCEPTED: &str = "gzip, deflate";

/// Why there is no text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// It has more bytes than are allowed.
    TooLarge,
    /// It is not what it is called.
    Not(String),
}

/// Undoes the encodings of a response, the last one first (RFC 9110, section 8.4).
///
/// # Errors
/// If the text is too large or broken, or an encoding is not one that was asked for.
pub(super) fn decoded(encodings: &str, mut bytes: Vec<u8>, most: usize) -> Result<Vec<u8>, Broken> {
    for encoding in encodings.split(',').rev() {
        bytes = match encoding.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => bytes,
            "gzip" | "x-gzip" => bounded(MultiGzDecoder::new(bytes.as_slice()), most, "gzip")?,
            "deflate" => deflated(&bytes, most)?,
            other => {
                return Err(Broken::Not(format!("the response is encoded as `{other}`, which was not asked for")));
            }
        };
    }
    Ok(bytes)
}

/// Some servers leave out the frame that `deflate` has by the standard (RFC 9110, section 8.4.1.2).
fn deflated(bytes: &[u8], most: usize) -> Result<Vec<u8>, Broken> {
    match bounded(ZlibDecoder::new(bytes), most, "deflate") {
        Err(Broken::Not(reason)) => {
            bounded(DeflateDecoder::new(bytes), most, "deflate").map_err(|broken| match broken {
                Broken::TooLarge => Broken::TooLarge,
                Broken::Not(_) => Broken::Not(reason),
            })
        }
        read => read,
    }
}

fn bounded(decoder: impl Read, most: usize, encoding: &str) -> Result<Vec<u8>, Broken> {
    let mut text = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let read: io::Result<usize> = decoder.take(limit).read_to_end(&mut text);
    read.map_err(|error| Broken::Not(format!("the response is broken {encoding}: {error}")))?;
    if text.len() > most { Err(Broken::TooLarge) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
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
    fn deflate_with_and_without_its_frame() {
        let mut framed = ZlibEncoder::new(Vec::new(), Compression::best());
        framed.write_all(b"text").unwrap();
        assert_eq!(decoded("deflate", framed.finish().unwrap(), 4).unwrap(), b"text");
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::best());
        bare.write_all(b"text").unwrap();
        let bare = bare.finish().unwrap();
        assert_eq!(decoded("Deflate", bare.clone(), 4).unwrap(), b"text");
        assert_eq!(decoded("deflate", bare, 3), Err(Broken::TooLarge));
        assert!(matches!(decoded("deflate", b"text".to_vec(), 4), Err(Broken::Not(_))));
    }

    #[test]
    fn several_encodings_are_undone_from_the_last() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&zipped(b"text")).unwrap();
        assert_eq!(decoded("gzip, deflate", encoder.finish().unwrap(), 100).unwrap(), b"text");
    }

    #[test]
    fn a_small_response_is_no_large_text() {
        let bomb = zipped(&vec![b'x'; 10 << 20]);
        assert!(bomb.len() < 20_000, "{}", bomb.len());
        assert_eq!(decoded("gzip", bomb, 1 << 20), Err(Broken::TooLarge));
    }
}
