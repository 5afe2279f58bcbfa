//! Where the keyboard is, and whether that can be seen.

use super::page::Page;
use anyhow::{Result, bail, ensure};
use serde::Deserialize;

/// What has the focus.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Focus {
    /// Its most telling attribute: `data-testid=…`, `data-field=…`, `data-record=…`, or what it is called.
    pub at: String,
    /// Why it cannot be seen that it has the focus; empty where it can.
    pub unseen: String,
}

const LOOK: &str = r#"(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return {at: "body", unseen: ""};
  const name = ["data-testid", "data-field", "data-record", "id"].find(a => e.hasAttribute(a));
  const at = name ? `${name}=${e.getAttribute(name)}` : `${e.tagName.toLowerCase()} ${e.getAttribute("aria-label") || e.innerText || e.className}`.trim();
  const r = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  const x = r.x + Math.min(r.width, 30) / 2, y = r.y + r.height / 2;
  const there = document.elementFromPoint(x, y);
  const unseen = r.width < 2 || r.height < 2 ? "it has no size"
    : x < 0 || y < 0 || x > innerWidth || y > innerHeight ? "it is out of sight"
    : !there || !(e.contains(there) || there.contains(e) || there.control === e) ? `it is covered by ${there?.className}`
    : style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 1 ? "it has no outline"
    : "";
  return {at, unseen};
})()"#;

impl Page {
    /// What has the focus now.
    pub async fn focus(&self) -> Result<Focus> {
        self.eval(LOOK).await
    }

    /// Presses a key (`Tab`, `Shift+Tab`) until what has the focus matches the selector. Fails where that is not within
    /// `most` presses, or where a stop on the way does not show that it has the focus. Gives the stops.
    pub async fn press_until(&self, key: &str, selector: &str, most: usize) -> Result<Vec<String>> {
        let is_there = format!("!!document.activeElement?.matches({})", serde_json::Value::from(selector));
        let mut stops = Vec::new();
        for _ in 0..most {
            self.press(key).await?;
            // The page may put the focus a frame later, on what just came into sight.
            self.eval::<bool>("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))").await?;
            let now = self.focus().await?;
            ensure!(now.unseen.is_empty(), "the focus on {} is not seen: {}; before it: {stops:?}", now.at, now.unseen);
            stops.push(now.at);
            if self.eval(&is_there).await? {
                return Ok(stops);
            }
        }
        bail!("{key} does not reach `{selector}`; it stops at {stops:?}")
    }
}
