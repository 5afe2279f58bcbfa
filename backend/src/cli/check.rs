use std::process::ExitCode;

use labwright_shared::{document, rules};

use super::{
    args::{CheckArgs, Common},
    input, output,
};
use crate::app::{AppError, LabSource};

pub async fn run(common: &Common, args: &CheckArgs) -> Result<ExitCode, AppError> {
    let text = input::text(&args.lab.file)?;
    let read = document::read(&text).map_err(|errors| AppError::Unreadable { errors })?;
    let mut source = LabSource { document: read.document, label: args.lab.instance.as_ref().map(ToString::to_string) };
    source.set_parameters(&args.lab.set)?;
    let lab = source.at(args.lab.scale.as_ref().map(|scale| scale.as_str()))?;
    let (facts, instance) = input::host(common, &source, &lab, args.facts.as_deref()).await?;
    let report = rules::check(&lab, facts.as_ref(), instance.as_ref());
    output::report(common.format, &report, &read.source, &args.lab.file.display().to_string());
    Ok(ExitCode::from(u8::from(report.has_errors())))
}
