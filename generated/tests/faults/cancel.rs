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
