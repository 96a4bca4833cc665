//! `PATCHWORKS_API_KEY=… flow-report 42`: prints how many callbacks a flow has, by their status.

use patchworks_client::{Auth, Client};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let flow = std::env::args().nth(1).ok_or("say which flow: flow-report <flow>")?.parse()?;
    let key = std::env::var("PATCHWORKS_API_KEY").map_err(|_| "PATCHWORKS_API_KEY is not set")?;
    let mut client = Client::builder().auth(Auth::ApiKeyAuth(key.into()));
    if let Ok(url) = std::env::var("PATCHWORKS_URL") {
        client = client.base_url(url);
    }
    println!("{}", flow_report::report_blocking(&client.build()?, flow)?);
    Ok(())
}
