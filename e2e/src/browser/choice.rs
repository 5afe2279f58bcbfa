//! Files that a page is given and gives.

use super::page::Page;
use anyhow::{Context, Result};
use chromiumoxide::cdp::browser_protocol::browser::{SetDownloadBehaviorBehavior, SetDownloadBehaviorParams};
use chromiumoxide::cdp::browser_protocol::dom::SetFileInputFilesParams;
use chromiumoxide::cdp::browser_protocol::page::{EventFileChooserOpened, SetInterceptFileChooserDialogParams};
use futures::StreamExt;
use std::path::Path;
use std::time::Duration;

impl Page {
    /// Clicks what asks for a file, and chooses this one in the browser's dialog.
    pub async fn choose_file(&self, selector: &str, file: &Path) -> Result<()> {
        let mut opened = self.inner.event_listener::<EventFileChooserOpened>().await?;
        self.inner.execute(SetInterceptFileChooserDialogParams::new(true)).await?;
        self.click(selector).await?;
        let dialog = tokio::time::timeout(Duration::from_secs(10), opened.next()).await;
        let dialog = dialog.with_context(|| format!("`{selector}` asked for no file"))?.context("the page is gone")?;
        let mut chosen = SetFileInputFilesParams::new(vec![file.display().to_string()]);
        chosen.backend_node_id = dialog.backend_node_id;
        self.inner.execute(chosen).await?;
        self.inner.execute(SetInterceptFileChooserDialogParams::new(false)).await?;
        Ok(())
    }

    /// Files that the page has the browser save go into this folder, without a question.
    pub async fn save_files_in(&self, folder: &Path) -> Result<()> {
        let mut saved = SetDownloadBehaviorParams::new(SetDownloadBehaviorBehavior::Allow);
        saved.browser_context_id = Some(self.context.clone());
        saved.download_path = Some(folder.display().to_string());
        self.inner.execute(saved).await.context("downloads can't be allowed")?;
        Ok(())
    }
}
