//! A server of HTTP/1.1 by hand, which can fail as no real one does, and an API to call it by.

pub use this_crate::runtime::*;

pub use std::sync::{Arc, Mutex};
pub use std::time::Duration;
pub use tokio::io::{AsyncReadExt, AsyncWriteExt};
pub use tokio::net::{TcpListener, TcpStream};

pub static API: ApiInfo = ApiInfo { name: "Faults", version: "1", user_agent: "faults/1", servers: &[] };
pub static KEY: Scheme = Scheme { name: "Key", kind: SchemeKind::Header("Authorization"), method: "" };
pub static QUERY_KEY: Scheme = Scheme { name: "QueryKey", kind: SchemeKind::Query("api_key"), method: "" };

macro_rules! operation {
    ($type:ident, $method:ident, $name:literal, $key:literal) => {
        pub enum $type {}

        impl Operation for $type {
            type Output = serde_json::Value;

            const INFO: &'static OperationInfo =
                &OperationInfo::new($name, Method::$method, "/things/{id}", "application/json", &[], &[])
                    .with_idempotency_key($key)
                    .with_security(const { &[&[&KEY]] });

            fn output(response: &RawResponse) -> Result<Self::Output, Error> {
                response.json()
            }
        }
    };
}

operation!(GetThing, GET, "get_thing", "");
operation!(PostThing, POST, "post_thing", "");
operation!(PostKeyed, POST, "post_keyed", "Idempotency-Key");

pub fn get(client: &Client, id: usize) -> Request<GetThing> {
    let mut parts = Parts::new(client, GetThing::INFO);
    parts.path("id", &id);
    Request::of(parts)
}

/// A `POST`, with a documented key or without.
pub fn post<O: Operation>(client: &Client, id: usize) -> Request<O> {
    let mut parts = Parts::new(client, O::INFO);
    parts.path("id", &id);
    parts.json("application/json", &serde_json::json!({"id": id}));
    Request::of(parts)
}

pub fn builder(address: &str) -> ClientBuilder {
    let retry = Retry::default().backoff(Duration::from_millis(1), Duration::from_millis(4));
    ClientBuilder::new(&API)
        .base_url(address)
        .auth(Credential::new(&KEY, "key-5ecret"))
        .retry(retry)
        .timeout(Duration::from_secs(20))
}

/// Serves every connection by a function that is told its number, from 0. Gives the address.
pub async fn serve<F>(behave: impl Fn(TcpStream, usize) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut number = 0;
        while let Ok((socket, _)) = listener.accept().await {
            // Small pieces go at once.
            let _ = socket.set_nodelay(true);
            tokio::spawn(behave(socket, number));
            number += 1;
        }
    });
    address
}

/// The head and the body of a request; `None` if the connection ends.
pub async fn read_request(socket: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut read = Vec::new();
    let end = loop {
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if socket.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(read[..end].to_vec()).ok()?;
    let length = header(&head, "content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    while read.len() < end + length {
        if socket.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    }
    Some((head, read[end..].to_vec()))
}

pub fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

pub fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}

/// Ends a connection with a reset in place of an orderly end.
pub fn reset(socket: TcpStream) {
    socket.set_zero_linger().unwrap();
    drop(socket);
}
