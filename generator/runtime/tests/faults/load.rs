//! Many calls at once, and a server that fails now and then.

use super::server::*;
use serde_json::json;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A machine that is busy with other things takes its time.
const PATIENCE: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_at_once() {
    let address = serve(|mut socket, _| async move {
        while let Some((head, _)) = read_request(&mut socket).await {
            let id = id_of(&head);
            tokio::time::sleep(Duration::from_millis(20)).await;
            let _ = socket.write_all(answer("200 OK", "", &json!({"id": id}).to_string()).as_bytes()).await;
        }
    })
    .await;
    let client = builder(&address).timeout(PATIENCE).build().unwrap();
    let calls: Vec<_> = (0..1000).map(|id| tokio::spawn(get(&client, id).into_future())).collect();
    for (id, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await.unwrap().unwrap(), json!({"id": id}));
    }
}

fn id_of(head: &str) -> usize {
    let path = head.split(' ').nth(1).unwrap();
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// What the server does with an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Answered,
    /// Refused before anything was done: every call may be repeated.
    TooMany,
    Unavailable,
    Broken,
    /// A failure that is not repeated.
    Internal,
    /// The request is read, but not answered.
    Reset,
    CutOff,
}

/// Failures for 5 % of all attempts, always the same for the same seed.
fn fate(id: usize, attempt: usize) -> Fate {
    let mut hasher = DefaultHasher::new();
    (0x5eed_u32, id, attempt).hash(&mut hasher);
    match hasher.finish() % 120 {
        0 => Fate::TooMany,
        1 => Fate::Unavailable,
        2 => Fate::Broken,
        3 => Fate::Internal,
        4 => Fate::Reset,
        5 => Fate::CutOff,
        _ => Fate::Answered,
    }
}

/// The attempts that the server saw: by id, the idempotency keys that came with them.
type Seen = Arc<Mutex<HashMap<usize, Vec<Option<String>>>>>;

async fn failing() -> (String, Seen) {
    let seen = Seen::default();
    let all = seen.clone();
    let address = serve(move |mut socket, _| {
        let seen = all.clone();
        async move {
            while let Some((head, body)) = read_request(&mut socket).await {
                let id = id_of(&head);
                if head.starts_with("POST") {
                    assert_eq!(body, json!({"id": id}).to_string().as_bytes());
                }
                let attempt = {
                    let mut seen = seen.lock().unwrap();
                    let attempts = seen.entry(id).or_default();
                    attempts.push(header(&head, "idempotency-key").map(str::to_owned));
                    attempts.len()
                };
                let text = match fate(id, attempt) {
                    Fate::Answered => answer("200 OK", "", &json!({"id": id}).to_string()),
                    Fate::TooMany => answer("429 Too Many Requests", "retry-after: 0\r\n", ""),
                    Fate::Unavailable => answer("503 Service Unavailable", "", "{}"),
                    Fate::Broken => answer("502 Bad Gateway", "", "<html>"),
                    Fate::Internal => answer("500 Internal Server Error", "", ""),
                    Fate::Reset => return reset(socket),
                    Fate::CutOff => "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{".to_owned(),
                };
                if socket.write_all(text.as_bytes()).await.is_err() || fate(id, attempt) == Fate::CutOff {
                    return;
                }
            }
        }
    })
    .await;
    (address, seen)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Get,
    Post,
    Keyed,
}

fn kind(id: usize) -> Kind {
    [Kind::Get, Kind::Post, Kind::Keyed][id % 3]
}

/// How many attempts a call takes, and how it ends, by the rules of the retries.
fn expected(id: usize) -> (usize, Fate) {
    let repeats = |fate| match fate {
        Fate::Answered | Fate::Internal => false,
        Fate::TooMany => true,
        Fate::Unavailable | Fate::Broken | Fate::Reset | Fate::CutOff => kind(id) != Kind::Post,
    };
    let attempts = (1..3).find(|attempt| !repeats(fate(id, *attempt))).unwrap_or(3);
    (attempts, fate(id, attempts))
}

fn assert_ends(id: usize, result: Result<serde_json::Value, Error>) {
    let (attempts, fate) = expected(id);
    let status = |status| Err((Some(status), None));
    let broken = |status| Err((status, Some(TransportErrorKind::Interrupted)));
    let right = match fate {
        Fate::Answered => Ok(json!({"id": id})),
        Fate::TooMany => status(429),
        Fate::Unavailable => status(503),
        Fate::Broken => status(502),
        Fate::Internal => status(500),
        Fate::Reset => broken(None),
        Fate::CutOff => broken(Some(200)),
    };
    let found = result.map_err(|error| {
        let kind = match &error {
            Error::Transport(failure) => {
                assert_eq!(failure.attempts() as usize, attempts, "{id}: {error}");
                Some(failure.error().kind())
            }
            Error::Api(api) => {
                assert_eq!(api.attempts() as usize, attempts, "{id}: {error}");
                None
            }
            other => panic!("{other:?}"),
        };
        (error.status().map(|status| status.as_u16()), kind)
    });
    assert_eq!(found, right, "{id}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_to_a_server_that_fails_now_and_then() {
    const CALLS: usize = 10_000;
    const AT_ONCE: usize = 100;
    let (address, seen) = failing().await;
    let client = builder(&address).max_in_flight(AT_ONCE).timeout(PATIENCE).build().unwrap();
    let mut memory = Vec::new();
    for block in (0..CALLS).collect::<Vec<_>>().chunks(1000) {
        let calls: Vec<_> = block
            .iter()
            .map(|id| match kind(*id) {
                Kind::Get => tokio::spawn(get(&client, *id).into_future()),
                Kind::Post => tokio::spawn(post::<PostThing>(&client, *id).into_future()),
                Kind::Keyed => tokio::spawn(post::<PostKeyed>(&client, *id).into_future()),
            })
            .collect();
        for (id, call) in block.iter().zip(calls) {
            assert_ends(*id, call.await.unwrap());
        }
        memory.extend(resident());
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), CALLS, "every call reached the server");
    let mut keys = HashMap::new();
    for (id, attempts) in seen.iter() {
        assert_eq!(attempts.len(), expected(*id).0, "{id} was sent as often as the rules say");
        assert!(attempts.iter().all(|key| key == &attempts[0] && key.is_some() == (kind(*id) == Kind::Keyed)), "{id}");
        if let Some(key) = &attempts[0] {
            assert_eq!(keys.insert(key.clone(), *id), None, "{key}");
        }
    }
    // After the first thousand calls, what the server here notes down is all that grows.
    if let [first, .., last] = memory[..] {
        assert!(last < first + (16 << 20), "{memory:?}");
    }
}

/// The memory of this process in bytes, where the system tells it.
fn resident() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096)
}
