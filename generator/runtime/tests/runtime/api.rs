//! An API that exists only here.

pub use this_crate::runtime::*;

pub use http::{Method, StatusCode};
pub use serde_json::{Value, json};
pub use std::time::Duration;
pub use wiremock::matchers::{method, path};
pub use wiremock::{Mock, MockServer, ResponseTemplate};

pub static API: ApiInfo = ApiInfo {
    name: "Test API",
    version: "1",
    user_agent: "test-client/1.2.3",
    servers: &[Server {
        url: "https://{region}.example.com/base",
        description: "",
        variables: &[Variable { name: "region", default: "eu", values: &["eu", "us"] }],
    }],
};

pub static KEY: Scheme = Scheme { name: "KeyAuth", kind: SchemeKind::Header("Authorization"), method: "key_auth" };
pub static TOKEN: Scheme = Scheme { name: "TokenAuth", kind: SchemeKind::Bearer, method: "token_auth" };
pub static APP: Scheme = Scheme { name: "AppAuth", kind: SchemeKind::Header("X-App"), method: "app_auth" };
pub static QUERY_KEY: Scheme = Scheme { name: "QueryAuth", kind: SchemeKind::Query("api_key"), method: "query_auth" };
pub static COOKIE_KEY: Scheme =
    Scheme { name: "CookieAuth", kind: SchemeKind::Cookie("session"), method: "cookie_auth" };
pub static PASSWORD: Scheme = Scheme { name: "PasswordAuth", kind: SchemeKind::Basic, method: "password_auth" };
pub static CERTIFICATE: Scheme = Scheme { name: "Certificate", kind: SchemeKind::MutualTls, method: "" };
pub static DIGEST: Scheme = Scheme { name: "OtherAuth", kind: SchemeKind::Http("Custom"), method: "other_auth" };

pub fn key() -> Credential {
    Credential::new(&KEY, "key-1234567")
}

pub fn token() -> Credential {
    Credential::new(&TOKEN, "token-1234567")
}

/// Defines operations as they are generated.
macro_rules! operation {
    ($type:ident, $method:ident $path:literal, $security:expr, $output:ty, $read:ident) => {
        pub enum $type {}

        impl Operation for $type {
            type Output = $output;

            const INFO: &'static OperationInfo = &OperationInfo::new(
                stringify!($type),
                Method::$method,
                $path,
                "application/json",
                &[],
                const {
                    &[
                        (StatusPattern::Default, ErrorBody::of::<Value>()),
                        (StatusPattern::Code(422), ErrorBody::of::<std::collections::BTreeMap<String, String>>()),
                        (StatusPattern::Range(5), ErrorBody::text()),
                        (StatusPattern::Code(410), ErrorBody::none()),
                    ]
                },
            )
            .with_security(const { $security });

            fn output(response: &RawResponse) -> Result<Self::Output, Error> {
                response.$read()
            }
        }
    };
}
pub(crate) use operation;

operation!(GetThing, GET "/things/{id}", &[&[&KEY], &[&TOKEN]], Value, json);
operation!(PutThing, PUT "/things/{id}", &[&[&KEY], &[&TOKEN]], Value, json);
operation!(PostThing, POST "/things", &[&[&KEY], &[&TOKEN]], Value, json);
operation!(DeleteThing, DELETE "/things/{id}", &[&[&KEY], &[&TOKEN]], (), empty);
operation!(GetNumbers, GET "/numbers", &[], Vec<i64>, json);
operation!(GetText, GET "/text", &[], String, text);

pub fn get_thing(client: &Client, id: impl std::fmt::Display) -> Request<GetThing> {
    let mut parts = Parts::new(client, GetThing::INFO);
    parts.path("id", &id);
    Request::of(parts)
}

pub fn put_thing(client: &Client, id: impl std::fmt::Display, body: &Value) -> Request<PutThing> {
    let mut parts = Parts::new(client, PutThing::INFO);
    parts.path("id", &id);
    parts.json("application/json", body);
    Request::of(parts)
}

pub fn post_thing(client: &Client, body: &Value) -> Request<PostThing> {
    let mut parts = Parts::new(client, PostThing::INFO);
    parts.json("application/json", body);
    Request::of(parts)
}

pub fn delete_thing(client: &Client, id: impl std::fmt::Display) -> Request<DeleteThing> {
    let mut parts = Parts::new(client, DeleteThing::INFO);
    parts.path("id", &id);
    Request::of(parts)
}

pub fn call<O: Operation>(client: &Client) -> Request<O> {
    Request::of(Parts::new(client, O::INFO))
}

/// A client for a server, with quick retries.
pub fn builder(address: &str) -> ClientBuilder {
    let retry = Retry::default().backoff(Duration::from_millis(5), Duration::from_millis(20));
    ClientBuilder::new(&API).base_url(address).retry(retry).timeout(Duration::from_secs(5))
}

pub fn client(address: &str) -> Client {
    builder(address).auth(key()).build().unwrap()
}

/// A server that answers every request with a JSON body.
pub async fn server_with(status: u16, body: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .mount(&server)
        .await;
    server
}

pub async fn requests(server: &MockServer) -> Vec<wiremock::Request> {
    server.received_requests().await.unwrap()
}

/// The only request that a server got.
pub async fn only(server: &MockServer) -> wiremock::Request {
    let mut all = requests(server).await;
    assert_eq!(all.len(), 1, "one request is expected");
    all.remove(0)
}

pub fn header_of<'r>(request: &'r wiremock::Request, name: &str) -> Option<&'r str> {
    request.headers.get(name).map(|value| value.to_str().unwrap())
}
