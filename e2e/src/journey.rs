//! One test: a browser if it wants one, a deadline, evidence if it fails.

use crate::Page;
use crate::browser::Browser;
use crate::slow;
use anyhow::{Context, Result, anyhow};
use std::time::Duration;

/// What a test has at hand.
pub struct Journey {
    name: String,
    browser: Option<Browser>,
    pages: Vec<Page>,
}

/// Runs a test. It fails if `steps` fails or is not done in time, or if a page that it opened reported an error (see
/// [`Page::expect_errors`]). On failure each open page is pictured in `target/screenshots/NAME-failed-N.png`.
///
/// # Panics
/// If the test fails: that is how a test harness is told.
pub fn journey(name: &str, time: Duration, steps: impl AsyncFnOnce(&mut Journey) -> Result<()>) {
    let time = slow::time(time);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let result = runtime.block_on(async {
        let mut journey = Journey { name: name.to_owned(), browser: None, pages: Vec::new() };
        let mut result = match tokio::time::timeout(time, steps(&mut journey)).await {
            Ok(result) => result,
            Err(_) => Err(anyhow!("not done within {} s", time.as_secs())),
        };
        if result.is_ok() {
            result = journey.pages.iter().try_for_each(Page::no_errors);
        }
        if result.is_err() {
            journey.evidence().await;
        }
        journey.close().await;
        result
    });
    // Threads that still wait for something must not keep a failed test from ending.
    runtime.shutdown_timeout(Duration::from_secs(1));
    if let Err(error) = result {
        panic!("{name}: {error:#}");
    }
}

impl Journey {
    /// Opens a page in a window and a browser context of its own: no cookies or storage of another.
    pub async fn open(&mut self, url: &str) -> Result<Page> {
        if self.browser.is_none() {
            self.browser = Some(Browser::launch().await?);
        }
        let browser = self.browser.as_ref().expect("just set");
        let page = browser.page().await.context("cannot open a window")?;
        self.pages.push(page.clone());
        page.goto(url).await?;
        Ok(page)
    }

    async fn evidence(&self) {
        for (number, page) in self.pages.iter().enumerate() {
            let name = format!("{}-failed-{number}", self.name);
            match page.screenshot(&name).await {
                Ok(file) => eprintln!("the page as it was: {}", file.display()),
                Err(error) => eprintln!("no screenshot: {error:#}"),
            }
            for error in page.errors() {
                eprintln!("the page reported: {error}");
            }
        }
    }

    async fn close(self) {
        drop(self.pages);
        if let Some(browser) = self.browser {
            browser.close().await;
        }
    }
}
