// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.

use crate::models;
use crate::runtime;

/// Returned by `create_flow_callback`, `update_flow_callback`
#[non_exhaustive]
pub struct ErrorResponse {
    /// A text.
    pub message: Option<String>,
    /// A map of lists of texts.
    pub errors: Option<std::collections::BTreeMap<String, Vec<String>>>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl Default for ErrorResponse {
    #[inline]
    fn default() -> Self {
        Self {
            message: None,
            errors: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for ErrorResponse {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "ErrorResponse",
            fields: &[
                runtime::Documented::Optional("message"),
                runtime::Documented::Optional("errors"),
            ],
        }
    }
    #[inline]
    fn field(&self, index: usize) -> &dyn runtime::Field {
        match index {
            0 => &self.message,
            1 => &self.errors,
            _ => &self.undocumented,
        }
    }
    #[inline]
    fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
        match index {
            0 => &mut self.message,
            1 => &mut self.errors,
            _ => &mut self.undocumented,
        }
    }
}

runtime::model!(ErrorResponse);

/// Returned by `list_flow_callbacks`
#[non_exhaustive]
pub struct Flows {
    /// Unique identifier
    pub id: Option<i64>,
    /// A text.
    pub name: Option<String>,
    /// A point in time.
    pub enabled_at: Option<runtime::DateTime>,
    /// One of the values of `Status`
    pub status: Option<models::Status>,
    /// One of the values of `Format`
    pub format: Option<models::Format>,
    /// A text.
    pub body: Option<String>,
    /// A text.
    pub deployed_at: Option<String>,
    /// Any JSON value.
    pub labels: Option<serde_json::Value>,
    /// A text.
    pub notification_groups: Option<String>,
    /// A point in time.
    pub created_at: Option<runtime::DateTime>,
    /// A point in time.
    pub updated_at: Option<runtime::DateTime>,
    /// A text.
    pub description: Option<String>,
    /// A text.
    pub layout_direction: Option<String>,
    /// Any JSON value.
    pub is_enabled: Option<serde_json::Value>,
    /// Any JSON value.
    pub latest_version: Option<serde_json::Value>,
    /// Any JSON value.
    pub current_version: Option<serde_json::Value>,
    /// Any JSON value.
    pub deployed_version: Option<serde_json::Value>,
    /// A list of JSON values.
    pub latest_deployed_version: Option<Vec<serde_json::Value>>,
    /// A list of JSON values.
    pub versions: Option<Vec<serde_json::Value>>,
    /// A list of JSON values.
    pub version_type_counts: Option<Vec<serde_json::Value>>,
    /// A list of JSON values.
    pub message_brokers: Option<Vec<serde_json::Value>>,
    /// A list of JSON values.
    pub message_broker_queues: Option<Vec<serde_json::Value>>,
    /// A list of JSON values.
    pub notification_group_ids: Option<Vec<serde_json::Value>>,
    /// A text.
    pub webhooks: Option<String>,
    /// A text.
    pub callbacks: Option<String>,
    /// An integer.
    pub current_version_step_count: Option<i64>,
    /// An integer.
    pub current_version_connector_count: Option<i64>,
    /// An integer.
    pub current_version_script_count: Option<i64>,
    /// An integer.
    pub current_version_cache_count: Option<i64>,
    /// An integer.
    pub current_version_data_pool_count: Option<i64>,
    /// An integer.
    pub current_version_cross_ref_count: Option<i64>,
    /// A text.
    pub use_queued_time: Option<String>,
    /// A list of JSON values.
    pub remove_failed_payloads: Option<Vec<serde_json::Value>>,
    /// A list of JSON values.
    pub priority: Option<Vec<serde_json::Value>>,
    /// A list of JSON values.
    pub prod_flag: Option<Vec<serde_json::Value>>,
    /// A list of JSON values.
    pub deployments: Option<Vec<serde_json::Value>>,
    /// An integer.
    pub webhooks_count: Option<i64>,
    /// An integer.
    pub callbacks_count: Option<i64>,
    /// An integer.
    pub marketplace_app_id: Option<i64>,
    /// An integer.
    pub blueprint_id: Option<i64>,
    /// A text.
    pub blueprint_version_number: Option<String>,
    /// An integer.
    pub flow_folder_id: Option<i64>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl Default for Flows {
    #[inline]
    fn default() -> Self {
        Self {
            id: None,
            name: None,
            enabled_at: None,
            status: None,
            format: None,
            body: None,
            deployed_at: None,
            labels: None,
            notification_groups: None,
            created_at: None,
            updated_at: None,
            description: None,
            layout_direction: None,
            is_enabled: None,
            latest_version: None,
            current_version: None,
            deployed_version: None,
            latest_deployed_version: None,
            versions: None,
            version_type_counts: None,
            message_brokers: None,
            message_broker_queues: None,
            notification_group_ids: None,
            webhooks: None,
            callbacks: None,
            current_version_step_count: None,
            current_version_connector_count: None,
            current_version_script_count: None,
            current_version_cache_count: None,
            current_version_data_pool_count: None,
            current_version_cross_ref_count: None,
            use_queued_time: None,
            remove_failed_payloads: None,
            priority: None,
            prod_flag: None,
            deployments: None,
            webhooks_count: None,
            callbacks_count: None,
            marketplace_app_id: None,
            blueprint_id: None,
            blueprint_version_number: None,
            flow_folder_id: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for Flows {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "Flows",
            fields: &[
                runtime::Documented::Optional("id"),
                runtime::Documented::Optional("name"),
                runtime::Documented::Optional("enabled_at"),
                runtime::Documented::Optional("status"),
                runtime::Documented::Optional("format"),
                runtime::Documented::Optional("body"),
                runtime::Documented::Optional("deployed_at"),
                runtime::Documented::Optional("labels"),
                runtime::Documented::Optional("notification_groups"),
                runtime::Documented::Optional("created_at"),
                runtime::Documented::Optional("updated_at"),
                runtime::Documented::Optional("description"),
                runtime::Documented::Optional("layout_direction"),
                runtime::Documented::Optional("is_enabled"),
                runtime::Documented::Optional("latest_version"),
                runtime::Documented::Optional("current_version"),
                runtime::Documented::Optional("deployed_version"),
                runtime::Documented::Optional("latest_deployed_version"),
                runtime::Documented::Optional("versions"),
                runtime::Documented::Optional("version_type_counts"),
                runtime::Documented::Optional("message_brokers"),
                runtime::Documented::Optional("message_broker_queues"),
                runtime::Documented::Optional("notification_group_ids"),
                runtime::Documented::Optional("webhooks"),
                runtime::Documented::Optional("callbacks"),
                runtime::Documented::Optional("current_version_step_count"),
                runtime::Documented::Optional("current_version_connector_count"),
                runtime::Documented::Optional("current_version_script_count"),
                runtime::Documented::Optional("current_version_cache_count"),
                runtime::Documented::Optional("current_version_data_pool_count"),
                runtime::Documented::Optional("current_version_cross_ref_count"),
                runtime::Documented::Optional("use_queued_time"),
                runtime::Documented::Optional("remove_failed_payloads"),
                runtime::Documented::Optional("priority"),
                runtime::Documented::Optional("prod_flag"),
                runtime::Documented::Optional("deployments"),
                runtime::Documented::Optional("webhooks_count"),
                runtime::Documented::Optional("callbacks_count"),
                runtime::Documented::Optional("marketplace_app_id"),
                runtime::Documented::Optional("blueprint_id"),
                runtime::Documented::Optional("blueprint_version_number"),
                runtime::Documented::Optional("flow_folder_id"),
            ],
        }
    }
    #[inline]
    fn field(&self, index: usize) -> &dyn runtime::Field {
        match index {
            0 => &self.id,
            1 => &self.name,
            2 => &self.enabled_at,
            3 => &self.status,
            4 => &self.format,
            5 => &self.body,
            6 => &self.deployed_at,
            7 => &self.labels,
            8 => &self.notification_groups,
            9 => &self.created_at,
            10 => &self.updated_at,
            11 => &self.description,
            12 => &self.layout_direction,
            13 => &self.is_enabled,
            14 => &self.latest_version,
            15 => &self.current_version,
            16 => &self.deployed_version,
            17 => &self.latest_deployed_version,
            18 => &self.versions,
            19 => &self.version_type_counts,
            20 => &self.message_brokers,
            21 => &self.message_broker_queues,
            22 => &self.notification_group_ids,
            23 => &self.webhooks,
            24 => &self.callbacks,
            25 => &self.current_version_step_count,
            26 => &self.current_version_connector_count,
            27 => &self.current_version_script_count,
            28 => &self.current_version_cache_count,
            29 => &self.current_version_data_pool_count,
            30 => &self.current_version_cross_ref_count,
            31 => &self.use_queued_time,
            32 => &self.remove_failed_payloads,
            33 => &self.priority,
            34 => &self.prod_flag,
            35 => &self.deployments,
            36 => &self.webhooks_count,
            37 => &self.callbacks_count,
            38 => &self.marketplace_app_id,
            39 => &self.blueprint_id,
            40 => &self.blueprint_version_number,
            41 => &self.flow_folder_id,
            _ => &self.undocumented,
        }
    }
    #[inline]
    fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
        match index {
            0 => &mut self.id,
            1 => &mut self.name,
            2 => &mut self.enabled_at,
            3 => &mut self.status,
            4 => &mut self.format,
            5 => &mut self.body,
            6 => &mut self.deployed_at,
            7 => &mut self.labels,
            8 => &mut self.notification_groups,
            9 => &mut self.created_at,
            10 => &mut self.updated_at,
            11 => &mut self.description,
            12 => &mut self.layout_direction,
            13 => &mut self.is_enabled,
            14 => &mut self.latest_version,
            15 => &mut self.current_version,
            16 => &mut self.deployed_version,
            17 => &mut self.latest_deployed_version,
            18 => &mut self.versions,
            19 => &mut self.version_type_counts,
            20 => &mut self.message_brokers,
            21 => &mut self.message_broker_queues,
            22 => &mut self.notification_group_ids,
            23 => &mut self.webhooks,
            24 => &mut self.callbacks,
            25 => &mut self.current_version_step_count,
            26 => &mut self.current_version_connector_count,
            27 => &mut self.current_version_script_count,
            28 => &mut self.current_version_cache_count,
            29 => &mut self.current_version_data_pool_count,
            30 => &mut self.current_version_cross_ref_count,
            31 => &mut self.use_queued_time,
            32 => &mut self.remove_failed_payloads,
            33 => &mut self.priority,
            34 => &mut self.prod_flag,
            35 => &mut self.deployments,
            36 => &mut self.webhooks_count,
            37 => &mut self.callbacks_count,
            38 => &mut self.marketplace_app_id,
            39 => &mut self.blueprint_id,
            40 => &mut self.blueprint_version_number,
            41 => &mut self.flow_folder_id,
            _ => &mut self.undocumented,
        }
    }
}

runtime::model!(Flows);

/// Returned by `list_flow_callbacks`
#[non_exhaustive]
pub struct FlowsListResponse {
    /// A list of `Flows`
    pub data: Option<Vec<models::Flows>>,
    /// A `PaginationMeta`
    pub meta: Option<models::PaginationMeta>,
    /// A `PaginationLinks`
    pub links: Option<models::PaginationLinks>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl FlowsListResponse {
    /// The items of this page, which are in `data`.
    #[inline]
    pub fn items(&self) -> &[models::Flows] {
        runtime::items(&self.data)
    }
}

impl Default for FlowsListResponse {
    #[inline]
    fn default() -> Self {
        Self {
            data: None,
            meta: None,
            links: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for FlowsListResponse {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "FlowsListResponse",
            fields: &[
                runtime::Documented::Optional("data"),
                runtime::Documented::Optional("meta"),
                runtime::Documented::Optional("links"),
            ],
        }
    }
    #[inline]
    fn field(&self, index: usize) -> &dyn runtime::Field {
        match index {
            0 => &self.data,
            1 => &self.meta,
            2 => &self.links,
            _ => &self.undocumented,
        }
    }
    #[inline]
    fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
        match index {
            0 => &mut self.data,
            1 => &mut self.meta,
            2 => &mut self.links,
            _ => &mut self.undocumented,
        }
    }
}

runtime::model!(FlowsListResponse);

/// Returned by `create_flow_callback`, `update_flow_callback`
#[non_exhaustive]
pub struct FlowsResponse {
    /// A `Flows`
    pub data: Option<models::Flows>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl Default for FlowsResponse {
    #[inline]
    fn default() -> Self {
        Self {
            data: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for FlowsResponse {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "FlowsResponse",
            fields: &[runtime::Documented::Optional("data")],
        }
    }
    #[inline]
    fn field(&self, index: usize) -> &dyn runtime::Field {
        match index {
            0 => &self.data,
            _ => &self.undocumented,
        }
    }
    #[inline]
    fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
        match index {
            0 => &mut self.data,
            _ => &mut self.undocumented,
        }
    }
}

runtime::model!(FlowsResponse);

/// Sent by `create_flow_callback`
#[non_exhaustive]
pub struct FlowsStoreCallbacksRequest {
    /// One of the values of `Status`
    pub status: Option<models::Status>,
    /// One of the values of `Format`
    pub format: Option<models::Format>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl FlowsStoreCallbacksRequest {
    /// With no field set.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }
    /// Sets `status`.
    #[must_use]
    #[inline]
    pub fn with_status(mut self, status: models::Status) -> Self {
        self.status = Some(status);
        self
    }
    /// Sets `format`.
    #[must_use]
    #[inline]
    pub fn with_format(mut self, format: models::Format) -> Self {
        self.format = Some(format);
        self
    }
}

impl Default for FlowsStoreCallbacksRequest {
    #[inline]
    fn default() -> Self {
        Self {
            status: None,
            format: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for FlowsStoreCallbacksRequest {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "FlowsStoreCallbacksRequest",
            fields: &[
                runtime::Documented::Optional("status"),
                runtime::Documented::Optional("format"),
            ],
        }
    }
    #[inline]
    fn field(&self, index: usize) -> &dyn runtime::Field {
        match index {
            0 => &self.status,
            1 => &self.format,
            _ => &self.undocumented,
        }
    }
    #[inline]
    fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
        match index {
            0 => &mut self.status,
            1 => &mut self.format,
            _ => &mut self.undocumented,
        }
    }
}

runtime::model!(FlowsStoreCallbacksRequest);

/// Sent by `update_flow_callback`
#[non_exhaustive]
pub struct FlowsUpdateCallbacksRequest {
    /// One of the values of `Status`
    pub status: Option<models::Status>,
    /// One of the values of `Format`
    pub format: Option<models::Format>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl FlowsUpdateCallbacksRequest {
    /// With no field set.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }
    /// Sets `status`.
    #[must_use]
    #[inline]
    pub fn with_status(mut self, status: models::Status) -> Self {
        self.status = Some(status);
        self
    }
    /// Sets `format`.
    #[must_use]
    #[inline]
    pub fn with_format(mut self, format: models::Format) -> Self {
        self.format = Some(format);
        self
    }
}

impl Default for FlowsUpdateCallbacksRequest {
    #[inline]
    fn default() -> Self {
        Self {
            status: None,
            format: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for FlowsUpdateCallbacksRequest {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "FlowsUpdateCallbacksRequest",
            fields: &[
                runtime::Documented::Optional("status"),
                runtime::Documented::Optional("format"),
            ],
        }
    }
    #[inline]
    fn field(&self, index: usize) -> &dyn runtime::Field {
        match index {
            0 => &self.status,
            1 => &self.format,
            _ => &self.undocumented,
        }
    }
    #[inline]
    fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
        match index {
            0 => &mut self.status,
            1 => &mut self.format,
            _ => &mut self.undocumented,
        }
    }
}

runtime::model!(FlowsUpdateCallbacksRequest);

/// `Format` of the documentation.
#[non_exhaustive]
pub enum Format {
    /// `csv`
    Csv,
    /// `json`
    Json,
    /// `txt`
    Txt,
    /// `xml`
    Xml,
    /// Undocumented value: `as_str` gives it.
    Undocumented(runtime::Unlisted),
}

impl runtime::OpenEnum for Format {
    const LISTED: &'static [runtime::Constant] = &[
        runtime::Constant::Text("csv"),
        runtime::Constant::Text("json"),
        runtime::Constant::Text("txt"),
        runtime::Constant::Text("xml"),
    ];
    type Other = runtime::Unlisted;
    #[inline]
    fn at(index: usize, other: runtime::Unlisted) -> Self {
        match index {
            0 => Self::Csv,
            1 => Self::Json,
            2 => Self::Txt,
            3 => Self::Xml,
            _ => Self::Undocumented(other),
        }
    }
    #[inline]
    fn position(&self) -> Result<usize, &runtime::Unlisted> {
        Ok(
            match self {
                Self::Csv => 0,
                Self::Json => 1,
                Self::Txt => 2,
                Self::Xml => 3,
                Self::Undocumented(value) => return Err(value),
            },
        )
    }
}

runtime::string_enum!(Format);

/// Returned by `delete_flow_callback`
#[non_exhaustive]
pub struct MessageResponse {
    /// A text.
    pub message: Option<String>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl Default for MessageResponse {
    #[inline]
    fn default() -> Self {
        Self {
            message: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for MessageResponse {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "MessageResponse",
            fields: &[runtime::Documented::Optional("message")],
        }
    }
    #[inline]
    fn field(&self, index: usize) -> &dyn runtime::Field {
        match index {
            0 => &self.message,
            _ => &self.undocumented,
        }
    }
    #[inline]
    fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
        match index {
            0 => &mut self.message,
            _ => &mut self.undocumented,
        }
    }
}

runtime::model!(MessageResponse);

/// `PaginationLinks` of the documentation.
#[non_exhaustive]
pub struct PaginationLinks {
    /// A URI.
    pub first: Option<runtime::Uri>,
    /// A URI.
    pub last: Option<runtime::Uri>,
    /// - A URI
    /// - Can be `null`
    pub prev: Option<runtime::Uri>,
    /// - A URI
    /// - Can be `null`
    pub next: Option<runtime::Uri>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl PaginationLinks {
    /// Whether the field of a key in JSON is `null`, and not absent.
    #[inline]
    pub fn is_null(&self, key: &str) -> bool {
        runtime::encode::is_null(self, key)
    }
}

impl Default for PaginationLinks {
    #[inline]
    fn default() -> Self {
        Self {
            first: None,
            last: None,
            prev: None,
            next: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for PaginationLinks {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "PaginationLinks",
            fields: &[
                runtime::Documented::Optional("first"),
                runtime::Documented::Optional("last"),
                runtime::Documented::OptionalOrNull("prev"),
                runtime::Documented::OptionalOrNull("next"),
            ],
        }
    }
    #[inline]
    fn field(&self, index: usize) -> &dyn runtime::Field {
        match index {
            0 => &self.first,
            1 => &self.last,
            2 => &self.prev,
            3 => &self.next,
            _ => &self.undocumented,
        }
    }
    #[inline]
    fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
        match index {
            0 => &mut self.first,
            1 => &mut self.last,
            2 => &mut self.prev,
            3 => &mut self.next,
            _ => &mut self.undocumented,
        }
    }
}

runtime::model!(PaginationLinks);

/// `PaginationMeta` of the documentation.
#[non_exhaustive]
pub struct PaginationMeta {
    /// An integer.
    pub current_page: Option<i64>,
    /// - An integer
    /// - Can be `null`
    pub from: Option<i64>,
    /// An integer.
    pub last_page: Option<i64>,
    /// A text.
    pub path: Option<String>,
    /// An integer.
    pub per_page: Option<i64>,
    /// - An integer
    /// - Can be `null`
    pub to: Option<i64>,
    /// An integer.
    pub total: Option<i64>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl PaginationMeta {
    /// Whether the field of a key in JSON is `null`, and not absent.
    #[inline]
    pub fn is_null(&self, key: &str) -> bool {
        runtime::encode::is_null(self, key)
    }
}

impl Default for PaginationMeta {
    #[inline]
    fn default() -> Self {
        Self {
            current_page: None,
            from: None,
            last_page: None,
            path: None,
            per_page: None,
            to: None,
            total: None,
            undocumented: runtime::Undocumented::EMPTY,
        }
    }
}

impl runtime::Model for PaginationMeta {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "PaginationMeta",
            fields: &[
                runtime::Documented::Optional("current_page"),
                runtime::Documented::OptionalOrNull("from"),
                runtime::Documented::Optional("last_page"),
                runtime::Documented::Optional("path"),
                runtime::Documented::Optional("per_page"),
                runtime::Documented::OptionalOrNull("to"),
                runtime::Documented::Optional("total"),
            ],
        }
    }
    #[inline]
    fn field(&self, index: usize) -> &dyn runtime::Field {
        match index {
            0 => &self.current_page,
            1 => &self.from,
            2 => &self.last_page,
            3 => &self.path,
            4 => &self.per_page,
            5 => &self.to,
            6 => &self.total,
            _ => &self.undocumented,
        }
    }
    #[inline]
    fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
        match index {
            0 => &mut self.current_page,
            1 => &mut self.from,
            2 => &mut self.last_page,
            3 => &mut self.path,
            4 => &mut self.per_page,
            5 => &mut self.to,
            6 => &mut self.total,
            _ => &mut self.undocumented,
        }
    }
}

runtime::model!(PaginationMeta);

/// `Status` of the documentation.
#[non_exhaustive]
pub enum Status {
    /// `Draft`
    Draft,
    /// `Inactive`
    Inactive,
    /// `Deployed`
    Deployed,
    /// Undocumented value: `as_str` gives it.
    Undocumented(runtime::Unlisted),
}

impl runtime::OpenEnum for Status {
    const LISTED: &'static [runtime::Constant] = &[
        runtime::Constant::Text("Draft"),
        runtime::Constant::Text("Inactive"),
        runtime::Constant::Text("Deployed"),
    ];
    type Other = runtime::Unlisted;
    #[inline]
    fn at(index: usize, other: runtime::Unlisted) -> Self {
        match index {
            0 => Self::Draft,
            1 => Self::Inactive,
            2 => Self::Deployed,
            _ => Self::Undocumented(other),
        }
    }
    #[inline]
    fn position(&self) -> Result<usize, &runtime::Unlisted> {
        Ok(
            match self {
                Self::Draft => 0,
                Self::Inactive => 1,
                Self::Deployed => 2,
                Self::Undocumented(value) => return Err(value),
            },
        )
    }
}

runtime::string_enum!(Status);
