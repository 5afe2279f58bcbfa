use std::{io::Read as _, path::Path};

use labwright_shared::{facts::HostFacts, model::Lab, plan::Instance, yaml};

use super::{
    app,
    args::{Common, LabArgs},
};
use crate::{
    app::{AppError, LabSource},
    driver::libvirt::facts::KvmProbe,
};

/// The largest file that is read at all; the reader's own limit is smaller and says so with a place.
const LARGEST: u64 = 64 << 20;

/// A text file, or standard input for `-`.
pub fn text(path: &Path) -> Result<String, AppError> {
    let named = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let unreadable = |error: std::io::Error| AppError::BadRequest(format!("{named} can't be read: {error}"));
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    if bytes.len() as u64 > LARGEST {
        return Err(AppError::BadRequest(format!("{named} is larger than {} MiB", LARGEST >> 20)));
    }
    String::from_utf8(bytes)
        .map_err(|error| AppError::BadRequest(format!("{named} is not text: byte {} is no UTF-8", error.utf8_error().valid_up_to())))
}

/// The lab of a text that was read before, with the parameters that the command gives.
pub fn lab_of(text: &str, args: &LabArgs) -> Result<LabSource, AppError> {
    let mut source = LabSource::read(text, args.instance.as_ref().map(ToString::to_string))?;
    source.set_parameters(&args.set)?;
    Ok(source)
}

pub fn lab(args: &LabArgs) -> Result<LabSource, AppError> {
    lab_of(&text(&args.file)?, args)
}

/// The host that a command without one of its own looks at: by its facts, or by its URI where one is given. And the lab's build there.
pub async fn host(
    common: &Common,
    source: &LabSource,
    lab: &Lab,
    path: Option<&Path>,
) -> Result<(Option<HostFacts>, Option<Instance>), AppError> {
    match (path, &common.host) {
        (Some(path), _) => Ok((Some(facts(path)?), None)),
        (None, Some(uri)) => {
            let app = app(common).await?;
            let row = app.store.instance(lab.metadata.name.as_str(), uri, source.label.as_deref()).await?;
            Ok((Some(app.facts(uri, KvmProbe::IfUnknown).await?), row.map(|row| row.instance)))
        }
        (None, None) => Ok((None, None)),
    }
}

pub fn facts(path: &Path) -> Result<HostFacts, AppError> {
    yaml::from_str(&text(path)?).map_err(|errors| AppError::Unreadable { errors })
}
