//! A slower browser on request: with `LABWRIGHT_SLOW=6` pages get a sixth of the processor and every answer of a server comes late, and everything
//! is waited for six times as long. What looks at a page too early passes on a quick machine and fails here.

use anyhow::{Context, Result, ensure};
use chromiumoxide::cdp::browser_protocol::emulation::SetCpuThrottlingRateParams;
use chromiumoxide::cdp::browser_protocol::network::{EmulateNetworkConditionsByRuleParams, EnableParams, NetworkConditions};
use std::sync::LazyLock;
use std::time::Duration;

const NAME: &str = "LABWRIGHT_SLOW";

/// So much later comes an answer for each time slower.
const LATENCY_MS: f64 = 20.0;

static FACTOR: LazyLock<u32> = LazyLock::new(|| factor(std::env::var(NAME).ok().as_deref()).expect("a number of times"));

fn factor(said: Option<&str>) -> Result<u32> {
    let Some(said) = said else { return Ok(1) };
    let factor = said.parse().with_context(|| format!("{NAME}={said} is no number"))?;
    ensure!((1..=20).contains(&factor), "{NAME}={said} is not between 1 and 20");
    Ok(factor)
}

/// What takes this long on a quick machine, here.
pub fn time(quick: Duration) -> Duration {
    quick * *FACTOR
}

/// Slows a page down, from its next document on.
pub async fn slow_down(page: &chromiumoxide::Page) -> Result<()> {
    if *FACTOR > 1 {
        page.execute(SetCpuThrottlingRateParams::new(*FACTOR)).await.context("cannot slow the page down")?;
        page.execute(EnableParams::default()).await?;
        let every = NetworkConditions::new("", LATENCY_MS * f64::from(*FACTOR), -1.0, -1.0);
        page.execute(EmulateNetworkConditionsByRuleParams::new(false, vec![every])).await.context("cannot slow its requests down")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::factor;

    #[test]
    fn a_factor_is_a_number_of_times() {
        assert_eq!(factor(None).unwrap(), 1);
        assert_eq!(factor(Some("6")).unwrap(), 6);
        assert!(factor(Some("0")).is_err());
        assert!(factor(Some("much")).is_err());
    }
}
