//! Measures processes: the peak memory of this one, and the CPU time of the compiler.
//!
//! In: the environment of a process. Out: figures. Cargo does not tell what each crate took, so that while it checks
//! the corpus this program stands in front of the compiler (`RUSTC_WRAPPER`) and writes down the CPU time of each
//! crate. Linux tells both figures in `/proc`; elsewhere there is no peak memory, and wall time in place of CPU time.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

/// Names the folder for the times, and makes this program stand in front of the compiler.
pub const FOLDER: &str = "XTASK_MEASURE_COMPILER";

/// The peak memory of this process so far, in KiB.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// Runs the compiler that the arguments name, if this program was started in front of it.
pub fn in_front_of_the_compiler() -> Option<ExitCode> {
    let folder = PathBuf::from(std::env::var_os(FOLDER)?);
    let mut arguments = std::env::args_os().skip(1);
    let compiler = arguments.next()?;
    let started = Instant::now();
    let status = Command::new(compiler).args(arguments).env_remove(FOLDER).status();
    let wall = started.elapsed().as_secs_f64();
    // The members of the workspace are the crates of the corpus; dependencies do not count.
    if std::env::var_os("CARGO_PRIMARY_PACKAGE").is_some()
        && let Ok(package) = std::env::var("CARGO_PKG_NAME")
    {
        let seconds = cpu_time_of_children().unwrap_or(wall);
        // A figure that cannot be written is missing in the table, which is no reason to fail the build.
        let _ = std::fs::write(folder.join(package), format!("{seconds}\n"));
    }
    let code = status.ok().and_then(|status| status.code()).and_then(|code| u8::try_from(code).ok());
    Some(ExitCode::from(code.unwrap_or(1)))
}

/// What was written down for a crate, in seconds.
pub fn compiler_time(folder: &Path, package: &str) -> Option<f64> {
    std::fs::read_to_string(folder.join(package)).ok()?.trim().parse().ok()
}

/// User and system time of the children that were waited for, in seconds: the fields `cutime` and `cstime` of
/// `/proc/self/stat`, the 14th and 15th after the command's name, in ticks of a hundredth of a second.
fn cpu_time_of_children() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = text.rsplit_once(')')?;
    let ticks: Option<Vec<f64>> =
        after_name.split_whitespace().skip(13).take(2).map(|field| field.parse().ok()).collect();
    ticks.filter(|ticks| ticks.len() == 2).map(|ticks| ticks.iter().sum::<f64>() / 100.0)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn figures_are_found() {
        assert!(super::peak_memory().is_some_and(|memory| memory > 1000));
        let before = super::cpu_time_of_children().unwrap();
        let busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        assert!(std::process::Command::new("sh").args(["-c", busy]).status().unwrap().success());
        assert!(super::cpu_time_of_children().unwrap() > before);
    }
}
