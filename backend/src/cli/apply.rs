use std::{
    io::{IsTerminal as _, Write as _},
    path::Path,
    process::ExitCode,
};

use labwright_shared::{
    api::PlanRequest,
    plan::{Plan, Purpose},
    value::Name,
    yaml,
};

use super::{
    app,
    args::{ApplyArgs, Common, DestroyArgs, GoArgs, LabArgs, PlanArgs},
    input, output, watch,
};
use crate::app::{App, AppError, Approval, InstanceLock, LabSource, Planned};

pub async fn plan(common: &Common, args: &PlanArgs) -> Result<ExitCode, AppError> {
    let source = input::lab(&args.lab)?;
    let app = app(common).await?;
    let request = request(&args.lab, if args.destroy { Purpose::Destroy } else { Purpose::Apply });
    let planned = planned(&app, &source, &request, args.facts.as_deref()).await?;
    if let Some(path) = &args.output {
        std::fs::write(path, planned.plan.to_yaml())
            .map_err(|error| AppError::BadRequest(format!("{} can't be written: {error}", path.display())))?;
    }
    if common.format.is_json() {
        output::line(&serde_json::to_string(&planned.plan).map_err(|error| AppError::Internal(error.to_string()))?);
    } else {
        output::line(planned.plan.to_text().trim_end());
        output::line(&format!("digest {}", planned.digest));
    }
    Ok(ExitCode::SUCCESS)
}

/// A plan for the host, or for one that is known by its facts only.
pub async fn planned(app: &App, source: &LabSource, request: &PlanRequest, facts: Option<&Path>) -> Result<Planned, AppError> {
    let Some(facts) = facts else { return app.plan(source, request).await };
    let lab = source.at(request.scale.as_ref().map(|scale| scale.as_str()))?;
    let uri = app.uri(Some(&lab));
    app.plan_on(source, request, lab, uri, input::facts(facts)?).await
}

/// Whether a document is a plan: it says so in its first lines. Everything else is read as a lab, whose reader names what is wrong.
pub fn is_plan(text: &str) -> bool {
    text.lines().take(20).any(|line| line.trim_end() == "kind: Plan")
}

pub async fn apply(common: &Common, args: &ApplyArgs) -> Result<ExitCode, AppError> {
    let text = input::text(&args.lab.file)?;
    let app = app(common).await?;
    if is_plan(&text) {
        let plan: Plan = yaml::from_str(&text).map_err(|errors| AppError::Unreadable { errors })?;
        let uri = app.uri_of_plan(&plan);
        app.adopt(&plan, &uri).await?;
        let digest = plan.digest().to_string();
        if let Some(code) = resume_interrupted(common, &app, &plan.instance.id, |_, of| of == digest).await? {
            return Ok(code);
        }
        return go(common, &app, &plan, &uri, &args.go, None).await;
    }
    let source = input::lab_of(&text, &args.lab)?;
    let uri = app.uri(Some(source.lab()));
    if let Some(row) = app.store.instance(source.lab().metadata.name.as_str(), &uri, source.label.as_deref()).await? {
        let lab_digest = source.document.content_digest();
        let same = |plan: &Plan, _: &str| plan.purpose == Purpose::Apply && plan.lab_digest == lab_digest && plan.scale == args.lab.scale;
        if let Some(code) = resume_interrupted(common, &app, &row.instance.id, same).await? {
            return Ok(code);
        }
    }
    let held = held(&app, &source, &uri, &args.go).await?;
    let planned = app.plan(&source, &request(&args.lab, Purpose::Apply)).await?;
    go(common, &app, &planned.plan, &planned.uri, &args.go, held).await
}

pub async fn destroy(common: &Common, args: &DestroyArgs) -> Result<ExitCode, AppError> {
    let source = input::lab(&args.lab)?;
    let app = app(common).await?;
    let held = held(&app, &source, &app.uri(Some(source.lab())), &args.go).await?;
    let planned = app.plan(&source, &request(&args.lab, Purpose::Destroy)).await?;
    go(common, &app, &planned.plan, &planned.uri, &args.go, held).await
}

/// Where the plan is approved before it is made: the instance's lock, taken first, so that no run of it changes what is planned on.
pub async fn held(app: &App, source: &LabSource, uri: &str, args: &GoArgs) -> Result<Option<InstanceLock>, AppError> {
    if !args.yes {
        return Ok(None);
    }
    let instance = app.instance(source, uri).await?.instance;
    app.lock(&instance.id, source.lab().metadata.name.as_str()).map(Some)
}

pub fn request(lab: &LabArgs, purpose: Purpose) -> PlanRequest {
    PlanRequest { purpose, scale: lab.scale.clone(), machines: Vec::new() }
}

/// Goes on with a run of the same document whose process died: its plan was approved. One that another process carries is left to it; the lock says so.
async fn resume_interrupted(
    common: &Common,
    app: &App,
    instance: &Name,
    same: impl Fn(&Plan, &str) -> bool,
) -> Result<Option<ExitCode>, AppError> {
    let Some(run) = app.store.unfinished_run(instance).await? else { return Ok(None) };
    let Some(plan) = app.store.plan(&run.plan).await? else { return Ok(None) };
    if app.is_carried(instance) || !same(&plan, &run.plan) {
        return Ok(None);
    }
    eprintln!("an earlier run of this plan was interrupted; what is left of it is carried out");
    let running = app.resume(run.id.as_str(), &actor()).await?;
    watch::to_end(common, app, &plan, running).await.map(Some)
}

/// Shows a plan, has it approved and carries it out.
pub async fn go(
    common: &Common,
    app: &App,
    plan: &Plan,
    uri: &str,
    args: &GoArgs,
    held: Option<InstanceLock>,
) -> Result<ExitCode, AppError> {
    if !common.format.is_json() {
        output::line(plan.to_text().trim_end());
    }
    if plan.is_empty() {
        if common.format.is_json() {
            output::line(&serde_json::json!({ "nothingToDo": true }).to_string());
        }
        return Ok(ExitCode::SUCCESS);
    }
    let foreign: Vec<&labwright_shared::plan::Step> =
        plan.changes().filter(|step| step.foreign && plan.purpose != Purpose::Destroy).collect();
    let mut consents: Vec<String> = if args.consent.iter().any(|id| id == "all") {
        foreign.iter().map(|step| step.id.to_string()).collect()
    } else {
        args.consent.clone()
    };
    if !args.yes {
        if !std::io::stdin().is_terminal() {
            return Err(AppError::BadRequest("there is no terminal to ask on; look at the plan and pass --yes".to_owned()));
        }
        for step in foreign.iter().filter(|step| !consents.contains(&step.id.to_string())).collect::<Vec<_>>() {
            if ask(&format!("{} {} is not the lab's own: {}. Agree?", step.resource.kind.as_str(), step.resource.name, step.reason))? {
                consents.push(step.id.to_string());
            }
        }
        if !ask(&format!("Carry out this plan on {uri}?"))? {
            output::line("Nothing was done.");
            return Ok(ExitCode::SUCCESS);
        }
    }
    let digest = app.store.keep_plan(plan).await?.to_string();
    let approval = Approval { digest, consents, policy: args.on_failure.into(), actor: actor() };
    let running = match held {
        Some(lock) => app.approve_unseen(&approval, uri, lock).await?,
        None => app.approve(&approval, uri).await?,
    };
    watch::to_end(common, app, plan, running).await
}

/// Who sits at the command line.
pub fn actor() -> String {
    let user = std::env::var("SUDO_USER").or_else(|_| std::env::var("USER")).or_else(|_| std::env::var("LOGNAME"));
    user.unwrap_or_else(|_| "local".to_owned())
}

fn ask(question: &str) -> Result<bool, AppError> {
    let failed = |error: std::io::Error| AppError::BadRequest(format!("the question can't be asked: {error}"));
    let mut out = std::io::stdout();
    write!(out, "{question} [y/N] ").and_then(|()| out.flush()).map_err(failed)?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(failed)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
