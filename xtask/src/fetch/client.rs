//! One answer of a site, with patience.
//!
//! In: an address, and what is known of its text from last time. Out: the text, or that it is the same. A request that
//! failed in passing is made again, later and later, or when the site says (`Retry-After`); while a site asks to wait,
//! no request is made at all. Redirects are followed within the site only. Responses may be compressed; no text is larger
//! than the limits allow, however small its compressed form is.

use super::login::Login;
use super::{address, encoding};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use reqwest::{StatusCode, Url};
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

/// The longest wait that a site can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
const REDIRECTS: usize = 5;
const ACCEPTED: &str = "text/markdown, application/json, application/yaml;q=0.9, text/plain;q=0.8, */*;q=0.1";

/// How much is fetched, and how patiently.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Pages in one run, those without OpenAPI too.
    pub pages: usize,
    /// Bytes of one page.
    pub page_bytes: usize,
    /// Bytes in one run.
    pub total_bytes: usize,
    /// How often one request is made at most.
    pub attempts: u32,
    /// The wait before the second attempt; it doubles with every attempt.
    pub delay: Duration,
    /// How long the site may be silent.
    pub silence: Duration,
    /// How long one page may take, however steadily it arrives.
    pub page_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pages: 5_000,
            page_bytes: 64 << 20,
            total_bytes: 1 << 30,
            attempts: 4,
            delay: Duration::from_millis(500),
            silence: Duration::from_secs(30),
            page_time: Duration::from_secs(120),
        }
    }
}

/// What makes requests, and what it has to keep in mind between them.
pub(super) struct Client {
    http: reqwest::Client,
    limits: Limits,
    login: Login,
    shared: Mutex<Shared>,
}

struct Shared {
    /// No request is made before: a site asked for it.
    not_before: Instant,
    bytes_left: usize,
}

/// What a site told of a text, to ask later whether it is still the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// What a site answered.
#[derive(Debug)]
pub(super) enum Answer {
    /// The text is as it was.
    Same,
    /// The text.
    Text(Text),
}

/// A text.
#[derive(Debug)]
pub(super) struct Text {
    /// Where it was found in the end.
    pub url: Url,
    pub text: String,
    pub marks: Marks,
}

/// Why there is no text.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub code: &'static str,
    pub message: String,
    pub help: &'static str,
    pub extent: Extent,
}

/// What a problem says of the rest of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The site has nothing at the address; it may have the page at another.
    Missing,
    /// The site does not give what is at the address.
    Refused,
    /// The site could not give it now.
    Passing,
    /// No other page can be fetched either.
    All,
}

enum Failure {
    Final(Problem),
    Passing(Problem, Option<Duration>),
}

impl Client {
    /// A client with these limits, that sends a login where it belongs.
    pub fn new(limits: Limits, login: Login) -> reqwest::Result<Self> {
        // Where the process has a provider of TLS already, that one serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "-fetch/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            // Whatever other crates of a build turn on: bodies are decoded here, within the limits.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .connect_timeout(Duration::from_secs(10).min(limits.silence))
            .read_timeout(limits.silence)
            .build()?;
        let shared = Mutex::new(Shared { not_before: Instant::now(), bytes_left: limits.total_bytes });
        Ok(Self { http, limits, login, shared })
    }

    fn shared<T>(&self, look: impl FnOnce(&mut Shared) -> T) -> T {
        look(&mut self.shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// Asks for a text, until there is a response that is no passing failure.
///
/// # Errors
/// Why there is none.
pub(super) async fn get(client: &Client, url: &Url, known: &Marks) -> Result<Answer, Problem> {
    let mut attempt = 1;
    loop {
        wait(client).await;
        let answer = tokio::time::timeout(client.limits.page_time, once(client, url, known)).await;
        let (problem, after) = match answer.unwrap_or_else(|_| Err(too_slow(client.limits.page_time))) {
            Ok(answer) => return Ok(answer),
            Err(Failure::Final(problem)) => return Err(problem),
            Err(Failure::Passing(problem, after)) => (problem, after),
        };
        let asked_too_much = after.is_some_and(|after| after > LONGEST_WAIT);
        if attempt >= client.limits.attempts || asked_too_much {
            let tried = crate::print::count(attempt as usize, "attempt", "attempts");
            let asked = after.map(|after| format!("; the site asks to wait for {} s", after.as_secs()));
            let message = format!("{} ({tried}{})", problem.message, asked.unwrap_or_default());
            return Err(Problem { message, ..problem });
        }
        match after {
            Some(after) => client.shared(|shared| shared.not_before = shared.not_before.max(Instant::now() + after)),
            None => tokio::time::sleep(backoff(client.limits.delay, attempt)).await,
        }
        attempt += 1;
    }
}

/// Waits as long as a site has asked for.
async fn wait(client: &Client) {
    loop {
        let now = Instant::now();
        let until = client.shared(|shared| shared.not_before);
        if until <= now {
            return;
        }
        tokio::time::sleep(until - now).await;
    }
}

/// Twice as long each time, and up to a quarter more, so that several do not come back at the same moment.
fn backoff(delay: Duration, attempt: u32) -> Duration {
    let doubled = delay.saturating_mul(1 << (attempt - 1).min(10));
    let random = std::hash::RandomState::new().build_hasher().finish() % 256;
    doubled + doubled.mul_f64(random as f64 / 1024.0)
}

async fn once(client: &Client, url: &Url, known: &Marks) -> Result<Answer, Failure> {
    let mut at = url.clone();
    for _ in 0..=REDIRECTS {
        let mut request =
            client.http.get(at.clone()).header(ACCEPT, ACCEPTED).header(ACCEPT_ENCODING, encoding::ACCEPTED);
        for (name, value) in client.login.headers(&at) {
            request = request.header(name, value);
        }
        if let Some(etag) = &known.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(last_modified) = &known.last_modified {
            request = request.header(IF_MODIFIED_SINCE, last_modified);
        }
        let response = request.send().await.map_err(|error| unanswered(client, &error))?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED && *known != Marks::default() {
            return Ok(Answer::Same);
        }
        if status.is_redirection() && response.headers().contains_key(LOCATION) {
            at = redirected(url, &at, response.headers())?;
            continue;
        }
        if !status.is_success() {
            return Err(refused(status, response.headers()));
        }
        return text(client, at, response).await.map(Answer::Text);
    }
    Err(Failure::Final(Problem {
        code: "too-many-redirects",
        message: format!("more than {REDIRECTS} redirects, the last one to {at}"),
        help: "give the address where the page is in the end",
        extent: Extent::Refused,
    }))
}

/// Why there was no response.
fn unanswered(client: &Client, error: &reqwest::Error) -> Failure {
    let help = "see whether the address opens in a browser, then run the command again";
    let message = match error.is_timeout() && !error.is_connect() {
        true => format!("the site sends nothing for {} s", client.limits.silence.as_secs()),
        false if error.is_connect() => format!("the site cannot be reached: {}", cause(error)),
        false => format!("the site closes the connection without a response: {}", cause(error)),
    };
    Failure::Passing(Problem { code: "site-unreachable", message, help, extent: Extent::Passing }, None)
}

/// Why a response has no end.
fn broken_off(client: &Client, error: &reqwest::Error) -> Failure {
    let help = "run the command again; leave the page out by `--exclude GLOB` if it never arrives whole";
    let message = match error.is_timeout() {
        true => format!("the response stops: nothing more arrives for {} s", client.limits.silence.as_secs()),
        false => format!("the response breaks off: {}", cause(error)),
    };
    Failure::Passing(Problem { code: "page-cut-off", message, help, extent: Extent::Passing }, None)
}

/// The innermost cause of an error, which says most.
fn cause(error: &reqwest::Error) -> String {
    let first: &dyn std::error::Error = error;
    std::iter::successors(Some(first), |error| error.source()).last().map(ToString::to_string).unwrap_or_default()
}

fn redirected(from: &Url, at: &Url, headers: &HeaderMap) -> Result<Url, Failure> {
    let location = header(headers, &LOCATION).unwrap_or_default();
    let problem = |message: String| {
        let help = "give the address it leads to, if that is the documentation";
        Failure::Final(Problem { code: "redirect-off-site", message, help, extent: Extent::Refused })
    };
    match address::join(at, &location) {
        Ok(to) if address::is_same_site(from, &to) => Ok(to),
        Ok(to) => Err(problem(format!("the site redirects to {to}, which is another site"))),
        Err(reason) => Err(problem(format!("the site redirects to `{location}`, which cannot be fetched: {reason}"))),
    }
}

fn refused(status: StatusCode, headers: &HeaderMap) -> Failure {
    let is_missing = matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE);
    let (code, help) = match status {
        _ if is_missing => (
            "page-not-found",
            "look for its present address; if an index still lists it, leave it out by `--exclude GLOB`",
        ),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => (
            "page-refused",
            "for pages behind a login, say `--header NAME=VARIABLE`, or put a copy of the page into the specs folder by hand",
        ),
        _ => ("page-refused", "run the command again later; `--exclude GLOB` leaves a page out"),
    };
    let is_passing = matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504);
    let extent = match (is_missing, is_passing) {
        (true, _) => Extent::Missing,
        (false, true) => Extent::Passing,
        (false, false) => Extent::Refused,
    };
    let problem = Problem { code, message: format!("the site answers {status}"), help, extent };
    match is_passing {
        true => Failure::Passing(problem, retry_after(headers)),
        false => Failure::Final(problem),
    }
}

/// Seconds, or a date (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = header(headers, &RETRY_AFTER)?;
    match text.trim().parse::<u64>() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => {
            let date = httpdate::parse_http_date(text.trim()).ok()?;
            Some(date.duration_since(SystemTime::now()).unwrap_or_default())
        }
    }
}

async fn text(client: &Client, url: Url, mut response: reqwest::Response) -> Result<Text, Failure> {
    let encoding = header(response.headers(), &CONTENT_ENCODING).unwrap_or_default();
    let etag = header(response.headers(), &ETAG);
    let marks = Marks { etag, last_modified: header(response.headers(), &LAST_MODIFIED) };
    let page_bytes = client.limits.page_bytes;
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > page_bytes) {
        return Err(page_too_large(page_bytes));
    }
    let mut bytes = Vec::new();
    loop {
        let chunk = response.chunk().await.map_err(|error| broken_off(client, &error))?;
        let Some(chunk) = chunk else { break };
        count(client, chunk.len())?;
        if bytes.len() + chunk.len() > page_bytes {
            return Err(page_too_large(page_bytes));
        }
        bytes.extend_from_slice(&chunk);
    }
    let sent = bytes.len();
    let bytes = encoding::decoded(&encoding, bytes, page_bytes).map_err(|broken| match broken {
        encoding::Broken::TooLarge => page_too_large(page_bytes),
        encoding::Broken::Not(reason) => Failure::Final(no_page(reason)),
    })?;
    count(client, bytes.len().saturating_sub(sent))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Text { url, text, marks }),
        Err(_) => Err(Failure::Final(no_page("the response is not text in UTF-8".to_owned()))),
    }
}

/// Takes bytes from those that all pages together may have.
fn count(client: &Client, bytes: usize) -> Result<(), Failure> {
    client.shared(|shared| match shared.bytes_left.checked_sub(bytes) {
        Some(left) => {
            shared.bytes_left = left;
            Ok(())
        }
        None => Err(all_too_large(client.limits.total_bytes)),
    })
}

fn no_page(message: String) -> Problem {
    let help = "leave it out by `--exclude GLOB` if it is no page";
    Problem { code: "not-a-page", message, help, extent: Extent::Missing }
}

fn too_slow(time: Duration) -> Failure {
    Failure::Final(Problem {
        code: "page-too-slow",
        message: format!("the page takes longer than {} s", time.as_secs()),
        help: "run the command again later, allow more by `--max-seconds NUMBER`, or leave the page out by `--exclude GLOB`",
        extent: Extent::Refused,
    })
}

fn page_too_large(bytes: usize) -> Failure {
    Failure::Final(Problem {
        code: "too-large",
        message: format!("the page is larger than {}", super::print::bytes(bytes)),
        help: "allow larger pages by `--max-megabytes NUMBER`, or leave the page out by `--exclude GLOB`",
        extent: Extent::Refused,
    })
}

/// The site as a whole is larger than expected, so no page is worth keeping alone.
fn all_too_large(bytes: usize) -> Failure {
    Failure::Final(Problem {
        code: "too-large",
        message: format!("all pages together are larger than {}", super::print::bytes(bytes)),
        help: "leave pages out by `--exclude GLOB`, or raise `--max-megabytes NUMBER`: all pages together may have 16 times as much",
        extent: Extent::All,
    })
}

fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_in_seconds_or_a_date() {
        let of = |text: &str| retry_after(&HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]));
        assert_eq!(of("7"), Some(Duration::from_secs(7)));
        assert_eq!(of("soon"), None);
        assert_eq!(of("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        let later = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
        assert!(of(&later).is_some_and(|wait| (98..=100).contains(&wait.as_secs())));
    }

    #[test]
    fn every_wait_is_longer_and_none_is_the_same() {
        let delay = Duration::from_millis(500);
        for attempt in 1..6 {
            let wait = backoff(delay, attempt);
            let least = delay * (1 << (attempt - 1));
            assert!(wait >= least && wait <= least + least / 4, "{attempt}: {wait:?}");
        }
        assert!(backoff(delay, u32::MAX) < Duration::from_secs(1_000));
    }
}
