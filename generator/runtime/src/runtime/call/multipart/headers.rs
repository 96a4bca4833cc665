//! Headers of the parts of multipart bodies.

use super::Multipart;
use crate::runtime::basics::percent::Escape;
use crate::runtime::model::wire::Wire;
use crate::runtime::request::style::{self, Shape};
use crate::runtime::response::info::{Location, Param, Style};
use crate::runtime::transport::headers::header;

/// A header of all parts of a documented name.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) part: &'static str,
    pub(super) name: &'static str,
    pub(super) value: String,
}

/// The headers of all parts of one documented name.
#[derive(Debug)]
pub struct PartHeaders<'a> {
    pub(super) multipart: &'a mut Multipart,
    pub(super) part: &'static str,
}

impl PartHeaders<'_> {
    /// The media type, in place of the documented one.
    #[inline]
    pub fn content_type(&mut self, media_type: String) {
        self.set(CONTENT_TYPE, Some(media_type));
    }

    /// A documented header in the style that is the rule there. `null` is not sent.
    #[inline]
    pub fn in_header(&mut self, name: &'static str, value: &dyn Wire) {
        let (location, style) = (Location::Header, Style::Simple);
        self.param(&Param { name, location, style, explode: false, allow_reserved: false }, value);
    }

    /// A documented header, in place of a value it had. `null` is not sent.
    #[inline]
    pub fn param(&mut self, param: &Param, value: &dyn Wire) {
        let Param { name, style, explode, .. } = *param;
        self.set(name, style::text(Shape { name, style, explode, escape: Escape::None }, value.view()));
    }

    #[inline]
    fn set(&mut self, name: &'static str, value: Option<String>) {
        let (multipart, part) = (&mut *self.multipart, self.part);
        multipart.headers.retain(|header| header.part != part || header.name != name);
        let Some(value) = value else { return };
        match header(name, &value) {
            Ok(_) => multipart.headers.push(Header { part, name, value }),
            Err(reason) => multipart.refused = Some(reason),
        }
    }
}

pub(super) const CONTENT_TYPE: &str = "Content-Type";

/// Adds a header, without what would end it.
#[inline]
pub(super) fn push_header(head: &mut String, name: &str, value: &str) {
    head.push_str("\r\n");
    head.push_str(name);
    head.push_str(": ");
    for c in value.chars() {
        if !c.is_control() {
            head.push(c);
        }
    }
}
