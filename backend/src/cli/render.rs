use std::{path::Path, process::ExitCode};

use labwright_shared::{
    facts::HostFacts,
    plan::{
        Instance, Purpose, StepData,
        planner::{self, Owned, PlanInput},
    },
};

use super::{args::RenderArgs, input, output};
use crate::app::AppError;

/// Writes what a first apply would hand to libvirt and to guests. The instance is one of its own, so MACs and UUIDs are not those of a build.
pub fn run(args: &RenderArgs) -> Result<ExitCode, AppError> {
    let source = input::lab(&args.lab)?;
    let lab = source.at(args.lab.scale.as_ref().map(|scale| scale.as_str()))?;
    let facts = match &args.facts {
        Some(path) => input::facts(path)?,
        None => HostFacts::assumed(&lab),
    };
    let id = "render".parse().map_err(|error| AppError::Internal(format!("{error}")))?;
    let prefix = source.label.as_ref().map(|label| format!("{label}-")).unwrap_or_default();
    let instance = Instance { id, prefix };
    let owned = Owned::default();
    let plan = planner::plan(&PlanInput {
        lab: &lab,
        lab_digest: source.document.content_digest(),
        scale: args.lab.scale.clone(),
        instance: &instance,
        facts: &facts,
        owned: &owned,
        purpose: Purpose::Apply,
        machines: &[],
    })
    .map_err(|problems| AppError::NoPlan { problems })?;
    let mut count = 0;
    let mut write = |folder: &str, name: &str, content: &str| {
        count += 1;
        write(&args.dir.join(folder), name, content)
    };
    for step in &plan.steps {
        match &step.data {
            Some(StepData::NetworkDefine(network)) => write("networks", &format!("{}.xml", network.name), &network.xml)?,
            Some(StepData::PoolDefine(pool)) => write("pools", &format!("{}.xml", pool.name), &pool.xml)?,
            Some(StepData::DomainDefine(domain)) => write("domains", &format!("{}.xml", domain.name), &domain.xml)?,
            Some(StepData::VolumeSeed(seed)) => {
                for file in &seed.files {
                    write(&format!("seeds/{}", seed.name), file.name.as_str(), &file.content)?;
                }
            }
            _ => {}
        }
    }
    write(".", "plan.yaml", &plan.to_yaml())?;
    output::line(&format!("{count} files in {}", args.dir.display()));
    Ok(ExitCode::SUCCESS)
}

fn write(folder: &Path, name: &str, content: &str) -> Result<(), AppError> {
    let path = folder.join(name);
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, content));
    written.map_err(|error| AppError::BadRequest(format!("{} can't be written: {error}", path.display())))
}
