//! Measures processes: the peak memory of this one, and the CPU time of the compiler.
//!
//! In: the environment of a process. Out: figures. Cargo does not tell what each crate took, so that while it checks
//! the corpus this program stands in front of the compiler (`RUSTC_WRAPPER`) and writes down the CPU time and the
//! peak memory of each crate. Linux tells both in `/proc`; elsewhere there is no peak memory, and wall time in place
//! of CPU time.

use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};
use std::time::{Duration, Instant};

/// What compiling a crate took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Compilation {
    /// CPU time, in seconds.
    pub seconds: f64,
    /// Peak memory, in KiB, where the system tells.
    pub peak_memory: Option<u64>,
}

/// Names the folder for the figures, and makes this program stand in front of the compiler.
pub const FOLDER: &str = "XTASK_MEASURE_COMPILER";

/// The peak memory of this process so far, in KiB.
pub fn peak_memory() -> Option<u64> {
    peak_memory_of("self")
}

fn peak_memory_of(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// Runs the compiler that the arguments name, if this program was started in front of it.
pub fn in_front_of_the_compiler() -> Option<ExitCode> {
    let folder = PathBuf::from(std::env::var_os(FOLDER)?);
    let mut arguments = std::env::args_os().skip(1);
    let compiler = arguments.next()?;
    let started = Instant::now();
    let mut command = Command::new(compiler);
    command.args(arguments).env_remove(FOLDER);
    // The members of the workspace are the crates of the corpus; dependencies do not count.
    let package = std::env::var("CARGO_PKG_NAME").ok().filter(|_| std::env::var_os("CARGO_PRIMARY_PACKAGE").is_some());
    let status = match package {
        None => command.status().ok(),
        Some(package) => {
            let (status, peak_memory) = watched(&mut command);
            let seconds = cpu_time_of_children().unwrap_or_else(|| started.elapsed().as_secs_f64());
            let text = serde_json::to_vec(&Compilation { seconds, peak_memory }).unwrap_or_default();
            // A figure that cannot be written is missing in the table, which is no reason to fail the build.
            let _ = std::fs::write(folder.join(package), text);
            status
        }
    };
    let code = status.and_then(|status| status.code()).and_then(|code| u8::try_from(code).ok());
    Some(ExitCode::from(code.unwrap_or(1)))
}

/// What was written down for a crate.
pub fn compilation(folder: &Path, package: &str) -> Option<Compilation> {
    serde_json::from_slice(&std::fs::read(folder.join(package)).ok()?).ok()
}

/// Runs a command, and looks at its memory every now and then, since the system forgets it when the process ends.
pub(crate) fn watched(command: &mut Command) -> (Option<ExitStatus>, Option<u64>) {
    let Ok(mut child) = command.spawn() else { return (None, None) };
    let process = child.id().to_string();
    let mut peak = None;
    loop {
        peak = peak.max(peak_memory_of(&process));
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(1)),
            Ok(status) => return (status, peak),
            Err(_) => return (None, peak),
        }
    }
}

/// User and system time of the children that were waited for, in seconds: the fields `cutime` and `cstime` of
/// `/proc/self/stat`, the 14th and 15th after the command's name, in ticks of a hundredth of a second.
pub(crate) fn cpu_time_of_children() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = text.rsplit_once(')')?;
    let ticks: Option<Vec<f64>> =
        after_name.split_whitespace().skip(13).take(2).map(|field| field.parse().ok()).collect();
    ticks.filter(|ticks| ticks.len() == 2).map(|ticks| ticks.iter().sum::<f64>() / 100.0)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn the_memory_of_a_command_is_watched() {
        let (status, peak) = super::watched(std::process::Command::new("sleep").arg("0.1"));
        assert!(status.unwrap().success());
        assert!(peak.is_some_and(|memory| memory > 100));
    }

    #[test]
    fn figures_are_found() {
        assert!(super::peak_memory().is_some_and(|memory| memory > 1000));
        let before = super::cpu_time_of_children().unwrap();
        let busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        assert!(std::process::Command::new("sh").args(["-c", busy]).status().unwrap().success());
        assert!(super::cpu_time_of_children().unwrap() > before);
    }
}
