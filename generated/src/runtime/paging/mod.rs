//! Lists that come page by page: what to ask for next, and when to stop.
//!
//! In: the first call and how the API pages. Out: one response after the other. It stops for good at the last page, at
//! a page that was there before, at a link or token that was there before, and at a bound on the number of pages.

pub(super) mod pages;

use crate::runtime::basics::reason::Reason;
use crate::runtime::basics::split::{pieces, replace, split_once, trim, unsigned};
use crate::runtime::call::execute;
use crate::runtime::call::parts::{Parts, PathSource};
use crate::runtime::call::prepare;
use crate::runtime::model::decode;
use crate::runtime::model::json_text;
use crate::runtime::request::address::{Origin, resolve};
use crate::runtime::request::style::{Pair, name_of};
use crate::runtime::response::RawResponse;
use crate::runtime::response::error::Error;
use crate::runtime::response::info::{Paging, PagingKind};
use crate::runtime::transport::BoxFuture;
use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::task::{Context, Poll, ready};

/// Pages are not asked for without end, whatever the server says.
const MOST_PAGES: u32 = 10_000;

/// All pages of a list, one after the other.
pub(in crate::runtime) struct Pager {
    paging: &'static Paging,
    /// The call for the next page; its parameters are those of the first call but for what pages.
    next: Option<Parts>,
    pending: Option<(Parts, BoxFuture<'static, Result<RawResponse, Error>>)>,
    /// Chosen by the caller, who expects the end there.
    chosen_limit: Option<u32>,
    pages: u32,
    /// Fingerprint of the page before.
    before: Option<u64>,
    /// Fingerprints of the tokens and links that were followed.
    followed: Vec<u64>,
}

/// What a page says about the pages behind it.
struct Found {
    /// How many items it has, if it has a list of them.
    count: Option<usize>,
    fingerprint: u64,
    next: Option<Parts>,
}

impl Pager {
    pub(in crate::runtime) fn new(parts: Parts, paging: &'static Paging) -> Self {
        Self {
            paging,
            next: Some(parts),
            pending: None,
            chosen_limit: None,
            pages: 0,
            before: None,
            followed: Vec::new(),
        }
    }

    pub(in crate::runtime) fn limit(&mut self, pages: u32) {
        self.chosen_limit = Some(pages);
    }

    /// There are no more pages.
    pub(in crate::runtime) fn end(&mut self) {
        self.next = None;
    }

    /// The next page. What was begun is gone on with by the next call, even if the caller stopped waiting.
    pub(in crate::runtime) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<RawResponse, Error>>> {
        if self.pending.is_none() {
            let Some(parts) = self.next.take() else { return Poll::Ready(None) };
            if self.chosen_limit.is_some_and(|limit| self.pages >= limit) {
                return Poll::Ready(None);
            }
            if self.chosen_limit.is_none() && self.pages >= MOST_PAGES {
                let reason = format_args!("there are more than {MOST_PAGES} pages; choose a limit with `max_pages`");
                return Poll::Ready(Some(Err(parts.invalid(Reason::told(reason)))));
            }
            self.pending = Some((parts.clone(), execute::whole(parts, true)));
        }
        let Some((_, future)) = &mut self.pending else { return Poll::Ready(None) };
        let answer = ready!(future.as_mut().poll(context));
        let Some((parts, _)) = self.pending.take() else { return Poll::Ready(None) };
        self.pages += 1;
        match answer {
            Ok(page) => Poll::Ready(self.take(parts, &page).then_some(Ok(page))),
            Err(error) => Poll::Ready(Some(Err(error))),
        }
    }

    /// True if the page is one to give. Remembers what comes behind it.
    fn take(&mut self, parts: Parts, page: &RawResponse) -> bool {
        let found = self.look_at(parts, page);
        let is_first = self.pages == 1;
        let is_empty = found.count == Some(0);
        // A server that does not know the parameter gives the first page for ever.
        let is_repeated = !is_empty && self.before == Some(found.fingerprint);
        let until_empty = match self.paging.kind {
            PagingKind::PageNumber { .. } | PagingKind::Offset { .. } => true,
            PagingKind::Cursor { .. } | PagingKind::NextUrl { .. } | PagingKind::LinkHeader => false,
        };
        let ends = is_repeated || (until_empty && found.count.unwrap_or(0) == 0);
        self.before = Some(found.fingerprint);
        self.next = found.next.filter(|_| !ends);
        is_first || !(is_repeated || (until_empty && is_empty))
    }

    fn look_at(&mut self, parts: Parts, page: &RawResponse) -> Found {
        let body = json_text::of(page.body());
        let list = find(body, self.paging.items);
        let count = list.and_then(json_text::elements).map(|all| all.len());
        let mut fingerprint = hash(page.body());
        let next = match self.paging.kind {
            PagingKind::PageNumber { parameter, first, last_page } => {
                let page = sent(&parts, parameter).and_then(|text| number(&text)).unwrap_or(first);
                let is_last =
                    if last_page.is_empty() { None } else { find(body, last_page).and_then(|last| ends(last, page)) };
                if let (None, Some(list)) = (is_last, list) {
                    fingerprint = hash(list.as_bytes());
                }
                if is_last != Some(true) { send(parts, parameter, &page.saturating_add(1).into()) } else { None }
            }
            PagingKind::Offset { parameter } => {
                if let Some(list) = list {
                    fingerprint = hash(list.as_bytes());
                }
                let offset = sent(&parts, parameter).and_then(|text| number(&text)).unwrap_or(0);
                send(parts, parameter, &offset.saturating_add(count.unwrap_or(0) as u64).into())
            }
            PagingKind::Cursor { parameter, next } => match find(body, next).and_then(token) {
                Some(value) if self.is_new(&text(&value)) => send(parts, parameter, &value),
                _ => None,
            },
            PagingKind::NextUrl { next } => {
                find(body, next).and_then(token).and_then(|url| self.follow(parts, &text(&url)))
            }
            PagingKind::LinkHeader => next_link(page.headers()).and_then(|url| self.follow(parts, &url)),
        };
        Found { count, fingerprint, next }
    }

    /// True if it was not followed before.
    fn is_new(&mut self, token: &str) -> bool {
        let token = hash(token.as_bytes());
        for followed in &self.followed {
            if *followed == token {
                return false;
            }
        }
        self.followed.push(token);
        true
    }

    /// The call of a link: its address on the same origin, elsewhere its query alone, on this origin.
    fn follow(&mut self, mut parts: Parts, link: &str) -> Option<Parts> {
        let (address, origin) = prepare::origin(&parts)?;
        let target = resolve(&address, link)?;
        let query = target.query().unwrap_or_default();
        if Origin::of(&target)? == origin {
            parts.inner.path = PathSource::FromOrigin(target.path().to_owned());
        } else if query.is_empty() {
            return None;
        }
        let mut pairs = Vec::new();
        for text in pieces(query, "&") {
            if text.is_empty() {
                continue;
            }
            let pair = Pair { owner: name_of(text), text: text.to_owned() };
            parts.drop_query(&pair.owner);
            pairs.push(pair);
        }
        parts.inner.query.append(&mut pairs);
        self.is_new(&target.to_string()).then_some(parts)
    }
}

/// What a call sends as a parameter of the query, or, by a JSON pointer, in its JSON body.
fn sent(parts: &Parts, parameter: &str) -> Option<String> {
    if !parameter.starts_with('/') {
        return parts.query_value(parameter);
    }
    let body = decode::parse_text(parts.json_body()??)?;
    Some(text(body.pointer(parameter)?))
}

/// The same call with another value. `None` if its body is no JSON object.
fn send(mut parts: Parts, parameter: &str, value: &Value) -> Option<Parts> {
    match parameter.strip_prefix('/') {
        Some(pointer) => {
            let body = put(parts.json_body()?, Some(pointer), value)?;
            parts.set_json_body(&body);
        }
        None => parts.set_query(parameter, &text(value)),
    }
    Some(parts)
}

/// A JSON text with another value under a pointer, without its first slash; all else stays as it is written.
fn put(before: Option<&str>, pointer: Option<&str>, value: &Value) -> Option<String> {
    let before = before.filter(|before| *before != "null");
    let Some(pointer) = pointer else {
        // A number that was sent as a text stays one.
        let is_text = before.is_some_and(|before| before.starts_with('"'));
        return Some(if is_text { Value::from(text(value)).to_string() } else { value.to_string() });
    };
    let (key, inside) = match split_once(pointer, "/") {
        Some((key, inside)) => (key, Some(inside)),
        None => (pointer, None),
    };
    let key = replace(&replace(key, "~1", "/"), "~0", "~");
    let (mut all, mut is_put) = (String::new(), false);
    for entry in json_text::entries(before.unwrap_or("{}"))? {
        if entry.is_under(&key) {
            add(&mut all, entry.key, &put(Some(entry.value), inside, value)?);
            is_put = true;
        } else {
            add(&mut all, entry.key, entry.value);
        }
    }
    if !is_put {
        add(&mut all, &Value::from(key).to_string(), &put(None, inside, value)?);
    }
    all.push('}');
    Some(all)
}

fn add(all: &mut String, key: &str, value: &str) {
    all.push(if all.is_empty() { '{' } else { ',' });
    all.push_str(key);
    all.push(':');
    all.push_str(value);
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The items of a page, each as JSON text.
pub(in crate::runtime) fn items(page: &RawResponse, keys: &[&str]) -> Result<Vec<Bytes>, Error> {
    let Some(list) = find(json_text::of(page.body()), keys) else { return absent(page) };
    if list == "null" {
        return Ok(Vec::new());
    }
    let Some(elements) = json_text::elements(list) else {
        return Err(page.refuse_value(pointer(keys), decode::parse_text(list).unwrap_or_default()));
    };
    let mut items = Vec::with_capacity(elements.len());
    for element in elements {
        items.push(page.body().slice_ref(element.value.as_bytes()));
    }
    Ok(items)
}

/// An object without a list has no items; another value is an error.
fn absent(page: &RawResponse) -> Result<Vec<Bytes>, Error> {
    match page.json::<Value>()? {
        Value::Object(_) | Value::Null => Ok(Vec::new()),
        other => Err(page.refuse_value(String::new(), other)),
    }
}

/// A JSON pointer (RFC 6901).
pub(in crate::runtime) fn pointer(keys: &[&str]) -> String {
    let mut pointer = String::new();
    for key in keys {
        json_text::push_key(&mut pointer, key);
    }
    pointer
}

/// What stands under keys in a JSON text, as it is written; `None` if it is not there.
fn find<'b>(body: Option<&'b str>, keys: &[&str]) -> Option<&'b str> {
    let mut value = body?;
    for key in keys {
        // A key that is there twice counts once, with its last value.
        let mut found = None;
        for entry in json_text::entries(value)? {
            if entry.is_under(key) {
                found = Some(entry.value);
            }
        }
        value = found?;
    }
    Some(value)
}

/// Whether a page is the last one, by the number of the last page or by a boolean that says it.
fn ends(last: &str, page: u64) -> Option<bool> {
    match last {
        "true" => Some(true),
        "false" => Some(false),
        last => number(last).map(|last| page >= last),
    }
}

fn number(value: &str) -> Option<u64> {
    unsigned(value.trim_matches('"'))
}

/// A token or a URL; `null`, `false` and an empty text say that there is none.
fn token(value: &str) -> Option<Value> {
    let value = decode::parse_text(value)?;
    (value.is_number() || value.as_str().is_some_and(|text| !text.is_empty())).then_some(value)
}

/// The link with `rel="next"` (RFC 8288).
fn next_link(headers: &HeaderMap) -> Option<String> {
    for value in headers.get_all(http::header::LINK) {
        if let Some(url) = value.to_str().ok().and_then(next_of) {
            return Some(url);
        }
    }
    None
}

fn next_of(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some((url, behind)) = split_once(rest, "<").and_then(|(_, link)| split_once(link, ">")) {
        // The parameters reach to the comma before the next link; a comma inside quotes is none.
        let mut quoted = false;
        let end = behind.find(|c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        });
        let (parameters, after) = behind.split_at(end.unwrap_or(behind.len()));
        for parameter in pieces(parameters, ";") {
            if is_next(parameter) {
                return Some(trim(url).to_owned());
            }
        }
        rest = after;
    }
    None
}

/// True for `rel="next"`, also among other relations.
fn is_next(parameter: &str) -> bool {
    let Some((name, value)) = split_once(parameter, "=") else { return false };
    if !trim(name).eq_ignore_ascii_case("rel") {
        return false;
    }
    for relation in pieces(trim(value).trim_matches('"'), " ") {
        if trim(relation).eq_ignore_ascii_case("next") {
            return true;
        }
    }
    false
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
