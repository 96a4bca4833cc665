//! Lists flow callbacks from a server on this machine, through the client and by hand with `reqwest` and `serde_json`,
//! turn by turn in one process. Prints the time and the allocations of a call.

use patchworks_client::{Auth, Client};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Instant;

const CALLS: usize = 200;
const ROUNDS: usize = 25;

fn serve() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let flow = json!({"id": 1, "name": "Orders", "status": "Draft", "format": "json", "is_enabled": true});
    let meta = json!({"current_page": 1, "last_page": 1, "per_page": 20, "total": 20});
    let body = json!({"data": vec![flow; 20], "meta": meta}).to_string();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut stream), answer) = (stream, answer.clone()) else { continue };
            let _ = stream.set_nodelay(true);
            std::thread::spawn(move || {
                let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
                while let Ok(count) = stream.read(&mut buffer) {
                    if count == 0 {
                        return;
                    }
                    request.extend_from_slice(&buffer[..count]);
                    if request.ends_with(b"\r\n\r\n") {
                        request.clear();
                        if stream.write_all(answer.as_bytes()).is_err() {
                            return;
                        }
                    }
                }
            });
        }
    });
    address
}

async fn by_hand(http: &reqwest::Client, base: &str) -> Value {
    let request = http
        .get(format!("{base}/api/v1/flows/{}/callbacks", 42))
        .header("accept", "application/json")
        .header("authorization", "key");
    let response = request.send().await.expect("the server answers");
    assert!(response.status().is_success());
    let body = response.bytes().await.expect("the server answers");
    serde_json::from_slice(&body).expect("it is JSON")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let base = format!("http://{}", serve());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    let http = reqwest::Client::builder().no_proxy().build().expect("a client starts");
    let client = Client::builder().base_url(&base).http_client(http.clone()).auth(Auth::ApiKeyAuth("key".into()));
    let client = client.build().expect("a client starts");
    let hand = || runtime.block_on(by_hand(&http, &base));
    let through = || runtime.block_on(async { client.list_flow_callbacks(42).await.expect("the server answers") });
    for _ in 0..CALLS {
        hand();
        through();
    }
    let (mut by_hand, mut by_client) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let started = Instant::now();
        (0..CALLS).for_each(|_| drop(hand()));
        by_hand.push(started.elapsed().as_secs_f64());
        let started = Instant::now();
        (0..CALLS).for_each(|_| drop(through()));
        by_client.push(started.elapsed().as_secs_f64());
    }
    let (by_hand, by_client) = (median(by_hand) / CALLS as f64 * 1e6, median(by_client) / CALLS as f64 * 1e6);
    println!("{:<42} {:>10} {:>10} {:>8}", "", "by hand", "client", "ratio");
    println!("{:<42} {by_hand:>10.1} {by_client:>10.1} {:>7.3}x", "one call over loopback, µs", by_client / by_hand);
    let of_hand = allocation_counter::measure(|| drop(hand()));
    let of_client = allocation_counter::measure(|| drop(through()));
    let ratio = of_client.count_total as f64 / of_hand.count_total as f64;
    println!("{:<42} {:>10} {:>10} {ratio:>7.2}x", "allocations a call", of_hand.count_total, of_client.count_total);
    let ratio = of_client.bytes_total as f64 / of_hand.bytes_total as f64;
    println!("{:<42} {:>10} {:>10} {ratio:>7.2}x", "bytes allocated a call", of_hand.bytes_total, of_client.bytes_total);
}
