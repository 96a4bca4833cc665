//! Settings of a client.

use super::client::{Client, Given, Settings};
use crate::runtime::auth::credential::{Credential, Target};
use crate::runtime::basics::reason::Reason;
use crate::runtime::request::address::{self, Base};
use crate::runtime::request::redirect::Allowed;
use crate::runtime::response::deviation::{Deviation, Listener, Lookout, lookout};
use crate::runtime::response::error::{BuildError, Error};
use crate::runtime::response::info::{ApiInfo, Server};
use crate::runtime::retry::Retry;
use crate::runtime::retry::budget::RetryBudget;
use crate::runtime::retry::limits::{Limits, MakeGate};
use crate::runtime::transport::Transport;
use crate::runtime::transport::headers::{header, is_secret, put};
use http::HeaderMap;
use http::header::USER_AGENT;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Makes a [`Client`]. Every setting has a default but the credentials.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    api: &'static ApiInfo,
    /// Where the documentation is published, if that is known.
    published: &'static str,
    /// The addresses of single operations that have variables.
    own_servers: &'static [Server],
    base_url: Option<String>,
    server: usize,
    transport: Option<Arc<dyn Transport>>,
    connect_timeout: Duration,
    pub(in crate::runtime) rate: Option<(u32, Duration)>,
    pub(in crate::runtime) at_once: Option<usize>,
    /// Set where one of these two is: see [`Gate`](crate::runtime::retry::limits::Gate).
    pub(in crate::runtime) gate: Option<MakeGate>,
    pub(in crate::runtime) heeds_rate_limits: bool,
    listener: Option<Listener>,
    is_strict: bool,
    /// Set where one of these two is: see [`Lookout`].
    lookout: fn(Option<Listener>, bool) -> Option<Arc<dyn Lookout>>,
    refused: Option<Reason>,
    pub(in crate::runtime) given: Given,
}

impl ClientBuilder {
    /// Settings for an API; emitted code calls this.
    #[doc(hidden)]
    pub fn new(api: &'static ApiInfo) -> Self {
        Self {
            api,
            published: "",
            own_servers: &[],
            base_url: None,
            server: 0,
            transport: None,
            connect_timeout: Duration::from_secs(10),
            rate: None,
            at_once: None,
            gate: None,
            heeds_rate_limits: true,
            listener: None,
            is_strict: false,
            lookout: |_, _| None,
            refused: None,
            given: Given {
                variables: Vec::new(),
                credentials: Vec::new(),
                is_anonymous: false,
                headers: HeaderMap::new(),
                timeout: Some(Duration::from_secs(60)),
                attempt_timeout: None,
                response_timeout: None,
                idle_timeout: Some(Duration::from_secs(60)),
                retry: Retry::default(),
                budget: RetryBudget::default(),
                hooks: Vec::new(),
                max_redirects: 10,
                redirects: Allowed::default(),
                max_body: 64 << 20,
            },
        }
    }

    /// Where the documentation is published: relative addresses in it are found there. Emitted code calls this.
    #[doc(hidden)]
    pub fn published_at(mut self, url: &'static str) -> Self {
        self.published = url;
        self
    }

    /// The addresses of single operations, for their variables. Emitted code calls this.
    #[doc(hidden)]
    pub fn own_servers(mut self, servers: &'static [Server]) -> Self {
        self.own_servers = servers;
        self
    }

    /// Adds a credential. Several can be given; a call is sent with the first documented alternative that is complete.
    pub fn auth(mut self, credential: impl Into<Credential>) -> Self {
        let credential = credential.into();
        self.given.credentials.retain(|given| given.scheme() != credential.scheme());
        self.given.credentials.push(credential);
        self
    }

    /// Sends calls without credentials, whatever the documentation says about them, in place of an error
    /// ([`Error::MissingCredential`]). Drops the credentials that were given before; one that is given after this is
    /// sent where it is documented.
    pub fn without_credentials(mut self) -> Self {
        self.given.credentials.clear();
        self.given.is_anonymous = true;
        self
    }

    /// The address of the API in place of the documented ones, also of those that single operations have. A path in it
    /// is kept: paths of operations are put behind it. Where a documented address names no host (`/v1`), that is its
    /// path at this address: that of an operation always, that of the API if this address has no path.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Chooses one of the documented addresses, by its place in the documentation from 0.
    pub fn server(mut self, index: usize) -> Self {
        self.server = index;
        self
    }

    /// The value of a variable in the documented addresses, one of its documented values if it has some.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.given.variables.push((name.into(), value.into()));
        self
    }

    /// Sends requests through a client of your own: with a proxy or certificates, for instance. Make it with
    /// `redirect(reqwest::redirect::Policy::none())`: this client follows redirects itself, and more carefully. The
    /// connect timeout is then that client's.
    #[cfg(feature = "reqwest")]
    pub fn http_client(self, client: reqwest::Client) -> Self {
        self.transport(Arc::new(crate::runtime::transport::reqwest_transport::ReqwestTransport::new(client)))
    }

    /// Sends requests by other means.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// What is sent as `User-Agent`, by default the name and version of this crate.
    pub fn user_agent(self, text: &str) -> Self {
        self.default_header("user-agent", text)
    }

    /// A header that is sent with every request, unless the request has another of its name.
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        match header(name, value) {
            Ok((name, value)) => put(&mut self.given.headers, name, value),
            Err(reason) => self.refused = self.refused.or(Some(reason)),
        }
        self
    }

    /// Headers that are sent with every request, unless the request has others of their names.
    pub fn default_headers(mut self, headers: HeaderMap) -> Self {
        for (name, value) in &headers {
            let mut value = value.clone();
            value.set_sensitive(value.is_sensitive() || is_secret(name));
            put(&mut self.given.headers, name.clone(), value);
        }
        self
    }

    /// How long connecting may take: 10 s by default.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// How long a call may take, with all attempts, redirects and pauses, until its body is read, or, if that is a
    /// stream, begins: 60 s by default, `None` for no limit.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.given.timeout = limit.into();
        self
    }

    /// How long one attempt of a call may take, until its body is read: no limit by default but the call's. What it
    /// waits for before it is sent, limits and tokens, does not count.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.given.attempt_timeout = limit.into();
        self
    }

    /// How long the body of a response may pause: 60 s by default, `None` for no limit.
    pub fn idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.given.idle_timeout = limit.into();
        self
    }

    /// When failed requests are sent again; `Retry::none()` for never.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.given.retry = retry;
        self
    }

    /// Is told each place where the body of a response differs from the documentation, each status that is not
    /// documented, and each header of a success that is not as documented, once per kind. What is told has the whole
    /// answer: see [`Deviation::answer`]. Without it, and without [`ClientBuilder::strict`], nobody looks for such
    /// places.
    pub fn on_deviation(mut self, listener: impl Fn(&Deviation) + Send + Sync + 'static) -> Self {
        self.listener = Some(Box::new(listener));
        self.lookout = lookout;
        self
    }

    /// Makes each place where a successful response differs from the documentation, be it in its head, an error
    /// ([`Error::Deviation`]): off by default. A failure that the server answers with stays [`Error::Api`].
    #[inline]
    pub fn strict(mut self, is_strict: bool) -> Self {
        self.is_strict = is_strict;
        self.lookout = lookout;
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// If the address, a header or a credential is not valid, or if there is no transport.
    pub fn build(self) -> Result<Client, Error> {
        self.settings().map(Client::new).map_err(|reason| Error::Build(BuildError { reason }))
    }

    fn settings(mut self) -> Result<Settings, Reason> {
        if let Some(reason) = self.refused {
            return Err(reason);
        }
        let published = if self.published.is_empty() { None } else { Some(Base::parse(self.published)?) };
        let (chosen, base) = self.base(published.as_ref())?;
        for credential in &self.given.credentials {
            credential.check()?;
        }
        if !self.given.headers.contains_key(USER_AGENT) {
            let (name, value) = header("user-agent", self.api.user_agent)?;
            put(&mut self.given.headers, name, value);
        }
        self.mark_secret_headers();
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(self.connect_timeout)?,
        };
        Ok(Settings {
            api: self.api,
            chosen,
            base,
            published,
            transport,
            limits: Limits::new(self.gate.map(|gate| gate(self.rate, self.at_once)), self.heeds_rate_limits),
            watch: (self.lookout)(self.listener, self.is_strict),
            given: self.given,
        })
    }

    /// The address that the caller chose, and the one for operations without their own.
    fn base(&self, published: Option<&Base>) -> Result<(Option<Base>, Result<Base, Reason>), Reason> {
        self.check_variables()?;
        let (servers, variables) = (self.api.servers, &self.given.variables);
        let server = servers.get(self.server);
        if let Some(url) = &self.base_url {
            let mut base = Base::parse(url)?;
            if let Some(server) = server
                && base.is_origin()
                && address::is_relative_server(server, variables)?
            {
                base = Base::of_server(server, variables, Some(&base))?;
            }
            return Ok((Some(base.clone()), Ok(base)));
        }
        let (base, is_chosen) = match server {
            // Every document has this address by default: it says nothing about where the API is.
            Some(Server { url: "/", .. }) => (Base::of_server(&servers[self.server], variables, None), false),
            Some(server) => {
                let is_chosen = variables.iter().any(|(name, _)| server.variable(name).is_some());
                (Base::of_server(server, variables, published), is_chosen)
            }
            None if self.server == 0 => (Err(Reason::new("no address is documented: give one to `base_url`")), false),
            None => return Err(Reason::told(format_args!("only {} addresses are documented", servers.len()))),
        };
        // Operations may still have addresses of their own; where there are none, every call would fail.
        match base {
            Err(reason) if !is_chosen && self.server == 0 => Ok((None, Err(reason))),
            other => Ok((None, Ok(other?))),
        }
    }

    /// Refuses a variable that no documented address has, and a value that none of those with the variable takes.
    fn check_variables(&self) -> Result<(), Reason> {
        for (name, value) in &self.given.variables {
            let (mut is_taken, mut refused) = (false, None);
            for server in self.api.servers.iter().chain(self.own_servers) {
                match server.variable(name) {
                    Some(variable) if variable.takes(value) => is_taken = true,
                    Some(variable) => refused = Some(address::refusal(variable, value)),
                    None => {}
                }
            }
            match refused {
                _ if is_taken => {}
                Some(reason) => return Err(reason),
                None if self.api.servers.is_empty() => {}
                None => return Err(Reason::told(format_args!("no documented address has a variable `{name}`"))),
            }
        }
        Ok(())
    }

    fn mark_secret_headers(&mut self) {
        for credential in &self.given.credentials {
            if let Ok(Target::Header(name)) = credential.target()
                && let Some(value) = self.given.headers.get_mut(&name)
            {
                value.set_sensitive(true);
            }
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api", &self.api.name)
            .field("credentials", &self.given.credentials)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(connect_timeout: Duration) -> Result<Arc<dyn Transport>, Reason> {
    crate::runtime::transport::reqwest_transport::ReqwestTransport::with_connect_timeout(connect_timeout)
        .map(|transport| -> Arc<dyn Transport> { Arc::new(transport) })
        .map_err(|error| Reason::told(format_args!("the HTTP client: {error}")))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: Duration) -> Result<Arc<dyn Transport>, Reason> {
    Err(Reason::new("there is no transport: turn on the feature `reqwest`, or give one to `transport`"))
}
