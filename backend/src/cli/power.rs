use std::process::ExitCode;

use labwright_shared::{api::PlanRequest, plan::Purpose};

use super::{
    app,
    apply::{go, held},
    args::{Common, PowerArgs},
    input,
};
use crate::app::AppError;

pub async fn run(common: &Common, args: &PowerArgs, purpose: Purpose) -> Result<ExitCode, AppError> {
    let source = input::lab(&args.lab)?;
    let app = app(common).await?;
    let uri = app.uri(Some(source.lab()));
    let instance = app.instance(&source, &uri).await?.instance;
    let scale = match &args.lab.scale {
        Some(scale) => Some(scale.clone()),
        None => app.built_scale(&instance.id).await?,
    };
    let held = held(&app, &source, &uri, &args.go).await?;
    let planned = app.plan(&source, &PlanRequest { purpose, scale, machines: args.machines.clone() }).await?;
    go(common, &app, &planned.plan, &planned.uri, &args.go, held).await
}
