use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use labwright_shared::{
    advisor::{Verdict, advise, library},
    document::{self, Document},
    facts::HostFacts,
    plan::Instance,
};
use serde::Serialize;
use serde_json::json;

use super::{
    app,
    args::{AdviseArgs, Common},
    input, output,
};
use crate::{
    app::{AppError, LabSource},
    driver::libvirt::facts::KvmProbe,
};

pub async fn run(common: &Common, args: &AdviseArgs) -> Result<ExitCode, AppError> {
    match &args.file {
        Some(file) => of_lab(common, args, file).await,
        None => of_templates(common, args).await,
    }
}

async fn of_lab(common: &Common, args: &AdviseArgs, file: &Path) -> Result<ExitCode, AppError> {
    let mut source = LabSource::read(&input::text(file)?, args.instance.as_ref().map(ToString::to_string))?;
    source.set_parameters(&args.set)?;
    let (facts, instance) = host(common, args, Some(&source)).await?;
    let advice = advise(&source.document, facts.as_ref(), instance.as_ref());
    let Some(number) = args.apply else {
        if common.format.is_json() {
            output::line(&to_json(&advice)?);
        } else {
            output::line(advice.to_text().trim_end());
        }
        let fits = matches!(advice.verdict, Verdict::Fits | Verdict::FitsInside);
        return Ok(ExitCode::from(u8::from(!fits)));
    };
    let way = number.checked_sub(1).and_then(|index| advice.ways.get(index)).ok_or_else(|| {
        let there = match advice.ways.len() {
            0 => "there is none".to_owned(),
            1 => "there is one".to_owned(),
            count => format!("there are {count}"),
        };
        AppError::NotFound(format!("way {number}; {there}"))
    })?;
    if let Some(scale) = &way.scale {
        return Err(AppError::BadRequest(format!("way {number} changes nothing in the lab: build it with --scale {scale}")));
    }
    source.document.apply(&way.command()).map_err(|error| AppError::Internal(error.to_string()))?;
    let text = source.document.to_yaml();
    if file == Path::new("-") {
        output::line(text.trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    fs::write(file, text).map_err(|error| AppError::BadRequest(format!("{} can't be written: {error}", file.display())))?;
    if common.format.is_json() {
        output::line(&json!({ "applied": to_value(way)? }).to_string());
    } else {
        way.steps.iter().for_each(|step| output::line(&step.title));
        output::line(&format!("wrote {}", file.display()));
    }
    Ok(ExitCode::SUCCESS)
}

async fn of_templates(common: &Common, args: &AdviseArgs) -> Result<ExitCode, AppError> {
    let (facts, _) = host(common, args, None).await?;
    let facts = facts.ok_or_else(|| AppError::BadRequest("say which host: --facts FILE or --host URI".to_owned()))?;
    let folder = &args.templates;
    let unreadable = |error: std::io::Error| AppError::BadRequest(format!("{} can't be read: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_, _>>().map_err(unreadable)?;
    files.retain(|file| file.to_string_lossy().ends_with(".lab.yaml"));
    files.sort();
    let read = |file: &PathBuf| {
        let read = document::read(&input::text(file)?).map_err(|errors| AppError::Unreadable { errors })?;
        Ok(read.document)
    };
    let documents: Vec<Document> = files.iter().map(read).collect::<Result<_, AppError>>()?;
    let offers = library(&documents, &facts);
    if common.format.is_json() {
        output::line(&json!({ "labs": to_value(&offers)? }).to_string());
    } else {
        offers.iter().for_each(|offer| output::line(&offer.to_text()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The host's facts, where one is named, and the lab's build there.
async fn host(common: &Common, args: &AdviseArgs, source: Option<&LabSource>) -> Result<(Option<HostFacts>, Option<Instance>), AppError> {
    match (&args.facts, &common.host) {
        (Some(path), _) => Ok((Some(input::facts(path)?), None)),
        (None, Some(uri)) => {
            let app = app(common).await?;
            let mut instance = None;
            if let Some(source) = source {
                let name = source.lab().metadata.name.as_str();
                instance = app.store.instance(name, uri, source.label.as_deref()).await?.map(|row| row.instance);
            }
            Ok((Some(app.facts(uri, KvmProbe::IfUnknown).await?), instance))
        }
        (None, None) => Ok((None, None)),
    }
}

fn to_value(value: &impl Serialize) -> Result<serde_json::Value, AppError> {
    serde_json::to_value(value).map_err(|error| AppError::Internal(error.to_string()))
}

fn to_json(value: &impl Serialize) -> Result<String, AppError> {
    Ok(to_value(value)?.to_string())
}
