//! The client: what all calls share.

use super::address::Base;
use super::budget::RetryBudget;
use super::credential::Credential;
use super::deviation::Lookout;
use super::error::Reason;
use super::hook::Hook;
use super::info::ApiInfo;
use super::limits::Limits;
use super::operation::Undescribed;
use super::parts::Parts;
use super::redirect::Allowed;
use super::request::Request;
use super::retry::Retry;
use super::transport::Transport;
use http::{HeaderMap, Method};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A client of the API. Cheap to clone: clones share connections and settings.
#[derive(Clone)]
pub struct Client {
    settings: Arc<Settings>,
}

pub(super) struct Settings {
    pub(super) api: &'static ApiInfo,
    /// The address for all operations, if the caller chose one.
    pub(super) chosen: Option<Base>,
    /// The address for operations that have none of their own.
    pub(super) base: Result<Base, Reason>,
    /// Where the documentation is published, if that is known.
    pub(super) published: Option<Base>,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) limits: Limits,
    pub(super) watch: Option<Arc<dyn Lookout>>,
    pub(super) given: Given,
}

/// What the builder hands on as it is.
pub(super) struct Given {
    pub(super) variables: Vec<(String, String)>,
    pub(super) credentials: Vec<Credential>,
    /// A call for which no credential fits goes without.
    pub(super) is_anonymous: bool,
    pub(super) headers: HeaderMap,
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) response_timeout: Option<Duration>,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) retry: Retry,
    pub(super) budget: RetryBudget,
    pub(super) hooks: Vec<Arc<dyn Hook>>,
    pub(super) max_redirects: u32,
    pub(super) redirects: Allowed,
    pub(super) max_body: u64,
}

impl Client {
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings: Arc::new(settings) }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A call of an operation that this client has no method for. The path is relative to the base address and may
    /// have a query. The credentials of the client are sent with it.
    pub fn request(&self, method: Method, path: impl AsRef<str>) -> Request<Undescribed> {
        Request::of(Parts::undescribed(self, method, path.as_ref()))
    }

    /// Where calls go, with nothing secret in it; empty if only operations with an address of their own can be called.
    pub fn base_url(&self) -> String {
        self.settings.base.as_ref().map(Base::shown).unwrap_or_default()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings();
        f.debug_struct("Client")
            .field("api", &settings.api.name)
            .field("base_url", &self.base_url())
            .field("credentials", &settings.given.credentials)
            .field("timeout", &settings.given.timeout)
            .field("retry", &settings.given.retry)
            .finish_non_exhaustive()
    }
}
