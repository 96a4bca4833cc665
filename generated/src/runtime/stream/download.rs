//! Downloads: a response that is written as it comes in, with what its headers say about it.

use crate::runtime::basics::split::{find, split_once, unsigned};
use crate::runtime::response::StreamResponse;
use crate::runtime::response::media_type::parameter_of;
use crate::runtime::transport::headers::header_text;
use http::HeaderMap;
use std::io;
use std::pin::Pin;
use tokio::io::AsyncWrite;

impl StreamResponse {
    /// The length of the body in bytes, if the server sends it.
    pub fn content_length(&self) -> Option<u64> {
        unsigned(header_text(self.headers(), "content-length")?)
    }

    /// The name that the server suggests for the file (`Content-Disposition`, RFC 6266), without folders.
    pub fn file_name(&self) -> Option<String> {
        file_name(self.headers())
    }

    /// Writes the body as it comes in, and gives the number of bytes. The writer is flushed at the end.
    ///
    /// # Errors
    /// If the body breaks off, or the writer fails. What was written until then is not taken back.
    #[inline]
    pub async fn copy_to<W: AsyncWrite + Unpin + ?Sized>(&mut self, writer: &mut W) -> io::Result<u64> {
        let mut length = 0;
        while let Some(piece) = self.next().await {
            let piece = piece.map_err(io::Error::other)?;
            let mut rest = &piece[..];
            while !rest.is_empty() {
                let written = std::future::poll_fn(|context| Pin::new(&mut *writer).poll_write(context, rest)).await?;
                if written == 0 {
                    return Err(io::ErrorKind::WriteZero.into());
                }
                rest = &rest[written..];
            }
            length += piece.len() as u64;
        }
        std::future::poll_fn(|context| Pin::new(&mut *writer).poll_flush(context)).await?;
        Ok(length)
    }
}

#[cfg(feature = "blocking")]
impl crate::runtime::call::blocking::Blocking<StreamResponse> {
    /// Writes the body as it comes in, and gives the number of bytes. The writer is flushed at the end.
    ///
    /// # Errors
    /// As [`StreamResponse::copy_to`].
    #[inline]
    pub fn copy_to<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<u64> {
        let mut length = 0;
        for piece in self {
            let piece = piece.map_err(io::Error::other)?;
            writer.write_all(&piece)?;
            length += piece.len() as u64;
        }
        writer.flush()?;
        Ok(length)
    }
}

fn file_name(headers: &HeaderMap) -> Option<String> {
    let given = String::from_utf8_lossy(headers.get("content-disposition")?.as_bytes()).into_owned();
    let (_, parameters) = split_once(&given, ";")?;
    let extended = parameter_of(parameters, "filename*").and_then(extended);
    let name = extended.or_else(|| quoted(parameters))?;
    // A name is no path: it may come from somebody else than the server.
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let last: String = last.chars().filter(|c| !c.is_control()).collect();
    Some(last).filter(|last| !matches!(last.as_str(), "" | "." | ".."))
}

/// `UTF-8''%e2%82%ac.txt` (RFC 8187).
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = split_once(value, "'")?;
    let (_, encoded) = split_once(rest, "'")?;
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(encoded).collect();
    if charset.eq_ignore_ascii_case("iso-8859-1") {
        return Some(bytes.into_iter().map(char::from).collect());
    }
    String::from_utf8(bytes).ok()
}

/// `filename="a; b.txt"`: a quoted text may have every mark in it.
fn quoted(parameters: &str) -> Option<String> {
    let plain = parameter_of(parameters, "filename");
    let lower = parameters.to_ascii_lowercase();
    let Some(at) = find(&lower, "filename=\"") else { return plain.map(str::to_owned) };
    let mut name = String::new();
    let mut characters = parameters[at + "filename=\"".len()..].chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => break,
            '\\' => name.extend(characters.next()),
            c => name.push(c),
        }
    }
    Some(name)
}
