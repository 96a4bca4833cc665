//! A call that is dropped at any point where it waits leaves nothing behind.

use super::server::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Answers after a pause, redirects once, and fails the first attempt of each path, so that a call waits for everything
/// that it can wait for.
async fn slow() -> String {
    let failed: Arc<Mutex<std::collections::HashSet<String>>> = Arc::default();
    serve(move |mut socket, _| {
        let failed = failed.clone();
        async move {
            while let Some((head, _)) = read_request(&mut socket).await {
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let pause = || tokio::time::sleep(Duration::from_millis(1));
                pause().await;
                let is_first = failed.lock().unwrap().insert(path.clone());
                let text = match path.as_str() {
                    "/login" => answer("200 OK", "", r#"{"access_token": "t", "expires_in": 0.05}"#),
                    _ if is_first => answer("503 Service Unavailable", "", ""),
                    "/end" => answer("200 OK", "", "[1, 2, 3, 4]"),
                    _ => answer("302 Found", "location: /end\r\n", ""),
                };
                // The end of the head and of the body in pieces of their own.
                let (head, end) = text.split_at(text.len() - 12.min(text.len()));
                for piece in std::iter::once(head.as_bytes()).chain(end.as_bytes().chunks(4)) {
                    let _ = socket.write_all(piece).await;
                    pause().await;
                }
            }
        }
    })
    .await
}

/// Starts and ends of attempts.
#[derive(Clone, Default)]
struct Balance(Arc<[AtomicUsize; 2]>);

impl Hook for Balance {
    fn before(&self, _: &Attempt<'_>, _: &mut http::Request<RequestBody>) -> Result<(), BoxError> {
        self.0[0].fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    fn after(&self, _: &Attempt<'_>, _: &Outcome<'_>) {
        self.0[1].fetch_add(1, Ordering::SeqCst);
    }
}

/// Polls a call so often and drops it; `None` if it was not over.
async fn polled<T>(mut call: Call<T>, times: usize) -> Option<Result<T, Error>> {
    let mut count = 0;
    std::future::poll_fn(|context| {
        let polled = std::pin::Pin::new(&mut call).poll(context);
        count += 1;
        match polled {
            std::task::Poll::Ready(output) => std::task::Poll::Ready(Some(output)),
            // The last one is not waited for.
            std::task::Poll::Pending if count >= times => std::task::Poll::Ready(None),
            std::task::Poll::Pending => std::task::Poll::Pending,
        }
    })
    .await
}

#[tokio::test]
async fn a_call_that_is_dropped_after_any_number_of_polls_leaves_the_client_usable() {
    let address = slow().await;
    let balance = Balance::default();
    let login = JsonLogin::new(&format!("{address}/login"), &[("user", "me")]).unwrap();
    // One call at a time: a place that is not given back stops all that follow.
    let client = builder(&address)
        .auth(Credential::new(&KEY, login))
        .max_in_flight(1)
        .max_requests(100, Duration::from_millis(20))
        .hook(balance.clone())
        .build()
        .unwrap();
    let expected = serde_json::json!([1, 2, 3, 4]);
    let (mut polls, mut dropped) = (1, 0);
    let mut completed = 0;
    // A call may be over after fewer polls than the one before; several in a row that are over are the end.
    while completed < 3 {
        match polled(get(&client, polls).into_future(), polls).await {
            Some(result) => {
                assert_eq!(result.unwrap(), expected);
                completed += 1;
            }
            None => {
                dropped += 1;
                completed = 0;
                // The client is usable at once.
                if polls % 4 == 0 {
                    assert_eq!(get(&client, polls).timeout(Duration::from_secs(5)).await.unwrap(), expected);
                }
            }
        }
        polls += 1;
        assert!(polls < 500, "it never ends");
    }
    assert!(dropped >= 8, "it was dropped while it waited only {dropped} times");
    let [begun, ended] = &*balance.0;
    assert_eq!(begun.load(Ordering::SeqCst), ended.load(Ordering::SeqCst), "every hook was told the end");
    // All at once, with one place and one token among them.
    let calls: Vec<_> = (0..50).map(|id| tokio::spawn(get(&client, 1000 + id % 5).into_future())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), expected);
    }
}

/// A token server that takes each token to renew with once, gives another, and is slow to say so.
async fn rotating() -> String {
    let number = Arc::new(AtomicUsize::new(1));
    serve(move |mut socket, _| {
        let number = number.clone();
        async move {
            while let Some((head, body)) = read_request(&mut socket).await {
                let text = match head.contains(" /token ") {
                    false => answer("200 OK", "", "[1]"),
                    true => {
                        let now = number.load(Ordering::SeqCst);
                        if String::from_utf8_lossy(&body).contains(&format!("refresh_token=rt-{now}&")) {
                            number.fetch_add(1, Ordering::SeqCst);
                            let next = format!(r#"{{"access_token": "t", "refresh_token": "rt-{}"}}"#, now + 1);
                            answer("200 OK", "", &next)
                        } else {
                            answer("400 Bad Request", "", r#"{"error": "invalid_grant"}"#)
                        }
                    }
                };
                for piece in text.as_bytes().chunks(40) {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    let _ = socket.write_all(piece).await;
                }
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_token_to_renew_with_survives_the_call_that_was_answered_with_it() {
    let (mut polls, mut completed) = (1, 0);
    while completed < 3 {
        let address = rotating().await;
        let source = OAuth2::refresh_token(&format!("{address}/token"), "me", "rt-1").unwrap();
        let client = builder(&address).auth(Credential::new(&KEY, source)).build().unwrap();
        let over = polled(get(&client, 1).into_future(), polls).await;
        completed = if over.is_some() { completed + 1 } else { 0 };
        // The server has long answered then; or it answers while the next call waits.
        tokio::time::sleep(Duration::from_millis(if polls % 2 == 0 { 20 } else { 0 })).await;
        let next = get(&client, 2).timeout(Duration::from_secs(5)).await;
        assert_eq!(next.unwrap_or_else(|error| panic!("dropped after {polls} polls: {error}")), serde_json::json!([1]));
        polls += 1;
        assert!(polls < 500, "it never ends");
    }
    assert!(polls > 6, "it was over after {polls} polls");
}
