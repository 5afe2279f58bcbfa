//! May something be installed? Asked at most once, never where nobody could answer.

use super::Step;
use anyhow::{Context, Result, bail};
use std::io::{IsTerminal, Write};

/// How a command treats what is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Consent {
    /// `--yes`, or a CI machine.
    Given,
    /// Someone sits at a terminal.
    Ask,
    /// Nobody to ask.
    Withheld,
}

/// The error that means: nothing failed, but something has to be done by the user first. Exit code 2.
#[derive(Debug)]
pub struct Refused(String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl Consent {
    /// From `--yes` among the arguments, the environment and the terminal.
    pub fn from_arguments(words: &[String]) -> Self {
        let ci = std::env::var("CI").is_ok_and(|v| v == "true" || v == "1");
        if ci || words.iter().any(|w| w == "--yes" || w == "-y") {
            Consent::Given
        } else if std::io::stdin().is_terminal() {
            Consent::Ask
        } else {
            Consent::Withheld
        }
    }

    /// Shows the steps; returns if they may be taken.
    pub fn to(self, steps: &[Step]) -> Result<()> {
        println!("To install it:");
        for step in steps {
            println!("  {step}");
        }
        match self {
            Consent::Given => Ok(()),
            Consent::Withheld => {
                bail!(Refused("run the commands above, or this command again with --yes".to_owned()))
            }
            Consent::Ask => {
                print!("Do that now? [y/N] ");
                std::io::stdout().flush()?;
                let mut answer = String::new();
                std::io::stdin().read_line(&mut answer).context("cannot read the answer")?;
                if matches!(answer.trim(), "y" | "Y" | "yes") {
                    return Ok(());
                }
                bail!(Refused("nothing was installed".to_owned()))
            }
        }
    }
}
