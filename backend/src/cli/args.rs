use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use labwright_shared::{
    api::FailurePolicy,
    diagnostic::Subject,
    plan::Purpose,
    value::{Name, ParseError},
};

use crate::{
    app::{Settings, default_state_folder},
    run::Limits,
};

/// Draws, checks and builds nested labs.
#[derive(Debug, Parser)]
#[command(version, about, long_about = None)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Common {
    /// The host's libvirt connection URI; the lab's own, or qemu:///system, where absent
    #[arg(long, global = true, value_name = "URI", env = "LABWRIGHT_HOST")]
    pub host: Option<String>,
    /// Where labs, plans, runs and downloads are kept
    #[arg(long, global = true, value_name = "DIR", env = "LABWRIGHT_STATE")]
    pub state: Option<PathBuf>,
    /// A folder that images may come from; may be given more than once
    #[arg(long, global = true, value_name = "DIR", env = "LABWRIGHT_IMAGES", value_delimiter = ':')]
    pub images: Vec<PathBuf>,
    /// Connections to the host, and steps at the same time
    #[arg(long, global = true, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub parallel: u16,
    /// How results are written
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl Common {
    pub fn settings(&self) -> Settings {
        let state = self.state.clone().unwrap_or_else(default_state_folder);
        let mut images = self.images.clone();
        if images.is_empty() {
            images = vec![state.join("images"), PathBuf::from("/var/lib/libvirt/images")];
        }
        Settings { state, images, host: self.host.clone(), limits: Limits { parallel: usize::from(self.parallel) } }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the designer in the browser
    Serve(ServeArgs),
    /// Write the host's facts as YAML
    Facts(FactsArgs),
    /// Check a lab; needs no host
    Check(CheckArgs),
    /// Tell what makes a lab fit a host; without a lab, which templates fit it
    Advise(AdviseArgs),
    /// Show who holds and claims what on every layer, now and over time; needs no host
    Capacity(CheckArgs),
    /// Show each segment with who stands and answers there, and how large packets may be; needs no host
    Topology(CheckArgs),
    /// Show what is lost if parts of a lab fail; needs no host
    WhatIf(WhatIfArgs),
    /// Give addresses where the lab leaves them blank and needs them
    Address(AddressArgs),
    /// Show what an apply would do
    Plan(PlanArgs),
    /// Write a plan as a bash script that does the same
    Script(ScriptArgs),
    /// Build a lab, or carry out a plan that was written before
    Apply(ApplyArgs),
    /// Show what a built lab's machines do and where they are reached
    Status(LabArgs),
    /// Start machines, those first that others wait for
    Start(PowerArgs),
    /// Shut machines down, those last that others wait for
    Stop(PowerArgs),
    /// Shut machines down and start them again
    Reboot(PowerArgs),
    /// Remove everything that the lab has on the host, and put back what it changed
    Destroy(DestroyArgs),
    /// Write the files that a lab leads to; needs no host
    Render(RenderArgs),
    /// Take up a run that was interrupted, stopped or failed
    Resume(RunArgs),
    /// Ask a run to stop at the next step boundary
    Cancel(RunArgs),
    /// List a lab's runs
    Runs(LabNameArgs),
    /// Keep secrets that labs refer to as secret:NAME
    Secret(SecretArgs),
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7878")]
    pub listen: SocketAddr,
    /// The folder of the built page
    #[arg(long, value_name = "DIR", default_value = "target/site")]
    pub assets: PathBuf,
    /// The folder of lab templates; below the page's where absent
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// A lab to keep, unless there is one of its name, and to open first
    #[arg(long, value_name = "FILE")]
    pub open_lab: Option<PathBuf>,
    /// Open the page in the desktop's browser
    #[arg(long)]
    pub open: bool,
}

#[derive(Debug, Args)]
pub struct FactsArgs {
    /// Boot a tiny guest to see whether KVM works: never, if it is not known yet, or always
    #[arg(long, value_enum, default_value_t = Probe::IfUnknown)]
    pub kvm_probe: Probe,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Probe {
    Never,
    IfUnknown,
    Always,
}

/// Which lab, at which scale, and which of its builds.
#[derive(Debug, Args)]
pub struct LabArgs {
    /// The lab's file, or - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// One of the lab's scales; as drawn where absent
    #[arg(long, value_name = "NAME")]
    pub scale: Option<Name>,
    /// The label of a further build of the lab; its names on the host begin with it
    #[arg(long, value_name = "LABEL")]
    pub instance: Option<Name>,
    /// Give one of the lab's parameters a value, for this command
    #[arg(long, value_name = "NAME=VALUE", value_parser = parameter)]
    pub set: Vec<(Name, String)>,
}

fn parameter(text: &str) -> Result<(Name, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.parse().map_err(|error: ParseError| error.0)?, value.to_owned()))
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub lab: LabArgs,
    /// A host's facts, as `labwright facts` writes them
    #[arg(long, value_name = "FILE")]
    pub facts: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct AdviseArgs {
    /// The lab's file, or - for standard input; all templates where absent
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// A host's facts, as `labwright facts` writes them
    #[arg(long, value_name = "FILE")]
    pub facts: Option<PathBuf>,
    /// Carry out the changes of the way of that number and write the lab back; to standard output where it was read from standard input
    #[arg(long, value_name = "N", requires = "file", conflicts_with = "set")]
    pub apply: Option<usize>,
    /// The label of a further build of the lab
    #[arg(long, value_name = "LABEL")]
    pub instance: Option<Name>,
    /// Give one of the lab's parameters a value, for this command
    #[arg(long, value_name = "NAME=VALUE", value_parser = parameter, requires = "file")]
    pub set: Vec<(Name, String)>,
    /// The folder of lab templates
    #[arg(long, value_name = "DIR", default_value = "target/site/static/templates")]
    pub templates: PathBuf,
}

#[derive(Debug, Args)]
pub struct WhatIfArgs {
    #[command(flatten)]
    pub lab: LabArgs,
    /// What fails, together with the others that are given: host, machines[NAME], machines[NAME].disks[DISK] or pools[NAME]; each machine and each pool in turn where absent
    #[arg(long, value_name = "PART", value_parser = part)]
    pub fail: Vec<Subject>,
}

fn part(text: &str) -> Result<Subject, String> {
    text.parse().map_err(|error: ParseError| error.0)
}

#[derive(Debug, Args)]
pub struct AddressArgs {
    /// The lab's file, or - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// A host's facts, as `labwright facts` writes them; what is in use there is not given
    #[arg(long, value_name = "FILE")]
    pub facts: Option<PathBuf>,
    /// Write the addresses into the lab; to standard output where it was read from standard input
    #[arg(long)]
    pub write: bool,
}

#[derive(Debug, Args)]
pub struct PlanArgs {
    #[command(flatten)]
    pub lab: LabArgs,
    /// Plan for a host that is known by its facts only
    #[arg(long, value_name = "FILE")]
    pub facts: Option<PathBuf>,
    /// Write the plan to a file, to be applied later or elsewhere
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Plan the lab's removal
    #[arg(long)]
    pub destroy: bool,
}

#[derive(Debug, Args)]
pub struct ScriptArgs {
    /// A lab's or a plan's file, or - for standard input
    #[command(flatten)]
    pub lab: LabArgs,
    /// The machines that start, stop or reboot; all where none is named
    #[arg(value_name = "MACHINE")]
    pub machines: Vec<Name>,
    /// What the script does with the lab; apply where absent
    #[arg(long = "for", value_enum, value_name = "WHAT")]
    pub purpose: Option<ScriptFor>,
    /// Plan for a host that is known by its facts only
    #[arg(long, value_name = "FILE")]
    pub facts: Option<PathBuf>,
    /// Write the script to a file; to standard output where absent
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What a script does with a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ScriptFor {
    Apply,
    Destroy,
    Start,
    Stop,
    Reboot,
}

impl From<ScriptFor> for Purpose {
    fn from(what: ScriptFor) -> Self {
        match what {
            ScriptFor::Apply => Purpose::Apply,
            ScriptFor::Destroy => Purpose::Destroy,
            ScriptFor::Start => Purpose::Start,
            ScriptFor::Stop => Purpose::Stop,
            ScriptFor::Reboot => Purpose::Reboot,
        }
    }
}

#[derive(Debug, Args)]
pub struct ApplyArgs {
    /// A lab's or a plan's file, or - for standard input
    #[command(flatten)]
    pub lab: LabArgs,
    #[command(flatten)]
    pub go: GoArgs,
}

#[derive(Debug, Args)]
pub struct DestroyArgs {
    #[command(flatten)]
    pub lab: LabArgs,
    #[command(flatten)]
    pub go: GoArgs,
}

/// How a run goes.
#[derive(Debug, Args)]
pub struct GoArgs {
    /// Do not ask; changes to what is not the lab's own still need --consent
    #[arg(short, long)]
    pub yes: bool,
    /// Agree to a step on something that is not the lab's own, by its id; `all` agrees to every one that the plan shows
    #[arg(long, value_name = "STEP")]
    pub consent: Vec<String>,
    /// What happens to what was built when a step fails
    #[arg(long, value_enum, default_value_t = OnFailure::Keep)]
    pub on_failure: OnFailure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnFailure {
    /// It stays, to look at and to resume
    Keep,
    /// What the run did is taken back
    Unwind,
}

impl From<OnFailure> for FailurePolicy {
    fn from(policy: OnFailure) -> Self {
        match policy {
            OnFailure::Keep => FailurePolicy::Keep,
            OnFailure::Unwind => FailurePolicy::Unwind,
        }
    }
}

#[derive(Debug, Args)]
pub struct PowerArgs {
    #[command(flatten)]
    pub lab: LabArgs,
    /// The machines; all where none is named
    #[arg(value_name = "MACHINE")]
    pub machines: Vec<Name>,
    #[command(flatten)]
    pub go: GoArgs,
}

#[derive(Debug, Args)]
pub struct RenderArgs {
    #[command(flatten)]
    pub lab: LabArgs,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    pub dir: PathBuf,
    /// Render for a host that is known by its facts
    #[arg(long, value_name = "FILE")]
    pub facts: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RunArgs {
    /// The run
    #[arg(value_name = "RUN")]
    pub run: Name,
}

#[derive(Debug, Args)]
pub struct LabNameArgs {
    /// The lab's name
    #[arg(value_name = "LAB")]
    pub lab: Name,
}

#[derive(Debug, Args)]
pub struct SecretArgs {
    #[command(subcommand)]
    pub command: SecretCommand,
}

#[derive(Debug, Subcommand)]
pub enum SecretCommand {
    /// Keep a secret; its value is read from standard input
    Set { name: Name },
    /// List the secrets' names
    List,
    /// Forget a secret
    Delete { name: Name },
}
