//! Bodies over real sockets: that nobody sends faster than the other reads, that compressed responses are read as if they
//! were not, and streams and blocking calls as they come from the network.

use super::api::*;
use base64::Engine as _;
use futures_core::Stream;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const PIECE: usize = 64 << 10;
const PIECES: usize = 1024;
/// What sockets hold on the way, generously: the kernel's buffers on both sides.
const ON_THE_WAY: usize = 24 << 20;

/// Reads the head of a request, and what came with it of the body.
async fn head(socket: &mut TcpStream) -> (String, usize) {
    let mut read = Vec::new();
    loop {
        let mut buffer = [0; 1024];
        let count = socket.read(&mut buffer).await.unwrap();
        assert!(count > 0, "the request has a head");
        read.extend_from_slice(&buffer[..count]);
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            return (String::from_utf8(read[..end].to_vec()).unwrap(), read.len() - end - 4);
        }
    }
}

/// A server of one connection after the other.
async fn server<F>(answer: impl Fn(usize, TcpStream) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for number in 0.. {
            let (socket, _) = listener.accept().await.unwrap();
            answer(number, socket).await;
        }
    });
    address
}

fn client(address: &str) -> Client {
    builder(address).auth(key()).retry(Retry::none()).build().unwrap()
}

#[tokio::test]
async fn a_slow_reader_slows_the_server_down() {
    let written = Arc::new(AtomicUsize::new(0));
    let counter = written.clone();
    let address = server(move |_, mut socket| {
        let counter = counter.clone();
        async move {
            head(&mut socket).await;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", PIECE * PIECES);
            socket.write_all(head.as_bytes()).await.unwrap();
            for _ in 0..PIECES {
                socket.write_all(&[b'x'; PIECE]).await.unwrap();
                counter.fetch_add(PIECE, Ordering::SeqCst);
            }
        }
    })
    .await;
    let mut response = get_thing(&client(&address), 1).raw_stream().await.unwrap();
    let mut total = response.next().await.unwrap().unwrap().len();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let ahead = written.load(Ordering::SeqCst);
    assert!(ahead < ON_THE_WAY, "{ahead} bytes were sent that nobody read");
    while let Some(piece) = response.next().await {
        total += piece.unwrap().len();
    }
    assert_eq!(total, PIECE * PIECES);
}

/// Pieces that count themselves.
struct Counted(usize, Arc<AtomicUsize>);

impl Stream for Counted {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.0 == 0 {
            return Poll::Ready(None);
        }
        self.0 -= 1;
        self.1.fetch_add(PIECE, Ordering::SeqCst);
        Poll::Ready(Some(Ok(Bytes::from_static(&[b'y'; PIECE]))))
    }
}

#[tokio::test]
async fn a_slow_server_slows_the_sender_down() {
    let taken = Arc::new(AtomicUsize::new(0));
    let counter = taken.clone();
    let address = server(move |_, mut socket| {
        let counter = counter.clone();
        async move {
            let (_, mut read) = head(&mut socket).await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            let ahead = counter.load(Ordering::SeqCst);
            let mut buffer = vec![0; PIECE];
            while read < PIECE * PIECES {
                let count = socket.read(&mut buffer).await.unwrap();
                assert!(count > 0, "the body is whole");
                read += count;
            }
            let body = format!("{{\"read\":{read},\"ahead\":{ahead}}}");
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    })
    .await;
    let body = RequestBody::stream_with_length(Counted(PIECES, taken.clone()), (PIECE * PIECES) as u64);
    let answer =
        client(&address).request(Method::POST, "/upload").body(body, "application/octet-stream").await.unwrap();
    assert_eq!(answer["read"], PIECE * PIECES);
    let ahead = usize::try_from(answer["ahead"].as_u64().unwrap()).unwrap();
    assert!(ahead < ON_THE_WAY, "{ahead} bytes were taken from the stream before the server read any");
}

/// `{"name":"grüße"}`, compressed by gzip.
const SMALL: &str = "H4sIAAAAAAAC/6tWykvMTVWyUkovOrzn8PxUpVoAV3Gn3BIAAAA=";
/// 200,000 times the digit 0, compressed by gzip.
const LARGE: &str = "H4sIAAAAAAAC/+3BMQEAAADCoErrn84M/kABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAK8BlH0jNkANAwA=";

async fn compressed(body: &'static str) -> String {
    server(move |_, mut socket| async move {
        let (head, _) = head(&mut socket).await;
        assert!(
            head.to_ascii_lowercase()
                .lines()
                .any(|line| line.starts_with("accept-encoding: ") && line.contains("gzip")),
            "{head}"
        );
        let body = base64::engine::general_purpose::STANDARD.decode(body).unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-type: application/json\r\nconnection: close";
        let head = format!("{head}\r\ncontent-length: {}\r\n\r\n", body.len());
        socket.write_all(head.as_bytes()).await.unwrap();
        socket.write_all(&body).await.unwrap();
    })
    .await
}

#[tokio::test]
async fn compressed_answers_are_read_as_if_they_were_not() {
    let address = compressed(SMALL).await;
    assert_eq!(get_thing(&client(&address), 1).await.unwrap(), json!({"name": "grüße"}));
    let mut response = get_thing(&client(&address), 1).raw_stream().await.unwrap();
    let mut text = Vec::new();
    while let Some(piece) = response.next().await {
        text.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(text, r#"{"name":"grüße"}"#.as_bytes());
}

/// A body in a format that a feature reads, in a frame that holds it as it is.
async fn framed(coding: &'static str, frame: impl Fn(&[u8]) -> Vec<u8> + Send + 'static) {
    let body = frame(r#"{"name":"grüße"}"#.as_bytes());
    let address = server(move |_, mut socket| {
        let body = body.clone();
        async move {
            let (head, _) = head(&mut socket).await;
            let head = head.to_ascii_lowercase();
            let accepted = head.lines().find_map(|line| line.strip_prefix("accept-encoding: ")).unwrap();
            assert!(accepted.split(',').any(|one| one.trim() == coding), "{accepted}");
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-encoding: {coding}\r\ncontent-length: {}\r\n\r\n", body.len());
            socket.write_all(head.as_bytes()).await.unwrap();
            socket.write_all(&body).await.unwrap();
        }
    })
    .await;
    assert_eq!(get_thing(&client(&address), 1).await.unwrap(), json!({"name": "grüße"}));
}

#[tokio::test]
async fn answers_by_brotli_are_read() {
    // RFC 7932, section 9.2: one block that is not compressed, and one that is empty and the last.
    framed("br", |text| {
        let head = (text.len() as u32 - 1) << 4 | 1 << 20;
        [&head.to_le_bytes()[..3], text, &[3]].concat()
    })
    .await;
}

#[tokio::test]
async fn answers_by_zstd_are_read() {
    // RFC 8878, section 3.1.1: a frame of one segment with one block that is not compressed.
    framed("zstd", |text| {
        let length = text.len() as u8;
        let block = u32::from(length) << 3 | 1;
        [&[0x28, 0xb5, 0x2f, 0xfd, 0x20, length][..], &block.to_le_bytes()[..3], text].concat()
    })
    .await;
}

#[tokio::test]
async fn the_bound_on_a_body_is_one_on_what_it_becomes() {
    let address = compressed(LARGE).await;
    assert_eq!(get_thing(&client(&address), 1).raw().await.unwrap().body().len(), 200_000);
    let small = builder(&address).auth(key()).max_body_size(100_000).build().unwrap();
    let error = get_thing(&small, 1).await.unwrap_err();
    assert!(error.to_string().contains("the response is too large"), "{error}");
}

#[tokio::test]
async fn events_are_taken_up_again_over_the_network() {
    let address = server(|number, mut socket| async move {
        let (head, _) = head(&mut socket).await;
        let head = head.to_ascii_lowercase();
        assert!(head.contains("accept: text/event-stream"), "{head}");
        assert_eq!(head.contains("last-event-id: e-1"), number == 1, "{head}");
        assert_eq!(head.contains("last-event-id: e-2"), number == 2, "{head}");
        let start = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";
        // The first body breaks off in the middle of an event, the second one ends, the third one has nothing.
        let rest = match number {
            0 => "transfer-encoding: chunked\r\n\r\n2e\r\nretry: 20\nid: e-1\ndata: {\"n\":1}\n\ndata: {\"n\":9}\r\n",
            1 => "connection: close\r\n\r\nid: e-2\ndata: {\"n\":2}\n\n",
            _ => "content-length: 0\r\nconnection: close\r\n\r\n",
        };
        socket.write_all(format!("{start}{rest}").as_bytes()).await.unwrap();
    })
    .await;
    let mut events = get_thing(&client(&address), 1).into_events::<Value>("text/event-stream");
    let mut read = Vec::new();
    while let Some(event) = events.next().await {
        let event = event.unwrap();
        read.push((event.id.unwrap(), event.data["n"].as_u64().unwrap()));
    }
    assert_eq!(read, [("e-1".to_owned(), 1), ("e-2".to_owned(), 2)]);
}

#[tokio::test]
async fn an_event_that_breaks_off_behind_its_id_is_not_taken_for_read() {
    let address = server(|number, mut socket| async move {
        let (head, _) = head(&mut socket).await;
        let head = head.to_ascii_lowercase();
        assert_eq!(head.contains("last-event-id: e-1"), number > 0, "{head}");
        let start = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n";
        let rest = match number {
            0 => "content-length: 999\r\n\r\nretry: 20\nid: e-1\ndata: 1\n\nid: e-2\ndata: 2\n",
            1 => "\r\nid: e-2\ndata: 2\n\nid: e-3\ndata: [DONE]\n\n",
            _ => "content-length: 0\r\n\r\n",
        };
        socket.write_all(format!("{start}{rest}").as_bytes()).await.unwrap();
    })
    .await;
    let mut events = get_thing(&client(&address), 1).into_events::<Value>("text/event-stream");
    let mut read = Vec::new();
    while let Some(event) = events.next().await {
        let event = event.unwrap();
        read.push((event.id.unwrap(), event.data.as_u64().unwrap()));
    }
    assert_eq!(read, [("e-1".to_owned(), 1), ("e-2".to_owned(), 2)]);
}

/// A byte that comes so long after it is asked for.
struct Late(Duration, Option<std::pin::Pin<Box<tokio::time::Sleep>>>);

impl Stream for Late {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let wait = self.0;
        let sleep = self.1.get_or_insert_with(|| Box::pin(tokio::time::sleep(wait)));
        std::task::ready!(sleep.as_mut().poll(context));
        self.1 = None;
        Poll::Ready(Some(Ok(Bytes::from_static(b"x"))))
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_that_a_reader_takes_is_not_the_servers() {
    let seconds = Duration::from_secs;
    let late =
        |wait| super::fake::Fake::at_once(move |_, _| http::Response::new(ResponseBody::stream(Late(wait, None))));
    let client = late(seconds(50)).builder().auth(key()).build().unwrap();
    let mut answer = get_thing(&client, 1).idle_timeout(seconds(60)).raw_stream().await.unwrap();
    for _ in 0..3 {
        tokio::time::sleep(seconds(100)).await;
        assert_eq!(answer.next().await.unwrap().unwrap(), "x");
    }
    let client = late(seconds(70)).builder().auth(key()).build().unwrap();
    let mut answer = get_thing(&client, 1).idle_timeout(seconds(60)).raw_stream().await.unwrap();
    assert!(answer.next().await.unwrap().unwrap_err().is_timeout());
}

#[test]
fn blocking_calls_over_the_network() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(server_with(200, json!({"a": 1})));
    let client = client(&server.uri());
    assert_eq!(get_thing(&client, 1).blocking().call().unwrap(), json!({"a": 1}));
    let pieces = get_thing(&client, 1).blocking().raw_stream().unwrap();
    let text: Vec<u8> = pieces.flat_map(|piece| piece.unwrap()).collect();
    assert_eq!(text, br#"{"a":1}"#);
    // Async and blocking calls share a client.
    assert_eq!(runtime.block_on(get_thing(&client, 1).into_future()).unwrap(), json!({"a": 1}));
    assert_eq!(get_thing(&client, 1).blocking().call().unwrap(), json!({"a": 1}));
    // Connections of a runtime that is gone are no hindrance.
    drop(runtime);
    assert_eq!(get_thing(&client, 1).blocking().call().unwrap(), json!({"a": 1}));
}
