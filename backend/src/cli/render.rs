use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::ExitCode};

use labwright_shared::{
    facts::HostFacts,
    plan::{
        Instance, Purpose, StepData,
        planner::{self, Owned, PlanInput},
    },
    render::{self, Given, RenderProblem},
};

use super::{args::RenderArgs, input, output};
use crate::app::AppError;

/// Writes what a first apply would hand to libvirt and to guests, and what the lab's clouds and clusters are configured with. The instance is one of its own, so MACs and UUIDs are not those of a build.
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
    let input = PlanInput {
        lab: &lab,
        lab_digest: source.document.content_digest(),
        scale: args.lab.scale.clone(),
        instance: &instance,
        facts: &facts,
        owned: &owned,
        purpose: Purpose::Apply,
        machines: &[],
    };
    let plan = planner::plan(&input).map_err(|problems| AppError::NoPlan { problems })?;
    let given = Given::new(&lab, &instance, planner::assign_macs(&input));
    let files = render::files(&given).map_err(|problems| AppError::BadRequest(lines(&problems)))?;
    let mut count = 0;
    let mut write = |folder: &str, name: &str, content: &str| {
        count += 1;
        write(&args.dir.join(folder), name, content, 0o644)
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
    for file in &files {
        let path = args.dir.join(file.path_below());
        let (folder, name) = (path.parent().unwrap_or(&args.dir), path.file_name().unwrap_or_default());
        self::write(folder, &name.to_string_lossy(), &file.content, file.mode())?;
    }
    count += files.len();
    output::line(&format!("{count} files in {}", args.dir.display()));
    Ok(ExitCode::SUCCESS)
}

fn lines(problems: &[RenderProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn write(folder: &Path, name: &str, content: &str, mode: u32) -> Result<(), AppError> {
    let path = folder.join(name);
    let written = fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, content))
        .and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(mode)));
    written.map_err(|error| AppError::BadRequest(format!("{} can't be written: {error}", path.display())))
}
