//! Bodies that are read as a whole, up to a size.

#[cfg(feature = "tokens")]
use super::BoxFuture;
use super::body::ResponseBody;
use super::{TransportError, TransportErrorKind};
use bytes::Bytes;
use futures_core::Stream;
use std::future::poll_fn;
use std::pin::Pin;

/// Reads a body of at most so many bytes.
#[cfg(feature = "tokens")]
#[inline]
pub(in crate::runtime) fn whole(body: ResponseBody, limit: u64) -> BoxFuture<'static, Result<Bytes, TransportError>> {
    Box::pin(async move {
        let mut read = Collected::default();
        collect(body, &mut read, limit, "that a token server may send").await?;
        Ok(read.join())
    })
}

/// Reads a body to its end. If that fails, what came until then is in `read`.
pub(in crate::runtime) async fn collect(
    mut body: ResponseBody,
    read: &mut Collected,
    limit: u64,
    whose: &'static str,
) -> Result<(), TransportError> {
    let mut length = 0_u64;
    while let Some(chunk) = poll_fn(|context| Pin::new(&mut body).poll_next(context)).await {
        let chunk = chunk?;
        length = length.saturating_add(chunk.len() as u64);
        if length > limit {
            let message = format!("more than the {limit} bytes {whose}");
            return Err(TransportError::told(TransportErrorKind::TooLarge, message));
        }
        read.add(chunk);
    }
    Ok(())
}

/// What came of a body so far.
#[derive(Default)]
pub(in crate::runtime) struct Collected {
    pieces: Vec<Bytes>,
    /// Small pieces behind these, joined: a piece holds on to all that the network gave with it.
    small: Vec<u8>,
}

/// A piece of fewer bytes is copied.
const SMALL: usize = 4096;

impl Collected {
    fn add(&mut self, chunk: Bytes) {
        if chunk.len() < SMALL && !self.pieces.is_empty() {
            self.small.extend_from_slice(&chunk);
            return;
        }
        self.end_small();
        self.pieces.push(chunk);
    }

    fn end_small(&mut self) {
        if !self.small.is_empty() {
            self.pieces.push(std::mem::take(&mut self.small).into());
        }
    }

    /// The whole body. A body of one piece is not copied.
    pub(in crate::runtime) fn join(mut self) -> Bytes {
        self.end_small();
        if self.pieces.len() == 1 {
            return self.pieces.swap_remove(0);
        }
        let mut length = 0;
        for piece in &self.pieces {
            length += piece.len();
        }
        let mut whole = Vec::with_capacity(length);
        for piece in &self.pieces {
            whole.extend_from_slice(piece);
        }
        whole.into()
    }
}
