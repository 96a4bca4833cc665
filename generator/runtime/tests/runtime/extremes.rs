//! No setting of a caller and no header of a server makes the client panic, whatever they are together. And bodies: what
//! bounds them, and what they take until they are whole.

use super::api::*;
use super::fake::{Fake, reply};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

/// Chooses as it likes, the same in every run (a linear congruential generator).
struct Choice(u64);

impl Choice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % count as u64).unwrap()
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn time(&mut self) -> Duration {
        let seconds = [0, 1, 60, 86_400, 1 << 32, u64::MAX / 1000, u64::MAX / 2, u64::MAX - 1].map(Duration::from_secs);
        let all = [&seconds[..], &[Duration::MAX, Duration::from_nanos(1), Duration::from_millis(1)]].concat();
        self.of(&all)
    }

    fn limit(&mut self) -> Option<Duration> {
        if self.below(3) == 0 { None } else { Some(self.time()) }
    }

    fn builder(&mut self, fake: &Fake) -> ClientBuilder {
        let counts = [0, 1, 2, 1000, u32::MAX - 1, u32::MAX];
        let mut builder = fake
            .builder()
            .timeout(self.limit())
            .attempt_timeout(self.limit())
            .response_timeout(self.limit())
            .idle_timeout(self.limit())
            .connect_timeout(self.time())
            .retry(self.retry())
            .max_redirects(self.of(&counts))
            .max_body_size(self.of(&[0, 1, 64, u64::MAX]))
            .heed_rate_limits(self.below(2) == 0)
            .retry_budget(RetryBudget::new(self.of(&counts), self.of(&[f64::NAN, f64::INFINITY, -1.0, 0.0, 1e300])));
        if self.below(2) == 0 {
            builder = builder.max_requests(self.of(&counts), self.time());
        }
        if self.below(2) == 0 {
            builder = builder.max_in_flight(self.of(&[0, 1, usize::MAX]));
        }
        builder
    }

    fn retry(&mut self) -> Retry {
        let attempts = self.of(&[0, 1, 2, 40, u32::MAX]);
        Retry::attempts(attempts).backoff(self.time(), self.time()).longest_wait(self.time())
    }

    fn reply(&mut self) -> http::Response<ResponseBody> {
        const NUMBERS: [&str; 18] = [
            "18446744073709551615",
            "18446744073709551616",
            "99999999999999999999999999",
            "-1",
            "0",
            "1",
            "1e400",
            "-1e400",
            "NaN",
            "inf",
            "-inf",
            "1.8446744073709552e19",
            "0.000000000000000001",
            "",
            " ",
            "5, 5",
            "1e9",
            "9223372036854775807000",
        ];
        const DATES: [&str; 4] = [
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Wed, 30 Feb 2022 25:61:61 GMT",
            "Fri, 31 Dec 99999 23:59:59 GMT",
        ];
        const OTHERS: [&str; 8] = [
            "limit=18446744073709551615, remaining=0, reset=18446744073709551615",
            "\"d\";r=0;t=18446744073709551615",
            ";=;=,,",
            "<",
            "<>; rel=next",
            "https://[::",
            "/things/1",
            "bytes 0-18446744073709551615/*",
        ];
        const NAMES: [&str; 17] = [
            "retry-after",
            "ratelimit",
            "ratelimit-policy",
            "ratelimit-limit",
            "ratelimit-remaining",
            "ratelimit-reset",
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "x-rate-limit-limit",
            "x-rate-limit-remaining",
            "x-rate-limit-reset",
            "link",
            "location",
            "content-type",
            "set-cookie",
            "content-length",
        ];
        let all = [&NUMBERS[..], &DATES, &OTHERS].concat();
        let headers: Vec<_> = (0..self.below(8)).map(|_| (self.of(&NAMES), self.of(&all))).collect();
        let status = self.of(&[200, 204, 301, 302, 303, 307, 308, 400, 401, 429, 429, 500, 503, 503, 504, 599, 999]);
        reply(status, &headers, &json!({"data": [1, 2, 3], "next": 18_446_744_073_709_551_615_u64}))
    }
}

#[tokio::test(start_paused = true)]
async fn no_setting_and_no_header_panics() {
    for seed in 0..3000 {
        let mut choice = Choice(seed);
        let fake = Fake::at_once(move |_, number| match number {
            // Some settings mean that it goes on as long as the server wants.
            0..10 => Choice(seed << 8 | number as u64).reply(),
            _ => reply(200, &[], &json!([])),
        });
        let client = choice.builder(&fake).auth(key()).build().unwrap();
        let method = choice.of(&[0, 1, 2]);
        let mut call = client.request([Method::GET, Method::PUT, Method::POST][method].clone(), "/things/1");
        if method > 0 {
            call = call.json(&json!({"a": 1}));
        }
        if choice.below(2) == 0 {
            call = call.timeout(choice.limit()).retry(choice.retry()).idle_timeout(choice.limit());
        }
        let hour = Duration::from_secs(3600);
        if choice.below(3) == 0 {
            let mut stream = tokio::time::timeout(hour, call.raw_stream()).await;
            if let Ok(Ok(stream)) = &mut stream {
                let _ = (stream.rate_limit(), tokio::time::timeout(hour, stream.next()).await);
            }
        } else if let Ok(Err(error)) = tokio::time::timeout(hour, call).await {
            let _ = (error.retry_after(), error.rate_limit(), error.to_string(), format!("{error:?}"));
        }
    }
}

#[tokio::test]
async fn extreme_settings_work_over_real_sockets() {
    let server = server_with(200, json!({"a": 1})).await;
    for time in [Duration::MAX, Duration::from_secs(u64::MAX)] {
        let client = builder(&server.uri())
            .auth(key())
            .timeout(time)
            .attempt_timeout(time)
            .response_timeout(time)
            .idle_timeout(time)
            .connect_timeout(time)
            .retry(Retry::attempts(u32::MAX).backoff(time, time).longest_wait(time))
            .max_requests(u32::MAX, time)
            .max_in_flight(usize::MAX)
            .max_redirects(u32::MAX)
            .max_body_size(u64::MAX)
            .build()
            .unwrap();
        assert_eq!(get_thing(&client, 1).await.unwrap(), json!({"a": 1}));
    }
}

#[test]
fn the_bound_on_a_body_names_its_setting_and_is_64_mib() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        // A body of spaces and a number, in pieces that share their bytes.
        let fake = |length: usize| {
            Fake::at_once(move |_, _| {
                let mut pieces = vec![Bytes::from_static(b"7")];
                let spaces = Bytes::from(vec![b' '; 1 << 20]);
                pieces.extend((0..(length - 1) >> 20).map(|_| spaces.clone()));
                pieces.push(spaces.slice(..(length - 1) & ((1 << 20) - 1)));
                http::Response::new(ResponseBody::stream(Pieces(pieces.into_iter())))
            })
        };
        assert_eq!(get_thing(&fake(64 << 20).builder().auth(key()).build().unwrap(), 1).await.unwrap(), 7);
        let client = fake((64 << 20) + 1).builder().auth(key()).build().unwrap();
        let error = get_thing(&client, 1).await.unwrap_err();
        assert!(
            matches!(&error, Error::Transport(it) if it.error().kind() == TransportErrorKind::TooLarge),
            "{error:?}"
        );
        assert!(error.to_string().contains("more than the 67108864 bytes that `max_body_size` allows"), "{error}");
        // Bytes and streams have none, whatever is set.
        let client = fake((64 << 20) + 1).builder().auth(key()).max_body_size(1).build().unwrap();
        assert_eq!(get_thing(&client, 1).raw().await.unwrap().body().len(), (64 << 20) + 1);
        assert_eq!(call::<GetBytes>(&client).await.unwrap().len(), (64 << 20) + 1);
        assert_eq!(get_thing(&client, 1).raw_stream().await.unwrap().next().await.unwrap().unwrap(), "7");
    });
}

operation!(GetBytes, GET "/bytes", &[], Bytes, bytes);

struct Pieces(std::vec::IntoIter<Bytes>);

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

/// A buffer of the network that counts how many of its kind there are.
struct Buffer(Arc<AtomicUsize>);

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        b" "
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

struct Buffers(Arc<AtomicUsize>, usize);

impl futures_core::Stream for Buffers {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.1 += 1;
        match self.1 {
            100_000 => {
                assert!(self.0.load(Ordering::SeqCst) < 10, "small pieces hold on to large buffers");
                Poll::Ready(Some(Ok(Bytes::from_static(b"[1]"))))
            }
            100_001 => Poll::Ready(None),
            _ => {
                self.0.fetch_add(1, Ordering::SeqCst);
                Poll::Ready(Some(Ok(Bytes::from_owner(Buffer(self.0.clone())))))
            }
        }
    }
}

#[tokio::test]
async fn small_pieces_of_a_body_are_joined() {
    let alive = Arc::new(AtomicUsize::new(0));
    let fake = Fake::at_once(move |_, _| http::Response::new(ResponseBody::stream(Buffers(alive.clone(), 0))));
    let client = fake.builder().auth(key()).build().unwrap();
    let raw = get_thing(&client, 1).raw().await.unwrap();
    assert_eq!((raw.body().len(), raw.json::<Vec<u8>>().unwrap()), (100_002, vec![1]));
}
