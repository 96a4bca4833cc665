// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.

use crate::models;
use crate::runtime;

/// The operation `POST /entries`.
pub enum AddEntry {}

impl runtime::Operation for AddEntry {
    type Output = models::Account;
    const INFO: &'static runtime::OperationInfo = &runtime::OperationInfo::new(
        "add_entry",
        runtime::Method::POST,
        "/entries",
        "application/json",
        const { &[runtime::StatusPattern::Code(201)] },
        &[],
    );
}

/// A request of [`Client::add_entry`](runtime::Client::add_entry), with the setters of its optional parameters.
pub type AddEntryRequest = runtime::Request<AddEntry>;

impl runtime::Client {
    /// Sent as `POST /entries`
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use ledger::{models};
    /// # async fn example(client: ledger::Client, body: &models::Entry) -> Result<(), ledger::Error> {
    /// let answer = client.add_entry(body).await?;
    /// println!("{answer:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Documented in `api.yaml`.
    #[inline]
    pub fn add_entry(&self, body: &models::Entry) -> AddEntryRequest {
        let mut request = runtime::Request::new(self, &[]);
        request.parts.json("application/json", body);
        request
    }
}

/// The operation `GET /entries/{id}`.
pub enum GetEntry {}

impl runtime::Operation for GetEntry {
    type Output = models::Entry;
    const INFO: &'static runtime::OperationInfo = &runtime::OperationInfo::new(
        "get_entry",
        runtime::Method::GET,
        "/entries/{id}",
        "application/json",
        const { &[runtime::StatusPattern::Code(200), runtime::StatusPattern::Default] },
        const {
            &[
                (
                    runtime::StatusPattern::Default,
                    runtime::ErrorBody::of::<models::GetEntryResponseDefault>(),
                ),
            ]
        },
    );
}

/// A request of [`Client::get_entry`](runtime::Client::get_entry), with the setters of its optional parameters.
pub type GetEntryRequest = runtime::Request<GetEntry>;

/// The documented headers of an answer of [`Client::get_entry`](runtime::Client::get_entry). An accessor gives `None` for a header that is absent or not of the documented type.
#[derive(Debug, Clone, Copy)]
pub struct GetEntryHeaders<'a>(&'a runtime::HeaderMap);

impl<'a> From<&'a runtime::HeaderMap> for GetEntryHeaders<'a> {
    #[inline]
    fn from(headers: &'a runtime::HeaderMap) -> Self {
        Self(headers)
    }
}

impl GetEntryHeaders<'_> {
    /// The header `X-Tags`
    #[inline]
    pub fn x_tags(&self) -> Option<Vec<String>> {
        runtime::typed_header(self.0, "X-Tags")
    }
}

impl runtime::Client {
    /// Sent as `GET /entries/{id}`
    ///
    /// # Errors
    ///
    /// Documented are:
    ///
    /// - any other status: Failed
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn example(client: ledger::Client, id: impl std::fmt::Display) -> Result<(), ledger::Error> {
    /// let answer = client.get_entry(id).await?;
    /// println!("{answer:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Documented in `api.yaml`.
    #[inline]
    pub fn get_entry(&self, id: impl std::fmt::Display) -> GetEntryRequest {
        runtime::Request::new(self, &[("id", &id)])
    }
}
