//! Requests as the server reads them: the bytes of their heads.

use super::server::*;
use http::HeaderMap;

static SESSION: Scheme = Scheme { name: "Session", kind: SchemeKind::Cookie("session"), method: "" };

macro_rules! plain {
    ($type:ident, $method:ident, $path:literal, $security:expr) => {
        pub enum $type {}

        impl Operation for $type {
            type Output = ();

            const INFO: &'static OperationInfo =
                &OperationInfo::new(stringify!($type), Method::$method, $path, "", &[], &[])
                    .with_security(const { $security });
        }
    };
}

plain!(Get, GET, "/x", &[]);
plain!(Delete, DELETE, "/x", &[]);
plain!(Post, POST, "/x", &[]);
plain!(Put, PUT, "/x", &[]);
plain!(Patch, PATCH, "/x", &[]);
plain!(Private, GET, "/x", &[&[&SESSION]]);
plain!(Login, POST, "/login", &[&[&SESSION], &[&KEY]]);
plain!(Greedy, GET, "/files/{+path}/raw", &[]);

/// A server that answers 204, and the heads that it read.
pub async fn recording() -> (String, Arc<Mutex<Vec<String>>>) {
    let heads = Arc::new(Mutex::new(Vec::new()));
    let all = heads.clone();
    let address = serve(move |mut socket, _| {
        let heads = all.clone();
        async move {
            while let Some((head, _)) = read_request(&mut socket).await {
                heads.lock().unwrap().push(head);
                let _ = socket.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
            }
        }
    })
    .await;
    (address, heads)
}

fn call<O: Operation>(client: &Client) -> Request<O> {
    Request::of(Parts::new(client, O::INFO))
}

fn anonymous(address: &str) -> ClientBuilder {
    ClientBuilder::new(&API).base_url(address).retry(Retry::none())
}

#[tokio::test]
async fn what_could_have_a_body_says_that_it_has_none() {
    let (address, heads) = recording().await;
    let client = anonymous(&address).build().unwrap();
    call::<Get>(&client).await.unwrap();
    call::<Delete>(&client).await.unwrap();
    call::<Post>(&client).await.unwrap();
    call::<Put>(&client).await.unwrap();
    call::<Patch>(&client).await.unwrap();
    client.request(Method::POST, "/x").body("", "text/plain").raw().await.unwrap();
    client.request(Method::POST, "/x").body("12", "text/plain").raw().await.unwrap();
    let lengths: Vec<_> =
        heads.lock().unwrap().iter().map(|head| header(head, "content-length").map(str::to_owned)).collect();
    let expected = [None, None, Some("0"), Some("0"), Some("0"), Some("0"), Some("2")];
    assert_eq!(lengths, expected.map(|length| length.map(str::to_owned)));
}

/// A redirect to a `GET` takes the length with the body.
#[tokio::test]
async fn a_get_after_a_post_has_no_length() {
    let heads = Arc::new(Mutex::new(Vec::new()));
    let all = heads.clone();
    let address = serve(move |mut socket, _| {
        let heads = all.clone();
        async move {
            while let Some((head, _)) = read_request(&mut socket).await {
                let answer: &[u8] = match head.starts_with("POST") {
                    true => b"HTTP/1.1 303 See Other\r\nlocation: /y\r\ncontent-length: 0\r\n\r\n",
                    false => b"HTTP/1.1 204 No Content\r\n\r\n",
                };
                heads.lock().unwrap().push(head);
                let _ = socket.write_all(answer).await;
            }
        }
    })
    .await;
    call::<Post>(&anonymous(&address).build().unwrap()).await.unwrap();
    let heads = heads.lock().unwrap();
    assert!(heads[1].starts_with("GET /y ") && header(&heads[1], "content-length").is_none(), "{}", heads[1]);
}

#[tokio::test]
async fn a_secret_in_a_cookie_is_sent_as_it_is() {
    let (address, heads) = recording().await;
    for secret in ["a%3Db/+==.x\"y\" z,\\", "s:ü☃"] {
        let client = anonymous(&address).auth(Credential::new(&SESSION, secret)).build().unwrap();
        call::<Private>(&client).await.unwrap();
        assert_eq!(header(heads.lock().unwrap().last().unwrap(), "cookie"), Some(&*format!("session={secret}")));
    }
    for secret in ["a;b", "a\r\nx: y", "a\tb", "a\0"] {
        let error = anonymous(&address).auth(Credential::new(&SESSION, secret)).build().unwrap_err();
        assert!(error.to_string().contains("`Session`") && !format!("{error:?}").contains("a;b"), "{error}");
    }
    // One that is given to a single call, too.
    let client = anonymous(&address).build().unwrap();
    let error = call::<Private>(&client).auth(Credential::new(&SESSION, "a;b")).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error}");
    assert_eq!(heads.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_cookie_of_the_caller_counts_as_the_credential() {
    let (address, heads) = recording().await;
    let cookie = |index: usize| header(&heads.lock().unwrap()[index], "cookie").map(str::to_owned);
    let plain = anonymous(&address).build().unwrap();
    call::<Private>(&plain).header("cookie", "theme=dark;session=mine").await.unwrap();
    assert_eq!(cookie(0).as_deref(), Some("theme=dark;session=mine"));
    // It is in place of the client's, and other cookies are beside that.
    let client = anonymous(&address).auth(Credential::new(&SESSION, "theirs")).build().unwrap();
    call::<Private>(&client).header("cookie", "session=mine").await.unwrap();
    call::<Private>(&client).header("cookie", "sessions=mine").await.unwrap();
    assert_eq!(cookie(1).as_deref(), Some("session=mine"));
    assert_eq!(cookie(2).as_deref(), Some("sessions=mine; session=theirs"));
    let error = call::<Private>(&plain).header("cookie", "theme=session").await.unwrap_err();
    assert!(matches!(error, Error::MissingCredential(_)), "{error}");
    // One of the client's own headers counts, unless the call has another.
    let headers = HeaderMap::from_iter([(http::header::COOKIE, http::HeaderValue::from_static("session=default"))]);
    let client = anonymous(&address).default_headers(headers).build().unwrap();
    call::<Private>(&client).await.unwrap();
    assert_eq!(cookie(3).as_deref(), Some("session=default"));
    assert!(call::<Private>(&client).header("cookie", "a=b").await.is_err());
}

#[tokio::test]
async fn calls_and_clients_go_without_credentials() {
    let (address, heads) = recording().await;
    let secrets = |index: usize| {
        let heads = heads.lock().unwrap();
        (header(&heads[index], "authorization").map(str::to_owned), header(&heads[index], "cookie").map(str::to_owned))
    };
    let with_key = anonymous(&address).auth(Credential::new(&KEY, "key-1"));
    let client = with_key.build().unwrap();
    call::<Login>(&client).without_credentials().await.unwrap();
    assert_eq!(secrets(0), (None, None));
    client.request(Method::GET, "/any").without_credentials().raw().await.unwrap();
    assert_eq!(secrets(1), (None, None));
    // What is given to the call is sent, and nothing of the client's.
    call::<Login>(&client).without_credentials().auth(Credential::new(&SESSION, "s")).await.unwrap();
    assert_eq!(secrets(2), (None, Some("session=s".to_owned())));
    let error = call::<Private>(&client).await.unwrap_err();
    assert!(error.to_string().contains("`.auth(…)` of the builder, or `.without_credentials()`"), "{error}");

    let client = anonymous(&address).auth(Credential::new(&KEY, "key-1")).without_credentials().build().unwrap();
    call::<Login>(&client).await.unwrap();
    call::<Private>(&client).await.unwrap();
    assert_eq!((secrets(3), secrets(4)), ((None, None), (None, None)));
    // A credential of a call is sent, documented or not.
    call::<Private>(&client).auth(Credential::new(&KEY, "key-2")).await.unwrap();
    assert_eq!(secrets(5).0.as_deref(), Some("key-2"));
    let client = anonymous(&address).without_credentials().auth(Credential::new(&KEY, "key-3")).build().unwrap();
    call::<Login>(&client).await.unwrap();
    assert_eq!(secrets(6).0.as_deref(), Some("key-3"));
}

#[tokio::test]
async fn a_value_of_several_segments_keeps_its_slashes() {
    let (address, heads) = recording().await;
    let client = anonymous(&address).build().unwrap();
    let get = |value: &str| {
        let mut parts = Parts::new(&client, Greedy::INFO);
        parts.path("path", &value);
        Request::<Greedy>::of(parts)
    };
    get("a/b c/ü?#%2F/..x").await.unwrap();
    let line = heads.lock().unwrap()[0].lines().next().unwrap().to_owned();
    assert_eq!(line, "GET /files/a/b%20c/%C3%BC%3F%23%252F/..x/raw HTTP/1.1");
    for value in ["", "/", "a//b", "a/../b", "./a", "a/", "/a", "..", "a/."] {
        let error = get(value).await.expect_err(value);
        assert!(matches!(error, Error::Invalid(_)) && error.to_string().contains("`path`"), "{error}");
    }
    assert_eq!(heads.lock().unwrap().len(), 1);
}
