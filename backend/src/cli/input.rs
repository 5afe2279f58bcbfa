use std::{io::Read as _, path::Path};

use labwright_shared::{facts::HostFacts, yaml};

use super::args::LabArgs;
use crate::app::{AppError, LabSource};

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

pub fn facts(path: &Path) -> Result<HostFacts, AppError> {
    yaml::from_str(&text(path)?).map_err(|errors| AppError::Unreadable { errors })
}
