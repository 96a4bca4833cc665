//! How many requests a client sends: its own limits, those of the server, and the budget of repetitions.

use super::api::*;
use super::fake::{Fake, all, ok, reply};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

fn get(client: &Client) -> Call<Value> {
    client.request(Method::GET, "/x").into_future()
}

/// The most moments in any window of so much time.
fn most_within(times: &[tokio::time::Instant], window: Duration) -> usize {
    let count =
        |first: &tokio::time::Instant| times.iter().filter(|at| **at >= *first && **at < *first + window).count();
    times.iter().map(count).max().unwrap_or(0)
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_240_a_minute_is_kept_within_2_percent() {
    let fake = Fake::at_once(|_, _| ok());
    let client = fake.builder().max_requests(240, MINUTE).build().unwrap();
    let started = tokio::time::Instant::now();
    let results = all((0..1000).map(|_| get(&client.clone()))).await;
    assert!(results.iter().all(Result::is_ok));
    let times: Vec<_> = fake.sent().iter().map(|sent| sent.at).collect();
    assert_eq!(times.len(), 1000);
    assert_eq!(most_within(&times, MINUTE), 240, "never more in any minute");
    // Four minutes take four times as much, less at most 2 %.
    let in_four_minutes = times.iter().filter(|at| **at - started < 4 * MINUTE).count();
    assert!((941..=960).contains(&in_four_minutes), "{in_four_minutes}");
}

#[tokio::test]
async fn a_limit_is_kept_over_real_sockets_and_time() {
    let server = server_with(200, json!(1)).await;
    let window = Duration::from_millis(400);
    let client = builder(&server.uri()).max_requests(40, window).build().unwrap();
    let started = Instant::now();
    let results = all((0..200).map(|_| get(&client))).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(requests(&server).await.len(), 200);
    // The first 40 go at once, and then 40 in each window.
    let took = started.elapsed().as_secs_f64();
    assert!(took >= 4.0 * window.as_secs_f64(), "{took}");
    // How long 200 calls themselves take depends on what else the machine does.
    assert!(took < 4.0 * window.as_secs_f64() * 1.02 + 5.0, "{took}");
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_turn_comes_after_its_time_fails_at_once() {
    let fake = Fake::at_once(|_, _| ok());
    let client = fake.builder().max_requests(2, MINUTE).build().unwrap();
    all((0..2).map(|_| get(&client))).await;
    let started = tokio::time::Instant::now();
    let late = || client.request(Method::GET, "/x").timeout(Duration::from_secs(59));
    let error = late().await.unwrap_err();
    assert_eq!(started.elapsed(), Duration::ZERO);
    let Error::Transport(failure) = &error else { panic!("{error:?}") };
    assert_eq!((failure.error().kind(), failure.attempts()), (TransportErrorKind::Limit, 1));
    assert!(error.is_timeout() && error.is_retryable() && !error.is_connect());
    assert!(error.to_string().starts_with("GET /x: not sent: the client's limit of 2 requests"), "{error}");
    assert_eq!(fake.sent().len(), 2);
    // It took nobody's turn.
    late().timeout(Duration::from_secs(61)).await.unwrap();
    assert_eq!(started.elapsed().as_millis(), 60_600);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_waits_gives_its_turn_back() {
    let fake = Fake::at_once(|_, _| ok());
    let client = fake.builder().max_requests(2, MINUTE).build().unwrap();
    all((0..2).map(|_| get(&client))).await;
    let started = tokio::time::Instant::now();
    for _ in 0..100 {
        let dropped = tokio::time::timeout(Duration::from_millis(1), get(&client)).await;
        assert!(dropped.is_err());
    }
    all((0..2).map(|_| get(&client))).await;
    assert!(started.elapsed() < Duration::from_secs(61), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn repetitions_and_redirects_count() {
    let fake = Fake::at_once(|sent, number| match (sent.uri.path(), number) {
        ("/x", 0) => reply(503, &[], &json!(null)),
        ("/x", 1) => reply(302, &[("location", "/y")], &json!(null)),
        _ => ok(),
    });
    let client = fake.builder().max_requests(2, MINUTE).build().unwrap();
    let started = tokio::time::Instant::now();
    get(&client).await.unwrap();
    assert_eq!(fake.sent().len(), 3);
    assert!(started.elapsed() >= MINUTE);
}

#[tokio::test(start_paused = true)]
async fn what_another_origin_says_about_its_limit_holds_nobody_up() {
    let limited = &[("retry-after", "20"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "20")];
    for (location, waited) in [("https://other.test/y", 0), ("https://api.test/y", 20), ("/y", 20)] {
        for status in [200, 429] {
            let fake = Fake::at_once(move |sent, _| match sent.uri.path() {
                "/x" => reply(302, &[("location", location)], &json!(null)),
                "/y" => reply(status, limited, &json!(1)),
                _ => ok(),
            });
            let client = fake.builder().retry(Retry::none()).build().unwrap();
            assert_eq!(get(&client).await.is_ok(), status == 200);
            let started = tokio::time::Instant::now();
            client.request(Method::GET, "/z").await.unwrap();
            assert_eq!(started.elapsed().as_secs(), waited, "{location} {status}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_more_than_so_many_are_under_way_at_once() {
    static NOW: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    let fake = Fake::new(|_, _| async {
        MOST.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(10)).await;
        NOW.fetch_sub(1, Ordering::SeqCst);
        Ok(ok())
    });
    let client = fake.builder().max_in_flight(4).build().unwrap();
    let started = tokio::time::Instant::now();
    let results = all((0..40).map(|_| get(&client.clone()))).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(MOST.load(Ordering::SeqCst), 4);
    assert!(started.elapsed() >= Duration::from_millis(100));
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_under_way_until_it_ends_or_is_dropped() {
    let fake = Fake::at_once(|_, _| ok());
    let client = fake.builder().max_in_flight(1).build().unwrap();
    let call = || client.request(Method::GET, "/x").timeout(Duration::from_secs(1));
    let dropped = call().raw_stream().await.unwrap();
    let error = call().await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("at once"), "{error}");
    drop(dropped);
    let mut read = call().raw_stream().await.unwrap();
    while read.next().await.is_some() {}
    call().await.unwrap();
    // What fails is no stream.
    let failing = Fake::at_once(|_, _| reply(404, &[], &json!(null)));
    let client = failing.builder().max_in_flight(1).build().unwrap();
    for _ in 0..3 {
        assert!(client.request(Method::GET, "/x").raw_stream().await.is_err());
    }
}

#[tokio::test]
async fn what_a_server_says_about_its_limit_is_visible() {
    let shown = |headers: &'static [(&'static str, &'static str)]| async move {
        let fake = Fake::at_once(move |_, _| reply(200, headers, &json!(1)));
        let client = fake.builder().heed_rate_limits(false).build().unwrap();
        let response = client.request(Method::GET, "/x").send().await.unwrap();
        response.rate_limit().map(|limit| (limit.limit(), limit.remaining(), limit.reset().map(|time| time.as_secs())))
    };
    for (headers, expected) in [
        (&[("x-ratelimit-limit", "240"), ("x-ratelimit-remaining", "17")][..], Some((Some(240), Some(17), None))),
        (
            &[("ratelimit-limit", "100, 100;w=60"), ("ratelimit-remaining", "0"), ("ratelimit-reset", "30")],
            Some((Some(100), Some(0), Some(30))),
        ),
        (&[("ratelimit", "limit=10, remaining=3, reset=7")], Some((Some(10), Some(3), Some(7)))),
        (
            &[("ratelimit", "\"default\";r=50;t=31"), ("ratelimit-policy", "\"default\";q=100;w=60")],
            Some((Some(100), Some(50), Some(31))),
        ),
        (&[("x-rate-limit-remaining", "5"), ("x-rate-limit-reset", "2.5")], Some((None, Some(5), Some(2)))),
        // Long ago.
        (&[("x-ratelimit-remaining", "5"), ("x-ratelimit-reset", "1700000000")], Some((None, Some(5), Some(0)))),
        (&[("x-ratelimit-remaining", "5"), ("x-ratelimit-reset", "1700000000000")], Some((None, Some(5), Some(0)))),
        (&[("x-ratelimit-remaining", "many"), ("x-ratelimit-reset", "soon")], None),
        (&[("x-ratelimit-reset", "10")], None),
        (&[("ratelimit", "nonsense")], None),
        (&[], None),
    ] {
        assert_eq!(shown(headers).await, expected, "{headers:?}");
    }
    let in_a_minute = std::time::SystemTime::now() + MINUTE;
    let seconds = in_a_minute.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    for reset in [seconds.to_string(), (seconds * 1000).to_string(), httpdate::fmt_http_date(in_a_minute)] {
        let fake = Fake::at_once(move |_, _| {
            reply(429, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", &reset)], &json!(1))
        });
        let client = fake.builder().retry(Retry::none()).build().unwrap();
        let error = get(&client).await.unwrap_err();
        let reset = error.rate_limit().unwrap().reset().unwrap();
        assert!((55..=60).contains(&reset.as_secs()), "{reset:?}");
        assert_eq!(error.as_api().unwrap().rate_limit().unwrap().remaining(), Some(0));
        assert_eq!(error.retry_after(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_servers_limit_is_waited_for() {
    const CLOSED: &[(&str, &str)] = &[("x-ratelimit-limit", "9"), ("x-ratelimit-remaining", "0")];
    fn closed(status: u16) -> http::Response<ResponseBody> {
        let mut headers = CLOSED.to_vec();
        headers.push(("x-ratelimit-reset", "7"));
        reply(status, &headers, &json!(1))
    }
    // 429 without `Retry-After`: the same call goes again when the window ends.
    let fake = Fake::at_once(|_, number| if number == 0 { closed(429) } else { ok() });
    let started = tokio::time::Instant::now();
    get(&fake.builder().build().unwrap()).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 7);
    // Nothing is left: the next call waits, by any clone of the client.
    let fake = Fake::at_once(|_, number| if number == 0 { closed(200) } else { ok() });
    let client = fake.builder().build().unwrap();
    get(&client).await.unwrap();
    let started = tokio::time::Instant::now();
    // What cannot wait is sent: it may not be meant.
    client.request(Method::GET, "/x").timeout(Duration::from_secs(5)).await.unwrap();
    let impatient = Retry::default().longest_wait(Duration::from_secs(3));
    client.request(Method::GET, "/x").retry(impatient).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 0);
    get(&client.clone()).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 7);
    get(&client).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 7);
    // Unless the client is told not to.
    let fake = Fake::at_once(|_, _| closed(200));
    let client = fake.builder().heed_rate_limits(false).build().unwrap();
    let started = tokio::time::Instant::now();
    get(&client).await.unwrap();
    get(&client).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 0);
}

#[tokio::test(start_paused = true)]
async fn retry_after_holds_all_calls_of_a_client() {
    let fake = Fake::at_once(|_, number| match number {
        0 => reply(429, &[("retry-after", "30")], &json!(1)),
        _ => ok(),
    });
    let client = fake.builder().build().unwrap();
    let started = tokio::time::Instant::now();
    let first = tokio::spawn(get(&client));
    tokio::time::sleep(Duration::from_secs(1)).await;
    get(&client).await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(started.elapsed().as_secs(), 30);
    assert_eq!(fake.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_moment_beyond_all_time_harms_nobody() {
    let headers =
        &[("retry-after", "18446744073709551615"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1e300")];
    let fake = Fake::at_once(|_, _| reply(503, headers, &json!(1)));
    let client = fake.builder().build().unwrap();
    for _ in 0..3 {
        assert_eq!(get(&client).await.unwrap_err().status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_fails_is_not_hammered() {
    let down = Arc::new(AtomicUsize::new(1));
    let state = down.clone();
    let fake = Fake::at_once(move |_, _| match state.load(Ordering::SeqCst) {
        0 => ok(),
        _ => reply(503, &[], &json!(null)),
    });
    let budget = RetryBudget::new(10, 0.5);
    let client = fake.builder().retry_budget(budget.clone()).build().unwrap();
    for _ in 0..100 {
        assert!(get(&client.clone()).await.is_err());
    }
    assert_eq!(fake.sent().len(), 110, "10 repetitions for 100 calls");
    assert_eq!(budget.left(), 0);
    // It is up again: each success puts a half back.
    down.store(0, Ordering::SeqCst);
    for _ in 0..8 {
        get(&client).await.unwrap();
    }
    assert_eq!(budget.left(), 4);
    for _ in 0..100 {
        get(&client).await.unwrap();
    }
    assert_eq!(budget.left(), 10, "never more than at first");
    // Without a bound.
    down.store(1, Ordering::SeqCst);
    let before = fake.sent().len();
    let client = fake.builder().retry_budget(RetryBudget::unlimited()).build().unwrap();
    for _ in 0..100 {
        assert!(get(&client).await.is_err());
    }
    assert_eq!(fake.sent().len() - before, 300);
}

#[tokio::test(start_paused = true)]
async fn a_repetition_that_the_server_asks_for_takes_nothing_from_the_budget() {
    let fake = Fake::at_once(|_, number| match number % 2 {
        0 => reply(503, &[("retry-after", "1")], &json!(null)),
        _ => ok(),
    });
    let client = fake.builder().retry_budget(RetryBudget::new(0, 0.0)).build().unwrap();
    for _ in 0..20 {
        get(&client).await.unwrap();
    }
    assert_eq!(fake.sent().len(), 40);
}

#[test]
fn budgets_take_any_number() {
    for part in [f64::NAN, f64::INFINITY, -1.0, 1e300, 0.0] {
        assert_eq!(RetryBudget::new(u32::MAX, part).left(), u32::MAX);
    }
    assert_eq!(RetryBudget::unlimited().left(), u32::MAX);
    assert!(format!("{:?} {:?}", RetryBudget::default(), RetryBudget::unlimited()).contains("100 of 100 left"));
}
