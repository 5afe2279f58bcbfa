use std::process::ExitCode;

use labwright_shared::{api::PlanRequest, plan::Purpose, value::Name};

use super::{
    app,
    apply::{go, held},
    args::{Common, LabArgs, PowerArgs},
    input,
};
use crate::app::{App, AppError, LabSource};

pub async fn run(common: &Common, args: &PowerArgs, purpose: Purpose) -> Result<ExitCode, AppError> {
    let source = input::lab(&args.lab)?;
    let app = app(common).await?;
    let request = request(&app, &source, &args.lab, purpose, &args.machines).await?;
    let held = held(&app, &source, &app.uri(Some(source.lab())), &args.go).await?;
    let planned = app.plan(&source, &request).await?;
    go(common, &app, &planned.plan, &planned.uri, &args.go, held).await
}

/// Machines are switched at the scale that they were built at, unless another one is asked for.
pub async fn request(app: &App, source: &LabSource, args: &LabArgs, purpose: Purpose, machines: &[Name]) -> Result<PlanRequest, AppError> {
    let scale = match &args.scale {
        Some(scale) => Some(scale.clone()),
        None => {
            let instance = app.instance(source, &app.uri(Some(source.lab()))).await?.instance;
            app.built_scale(&instance.id).await?
        }
    };
    Ok(PlanRequest { purpose, scale, machines: machines.to_vec() })
}
