//! A transport that is a function, for tests of what a client does around it.

use super::api::*;
use std::sync::{Arc, Mutex};

/// A request as the transport got it, and when.
#[derive(Clone, Debug)]
pub struct Sent {
    pub method: Method,
    pub uri: http::Uri,
    pub headers: HeaderMap,
    pub body: String,
    pub at: tokio::time::Instant,
}

impl Sent {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

pub type Answer = Result<http::Response<ResponseBody>, TransportError>;

type Answering = Box<dyn Fn(&Sent, usize) -> BoxFuture<'static, Answer> + Send + Sync>;

#[derive(Clone)]
pub struct Fake {
    answering: Arc<Answering>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Fake {
    /// Is told each request and its number, from 0.
    pub fn new<F>(answer: impl Fn(&Sent, usize) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Answer> + Send + 'static,
    {
        let answering: Answering = Box::new(move |sent, number| Box::pin(answer(sent, number)));
        Self { answering: Arc::new(answering), sent: Arc::default() }
    }

    /// Answers at once.
    pub fn at_once(answer: impl Fn(&Sent, usize) -> http::Response<ResponseBody> + Send + Sync + 'static) -> Self {
        Self::new(move |sent, number| std::future::ready(Ok(answer(sent, number))))
    }

    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    /// Those to a host.
    pub fn sent_to(&self, host: &str) -> Vec<Sent> {
        self.sent().into_iter().filter(|sent| sent.uri.host() == Some(host)).collect()
    }

    /// A client of `https://api.test` through it.
    pub fn builder(&self) -> ClientBuilder {
        builder("https://api.test").transport(Arc::new(self.clone())).timeout(None)
    }
}

impl Transport for Fake {
    fn send(&self, request: http::Request<RequestBody>) -> BoxFuture<'_, Answer> {
        let (head, body) = request.into_parts();
        let body = String::from_utf8(body.as_bytes().cloned().unwrap_or_default().to_vec()).unwrap();
        let at = tokio::time::Instant::now();
        let sent = Sent { method: head.method, uri: head.uri, headers: head.headers, body, at };
        let mut all = self.sent.lock().unwrap();
        let answer = (self.answering)(&sent, all.len());
        all.push(sent);
        answer
    }
}

pub fn reply(status: u16, headers: &[(&str, &str)], body: &Value) -> http::Response<ResponseBody> {
    let mut response = http::Response::new(ResponseBody::from(Bytes::from(body.to_string())));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        let name = http::HeaderName::from_bytes(name.as_bytes()).unwrap();
        response.headers_mut().append(name, http::HeaderValue::from_str(value).unwrap());
    }
    response
}

pub fn ok() -> http::Response<ResponseBody> {
    reply(200, &[], &json!("done"))
}

/// Runs calls at the same time, and gives their results in order.
pub async fn all<T: Send + 'static>(calls: impl IntoIterator<Item = Call<T>>) -> Vec<Result<T, Error>> {
    let tasks: Vec<_> = calls.into_iter().map(tokio::spawn).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

/// Polls a call so often and drops it; `None` if it was not over.
pub async fn polled<F: Future + Unpin>(mut call: F, times: usize) -> Option<F::Output> {
    let mut count = 0;
    std::future::poll_fn(|context| {
        let polled = if count < times { std::pin::Pin::new(&mut call).poll(context) } else { std::task::Poll::Pending };
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
