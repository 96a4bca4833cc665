//! A server that runs, and ends when nobody needs it any more.
//!
//! In: an installed application. Out: its address on 127.0.0.1, once it accepts connections.

use super::install;
use super::settings::Application;
use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to start.
const LIMIT: Duration = Duration::from_secs(60);

/// A running server; dropped, it is ended.
pub struct Running {
    child: Child,
    port: u16,
}

impl Running {
    /// Starts an application, with a document where it serves one, and waits until it accepts connections.
    ///
    /// # Errors
    /// If it does not start, or not in time.
    pub fn start(place: &Path, application: &Application, document: Option<&Path>) -> io::Result<Self> {
        let port = free_port()?;
        let file = document.map(|document| document.to_string_lossy().into_owned()).unwrap_or_default();
        let filled = |word: &String| word.replace("{port}", &port.to_string()).replace("{file}", &file);
        let line: Vec<String> = application.settings.start.iter().map(filled).collect();
        let mut command = install::command(place, &line)?;
        let child = command.env("PORT", port.to_string()).stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let mut server = Self { child, port };
        server.wait()?;
        Ok(server)
    }

    fn wait(&mut self) -> io::Result<()> {
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            if let Some(status) = self.child.try_wait()? {
                return Err(io::Error::other(format!("the server ended with {status}")));
            }
            if started.elapsed() > LIMIT {
                return Err(io::Error::other(format!("the server did not start in {} s", LIMIT.as_secs())));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// The address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the server answers at a path.
    ///
    /// # Errors
    /// If that is no success.
    pub fn fetch(&self, path: &str) -> io::Result<Vec<u8>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let url = format!("{}{path}", self.url());
        let fetched = runtime.block_on(async {
            let client = reqwest::Client::builder().no_proxy().build()?;
            client.get(&url).send().await?.error_for_status()?.bytes().await
        });
        Ok(fetched.map_err(io::Error::other)?.to_vec())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on. Somebody may take it before the server does, which then fails to start.
fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
