use std::process::ExitCode;

use labwright_shared::topology::Survey;

use super::{
    args::{CheckArgs, Common},
    input, output,
};
use crate::app::AppError;

pub async fn run(common: &Common, args: &CheckArgs) -> Result<ExitCode, AppError> {
    let source = input::lab(&args.lab)?;
    let lab = source.at(args.lab.scale.as_ref().map(|scale| scale.as_str()))?;
    let (facts, _) = input::host(common, &source, &lab, args.facts.as_deref()).await?;
    let survey = Survey::of(&lab, facts.as_ref());
    if common.format.is_json() {
        let json = serde_json::to_string(&survey).map_err(|error| AppError::Internal(error.to_string()))?;
        output::line(&json);
    } else {
        output::line(survey.to_text().trim_end());
    }
    Ok(ExitCode::SUCCESS)
}
