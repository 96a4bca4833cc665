//! Logs in with user and password instead of a key, and lists the flow callbacks of a flow.
//!
//! The login is what the vendor publishes on the page "Authentication" of the API reference, which has no OpenAPI: `POST
//! /fabric/api/login` on a host of its own, `https://app.wearepatchworks.com`, with `username` and `password`, answers
//! `{"message": …, "token": …, "expires_in": 86400}`. The token is sent as `Bearer`, renewed before it ends, and when the
//! server refuses it.
//!
//! ```sh
//! PATCHWORKS_USER=me@example.com PATCHWORKS_PASSWORD=… cargo run -p patchworks-client --example login -- 42
//! ```

use patchworks_client::runtime::JsonLogin;
use patchworks_client::{Auth, Client};
use std::error::Error;
use std::time::Duration;

const LOGIN: &str = "https://app.wearepatchworks.com/fabric/api/login";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let flow = std::env::args().nth(1).ok_or("usage: login FLOW")?;
    let (user, password) = (std::env::var("PATCHWORKS_USER")?, std::env::var("PATCHWORKS_PASSWORD")?);
    let url = std::env::var("PATCHWORKS_LOGIN_URL").unwrap_or_else(|_| LOGIN.to_owned());
    let login = JsonLogin::new(&url, &[("username", &user), ("password", &password)])?;
    let mut builder = Client::builder()
        .auth(Auth::BearerAuth(login.into()))
        // What Patchworks allows.
        .max_requests(240, Duration::from_secs(60));
    if let Ok(url) = std::env::var("PATCHWORKS_URL") {
        builder = builder.base_url(url);
    }
    let client = builder.build()?;
    let mut flows = client.list_flow_callbacks(&flow).stream();
    while let Some(flow) = flows.next().await {
        println!("{}", serde_json::to_string(&flow?)?);
    }
    Ok(())
}
