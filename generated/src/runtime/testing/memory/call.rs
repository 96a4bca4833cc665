//! What a server in memory was sent.

use super::{is_of, values};
use crate::runtime::basics::percent;
use crate::runtime::call::operation::{Answer, Operation, OperationType};
use crate::runtime::model::decode::{self, DecodeError};
use crate::runtime::model::wire::Typed;
use crate::runtime::request::style::name_of;
use crate::runtime::response::info::{OperationInfo, StatusPattern};
use crate::runtime::samples::reply::Reply;
use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use serde::Serialize;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// A call of an operation, as its handler sees it: a [`RecordedCall`], and responses of the operation's type.
pub struct Received<'a, O> {
    call: &'a RecordedCall,
    operation: PhantomData<fn() -> O>,
}

impl<'a, O: Operation> Received<'a, O> {
    pub(super) fn new(call: &'a RecordedCall) -> Self {
        Self { call, operation: PhantomData }
    }

    /// What stands in the path for a parameter, decoded.
    pub fn path_parameter(&self, name: &str) -> Option<String> {
        let values = values(O::INFO.path, self.call.path())?;
        values.into_iter().find(|(parameter, _)| *parameter == name).map(|(_, value)| percent::decode(value))
    }

    /// The first documented success with a body of the documented type, in the preferred media type.
    ///
    /// # Panics
    /// If the value has no JSON form.
    pub fn ok(&self, body: &O::Output) -> Reply
    where
        O::Output: Serialize + Typed,
    {
        with_documented_status(O::INFO, Reply::documented(preferred::<O>(), body))
    }

    /// A response with an [example](crate::runtime::example) of the documented type, in the preferred media type: the first
    /// documented success that has a body.
    ///
    /// # Panics
    /// If the value has no JSON form.
    pub fn example(&self) -> Reply {
        with_documented_status(O::INFO, O::Output::example(preferred::<O>()))
    }
}

/// The response with the first documented success as its status, unless its own status is documented.
fn with_documented_status(info: &OperationInfo, reply: Reply) -> Reply {
    let is_documented = info.statuses.iter().any(|pattern| pattern.fit(reply.status) > Some(0));
    let success = info.statuses.iter().find_map(|pattern| match pattern {
        StatusPattern::Code(status @ 200..=299) => Some(*status),
        StatusPattern::Code(_) | StatusPattern::Range(_) | StatusPattern::Default => None,
    });
    match success.filter(|_| !is_documented) {
        Some(status) => reply.with_status(status),
        None => reply,
    }
}

/// The first media type that is asked for.
fn preferred<O: Operation>() -> &'static str {
    let first = O::INFO.accept.split(',').next().unwrap_or_default().trim();
    if first.is_empty() || first.contains('*') { "application/json" } else { first }
}

impl<O> Deref for Received<'_, O> {
    type Target = RecordedCall;

    fn deref(&self) -> &RecordedCall {
        self.call
    }
}

impl<O> fmt::Debug for Received<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

/// A request that was sent.
#[derive(Clone)]
pub struct RecordedCall {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
    /// `None` for a call by its path, and for where a redirect led to.
    operation: Option<&'static OperationInfo>,
    operation_type: Option<OperationType>,
}

impl RecordedCall {
    pub(super) fn new(head: http::request::Parts, body: Bytes) -> Self {
        let operation = head.extensions.get::<&'static OperationInfo>().filter(|info| !info.path.is_empty());
        let operation = operation.copied();
        let operation_type = operation.and_then(|_| head.extensions.get().copied());
        Self { method: head.method, uri: head.uri, headers: head.headers, body, operation, operation_type }
    }

    pub(super) fn operation(&self) -> Option<&'static OperationInfo> {
        self.operation
    }

    /// The name of the type that stands for the operation, without its module.
    pub(super) fn operation_type(&self) -> Option<&'static str> {
        let OperationType(path) = self.operation_type?;
        path.rsplit("::").next()
    }

    /// True if it is a call of the operation.
    pub fn is<O: Operation>(&self) -> bool {
        is_of(O::INFO, self)
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The whole address.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The path.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The query as sent.
    pub fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// The value of a query parameter, decoded; the first one of its name.
    pub fn query_parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.query().split('&').filter(|pair| name_of(pair) == name);
        pairs.next().map(|pair| percent::decode(pair.split_once('=').map_or("", |(_, value)| value)))
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as sent.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as a JSON value of a type.
    ///
    /// # Errors
    /// If it is no JSON, or the type cannot hold it.
    pub fn json<T: Typed>(&self) -> Result<T, DecodeError> {
        decode::from_slice(&self.body)
    }
}

impl fmt::Debug for RecordedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedCall")
            .field("method", &self.method)
            .field("uri", &self.uri)
            .field("headers", &self.headers)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
