//! A call while it is put together: what the generated methods fill in.

use super::client::Client;
#[cfg(feature = "multipart")]
use super::multipart::Multipart;
use crate::runtime::auth::credential::Credential;
use crate::runtime::basics::percent::Escape;
use crate::runtime::basics::reason::Reason;
use crate::runtime::basics::split::{pieces, split_before, split_once};
use crate::runtime::model::encode;
use crate::runtime::model::wire::Wire;
use crate::runtime::request::form;
use crate::runtime::request::path;
use crate::runtime::request::style::{self, Pair, Shape};
use crate::runtime::response::error::{CallName, Error, InvalidCall};
use crate::runtime::response::info::{Encoding, Location, OperationInfo, Param, Style};
use crate::runtime::retry::Retry;
use crate::runtime::transport::body::RequestBody;
use crate::runtime::transport::headers::header;
use crate::runtime::transport::headers::put;
use http::{HeaderMap, HeaderName, Method};
use std::borrow::Cow;
use std::fmt::Display;
use std::time::Duration;

/// The parts of a call: parameters, body and options. What is not valid is remembered and returned when it is sent.
#[derive(Clone, Debug)]
pub struct Parts {
    pub(in crate::runtime) inner: Box<Inner>,
}

#[derive(Clone)]
pub(in crate::runtime) struct Inner {
    pub(in crate::runtime) client: Client,
    pub(in crate::runtime) info: &'static OperationInfo,
    pub(in crate::runtime) method: Method,
    pub(in crate::runtime) path: PathSource,
    pub(in crate::runtime) query: Vec<Pair>,
    pub(in crate::runtime) cookies: Vec<Pair>,
    /// Those of parameters and of the caller.
    pub(in crate::runtime) headers: HeaderMap,
    pub(in crate::runtime) body: Body,
    pub(in crate::runtime) credentials: Vec<Credential>,
    pub(in crate::runtime) options: Options,
    /// The client's credentials do not count, and none is missing.
    pub(in crate::runtime) is_anonymous: bool,
    refused: Option<Reason>,
    #[cfg(feature = "test-util")]
    pub(in crate::runtime) operation_type: super::operation::OperationType,
}

/// What the caller wants for this call in place of the client's settings.
#[derive(Clone, Default)]
pub(in crate::runtime) struct Options {
    pub(in crate::runtime) timeout: Option<Option<Duration>>,
    pub(in crate::runtime) attempt_timeout: Option<Option<Duration>>,
    pub(in crate::runtime) response_timeout: Option<Option<Duration>>,
    pub(in crate::runtime) idle_timeout: Option<Option<Duration>>,
    pub(in crate::runtime) retry: Option<Retry>,
}

#[derive(Clone)]
pub(in crate::runtime) enum PathSource {
    /// The documented path, and the values of its parameters, encoded.
    Template(Vec<(&'static str, String)>),
    /// A path that is complete and encoded, behind the base address.
    Whole(String),
    /// The same, behind the origin of the base address: from a link of the server.
    FromOrigin(String),
}

#[derive(Clone)]
pub(in crate::runtime) enum Body {
    None,
    Ready(RequestBody),
    /// With what encodes it, which is compiled only where such a body is made.
    #[cfg(feature = "multipart")]
    Multipart(Multipart, fn(&Multipart) -> (String, RequestBody)),
}

impl Parts {
    /// The call of an operation.
    pub fn new(client: &Client, info: &'static OperationInfo) -> Self {
        Self::with_path(client, info, info.method(), PathSource::Template(Vec::new()))
    }

    /// The call of an operation, with parameters of its path.
    pub(in crate::runtime) fn with(
        client: &Client,
        info: &'static OperationInfo,
        path: &[(&'static str, &dyn Display)],
    ) -> Self {
        let mut parts = Self::new(client, info);
        for (name, value) in path {
            parts.path(name, *value);
        }
        parts
    }

    pub(in crate::runtime) fn undescribed(client: &Client, method: Method, given: &str) -> Self {
        let info = <super::operation::Undescribed as super::operation::Operation>::INFO;
        match path::check(given) {
            Ok(path) => Self::with_path(client, info, method, PathSource::Whole(path)),
            Err(reason) => {
                let mut parts = Self::with_path(client, info, method, PathSource::Whole(String::new()));
                parts.refuse(reason);
                parts
            }
        }
    }

    fn with_path(client: &Client, info: &'static OperationInfo, method: Method, path: PathSource) -> Self {
        let inner = Inner {
            client: client.clone(),
            info,
            method,
            path,
            query: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            body: Body::None,
            credentials: Vec::new(),
            options: Options::default(),
            is_anonymous: false,
            refused: None,
            #[cfg(feature = "test-util")]
            operation_type: super::operation::OperationType::default(),
        };
        Self { inner: Box::new(inner) }
    }

    /// A path parameter of scalar type.
    pub fn path(&mut self, name: &'static str, value: &dyn Display) {
        self.push_path(name, Escape::Strict.apply(&value.to_string()));
    }

    fn push_path(&mut self, name: &'static str, encoded: String) {
        match &mut self.inner.path {
            PathSource::Template(values) => values.push((name, encoded)),
            PathSource::Whole(_) | PathSource::FromOrigin(_) => {}
        }
    }

    /// A documented parameter, in place of a value it had. `null` is not sent.
    pub fn param(&mut self, param: &Param, value: &dyn Wire) {
        let Param { name, location, style, explode, allow_reserved } = *param;
        let escape = match location {
            Location::Cookie if style == Style::Cookie => Escape::None,
            Location::Cookie => Escape::Cookie,
            _ if allow_reserved => Escape::Reserved,
            _ => Escape::Strict,
        };
        let shape = Shape { name, style, explode, escape };
        match location {
            // What is missing leaves its part of the path empty, which is refused later.
            Location::Path => {
                let shape = Shape { escape: Escape::Strict, ..shape };
                self.push_path(name, style::text(shape, value.view()).unwrap_or_default());
            }
            Location::Query => replace(&mut self.inner.query, shape, style::pairs(shape, value.view())),
            Location::Cookie => replace(&mut self.inner.cookies, shape, style::pairs(shape, value.view())),
            Location::Header => match style::text(Shape { escape: Escape::None, ..shape }, value.view()) {
                Some(text) => self.header(name, &text),
                None => self.forget_header(name),
            },
        }
    }

    /// A documented query parameter in the style that is the rule there.
    pub fn in_query(&mut self, name: &'static str, value: &dyn Wire) {
        let (location, style) = (Location::Query, Style::Form);
        // Through a pointer, as in `encode::copy_of`: all that writes values would be followed for every setter.
        let param: fn(&mut Self, &Param, &dyn Wire) = Self::param;
        param(self, &Param { name, location, style, explode: true, allow_reserved: false }, value);
    }

    /// The documented query as a whole, if that is a form (OpenAPI 3.2, `in: querystring`).
    pub fn query_form(&mut self, name: &'static str, value: &dyn Wire, encodings: &[Encoding]) {
        let mut pairs = form::all_pairs(value, encodings);
        for pair in &mut pairs {
            name.clone_into(&mut pair.owner);
        }
        form::keep(&mut self.inner.query, &|pair| pair.owner != name);
        self.inner.query.extend(pairs);
    }

    /// The documented query as a whole, if that is JSON or another text.
    pub fn query_text(&mut self, name: &'static str, value: &dyn Wire, style: Style) {
        let shape = Shape { name, style, explode: false, escape: Escape::Strict };
        form::keep(&mut self.inner.query, &|pair| pair.owner != name);
        let text = style::text(shape, value.view());
        self.inner.query.extend(text.map(|text| Pair { owner: name.to_owned(), text }));
    }

    /// A documented header in the style that is the rule there.
    pub fn in_header(&mut self, name: &'static str, value: &dyn Wire) {
        let (location, style) = (Location::Header, Style::Simple);
        self.param(&Param { name, location, style, explode: false, allow_reserved: false }, value);
    }

    /// A query parameter as text, behind those of its name that are there.
    pub fn query(&mut self, name: &str, value: &dyn Display) {
        self.inner.query.push(Pair::new(name, &value.to_string(), Escape::Strict));
    }

    /// A header, in place of one of its name.
    pub fn header(&mut self, name: &str, value: &str) {
        match header(name, value) {
            Ok((name, value)) => put(&mut self.inner.headers, name, value),
            Err(reason) => self.refuse(reason),
        }
    }

    fn forget_header(&mut self, name: &str) {
        if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
            self.inner.headers.remove(&name);
        }
    }

    /// A JSON body.
    pub fn json(&mut self, content_type: &'static str, body: &dyn Wire) {
        match encode::to_vec(body) {
            Ok(text) => self.bytes(content_type, text),
            Err(error) => self.refuse(Reason::told(format_args!("the body has no JSON form: {error}"))),
        }
    }

    /// A body of `application/x-www-form-urlencoded`.
    #[inline]
    pub fn form(&mut self, body: &dyn Wire, encodings: &[Encoding]) {
        let text = form::encode(body, encodings);
        self.bytes("application/x-www-form-urlencoded", text);
    }

    /// A body of bytes, or a stream.
    pub fn bytes(&mut self, content_type: &str, body: impl Into<RequestBody>) {
        self.ready_body(content_type, body.into());
    }

    /// A body of text.
    pub fn text(&mut self, content_type: &str, body: impl Into<String>) {
        self.ready_body(content_type, body.into().into());
    }

    fn ready_body(&mut self, content_type: &str, body: RequestBody) {
        self.header("content-type", content_type);
        self.inner.body = Body::Ready(body);
    }

    /// Remembers why the call is not valid; the first reason counts.
    pub(in crate::runtime) fn refuse(&mut self, reason: Reason) {
        self.inner.refused.get_or_insert(reason);
    }

    /// How messages name the call.
    pub(in crate::runtime) fn call_name(&self) -> CallName {
        let path = match &self.inner.path {
            _ if !self.inner.info.path.is_empty() => Cow::Borrowed(self.inner.info.path),
            PathSource::Whole(path) | PathSource::FromOrigin(path) => Cow::Owned(split_before(path, "?").0.to_owned()),
            PathSource::Template(_) => Cow::Borrowed(""),
        };
        CallName { name: self.inner.info.name, method: self.inner.method.clone(), path }
    }

    pub(in crate::runtime) fn invalid(&self, reason: Reason) -> Error {
        Error::Invalid(InvalidCall { call: self.call_name(), reason })
    }

    pub(in crate::runtime) fn take_refusal(&mut self) -> Option<Error> {
        let reason = self.inner.refused.take()?;
        Some(self.invalid(reason))
    }

    /// The value of a query parameter, as text: the last one of its name, in the path's own query too.
    pub(in crate::runtime) fn query_value(&self, name: &str) -> Option<String> {
        let mut last = None;
        if let PathSource::Whole(path) | PathSource::FromOrigin(path) = &self.inner.path
            && let Some((_, query)) = split_once(path, "?")
        {
            for pair in pieces(query, "&") {
                if style::name_of(pair) == name {
                    last = Some(pair);
                }
            }
        }
        for pair in &self.inner.query {
            if style::name_of(&pair.text) == name {
                last = Some(&pair.text);
            }
        }
        let (_, value) = split_once(last?, "=").unwrap_or_default();
        Some(crate::runtime::basics::percent::decode(value))
    }

    /// Sets a query parameter in place of all of its name, in the path's own query too.
    pub fn set_query(&mut self, name: &str, value: &str) {
        self.drop_query(name);
        self.inner.query.push(Pair::new(name, value, Escape::Strict));
    }

    /// The JSON body, if there is a body; `None` if it is something else.
    pub(in crate::runtime) fn json_body(&self) -> Option<Option<&str>> {
        match &self.inner.body {
            Body::None => Some(None),
            Body::Ready(body) => crate::runtime::model::json_text::of(body.as_bytes()?).map(Some),
            #[cfg(feature = "multipart")]
            Body::Multipart(..) => None,
        }
    }

    /// Sets the JSON body, in its media type if it has one.
    pub(in crate::runtime) fn set_json_body(&mut self, body: &str) {
        if matches!(self.inner.body, Body::None) {
            self.header("content-type", "application/json");
        }
        self.inner.body = Body::Ready(body.to_owned().into());
    }

    pub(in crate::runtime) fn drop_query(&mut self, name: &str) {
        form::drop_named(&mut self.inner.query, name);
        if let PathSource::Whole(path) | PathSource::FromOrigin(path) = &mut self.inner.path
            && let Some((before, query)) = split_once(path, "?")
        {
            let mut kept = before.to_owned();
            for pair in pieces(query, "&") {
                if style::name_of(pair) != name {
                    kept.push(if kept.len() == before.len() { '?' } else { '&' });
                    kept.push_str(pair);
                }
            }
            *path = kept;
        }
    }
}

/// In place of all that the parameter sent before: an exploded object may have sent other names.
fn replace(pairs: &mut Vec<Pair>, shape: Shape<'_>, values: Vec<Pair>) {
    form::keep(pairs, &|pair| pair.owner != shape.name);
    pairs.extend(values);
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("name", &self.info.name)
            .field("method", &self.method)
            .field("path", &self.info.path)
            .finish_non_exhaustive()
    }
}
