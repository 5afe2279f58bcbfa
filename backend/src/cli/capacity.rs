use std::process::ExitCode;

use labwright_shared::capacity::{account, profile};
use serde_json::json;

use super::{
    args::{CheckArgs, Common},
    input, output,
};
use crate::app::AppError;

pub async fn run(common: &Common, args: &CheckArgs) -> Result<ExitCode, AppError> {
    let source = input::lab(&args.lab)?;
    let lab = source.at(args.lab.scale.as_ref().map(|scale| scale.as_str()))?;
    let (facts, instance) = input::host(common, &source, &lab, args.facts.as_deref()).await?;
    let account = account(&lab, facts.as_ref(), instance.as_ref());
    let profile = profile(&lab, facts.as_ref(), instance.as_ref());
    if common.format.is_json() {
        output::line(&json!({ "account": account, "profile": profile }).to_string());
    } else {
        output::line(&format!("{}\n{}", account.to_text(), profile.to_text().trim_end()));
    }
    Ok(ExitCode::SUCCESS)
}
