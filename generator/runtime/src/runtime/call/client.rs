//! The client: what all calls share.

use super::hook::Hook;
use super::operation::Undescribed;
use super::parts::Parts;
use super::request::Request;
use crate::runtime::auth::credential::Credential;
use crate::runtime::basics::reason::Reason;
use crate::runtime::request::address::Base;
use crate::runtime::request::redirect::Allowed;
use crate::runtime::response::deviation::Lookout;
use crate::runtime::response::info::ApiInfo;
use crate::runtime::retry::Retry;
use crate::runtime::retry::budget::RetryBudget;
use crate::runtime::retry::limits::Limits;
use crate::runtime::transport::Transport;
use http::{HeaderMap, Method};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A client of the API. Cheap to clone: clones share connections and settings.
#[derive(Clone)]
pub struct Client {
    settings: Arc<Settings>,
}

pub(in crate::runtime) struct Settings {
    pub(in crate::runtime) api: &'static ApiInfo,
    /// The address for all operations, if the caller chose one.
    pub(in crate::runtime) chosen: Option<Base>,
    /// The address for operations that have none of their own.
    pub(in crate::runtime) base: Result<Base, Reason>,
    /// Where the documentation is published, if that is known.
    pub(in crate::runtime) published: Option<Base>,
    pub(in crate::runtime) transport: Arc<dyn Transport>,
    pub(in crate::runtime) limits: Limits,
    pub(in crate::runtime) watch: Option<Arc<dyn Lookout>>,
    pub(in crate::runtime) given: Given,
}

/// What the builder hands on as it is.
pub(in crate::runtime) struct Given {
    pub(in crate::runtime) variables: Vec<(String, String)>,
    pub(in crate::runtime) credentials: Vec<Credential>,
    /// A call for which no credential fits goes without.
    pub(in crate::runtime) is_anonymous: bool,
    pub(in crate::runtime) headers: HeaderMap,
    pub(in crate::runtime) timeout: Option<Duration>,
    pub(in crate::runtime) attempt_timeout: Option<Duration>,
    pub(in crate::runtime) response_timeout: Option<Duration>,
    pub(in crate::runtime) idle_timeout: Option<Duration>,
    pub(in crate::runtime) retry: Retry,
    pub(in crate::runtime) budget: RetryBudget,
    pub(in crate::runtime) hooks: Vec<Arc<dyn Hook>>,
    pub(in crate::runtime) max_redirects: u32,
    pub(in crate::runtime) redirects: Allowed,
    pub(in crate::runtime) max_body: u64,
}

impl Client {
    pub(in crate::runtime) fn new(settings: Settings) -> Self {
        Self { settings: Arc::new(settings) }
    }

    pub(in crate::runtime) fn settings(&self) -> &Settings {
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
