//! Lists of every kind, streams and calls that block, over a server in memory.

use lists_and_streams::runtime::MemoryTransport;
use lists_and_streams::{Auth, Client, ClientBuilder, Retry};

/// A server in memory, and a builder of clients that send to it.
pub fn setup() -> (ClientBuilder, MemoryTransport) {
    let server = MemoryTransport::new();
    let client = Client::builder().auth(Auth::Key("k-1".into())).retry(Retry::none()).transport(server.transport());
    (client, server)
}

/// A client of a server in memory.
pub fn client() -> (Client, MemoryTransport) {
    let (client, server) = setup();
    (client.build().expect("the settings are valid"), server)
}
