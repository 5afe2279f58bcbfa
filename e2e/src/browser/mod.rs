//! A real Chromium, driven over its debugging protocol.

mod choice;
mod errors;
pub mod focus;
pub mod hold;
mod keyboard;
pub mod page;
pub mod pointer;

use anyhow::{Context, Result, anyhow, bail};
use chromiumoxide::BrowserConfig;
use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use chromiumoxide::cdp::browser_protocol::target::{CreateBrowserContextParams, CreateTargetParams};
pub(crate) use errors::gone;
use futures::StreamExt;
use page::Page;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// Size of a window, which is also the page's.
pub const WIDTH: u32 = 1280;
pub const HEIGHT: u32 = 800;

/// Nothing that goes out to the network by itself; no GPU and no sandbox, which root in a namespace has not.
const FLAGS: &[&str] = &[
    "disable-gpu",
    "disable-quic",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "disable-dev-shm-usage",
    "no-first-run",
    "force-color-profile=srgb",
    "hide-scrollbars",
];

/// One browser with a profile folder of its own.
pub struct Browser {
    inner: chromiumoxide::Browser,
    events: JoinHandle<()>,
    _profile: TempDir,
}

impl Browser {
    /// Starts it, without a window.
    pub async fn launch() -> Result<Self> {
        let profile = tempfile::Builder::new().prefix("labwright-chromium-").tempdir()?;
        let config = BrowserConfig::builder()
            .chrome_executable(executable()?)
            .new_headless_mode()
            .no_sandbox()
            .user_data_dir(profile.path())
            .window_size(WIDTH, HEIGHT)
            .viewport(None)
            .launch_timeout(Duration::from_secs(30))
            .args(FLAGS.iter().copied())
            .build()
            .map_err(|text| anyhow!(text))?;
        let (inner, mut handler) = chromiumoxide::Browser::launch(config).await.context("cannot start Chromium")?;
        // Messages that this version of the protocol does not know come as errors; the connection goes on.
        let events = tokio::spawn(async move { while handler.next().await.is_some() {} });
        Ok(Browser { inner, events, _profile: profile })
    }

    /// An empty page in a new context and window. Windows of one context wait for each other; these do not.
    pub async fn page(&self) -> Result<Page> {
        let context = self.inner.execute(CreateBrowserContextParams::default()).await?;
        self.page_in(context.result.browser_context_id).await
    }

    async fn page_in(&self, context: BrowserContextId) -> Result<Page> {
        let mut target = CreateTargetParams::new("about:blank");
        target.browser_context_id = Some(context.clone());
        target.new_window = Some(true);
        target.width = Some(i64::from(WIDTH));
        target.height = Some(i64::from(HEIGHT));
        Page::new(self.inner.new_page(target).await?, context).await
    }

    /// Ends it, by force if it will not.
    pub async fn close(mut self) {
        let polite = async {
            self.inner.close().await.ok();
            self.inner.wait().await.ok();
        };
        if tokio::time::timeout(Duration::from_secs(3), polite).await.is_err() {
            self.inner.kill().await;
        }
        self.events.abort();
    }
}

/// Chromium's file: the one in `LABWRIGHT_CHROMIUM`, else the first found.
fn executable() -> Result<PathBuf> {
    if let Some(file) = std::env::var_os("LABWRIGHT_CHROMIUM") {
        return Ok(file.into());
    }
    let path = std::env::var("PATH").unwrap_or_default();
    for name in ["chromium", "chromium-browser", "google-chrome"] {
        for folder in path.split(':') {
            let file = PathBuf::from(folder).join(name);
            if file.is_file() {
                return Ok(file);
            }
        }
    }
    bail!("no Chromium on PATH: `cargo xtask test` installs it, or name one in LABWRIGHT_CHROMIUM")
}
