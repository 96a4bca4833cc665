//! Lists as streams: of pages, and of the items of all pages.

use super::{Pager, items, pointer};
use crate::runtime::call::operation::{Operation, Paged};
use crate::runtime::call::request::Request;
use crate::runtime::model::decode::{self, Lost};
use crate::runtime::model::wire::{Target, Typed, View, Wire};
use crate::runtime::response::RawResponse;
use crate::runtime::response::deviation::Part;
use crate::runtime::response::error::Error;
use crate::runtime::response::info::Paging;
use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

impl<O: Operation> Request<O> {
    /// All pages of an operation whose documentation does not say that it has any.
    #[doc(hidden)]
    pub fn into_pages(self, paging: &'static Paging) -> Pages<O::Output> {
        Pages { pager: Pager::new(self.parts, paging), output: |page| O::output(&page) }
    }
}

impl<O> Request<O> {
    /// The items of all pages, as [`Request::into_pages`] reads them.
    #[doc(hidden)]
    pub fn into_items<T: Typed>(self, paging: &'static Paging) -> Items<T> {
        let source = Source { pager: Pager::new(self.parts, paging), keys: paging.items, page: None };
        Items { source, item: PhantomData }
    }
}

impl<O: Paged> Request<O> {
    /// All pages, asked for one after the other as they are needed.
    pub fn pages(self) -> Pages<O::Output> {
        self.into_pages(O::PAGING)
    }

    /// The items of all pages, asked for as they are needed.
    pub fn stream(self) -> Items<O::Item> {
        self.into_items(O::PAGING)
    }
}

/// All pages of a list. A stream, and with [`Pages::next`] usable without any trait.
///
/// Each page is asked for when it is needed. After an error there are no more.
#[must_use = "pages are asked for only as they are taken"]
pub struct Pages<T> {
    pager: Pager,
    output: fn(RawResponse) -> Result<T, Error>,
}

impl<T> Pages<T> {
    /// Ends after so many pages.
    pub fn max_pages(mut self, count: u32) -> Self {
        self.pager.limit(count);
        self
    }

    /// The same pages as an iterator, for callers without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> crate::runtime::call::blocking::Blocking<Self> {
        crate::runtime::call::blocking::Blocking::new(self)
    }

    /// The next page; `None` at the end. If the future is dropped, nothing is lost.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T> Pages<T> {
    /// As [`Pages::next`], with the error outside: `while let Some(page) = pages.try_next().await? { … }`.
    ///
    /// # Errors
    /// That of the page.
    pub fn try_next(&mut self) -> impl Future<Output = Result<Option<T>, Error>> {
        try_next(self)
    }

    /// All pages.
    ///
    /// # Errors
    /// The first error.
    pub fn all(self) -> impl Future<Output = Result<Vec<T>, Error>> {
        all(self)
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = ready!(self.pager.poll_next(context));
        let page = page.map(|page| page.and_then(self.output));
        if matches!(page, Some(Err(_))) {
            self.pager.end();
        }
        Poll::Ready(page)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pages")
    }
}

/// The items of all pages of a list. A stream, and with [`Items::next`] usable without any trait.
///
/// Each page is asked for when its first item is needed. An item that cannot be read is an error, and the others
/// follow; after any other error there are no more.
#[must_use = "items are asked for only as they are taken"]
pub struct Items<T> {
    source: Source,
    item: PhantomData<fn() -> T>,
}

impl<T: Typed> Items<T> {
    /// Ends after so many pages.
    pub fn max_pages(mut self, count: u32) -> Self {
        self.source.pager.limit(count);
        self
    }

    /// The next item; `None` at the end. If the future is dropped, nothing is lost.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The same items as an iterator, for callers without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> crate::runtime::call::blocking::Blocking<Self> {
        crate::runtime::call::blocking::Blocking::new(self)
    }

    /// As [`Items::next`], with the error outside: `while let Some(item) = items.try_next().await? { … }`.
    ///
    /// # Errors
    /// That of the item.
    pub fn try_next(&mut self) -> impl Future<Output = Result<Option<T>, Error>> {
        try_next(self)
    }

    /// All items of all pages.
    ///
    /// # Errors
    /// The first error.
    pub fn all(self) -> impl Future<Output = Result<Vec<T>, Error>> {
        all(self)
    }

    /// All items of all pages.
    ///
    /// # Errors
    /// The first error.
    #[deprecated(note = "call it `all`")]
    pub fn into_vec(self) -> impl Future<Output = Result<Vec<T>, Error>> {
        self.all()
    }
}

impl<T: Typed> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut item = T::blank();
        let read = ready!(self.source.poll_next(context, item.target()));
        if let Some(Ok(lost)) = &read
            && let Some(page) = self.source.page.as_ref().filter(|page| page.response.is_watched())
            && let Err(error) = page.compare(self.source.keys, item.view(), lost, &mut T::blank())
        {
            return Poll::Ready(Some(Err(error)));
        }
        Poll::Ready(read.map(|read| read.map(|_| item)))
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Items")
    }
}

/// The next element; not an `async` function, which takes the compiler longer.
fn try_next<T, S: Stream<Item = Result<T, Error>> + Unpin>(
    stream: &mut S,
) -> impl Future<Output = Result<Option<T>, Error>> {
    std::future::poll_fn(move |context| Pin::new(&mut *stream).poll_next(context).map(Option::transpose))
}

/// All elements.
fn all<T, S: Stream<Item = Result<T, Error>> + Unpin>(mut stream: S) -> impl Future<Output = Result<Vec<T>, Error>> {
    let mut all = Vec::new();
    std::future::poll_fn(move |context| {
        while let Some(next) = ready!(Pin::new(&mut stream).poll_next(context)) {
            match next {
                Ok(next) => all.push(next),
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        Poll::Ready(Ok(std::mem::take(&mut all)))
    })
}

/// The items of all pages as JSON texts.
struct Source {
    pager: Pager,
    keys: &'static [&'static str],
    page: Option<Page>,
}

struct Page {
    response: RawResponse,
    items: Vec<Bytes>,
    taken: usize,
}

impl Page {
    /// The JSON pointer of the item that was taken last.
    fn place(&self, keys: &[&str]) -> String {
        format!("{}/{}", pointer(keys), self.taken.saturating_sub(1))
    }

    /// Tells where the item that was taken last differs from the documentation.
    fn compare(&self, keys: &[&str], value: View<'_>, lost: &[Lost], blank: &mut dyn Wire) -> Result<(), Error> {
        self.response.compare(Part { pointer: &self.place(keys), value, lost }, blank)
    }
}

impl Source {
    fn poll_next(&mut self, context: &mut Context<'_>, target: Target<'_>) -> Poll<Option<Result<Vec<Lost>, Error>>> {
        loop {
            if let Some(page) = &mut self.page
                && let Some(item) = page.items.get_mut(page.taken)
            {
                let item = std::mem::take(item);
                page.taken += 1;
                return Poll::Ready(Some(
                    decode::read_body(&item, target)
                        .map_err(|error| page.response.refuse_json(page.place(self.keys), error)),
                ));
            }
            match ready!(self.pager.poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(response)) => match items(&response, self.keys) {
                    Ok(items) => self.page = Some(Page { response, items, taken: 0 }),
                    Err(error) => {
                        self.pager.end();
                        return Poll::Ready(Some(Err(error)));
                    }
                },
            }
        }
    }
}
