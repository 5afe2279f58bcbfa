use std::{io::Read as _, process::ExitCode};

use super::{
    app,
    args::{Common, SecretArgs, SecretCommand},
    output,
};
use crate::app::AppError;

pub async fn run(common: &Common, args: &SecretArgs) -> Result<ExitCode, AppError> {
    let store = app(common).await?.store;
    match &args.command {
        SecretCommand::Set { name } => {
            let mut value = String::new();
            std::io::stdin()
                .take(1 << 20)
                .read_to_string(&mut value)
                .map_err(|error| AppError::BadRequest(format!("the value can't be read: {error}")))?;
            let value = value.strip_suffix('\n').unwrap_or(&value);
            if value.is_empty() {
                return Err(AppError::BadRequest(
                    "the value is empty; pipe it in: printf %s \"$VALUE\" | labwright secret set NAME".to_owned(),
                ));
            }
            store.set_secret(name, value).await?;
            output::line(&format!("secret:{name} is kept"));
        }
        SecretCommand::List => store.secret_names().await?.iter().for_each(|name| output::line(&format!("secret:{name}"))),
        SecretCommand::Delete { name } => {
            if !store.delete_secret(name).await? {
                return Err(AppError::NotFound(format!("secret {name}")));
            }
            output::line(&format!("secret:{name} is forgotten"));
        }
    }
    Ok(ExitCode::SUCCESS)
}
