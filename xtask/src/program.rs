//! What the user calls this program: `cargo xtask` where cargo runs it out of its workspace, else the program's own name.

use std::sync::LazyLock;

/// The name on the command line.
pub fn name() -> &'static str {
    static NAME: LazyLock<&str> = LazyLock::new(|| {
        // Cargo says to what it runs whose package that is.
        let is_run_by_cargo =
            std::env::var("CARGO_PKG_NAME").is_ok_and(|name| [env!("CARGO_PKG_NAME"), "lab"].contains(&name.as_str()));
        if is_run_by_cargo { "cargo xtask" } else { env!("CARGO_PKG_NAME") }
    });
    *NAME
}

/// How the user says a command, such as `fetch --prune`, in a message.
pub fn call(command: &str) -> String {
    format!("`{} {command}`", name())
}
