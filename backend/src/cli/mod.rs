//! The command line. Exit codes: 0 fine, 1 findings of severity error or a failed run, 2 could not run.

mod address;
mod advise;
mod apply;
mod args;
mod capacity;
mod check;
mod facts;
mod input;
mod output;
mod power;
mod render;
mod runs;
mod script;
mod secret;
mod serve;
mod status;
mod topology;
mod watch;
mod what_if;

pub use apply::actor;
pub use args::Cli;
pub use input::text as read_text;

use std::process::ExitCode;

use crate::app::{App, AppError};
use args::{Command, Format};

/// Runs a command to its end.
pub async fn run(cli: Cli) -> ExitCode {
    let format = cli.common.format;
    let done = match cli.command {
        Command::Check(args) => check::run(&cli.common, &args).await,
        Command::Address(args) => address::run(&cli.common, &args).await,
        Command::Advise(args) => advise::run(&cli.common, &args).await,
        Command::Capacity(args) => capacity::run(&cli.common, &args).await,
        Command::Topology(args) => topology::run(&cli.common, &args).await,
        Command::WhatIf(args) => what_if::run(&cli.common, &args),
        Command::Script(args) => script::run(&cli.common, &args).await,
        Command::Render(args) => render::run(&args),
        Command::Facts(args) => facts::run(&cli.common, &args).await,
        Command::Plan(args) => apply::plan(&cli.common, &args).await,
        Command::Apply(args) => apply::apply(&cli.common, &args).await,
        Command::Destroy(args) => apply::destroy(&cli.common, &args).await,
        Command::Start(args) => power::run(&cli.common, &args, labwright_shared::plan::Purpose::Start).await,
        Command::Stop(args) => power::run(&cli.common, &args, labwright_shared::plan::Purpose::Stop).await,
        Command::Reboot(args) => power::run(&cli.common, &args, labwright_shared::plan::Purpose::Reboot).await,
        Command::Status(args) => status::run(&cli.common, &args).await,
        Command::Resume(args) => runs::resume(&cli.common, &args).await,
        Command::Cancel(args) => runs::cancel(&cli.common, &args).await,
        Command::Runs(args) => runs::list(&cli.common, &args).await,
        Command::Secret(args) => secret::run(&cli.common, &args).await,
        Command::Serve(args) => serve::run(&cli.common, &args).await,
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            output::error(format, &error);
            ExitCode::from(error.exit_code())
        }
    }
}

/// The program with the common options in force.
async fn app(common: &args::Common) -> Result<App, AppError> {
    Ok(App::open(common.settings()).await?)
}

impl Format {
    fn is_json(self) -> bool {
        self == Format::Json
    }
}
