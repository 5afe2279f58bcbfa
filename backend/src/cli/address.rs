use std::{fs, path::Path, process::ExitCode};

use labwright_shared::addresses::blanks::fill;

use super::{
    app,
    args::{AddressArgs, Common},
    input, output,
};
use crate::{
    app::{AppError, LabSource},
    driver::libvirt::facts::KvmProbe,
};

pub async fn run(common: &Common, args: &AddressArgs) -> Result<ExitCode, AppError> {
    let mut source = LabSource::read(&input::text(&args.file)?, None)?;
    let facts = match (&args.facts, &common.host) {
        (Some(path), _) => Some(input::facts(path)?),
        (None, Some(uri)) => Some(app(common).await?.facts(uri, KvmProbe::Cached).await?),
        (None, None) => None,
    };
    let filling = fill(&source.document, facts.as_ref());
    if args.write && args.file == Path::new("-") {
        source.document.apply(&filling.command()).map_err(|error| AppError::Internal(error.to_string()))?;
        output::line(source.document.to_yaml().trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    if args.write && !filling.filled.is_empty() {
        source.document.apply(&filling.command()).map_err(|error| AppError::Internal(error.to_string()))?;
        fs::write(&args.file, source.document.to_yaml())
            .map_err(|error| AppError::BadRequest(format!("{} can't be written: {error}", args.file.display())))?;
    }
    if common.format.is_json() {
        output::line(&serde_json::to_string(&filling).map_err(|error| AppError::Internal(error.to_string()))?);
        return Ok(ExitCode::SUCCESS);
    }
    for filled in &filling.filled {
        output::line(&format!("{}: {}", filled.subject, filled.value));
        output::line(&format!("    {}", filled.why));
    }
    for left in &filling.left {
        output::line(&format!("{}: stays blank, {}", left.subject, left.reason));
        output::line(&format!("    {}", left.why));
    }
    output::line(&match (filling.filled.len(), args.write) {
        (0, _) => "nothing to fill".to_owned(),
        (1, true) => format!("wrote 1 field into {}", args.file.display()),
        (count, true) => format!("wrote {count} fields into {}", args.file.display()),
        (1, false) => "1 field to fill; --write writes it into the lab".to_owned(),
        (count, false) => format!("{count} fields to fill; --write writes them into the lab"),
    });
    Ok(ExitCode::SUCCESS)
}
