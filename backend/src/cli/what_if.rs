use std::process::ExitCode;

use labwright_shared::resilience::{sweep, what_if};
use serde::Serialize;

use super::{
    args::{Common, WhatIfArgs},
    input, output,
};
use crate::app::AppError;

pub fn run(common: &Common, args: &WhatIfArgs) -> Result<ExitCode, AppError> {
    let source = input::lab(&args.lab)?;
    let lab = source.at(args.lab.scale.as_ref().map(|scale| scale.as_str()))?;
    if args.fail.is_empty() {
        let sweep = sweep(&lab);
        tell(common, &sweep, || sweep.to_text())?;
    } else {
        let outcome = what_if(&lab, &args.fail).map_err(|error| AppError::BadRequest(error.to_string()))?;
        tell(common, &outcome, || outcome.to_text())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(common: &Common, value: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), AppError> {
    if common.format.is_json() {
        output::line(&serde_json::to_string(value).map_err(|error| AppError::Internal(error.to_string()))?);
    } else {
        output::line(text().trim_end());
    }
    Ok(())
}
