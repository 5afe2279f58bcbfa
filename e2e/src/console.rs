//! What a guest says on its serial console, as libvirt logs it.

use crate::wait;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A log file that a guest's serial port is written to.
pub struct Console(PathBuf);

impl Console {
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Console(path.into())
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// All of it until now, with plain line ends.
    pub fn text(&self) -> Result<String> {
        let bytes = std::fs::read(&self.0).with_context(|| format!("no console log {}", self.0.display()))?;
        Ok(String::from_utf8_lossy(&bytes).replace('\r', ""))
    }

    /// Waits for a line with this text and gives the line.
    pub async fn line(&self, text: &str, time: Duration) -> Result<String> {
        let what = format!("`{text}` on the console");
        let found = wait::until(time, &what, async || Ok(self.text()?.lines().find(|line| line.contains(text)).map(str::to_owned)));
        found.await.with_context(|| format!("the console ends:\n{}", self.end()))
    }

    fn end(&self) -> String {
        let text = self.text().unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

/// The value after `key=` in a line of the test guest, such as `LEASE if=eth0 ip=10.0.0.5`.
#[must_use]
pub fn field<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.split_whitespace().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    #[test]
    fn fields_are_found_by_name() {
        let line = "LEASE if=eth0 ip=10.0.0.5 gw=";
        assert_eq!(super::field(line, "ip"), Some("10.0.0.5"));
        assert_eq!(super::field(line, "gw"), Some(""));
        assert_eq!(super::field(line, "i"), None);
    }
}
