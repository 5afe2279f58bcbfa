use std::process::ExitCode;

use super::{
    app,
    args::{Common, ServeArgs},
};
use crate::{
    app::AppError,
    http::{self, ServeOptions},
};

pub async fn run(common: &Common, args: &ServeArgs) -> Result<ExitCode, AppError> {
    let app = app(common).await?;
    let options = ServeOptions {
        listen: args.listen,
        assets: args.assets.clone(),
        templates: args.templates.clone().unwrap_or_else(|| args.assets.join("static/templates")),
        open_lab: args.open_lab.clone(),
        open_browser: args.open,
    };
    http::serve(app, options).await?;
    Ok(ExitCode::SUCCESS)
}
