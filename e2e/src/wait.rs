//! Waiting for something to become true, never for a fixed time.

use crate::slow;
use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// How often it is looked again.
const PAUSE: Duration = Duration::from_millis(40);

/// Long enough for the page to react on a loaded machine.
pub const PAGE: Duration = Duration::from_secs(10);

/// Long enough for a guest to boot under emulation beside others.
pub const GUEST: Duration = Duration::from_secs(60);

/// Looks until there is something, and gives it. Past the time the error says what was waited for.
pub async fn until<T>(time: Duration, what: &str, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let (begin, time) = (Instant::now(), slow::time(time));
    loop {
        let found = look().await;
        if let Ok(Some(found)) = found {
            return Ok(found);
        }
        if begin.elapsed() > time {
            match found {
                Err(error) => bail!("{what}: not within {} s; at the end: {error:#}", time.as_secs()),
                Ok(_) => bail!("{what}: not within {} s", time.as_secs()),
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}
