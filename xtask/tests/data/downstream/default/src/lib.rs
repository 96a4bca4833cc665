//! A server that records what it gets, and what "the same JSON" means.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What callers of a crate of an earlier generator are told.
#[cfg(doctest)]
#[doc = include_str!("../UPGRADING.md")]
pub struct Upgrading;

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub struct Call {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Call {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// A server on a thread of its own, which ends with the process.
pub struct Server {
    pub address: String,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Server {
    /// `answer` gives status, media type and body.
    pub fn start(answer: impl Fn(&Call) -> (u16, &'static str, Vec<u8>) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let calls = Arc::new(Mutex::new(Vec::new()));
        let recorded = Arc::clone(&calls);
        std::thread::spawn(move || {
            for stream in listener.incoming().map(Result::unwrap) {
                let call = read(&stream);
                let (status, media_type, body) = answer(&call);
                recorded.lock().unwrap().push(call);
                let length = if status == 204 { String::new() } else { format!("content-length: {}\r\n", body.len()) };
                let head =
                    format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-type: {media_type}\r\n{length}\r\n");
                let _ = (&stream).write_all(&[head.as_bytes(), &body].concat());
            }
        });
        Self { address, calls }
    }

    /// A server that always answers with this JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        let body = body.to_string().into_bytes();
        Self::start(move |_| (status, "application/json", body.clone()))
    }

    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// The only request.
    pub fn only(&self) -> Call {
        let mut calls = self.calls();
        assert_eq!(calls.len(), 1);
        calls.remove(0)
    }
}

fn read(stream: &TcpStream) -> Call {
    let mut reader = BufReader::new(stream);
    let mut next = || {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    };
    let mut call = Call { line: next().trim_end_matches(" HTTP/1.1").to_owned(), ..Call::default() };
    loop {
        let line = next();
        let Some((name, value)) = line.split_once(": ") else { break };
        call.headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let length = call.header("content-length").map_or(0, |length| length.parse().unwrap());
    call.body = vec![0; length];
    reader.read_exact(&mut call.body).unwrap();
    call
}

/// The same JSON: key order aside, numbers compared as numbers.
pub fn same_json(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_json(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| same_json(one, other)))
        }
        (one, other) => one == other,
    }
}
