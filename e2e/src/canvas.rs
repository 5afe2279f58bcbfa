//! What tests ask the designer's canvas.

use crate::browser::pointer::Point;
use crate::{Page, wait};
use anyhow::Result;

/// The canvas's top left corner in the window.
pub async fn corner(page: &Page) -> Result<Point> {
    let [x, y]: [f64; 2] = page
        .eval("(() => { const r = document.querySelector('[data-testid=canvas]').getBoundingClientRect(); return [r.x, r.y]; })()")
        .await?;
    Ok(Point::new(x, y))
}

/// The records of a kind (`machines`, `networks`) that are drawn, as `machines[NAME]`.
pub async fn records(page: &Page, kind: &str) -> Result<Vec<String>> {
    page.eval(&format!("[...document.querySelectorAll('.world [data-record^=\"{kind}[\"]')].map(e => e.dataset.record).sort()")).await
}

/// Waits until so many are drawn, and gives them.
pub async fn until_records(page: &Page, kind: &str, count: usize) -> Result<Vec<String>> {
    let what = format!("{count} {kind} on the canvas");
    wait::until(wait::PAGE, &what, async || Ok(Some(records(page, kind).await?).filter(|records| records.len() == count))).await
}

/// The selector of a machine's card.
#[must_use]
pub fn machine(name: &str) -> String {
    format!(r#".world [data-record="machines[{name}]"]"#)
}

/// The selector of a network's rail.
#[must_use]
pub fn network(name: &str) -> String {
    format!(r#".world [data-record="networks[{name}]"]"#)
}
