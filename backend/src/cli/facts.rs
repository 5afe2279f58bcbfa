use std::process::ExitCode;

use labwright_shared::yaml;

use super::{
    app,
    args::{Common, FactsArgs, Probe},
    output,
};
use crate::{app::AppError, driver::libvirt::facts::KvmProbe};

pub async fn run(common: &Common, args: &FactsArgs) -> Result<ExitCode, AppError> {
    let app = app(common).await?;
    let probe = match args.kvm_probe {
        Probe::Never => KvmProbe::Cached,
        Probe::IfUnknown => KvmProbe::IfUnknown,
        Probe::Always => KvmProbe::Always,
    };
    let facts = app.facts(&app.uri(None), probe).await?;
    if common.format.is_json() {
        let json = serde_json::to_string(&facts).map_err(|error| AppError::Internal(error.to_string()))?;
        output::line(&json);
    } else {
        output::line(yaml::to_string(&facts).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}
