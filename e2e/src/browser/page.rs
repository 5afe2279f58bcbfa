//! One page: where it is, what is on it, what it reports.

use super::errors::Errors;
use super::{HEIGHT, WIDTH};
use crate::{files, slow, wait};
use anyhow::{Context, Result, bail};
use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use chromiumoxide::cdp::browser_protocol::emulation::{MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams};
use chromiumoxide::cdp::browser_protocol::page::CaptureScreenshotFormat;
use chromiumoxide::page::ScreenshotParams;
use serde::de::DeserializeOwned;
use std::path::PathBuf;
use std::time::Duration;

/// A window with a page. Clones are the same page.
#[derive(Clone)]
pub struct Page {
    pub(super) inner: chromiumoxide::Page,
    pub(super) context: BrowserContextId,
    errors: Errors,
}

/// Selectors are looked for in the page's script, so they need to be quoted for it.
fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl Page {
    pub(super) async fn new(inner: chromiumoxide::Page, context: BrowserContextId) -> Result<Self> {
        let errors = Errors::listen(&inner).await?;
        let page = Page { inner, context, errors };
        page.resize(WIDTH, HEIGHT).await?;
        slow::slow_down(&page.inner).await?;
        Ok(page)
    }

    /// Gives the page this size, whatever the window around it has.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size = SetDeviceMetricsOverrideParams::new(width, height, 1.0, false);
        self.inner.execute(size).await.context("cannot resize the page")?;
        Ok(())
    }

    /// Shows the page to someone who prefers `dark` or `light`.
    pub async fn prefer_scheme(&self, scheme: &str) -> Result<()> {
        self.prefer(&[("prefers-color-scheme", scheme)]).await
    }

    /// Shows the page to someone whose system has these preferences, and no others: `("prefers-reduced-motion", "reduce")`.
    pub async fn prefer(&self, features: &[(&str, &str)]) -> Result<()> {
        let features = features.iter().map(|(name, value)| MediaFeature::new(*name, *value));
        let media = SetEmulatedMediaParams::builder().features(features).build();
        self.inner.execute(media).await.context("cannot choose preferences")?;
        Ok(())
    }

    pub async fn goto(&self, url: &str) -> Result<()> {
        let load = self.inner.goto(url);
        let done = tokio::time::timeout(slow::time(Duration::from_secs(30)), load).await;
        done.with_context(|| format!("{url} did not load in time"))?.with_context(|| format!("cannot open {url}"))?;
        Ok(())
    }

    pub async fn reload(&self) -> Result<()> {
        self.inner.reload().await.context("cannot reload the page")?;
        Ok(())
    }

    /// Value of a script's last expression; a promise is waited for.
    pub async fn eval<T: DeserializeOwned>(&self, script: &str) -> Result<T> {
        let result = self.inner.evaluate(script).await.with_context(|| format!("the page cannot run `{script}`"))?;
        // A script without a value (undefined) reads as null.
        let value = result.value().cloned().unwrap_or(serde_json::Value::Null);
        serde_json::from_value(value).with_context(|| format!("another type than expected from `{script}`"))
    }

    /// How many elements match.
    pub async fn count(&self, selector: &str) -> Result<usize> {
        self.eval(&format!("document.querySelectorAll({}).length", quote(selector))).await
    }

    /// Waits for an element that can be seen.
    pub async fn wait_for(&self, selector: &str) -> Result<()> {
        let script =
            format!("(() => {{ const e = document.querySelector({}); return !!e && e.getClientRects().length > 0; }})()", quote(selector));
        let what = format!("`{selector}` on the page");
        wait::until(wait::PAGE, &what, async || Ok(self.eval::<bool>(&script).await?.then_some(()))).await
    }

    /// Waits until no element matches.
    pub async fn wait_gone(&self, selector: &str) -> Result<()> {
        let what = format!("`{selector}` to go from the page");
        wait::until(wait::PAGE, &what, async || Ok((self.count(selector).await? == 0).then_some(()))).await
    }

    /// Waits until the text of an element (the first that matches) contains `text`.
    pub async fn wait_for_text(&self, selector: &str, text: &str) -> Result<()> {
        self.wait_for_text_in(selector, text, wait::PAGE).await
    }

    /// The same with another time: for what takes a run or a guest.
    pub async fn wait_for_text_in(&self, selector: &str, text: &str, time: Duration) -> Result<()> {
        let what = format!("`{text}` in `{selector}`");
        let waited = wait::until(time, &what, async || Ok(self.text(selector).await?.contains(text).then_some(())));
        if let Err(error) = waited.await {
            let there = self.text(selector).await.unwrap_or_default();
            bail!("{error:#}; there is: {there}");
        }
        Ok(())
    }

    /// The text of the first element that matches, as it is shown.
    pub async fn text(&self, selector: &str) -> Result<String> {
        let script = format!("document.querySelector({})?.innerText ?? null", quote(selector));
        let text: Option<String> = self.eval(&script).await?;
        text.with_context(|| format!("there is no `{selector}` on the page"))
    }

    /// The texts of all elements that match.
    pub async fn texts(&self, selector: &str) -> Result<Vec<String>> {
        self.eval(&format!("[...document.querySelectorAll({})].map(e => e.innerText)", quote(selector))).await
    }

    /// An attribute of the first element that matches.
    pub async fn attribute(&self, selector: &str, name: &str) -> Result<Option<String>> {
        self.eval(&format!("document.querySelector({})?.getAttribute({}) ?? null", quote(selector), quote(name))).await
    }

    /// Left, top, width and height of the first element that matches, scrolled into view; once it keeps its place from one frame to the
    /// next, as a hand does not click on what still moves.
    pub(super) async fn rectangle(&self, selector: &str) -> Result<[f64; 4]> {
        // Past the frame, not at its beginning: what watches sizes moves things between its callbacks and its picture.
        // A window in the background draws no frames: there a short time counts as one.
        let script = format!(
            "(async () => {{ \
               const place = () => {{ const e = document.querySelector({}); if (!e) return null; \
                 e.scrollIntoView({{block: 'nearest', inline: 'nearest'}}); const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }}; \
               const frame = () => new Promise(done => {{ requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 100); }}); \
               let now = place(); \
               for (let left = 100; left > 0; left--) {{ \
                 await frame(); const next = place(); \
                 if (JSON.stringify(next) === JSON.stringify(now)) return now; \
                 now = next; }} \
               throw new Error('it never stands still'); }})()",
            quote(selector)
        );
        let found: Option<[f64; 4]> = self.eval(&script).await?;
        found.with_context(|| format!("there is no `{selector}` on the page"))
    }

    /// A picture of the window in `target/screenshots/NAME.png`.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let file = files::screenshot(name)?;
        let what = ScreenshotParams::builder().format(CaptureScreenshotFormat::Png).build();
        self.inner.save_screenshot(what, &file).await.context("cannot take a screenshot")?;
        Ok(file)
    }

    /// What the page reported and the test did not expect.
    #[must_use]
    pub fn errors(&self) -> Vec<String> {
        self.errors.all()
    }

    /// Takes out errors that contain `text`, which the test brings about on purpose, and says how many there were.
    pub fn expect_errors(&self, text: &str) -> usize {
        self.errors.take(text)
    }

    /// An error if the page reported one.
    pub fn no_errors(&self) -> Result<()> {
        let errors = self.errors();
        if !errors.is_empty() {
            bail!("the page reported:\n{}", errors.join("\n"));
        }
        Ok(())
    }
}
