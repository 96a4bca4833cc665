// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.

use crate::api;
use crate::models;
use crate::runtime;

const SECURITY_API_KEY_AUTH_OR_BEARER_AUTH: &[&[&runtime::Scheme]] = &[
    &[&api::API_KEY_AUTH],
    &[&api::BEARER_AUTH],
];

const STATUSES_200_401_403_422: &[runtime::StatusPattern] = &[
    runtime::StatusPattern::Code(200),
    runtime::StatusPattern::Code(401),
    runtime::StatusPattern::Code(403),
    runtime::StatusPattern::Code(422),
];

const STATUSES_200_401_403: &[runtime::StatusPattern] = &[
    runtime::StatusPattern::Code(200),
    runtime::StatusPattern::Code(401),
    runtime::StatusPattern::Code(403),
];

const ERRORS_401_403_422: &[(runtime::StatusPattern, runtime::ErrorBody)] = &[
    (
        runtime::StatusPattern::Code(422),
        runtime::ErrorBody::of::<models::ErrorResponse>(),
    ),
];

/// List Flow Callbacks: `GET /api/v1/flows/{flow}/callbacks`, by [`Client::list_flow_callbacks`](runtime::Client::list_flow_callbacks).
///
/// - `200`: [`FlowsListResponse`](crate::models::FlowsListResponse)
/// - `401`, `403`: no body
pub enum ListFlowCallbacks {}

impl runtime::Operation for ListFlowCallbacks {
    type Output = models::FlowsListResponse;
    const INFO: &'static runtime::OperationInfo = &runtime::OperationInfo::new(
            "list_flow_callbacks",
            runtime::Method::GET,
            "/api/v1/flows/{flow}/callbacks",
            "application/json",
            STATUSES_200_401_403,
            &[],
        )
        .with_security(SECURITY_API_KEY_AUTH_OR_BEARER_AUTH);
}

/// A request of [`ListFlowCallbacks`], with the setters of its optional parameters.
pub type ListFlowCallbacksRequest = runtime::Request<ListFlowCallbacks>;

impl runtime::Request<ListFlowCallbacks> {
    /// - Sent as `page` (query)
    /// - Not documented: recognised from the pages of the response
    #[inline]
    pub fn page(mut self, page: impl std::fmt::Display) -> Self {
        self.parts.set_query("page", &page.to_string());
        self
    }
    /// - Sent as `per_page` (query)
    /// - Not documented: recognised from the pages of the response
    #[inline]
    pub fn per_page(mut self, per_page: impl std::fmt::Display) -> Self {
        self.parts.set_query("per_page", &per_page.to_string());
        self
    }
}

impl runtime::Paged for ListFlowCallbacks {
    type Item = models::Flows;
    const PAGING: &'static runtime::Paging = &runtime::Paging {
        items: &["data"],
        kind: runtime::PagingKind::PageNumber {
            parameter: "page",
            first: 1,
            last_page: &["meta", "last_page"],
        },
    };
}

impl runtime::Client {
    /// List Flow Callbacks.
    ///
    /// Retrieves a paginated list of callbacks for a specific flow.
    ///
    /// - Sent as `GET /api/v1/flows/{flow}/callbacks`
    ///
    /// # Arguments
    ///
    /// - `flow`: The flow identifier.
    ///
    /// # Errors
    ///
    /// Documented are:
    ///
    /// - `401`: Unauthenticated
    /// - `403`: Unauthorized
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn example(client: patchworks_client::Client, flow: impl std::fmt::Display) -> Result<(), patchworks_client::Error> {
    /// let mut items = client.list_flow_callbacks(flow).stream();
    /// while let Some(item) = items.next().await {
    ///     println!("{:?}", item?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn list_flow_callbacks(
        &self,
        flow: impl std::fmt::Display,
    ) -> ListFlowCallbacksRequest {
        runtime::Request::new(self, &[("flow", &flow)])
    }
}

/// Create Flow Callback: `POST /api/v1/flows/{flow}/callbacks`, by [`Client::create_flow_callback`](runtime::Client::create_flow_callback).
///
/// - `200`: [`FlowsResponse`](crate::models::FlowsResponse)
/// - `401`, `403`: no body
/// - `422`: [`ErrorResponse`](crate::models::ErrorResponse)
pub enum CreateFlowCallback {}

impl runtime::Operation for CreateFlowCallback {
    type Output = models::FlowsResponse;
    const INFO: &'static runtime::OperationInfo = &runtime::OperationInfo::new(
            "create_flow_callback",
            runtime::Method::POST,
            "/api/v1/flows/{flow}/callbacks",
            "application/json",
            STATUSES_200_401_403_422,
            ERRORS_401_403_422,
        )
        .with_security(SECURITY_API_KEY_AUTH_OR_BEARER_AUTH);
}

/// A request of [`CreateFlowCallback`], with the setters of its optional parameters.
pub type CreateFlowCallbackRequest = runtime::Request<CreateFlowCallback>;

impl runtime::Client {
    /// Create Flow Callback.
    ///
    /// Creates a new callback trigger for a specific flow.
    ///
    /// ## Validation Rules
    ///
    /// These are the basic validation rules for the request. More detailed validation may apply depending on the data being sent. Please see the response for any extra requirements
    ///
    /// | Field | Type | Required |
    /// | --- | --- | --- |
    /// | status |
    /// | format |
    ///
    /// - Sent as `POST /api/v1/flows/{flow}/callbacks`
    ///
    /// # Arguments
    ///
    /// - `flow`: The flow identifier.
    ///
    /// # Errors
    ///
    /// Documented are:
    ///
    /// - `401`: Unauthenticated
    /// - `403`: Unauthorized
    /// - `422`: Validation Error
    ///
    /// # Example
    ///
    /// ```no_run
    /// use patchworks_client::models;
    /// # async fn example(client: patchworks_client::Client, flow: impl std::fmt::Display) -> Result<(), patchworks_client::Error> {
    /// let body = models::FlowsStoreCallbacksRequest::new();
    /// let response = client.create_flow_callback(flow, &body).await?;
    /// println!("{response:?}");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn create_flow_callback(
        &self,
        flow: impl std::fmt::Display,
        body: &models::FlowsStoreCallbacksRequest,
    ) -> CreateFlowCallbackRequest {
        let mut request = runtime::Request::new(self, &[("flow", &flow)]);
        request.parts.json("application/json", body);
        request
    }
}

/// Update Flow Callback: `PUT /api/v1/flows/{flow}/callbacks/{callback}`, by [`Client::update_flow_callback`](runtime::Client::update_flow_callback).
///
/// - `200`: [`FlowsResponse`](crate::models::FlowsResponse)
/// - `401`, `403`: no body
/// - `422`: [`ErrorResponse`](crate::models::ErrorResponse)
pub enum UpdateFlowCallback {}

impl runtime::Operation for UpdateFlowCallback {
    type Output = models::FlowsResponse;
    const INFO: &'static runtime::OperationInfo = &runtime::OperationInfo::new(
            "update_flow_callback",
            runtime::Method::PUT,
            "/api/v1/flows/{flow}/callbacks/{callback}",
            "application/json",
            STATUSES_200_401_403_422,
            ERRORS_401_403_422,
        )
        .with_security(SECURITY_API_KEY_AUTH_OR_BEARER_AUTH);
}

/// A request of [`UpdateFlowCallback`], with the setters of its optional parameters.
pub type UpdateFlowCallbackRequest = runtime::Request<UpdateFlowCallback>;

impl runtime::Client {
    /// Update Flow Callback.
    ///
    /// Updates an existing callback for a specific flow.
    ///
    /// ## Validation Rules
    ///
    /// These are the basic validation rules for the request. More detailed validation may apply depending on the data being sent. Please see the response for any extra requirements
    ///
    /// | Field | Type | Required |
    /// | --- | --- | --- |
    /// | status |
    /// | format |
    ///
    /// - Sent as `PUT /api/v1/flows/{flow}/callbacks/{callback}`
    ///
    /// # Arguments
    ///
    /// - `flow`: The flow identifier.
    /// - `callback`: The callback identifier.
    ///
    /// # Errors
    ///
    /// Documented are:
    ///
    /// - `401`: Unauthenticated
    /// - `403`: Unauthorized
    /// - `422`: Validation Error
    ///
    /// # Example
    ///
    /// ```no_run
    /// use patchworks_client::models;
    /// # async fn example(client: patchworks_client::Client, flow: impl std::fmt::Display, callback: impl std::fmt::Display) -> Result<(), patchworks_client::Error> {
    /// let body = models::FlowsUpdateCallbacksRequest::new();
    /// let response = client.update_flow_callback(flow, callback, &body).await?;
    /// println!("{response:?}");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn update_flow_callback(
        &self,
        flow: impl std::fmt::Display,
        callback: impl std::fmt::Display,
        body: &models::FlowsUpdateCallbacksRequest,
    ) -> UpdateFlowCallbackRequest {
        let mut request = runtime::Request::new(
            self,
            &[("flow", &flow), ("callback", &callback)],
        );
        request.parts.json("application/json", body);
        request
    }
}

/// Delete Flow Callback: `DELETE /api/v1/flows/{flow}/callbacks/{callback}`, by [`Client::delete_flow_callback`](runtime::Client::delete_flow_callback).
///
/// - `200`: [`MessageResponse`](crate::models::MessageResponse)
/// - `401`, `403`: no body
pub enum DeleteFlowCallback {}

impl runtime::Operation for DeleteFlowCallback {
    type Output = models::MessageResponse;
    const INFO: &'static runtime::OperationInfo = &runtime::OperationInfo::new(
            "delete_flow_callback",
            runtime::Method::DELETE,
            "/api/v1/flows/{flow}/callbacks/{callback}",
            "application/json",
            STATUSES_200_401_403,
            &[],
        )
        .with_security(SECURITY_API_KEY_AUTH_OR_BEARER_AUTH);
}

/// A request of [`DeleteFlowCallback`], with the setters of its optional parameters.
pub type DeleteFlowCallbackRequest = runtime::Request<DeleteFlowCallback>;

impl runtime::Client {
    /// Delete Flow Callback.
    ///
    /// Permanently deletes a specific callback for a specific flow.
    ///
    /// - Sent as `DELETE /api/v1/flows/{flow}/callbacks/{callback}`
    ///
    /// # Arguments
    ///
    /// - `flow`: The flow identifier.
    /// - `callback`: The callback identifier.
    ///
    /// # Errors
    ///
    /// Documented are:
    ///
    /// - `401`: Unauthenticated
    /// - `403`: Unauthorized
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn example(client: patchworks_client::Client, flow: impl std::fmt::Display, callback: impl std::fmt::Display) -> Result<(), patchworks_client::Error> {
    /// let response = client.delete_flow_callback(flow, callback).await?;
    /// println!("{response:?}");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn delete_flow_callback(
        &self,
        flow: impl std::fmt::Display,
        callback: impl std::fmt::Display,
    ) -> DeleteFlowCallbackRequest {
        runtime::Request::new(self, &[("flow", &flow), ("callback", &callback)])
    }
}
