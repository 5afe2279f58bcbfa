//! Answers that come late, as from a slow host.

use super::page::Page;
use anyhow::{Context, Result};
use chromiumoxide::cdp::browser_protocol::fetch::{ContinueRequestParams, DisableParams, EnableParams, EventRequestPaused, RequestPattern};
use futures::StreamExt;
use std::sync::Arc;
use tokio::sync::Notify;

/// Requests that wait until they are let go.
pub struct Held {
    page: Page,
    go: Arc<Notify>,
}

impl Page {
    /// Holds requests for addresses like this one (`*` is anything) back from the server, until [`Held::go`].
    pub async fn hold(&self, address: &str) -> Result<Held> {
        let mut paused = self.inner.event_listener::<EventRequestPaused>().await?;
        let pattern = RequestPattern::builder().url_pattern(address).build();
        self.inner.execute(EnableParams::builder().pattern(pattern).build()).await.context("cannot hold requests")?;
        let go = Arc::new(Notify::new());
        let (page, gone) = (self.inner.clone(), go.clone());
        tokio::spawn(async move {
            let mut held = Vec::new();
            loop {
                tokio::select! {
                    Some(event) = paused.next() => held.push(event.request_id.clone()),
                    () = gone.notified() => break,
                    else => break,
                }
            }
            for request in held {
                page.execute(ContinueRequestParams::new(request)).await.ok();
            }
            page.execute(DisableParams {}).await.ok();
        });
        Ok(Held { page: self.clone(), go })
    }
}

impl Held {
    /// Lets them go to the server, and all that follow.
    pub fn go(self) -> Page {
        self.go.notify_one();
        self.page
    }
}
