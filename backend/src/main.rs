//! `labwright`: the command line, and the server of the page.

use std::{io::Write as _, process::ExitCode};

use clap::Parser as _;
use labwright::cli::{self, Cli};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("LABWRIGHT_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the program can't start its threads: {error}");
            return ExitCode::from(2);
        }
    };
    leave(runtime.block_on(cli::run(cli)))
}

/// Ends the process at once. Connections to hosts are closed by threads of their own; an ordinary exit takes the C
/// libraries down beside them, which now and then ends in "malloc_consolidate(): invalid chunk size" and an abort.
#[allow(unsafe_code)]
fn leave(code: ExitCode) -> ! {
    let _ = std::io::stdout().flush();
    let number = (0..=u8::MAX).find(|number| ExitCode::from(*number) == code).unwrap_or(2);
    // SAFETY: nothing of this process runs afterwards; what must last is in files by now.
    unsafe { nix::libc::_exit(number.into()) }
}
