//! Lists that come page by page: what to ask for next, and when to stop.
//!
//! In: the first call and how the API pages. Out: one answer after the other. It stops for good at the last page, at
//! a page that was there before, at a link or token that was there before, and at a bound on the number of pages.

use super::address::{Origin, resolve};
use super::error::{BodyError, Error, Reason};
use super::execute;
use super::info::{Paging, PagingKind};
use super::parts::{Parts, PathSource};
use super::prepare;
use super::response::RawResponse;
use super::style::{Pair, name_of};
use super::transport::BoxFuture;
use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::task::{Context, Poll, ready};

/// Pages are not asked for without end, whatever the server says.
const MOST_PAGES: u32 = 10_000;

/// All pages of a list, one after the other.
pub(super) struct Pager {
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
    followed: HashSet<u64>,
}

/// What a page says about the pages behind it.
struct Found {
    /// How many items it has, if it has a list of them.
    count: Option<usize>,
    fingerprint: u64,
    next: Option<Parts>,
}

impl Pager {
    pub(super) fn new(parts: Parts, paging: &'static Paging) -> Self {
        Self {
            paging,
            next: Some(parts),
            pending: None,
            chosen_limit: None,
            pages: 0,
            before: None,
            followed: HashSet::new(),
        }
    }

    pub(super) fn limit(&mut self, pages: u32) {
        self.chosen_limit = Some(pages);
    }

    /// There are no more pages.
    pub(super) fn end(&mut self) {
        self.next = None;
    }

    /// The next page. What was begun is gone on with by the next call, even if the caller stopped waiting.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<RawResponse, Error>>> {
        if self.pending.is_none() {
            let Some(parts) = self.next.take() else { return Poll::Ready(None) };
            if self.chosen_limit.is_some_and(|limit| self.pages >= limit) {
                return Poll::Ready(None);
            }
            if self.chosen_limit.is_none() && self.pages >= MOST_PAGES {
                let reason = format!("there are more than {MOST_PAGES} pages; choose a limit with `max_pages`");
                return Poll::Ready(Some(Err(parts.invalid(Reason::new(reason)))));
            }
            self.pending = Some((parts.clone(), execute::whole(parts)));
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
        let body = page.body();
        let list = find(body, self.paging.items);
        let count = list.and_then(|list| serde_json::from_str::<Vec<&RawValue>>(list.get()).ok()).map(|all| all.len());
        let mut fingerprint = hash(body);
        let next = match self.paging.kind {
            PagingKind::PageNumber { parameter, first, last_page } => {
                let last = find(body, last_page).filter(|_| !last_page.is_empty()).and_then(number);
                let page = sent(&parts, parameter).and_then(|text| text.parse().ok()).unwrap_or(first);
                if last.is_none() {
                    fingerprint = list.map_or(fingerprint, |list| hash(list.get().as_bytes()));
                }
                let goes_on = last.is_none_or(|last| page < last);
                if goes_on { send(parts, parameter, page.saturating_add(1).into()) } else { None }
            }
            PagingKind::Offset { parameter } => {
                fingerprint = list.map_or(fingerprint, |list| hash(list.get().as_bytes()));
                let offset = sent(&parts, parameter).and_then(|text| text.parse().ok()).unwrap_or(0_u64);
                send(parts, parameter, offset.saturating_add(count.unwrap_or(0) as u64).into())
            }
            PagingKind::Cursor { parameter, next } => {
                let value = find(body, next).and_then(|value| serde_json::from_str(value.get()).ok());
                let token = find(body, next).and_then(token).filter(|token| self.is_new(token));
                value.filter(|_| token.is_some()).and_then(|value| send(parts, parameter, value))
            }
            PagingKind::NextUrl { next } => find(body, next).and_then(token).and_then(|url| self.follow(parts, &url)),
            PagingKind::LinkHeader => next_link(page.headers()).and_then(|url| self.follow(parts, &url)),
        };
        Found { count, fingerprint, next }
    }

    fn is_new(&mut self, token: &str) -> bool {
        self.followed.insert(hash(token.as_bytes()))
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
        let pairs: Vec<Pair> = query
            .split('&')
            .filter(|text| !text.is_empty())
            .map(|text| Pair { owner: name_of(text), text: text.to_owned() })
            .collect();
        for pair in &pairs {
            parts.drop_query(&pair.owner);
        }
        parts.inner.query.extend(pairs);
        self.is_new(&target.to_string()).then_some(parts)
    }
}

/// What a call sends as a parameter of the query, or, by a JSON pointer, in its JSON body.
fn sent(parts: &Parts, parameter: &str) -> Option<String> {
    if !parameter.starts_with('/') {
        return parts.query_value(parameter);
    }
    let body: Value = serde_json::from_str(parts.json_body()??.get()).ok()?;
    Some(text(body.pointer(parameter)?))
}

/// The same call with another value. `None` if its body is no JSON object.
fn send(mut parts: Parts, parameter: &str, value: Value) -> Option<Parts> {
    if !parameter.starts_with('/') {
        parts.set_query(parameter, &text(&value));
        return Some(parts);
    }
    let keys: Vec<String> = parameter.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~")).collect();
    let body = put(parts.json_body()?.as_deref(), &keys, &value)?;
    parts.set_json_body(body.get());
    Some(parts)
}

/// A JSON text with another value under keys; all else stays as it is written.
fn put(before: Option<&RawValue>, keys: &[String], value: &Value) -> Option<Box<RawValue>> {
    let before = before.filter(|before| before.get() != "null");
    let Some((key, keys)) = keys.split_first() else {
        // A number that was sent as a text stays one.
        let is_text = before.is_some_and(|before| before.get().starts_with('"'));
        return if is_text { to_raw_value(&text(value)) } else { to_raw_value(value) }.ok();
    };
    let entries = before.map_or(Ok(BTreeMap::new()), |before| serde_json::from_str(before.get()));
    let mut entries: BTreeMap<String, Box<RawValue>> = entries.ok()?;
    let inner = put(entries.get(key).map(|inner| &**inner), keys, value)?;
    entries.insert(key.clone(), inner);
    to_raw_value(&entries).ok()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The items of a page, each as JSON text.
pub(super) fn items(page: &RawResponse, keys: &[&str]) -> Result<Vec<Bytes>, Error> {
    let body = page.body();
    let Some(list) = find(body, keys) else { return absent(page, keys) };
    if list.get() == "null" {
        return Ok(Vec::new());
    }
    match serde_json::from_str::<Vec<&RawValue>>(list.get()) {
        Ok(items) => Ok(items.into_iter().map(|item| body.slice_ref(item.get().as_bytes())).collect()),
        Err(_) => Err(page.refuse_at(pointer(keys), BodyError::Other(Reason::new("no list of items")))),
    }
}

/// A page that is JSON and has no list has no items; one that is no JSON is an error.
fn absent(page: &RawResponse, keys: &[&str]) -> Result<Vec<Bytes>, Error> {
    let value: Value = page.json()?;
    match value {
        Value::Object(_) | Value::Null => Ok(Vec::new()),
        _ => Err(page.refuse_at(pointer(keys), BodyError::Other(Reason::new("no object with a list of items")))),
    }
}

/// A JSON pointer (RFC 6901).
pub(super) fn pointer(keys: &[&str]) -> String {
    keys.iter().map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1"))).collect()
}

/// What stands under keys, as it is written; `None` if it is not there, or the text is no JSON.
fn find<'b>(body: &'b [u8], keys: &[&str]) -> Option<&'b RawValue> {
    let mut value: &RawValue = serde_json::from_slice(body).ok()?;
    for key in keys {
        let mut entries: BTreeMap<String, &RawValue> = serde_json::from_str(value.get()).ok()?;
        value = entries.remove(*key)?;
    }
    Some(value)
}

fn number(value: &RawValue) -> Option<u64> {
    value.get().trim_matches('"').parse().ok()
}

/// A token or a URL; `null`, `false` and an empty text say that there is none.
fn token(value: &RawValue) -> Option<String> {
    match serde_json::from_str(value.get()).ok()? {
        Value::String(text) => Some(text).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The link with `rel="next"` (RFC 8288).
fn next_link(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(http::header::LINK).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(links).find(|(_, relations)| relations.iter().any(|one| one == "next")).map(|(url, _)| url)
}

fn links(text: &str) -> Vec<(String, Vec<String>)> {
    let mut links = Vec::new();
    let mut rest = text;
    while let Some((url, behind)) = rest.find('<').and_then(|open| rest[open + 1..].split_once('>')) {
        // The parameters reach to the comma before the next link; a comma inside quotes is none.
        let mut quoted = false;
        let end = behind.find(|c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        });
        let (parameters, after) = behind.split_at(end.unwrap_or(behind.len()));
        let relations = parameters.split(';').filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"').to_ascii_lowercase())
        });
        let relations = relations.flat_map(|all| all.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        links.push((url.trim().to_owned(), relations.collect()));
        rest = after;
    }
    links
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
