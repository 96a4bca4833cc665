//! The API key and the token: one of them is sent, and neither is shown.

use super::support::*;

const TOKEN: &str = "tok-5up3r-s3cr3t";

fn with(address: &str, credentials: impl IntoIterator<Item = Auth>) -> Client {
    let builder = Client::builder().base_url(address).retry(Retry::none());
    credentials.into_iter().fold(builder, |builder, credential| builder.auth(credential)).build().unwrap()
}

fn key() -> Auth {
    Auth::ApiKeyAuth(KEY.into())
}

fn token() -> Auth {
    Auth::BearerAuth(TOKEN.into())
}

async fn call_all(client: &Client) {
    client.list_flow_callbacks(1).await.unwrap();
    client.create_flow_callback(1, &FlowsStoreCallbacksRequest::new()).await.unwrap();
    client.update_flow_callback(1, 2, &FlowsUpdateCallbacksRequest::new()).await.unwrap();
    client.delete_flow_callback(1, 2).await.unwrap();
}

#[tokio::test]
async fn each_operation_sends_one_credential() {
    let bearer = format!("Bearer {TOKEN}");
    for (credentials, expected) in [
        (vec![key()], KEY),
        (vec![token()], &bearer),
        // The first documented alternative, whatever the order.
        (vec![key(), token()], KEY),
        (vec![token(), key()], KEY),
    ] {
        let server = server_with(&json!({})).await;
        call_all(&with(&server.uri(), credentials)).await;
        let requests = requests(&server).await;
        assert_eq!(requests.len(), 4);
        for request in requests {
            assert_eq!(headers(&request, "authorization"), [expected]);
        }
    }
}

#[tokio::test]
async fn one_call_can_have_a_credential_of_its_own() {
    let server = server_with(&json!({})).await;
    with(&server.uri(), []).list_flow_callbacks(1).auth(token()).await.unwrap();
    assert_eq!(headers(&only(&server).await, "authorization"), [format!("Bearer {TOKEN}")]);
}

#[tokio::test]
async fn without_a_credential_nothing_is_sent() {
    let server = server_with(&json!({})).await;
    let error = with(&server.uri(), []).list_flow_callbacks(1).await.unwrap_err();
    assert!(matches!(error, Error::MissingCredential(_)), "{error:?}");
    let methods = "`.api_key(…)` or `.bearer_token(…)` of the builder";
    assert!(error.to_string().contains(methods), "{error}");
    assert!(error.to_string().contains("ApiKeyAuth or BearerAuth"), "{error}");
    assert!(requests(&server).await.is_empty());
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let echo = json!({"message": format!("the key {KEY} and the token {TOKEN} are unknown")});
    let server = server(ResponseTemplate::new(401).set_body_json(echo)).await;
    let client = with(&server.uri(), [key(), token()]);
    let refused = client.list_flow_callbacks(1).await.unwrap_err();
    assert!(refused.to_string().contains("are unknown"), "{refused}");
    // Nobody listens there.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = format!("http://{address}");
    let unreachable = with(&address, [key(), token()]).list_flow_callbacks(1).await.unwrap_err();
    let invalid = client.list_flow_callbacks("").await.unwrap_err();
    for shown in [
        format!("{:?} {:?}", key(), token()),
        format!("{client:?} {client:#?}"),
        format!("{refused} {refused:?} {refused:#?}"),
        format!("{unreachable} {unreachable:?}"),
        format!("{invalid} {invalid:?}"),
    ] {
        assert!(!shown.contains(KEY) && !shown.contains(TOKEN), "{shown}");
    }
}

#[test]
fn a_secret_that_is_no_header_is_refused_without_showing_it() {
    let secret = "line\nbreak-s3cr3t";
    let error = Client::builder().auth(Auth::ApiKeyAuth(secret.into())).build().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{error:?}");
}
