use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::ExitCode};

use labwright_shared::{
    plan::{Plan, Purpose, script::script},
    yaml,
};

use super::{
    app,
    apply::{is_plan, planned},
    args::{Common, ScriptArgs},
    input, output, power,
};
use crate::app::AppError;

/// Writes a plan as a bash script: that of a lab made now, or one that was kept.
pub async fn run(common: &Common, args: &ScriptArgs) -> Result<ExitCode, AppError> {
    if common.format.is_json() {
        return Err(AppError::BadRequest(
            "a script has no JSON: leave --format json out, or ask for the plan with `labwright plan`".to_owned(),
        ));
    }
    let text = input::text(&args.lab.file)?;
    let (plan, uri) = if is_plan(&text) { kept(common, args, &text).await? } else { made(common, args, &text).await? };
    let text = script(&plan, &uri);
    match &args.output {
        Some(path) => write(path, &text)?,
        None => output::line(text.trim_end()),
    }
    Ok(ExitCode::SUCCESS)
}

/// The plan of the file, which says by itself what it is for.
async fn kept(common: &Common, args: &ScriptArgs, text: &str) -> Result<(Plan, String), AppError> {
    let lab = &args.lab;
    let of_labs = [
        ("--for", args.purpose.is_some()),
        ("MACHINE", !args.machines.is_empty()),
        ("--facts", args.facts.is_some()),
        ("--scale", lab.scale.is_some()),
        ("--instance", lab.instance.is_some()),
        ("--set", !lab.set.is_empty()),
    ];
    if let Some((option, _)) = of_labs.into_iter().find(|(_, is_given)| *is_given) {
        let file = lab.file.display();
        return Err(AppError::BadRequest(format!("{file} is a plan, in which all is chosen: {option} is for a lab")));
    }
    let plan = yaml::from_str(text).map_err(|errors| AppError::Unreadable { errors })?;
    let uri = app(common).await?.uri_of_plan(&plan);
    Ok((plan, uri))
}

async fn made(common: &Common, args: &ScriptArgs, text: &str) -> Result<(Plan, String), AppError> {
    let purpose: Purpose = args.purpose.map_or(Purpose::Apply, Into::into);
    if !args.machines.is_empty() && matches!(purpose, Purpose::Apply | Purpose::Destroy) {
        return Err(AppError::BadRequest(
            "machines are named with --for start, stop or reboot only; the rest is about the whole lab".to_owned(),
        ));
    }
    let source = input::lab_of(text, &args.lab)?;
    let app = app(common).await?;
    let request = match purpose {
        Purpose::Apply | Purpose::Destroy => super::apply::request(&args.lab, purpose),
        _ => power::request(&app, &source, &args.lab, purpose, &args.machines).await?,
    };
    let planned = planned(&app, &source, &request, args.facts.as_deref()).await?;
    Ok((planned.plan, planned.uri))
}

fn write(path: &Path, text: &str) -> Result<(), AppError> {
    let written = fs::write(path, text).and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(0o755)));
    written.map_err(|error| AppError::BadRequest(format!("{} can't be written: {error}", path.display())))
}
