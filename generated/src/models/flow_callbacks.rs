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

runtime::model!(ErrorResponse "ErrorResponse" {
    0 message Optional "message",
    1 errors Optional "errors",
});

/// - Returned by `list_flow_callbacks`
/// - Part of `FlowsListResponse`, `FlowsResponse`
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

runtime::model!(Flows "Flows" {
    0 id Optional "id",
    1 name Optional "name",
    2 enabled_at Optional "enabled_at",
    3 status Optional "status",
    4 format Optional "format",
    5 body Optional "body",
    6 deployed_at Optional "deployed_at",
    7 labels Optional "labels",
    8 notification_groups Optional "notification_groups",
    9 created_at Optional "created_at",
    10 updated_at Optional "updated_at",
    11 description Optional "description",
    12 layout_direction Optional "layout_direction",
    13 is_enabled Optional "is_enabled",
    14 latest_version Optional "latest_version",
    15 current_version Optional "current_version",
    16 deployed_version Optional "deployed_version",
    17 latest_deployed_version Optional "latest_deployed_version",
    18 versions Optional "versions",
    19 version_type_counts Optional "version_type_counts",
    20 message_brokers Optional "message_brokers",
    21 message_broker_queues Optional "message_broker_queues",
    22 notification_group_ids Optional "notification_group_ids",
    23 webhooks Optional "webhooks",
    24 callbacks Optional "callbacks",
    25 current_version_step_count Optional "current_version_step_count",
    26 current_version_connector_count Optional "current_version_connector_count",
    27 current_version_script_count Optional "current_version_script_count",
    28 current_version_cache_count Optional "current_version_cache_count",
    29 current_version_data_pool_count Optional "current_version_data_pool_count",
    30 current_version_cross_ref_count Optional "current_version_cross_ref_count",
    31 use_queued_time Optional "use_queued_time",
    32 remove_failed_payloads Optional "remove_failed_payloads",
    33 priority Optional "priority",
    34 prod_flag Optional "prod_flag",
    35 deployments Optional "deployments",
    36 webhooks_count Optional "webhooks_count",
    37 callbacks_count Optional "callbacks_count",
    38 marketplace_app_id Optional "marketplace_app_id",
    39 blueprint_id Optional "blueprint_id",
    40 blueprint_version_number Optional "blueprint_version_number",
    41 flow_folder_id Optional "flow_folder_id",
});

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

runtime::model!(FlowsListResponse "FlowsListResponse" {
    0 data Optional "data",
    1 meta Optional "meta",
    2 links Optional "links",
});

/// Returned by `create_flow_callback`, `update_flow_callback`
#[non_exhaustive]
pub struct FlowsResponse {
    /// A `Flows`
    pub data: Option<models::Flows>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

runtime::model!(FlowsResponse "FlowsResponse" {
    0 data Optional "data",
});

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

runtime::model!(FlowsStoreCallbacksRequest "FlowsStoreCallbacksRequest" {
    0 status Optional "status",
    1 format Optional "format",
});

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

runtime::model!(FlowsUpdateCallbacksRequest "FlowsUpdateCallbacksRequest" {
    0 status Optional "status",
    1 format Optional "format",
});

/// An enum that has no name in the documentation.
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

runtime::model!(MessageResponse "MessageResponse" {
    0 message Optional "message",
});

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

runtime::model!(PaginationLinks "PaginationLinks" {
    0 first Optional "first",
    1 last Optional "last",
    2 prev OptionalOrNull "prev",
    3 next OptionalOrNull "next",
});

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

runtime::model!(PaginationMeta "PaginationMeta" {
    0 current_page Optional "current_page",
    1 from OptionalOrNull "from",
    2 last_page Optional "last_page",
    3 path Optional "path",
    4 per_page Optional "per_page",
    5 to OptionalOrNull "to",
    6 total Optional "total",
});

/// An enum that has no name in the documentation.
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
