//! Servers whose certificate nobody vouches for.

use super::server::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A server with a certificate that it signed itself; counts connections and requests.
async fn self_signed() -> (String, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(certified.signing_key.serialize_der().into());
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let (connections, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counts = (connections.clone(), requests.clone());
    let address = serve(move |socket, _| {
        let (acceptor, (connections, requests)) = (acceptor.clone(), counts.clone());
        async move {
            connections.fetch_add(1, Ordering::SeqCst);
            let Ok(mut socket) = acceptor.accept(socket).await else { return };
            let mut read = [0; 4096];
            if matches!(socket.read(&mut read).await, Ok(1..)) {
                requests.fetch_add(1, Ordering::SeqCst);
                let _ = socket.write_all(answer("200 OK", "", "1").as_bytes()).await;
            }
        }
    })
    .await;
    (address.replace("http://127.0.0.1", "https://localhost"), connections, requests)
}

#[tokio::test]
async fn a_self_signed_server_is_refused_and_sees_nothing() {
    let (address, connections, requests) = self_signed().await;
    let error = get(&builder(&address).build().unwrap(), 1).await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(!error.is_retryable(), "asking again does not make it valid: {error:?}");
    assert!(error.to_string().contains("certificate"), "{error}");
    assert_eq!((connections.load(Ordering::SeqCst), requests.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test]
async fn a_server_without_tls_is_no_connection() {
    let address = serve(|mut socket, _| async move {
        read_request(&mut socket).await;
        let _ = socket.write_all(answer("200 OK", "", "1").as_bytes()).await;
    })
    .await;
    // Not HTTP/1.1, but the beginning of TLS: the server closes without a response.
    let client = builder(&address.replace("http:", "https:")).response_timeout(Duration::from_millis(300)).build();
    let error = get(&client.unwrap(), 1).retry(Retry::none()).await.unwrap_err();
    assert!(error.is_connect() || error.is_timeout(), "{error:?}");
}
