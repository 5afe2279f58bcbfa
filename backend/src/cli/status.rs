use std::process::ExitCode;

use labwright_shared::status::LabStatus;

use super::{
    app,
    args::{Common, LabArgs},
    input, output,
};
use crate::app::AppError;

pub async fn run(common: &Common, args: &LabArgs) -> Result<ExitCode, AppError> {
    let source = input::lab(args)?;
    let app = app(common).await?;
    let status = app.status(&source, args.scale.clone()).await?;
    if common.format.is_json() {
        output::line(&serde_json::to_string(&status).map_err(|error| AppError::Internal(error.to_string()))?);
    } else {
        output::line(text(&status).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

fn text(status: &LabStatus) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    if status.instance.is_none() {
        return format!("{} is not built on this host.", status.lab);
    }
    let width = status.machines.iter().map(|machine| machine.machine.as_str().len()).max().unwrap_or(0);
    for machine in &status.machines {
        let state = machine.state.map_or_else(|| "absent".to_owned(), |state| format!("{state:?}").to_lowercase());
        let addresses: Vec<String> = machine
            .addresses
            .iter()
            .map(|found| format!("{} {}{}", found.port, found.address, if found.seen { "" } else { " (in the document)" }))
            .collect();
        let _ = writeln!(out, "{:width$}  {state:8}  {}", machine.machine.as_str(), addresses.join(", "));
    }
    if !status.ssh_config.is_empty() {
        let _ = write!(out, "\n# ~/.ssh/config\n{}\n# /etc/hosts\n{}", status.ssh_config, status.hosts);
    }
    if !status.not_comparable.is_empty() {
        out.push_str("\nThe document can't be applied as it is, so whether the host differs from it is not known:\n");
        for reason in &status.not_comparable {
            let _ = writeln!(out, "  {reason}");
        }
    } else if status.drift.is_empty() {
        out.push_str("\nThe host is as the document says.\n");
    } else {
        out.push_str("\nThe host differs from the document; an apply would\n");
        for drift in &status.drift {
            let _ = writeln!(out, "  {} {} {}: {}", drift.action.sign(), drift.action.as_str(), drift.resource, drift.reason);
        }
    }
    out
}
