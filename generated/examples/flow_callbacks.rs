//! Lists the callbacks of a flow, then creates one, changes it and deletes it again.
//!
//! ```text
//! PATCHWORKS_API_KEY=… cargo run --example flow_callbacks -- <flow>
//! ```
//!
//! `PATCHWORKS_URL` chooses another host than the documented one.

use patchworks_client::models::{FlowsStoreCallbacksRequest, FlowsUpdateCallbacksRequest, Format, Status};
use patchworks_client::{Auth, Client};
use std::error::Error;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let flow = std::env::args().nth(1).ok_or("say which flow: flow_callbacks <flow>")?;
    let key = std::env::var("PATCHWORKS_API_KEY").map_err(|_| "PATCHWORKS_API_KEY is not set")?;
    let mut builder = Client::builder().auth(Auth::ApiKeyAuth(key.into()));
    if let Ok(url) = std::env::var("PATCHWORKS_URL") {
        builder = builder.base_url(url);
    }
    let client = builder.build()?;

    let mut callbacks = client.list_flow_callbacks(&flow).stream();
    while let Some(callback) = callbacks.next().await {
        let callback = callback?;
        println!("{:?} {:?} {:?}", callback.id, callback.name, callback.status);
    }

    let body = FlowsStoreCallbacksRequest::new().with_status(Status::Draft).with_format(Format::Json);
    let made = client.create_flow_callback(&flow, &body).await?.data.ok_or("the answer has no callback")?;
    // The documentation says integer; whatever it is, it is there.
    let id = match made.id {
        Some(id) => id.to_string(),
        None => made.undocumented.get::<String>("id")?.ok_or("the callback has no id")?,
    };
    println!("created {id}");
    if let Some(priority) = made.undocumented.get::<i64>("priority")? {
        println!("its priority, documented as a list, is {priority}");
    }

    let body = FlowsUpdateCallbacksRequest::new().with_status(Status::Inactive);
    let changed = client.update_flow_callback(&flow, &id, &body).await?;
    println!("changed {id}: {:?}", changed.data.and_then(|callback| callback.status));

    client.delete_flow_callback(&flow, &id).await?;
    println!("deleted {id}");
    Ok(())
}
