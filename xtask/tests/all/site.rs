//! A documentation site on this machine: a small HTTP server whose pages the tests change.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The server; it ends with the test program.
pub struct Site {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// What comes next for a path; the last one stays.
    pages: BTreeMap<String, VecDeque<Answer>>,
    requests: Vec<Request>,
    running: usize,
    most_at_once: usize,
    delay: Duration,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub path: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
}

/// What the site answers.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Ends the connection in the middle of the body.
    pub is_cut: bool,
    /// The body ends with the connection.
    pub is_without_length: bool,
    /// The wait before every byte of the body.
    pub pause: Duration,
}

impl Answer {
    /// A status with a body in Markdown.
    pub fn new(status: u16, body: &str) -> Self {
        let headers = vec![("Content-Type".to_owned(), "text/markdown; charset=utf-8".to_owned())];
        Self {
            status,
            headers,
            body: body.as_bytes().to_vec(),
            is_cut: false,
            is_without_length: false,
            pause: Duration::ZERO,
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Site {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, &state));
            }
        });
        Self { address, state }
    }

    /// The address of a path that begins with `/`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Serves a page, with an `ETag` of its text.
    pub fn put(&self, path: &str, text: &str) {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let etag = format!("\"{:x}\"", hasher.finish());
        self.answer(path, [Answer::new(200, text).header("ETag", &etag)]);
    }

    /// Serves one response after the other; the last one stays.
    pub fn answer(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        self.state.lock().unwrap().pages.insert(path.to_owned(), answers.into_iter().collect());
    }

    /// Lets every response take so long.
    pub fn delay(&self, delay: Duration) {
        self.state.lock().unwrap().delay = delay;
    }

    /// The requests since the last call.
    pub fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }

    /// The paths of the requests since the last call, sorted.
    pub fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = self.requests().into_iter().map(|request| request.path).collect();
        paths.sort();
        paths
    }

    /// How many requests ran at the same time at most.
    pub fn most_at_once(&self) -> usize {
        self.state.lock().unwrap().most_at_once
    }
}

fn serve(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(request) = read(&mut reader) {
        let (answer, delay) = {
            let mut state = state.lock().unwrap();
            state.running += 1;
            state.most_at_once = state.most_at_once.max(state.running);
            let answer = next(&mut state, &request);
            state.requests.push(request);
            (answer, state.delay)
        };
        std::thread::sleep(delay);
        state.lock().unwrap().running -= 1;
        if write(&stream, &answer).is_err() || answer.is_cut || answer.is_without_length {
            return;
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = || {
        let mut line = String::new();
        (reader.read_line(&mut line).ok()? > 0).then(|| line.trim_end().to_owned())
    };
    let path = line()?.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        match line()?.split_once(':') {
            Some((name, value)) => headers.insert(name.to_lowercase(), value.trim().to_owned()),
            None => return Some(Request { path, headers }),
        };
    }
}

fn next(state: &mut State, request: &Request) -> Answer {
    let Some(answers) = state.pages.get_mut(&request.path) else {
        return Answer::new(404, "# Page Not Found\n");
    };
    let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
    let answer = answer.expect("a response");
    let is_same = |asked: &str, sent: &str| {
        let asked = request.headers.get(asked);
        asked.is_some()
            && answer.headers.iter().any(|(name, value)| name.eq_ignore_ascii_case(sent) && Some(value) == asked)
    };
    if is_same("if-none-match", "etag") || is_same("if-modified-since", "last-modified") {
        return Answer { status: 304, body: Vec::new(), ..answer };
    }
    answer
}

fn write(mut stream: &TcpStream, answer: &Answer) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {} Status\r\n", answer.status);
    if !answer.is_without_length {
        head.push_str(&format!("Content-Length: {}\r\n", answer.body.len()));
    }
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let body = if answer.is_cut { &answer.body[..answer.body.len() / 2] } else { &answer.body };
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    if answer.pause.is_zero() {
        return stream.write_all(body);
    }
    body.iter().try_for_each(|byte| {
        std::thread::sleep(answer.pause);
        stream.write_all(&[*byte])
    })
}
