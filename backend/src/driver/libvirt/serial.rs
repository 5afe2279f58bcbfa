//! The serial consoles that virtlogd keeps in a pool's folder, read as volumes.

use std::{collections::HashMap, time::Duration};

use super::{Connection, connection::lock, pool::Look};
use crate::driver::DriverError;

/// How long a pool's list of files counts as fresh: a log that virtlogd just made shows up after a refresh.
const FRESH: Duration = Duration::from_secs(1);

/// The most that is read of a log at once.
const MOST: usize = 4 << 20;

/// How far each console was searched, by what was searched for: a poll reads only what is new.
#[derive(Default)]
pub(super) struct SerialScans(HashMap<Scan, u64>);

#[derive(PartialEq, Eq, Hash)]
struct Scan {
    volume: String,
    from: u64,
    marker: String,
}

impl Connection {
    /// The log's length; absent where there is no log yet.
    pub fn serial_length(&self, pool: &str, name: &str) -> Result<Option<u64>, DriverError> {
        let Some(pool) = self.pool(pool)? else { return Ok(None) };
        if !pool.is_active()? {
            return Ok(None);
        }
        let look = pool.refresh_if_older(FRESH)?;
        let mut volume = pool.volume(name)?;
        if volume.is_none() && look == Look::Busy {
            // It may be there and not have been seen.
            pool.refresh()?;
            volume = pool.volume(name)?;
        }
        let Some(volume) = volume else { return Ok(None) };
        Ok(Some(volume.read()?.capacity.bytes()))
    }

    /// The first line after `from` that contains the marker, as far as it is there.
    pub fn find_serial(&self, pool: &str, name: &str, from: u64, marker: &str) -> Result<Option<String>, DriverError> {
        let scan = Scan { volume: format!("{pool}/{name}"), from, marker: marker.to_owned() };
        let begin = lock(&self.shared.scans).0.get(&scan).copied().unwrap_or(from);
        let Some(content) = self.read_serial(pool, name, begin, MOST)? else { return Ok(None) };
        // virtlogd begins a new file when the old one is large: then the place is behind the end, and all of it is new.
        let (begin, content) = match content.is_empty() && begin > 0 && self.is_shorter(pool, name, begin)? {
            true => (0, self.read_serial(pool, name, 0, MOST)?.unwrap_or_default()),
            false => (begin, content),
        };
        let found = line_with(&content, marker);
        let mut scans = lock(&self.shared.scans);
        match found {
            Some(_) => scans.0.remove(&scan),
            None => scans.0.insert(scan, begin + searched(&content)),
        };
        Ok(found)
    }

    /// The log's last bytes, for a person.
    pub fn serial_tail(&self, pool: &str, name: &str, most: usize) -> Result<String, DriverError> {
        let length = self.serial_length(pool, name)?.unwrap_or(0);
        let content = self.read_serial(pool, name, length.saturating_sub(most as u64), most)?;
        Ok(String::from_utf8_lossy(&content.unwrap_or_default()).into_owned())
    }

    /// The log from `offset`; absent where there is no log yet.
    pub fn read_serial(&self, pool: &str, name: &str, offset: u64, limit: usize) -> Result<Option<Vec<u8>>, DriverError> {
        let Some(pool) = self.pool(pool)? else { return Ok(None) };
        let volume = match pool.volume(name)? {
            Some(volume) => Some(volume),
            None if pool.refresh_if_older(FRESH)? == Look::Now => pool.volume(name)?,
            None => None,
        };
        volume.map(|volume| volume.download(offset, limit)).transpose()
    }

    fn is_shorter(&self, pool: &str, name: &str, than: u64) -> Result<bool, DriverError> {
        Ok(self.serial_length(pool, name)?.is_some_and(|length| length < than))
    }
}

/// The trimmed line that contains the marker.
fn line_with(content: &[u8], marker: &str) -> Option<String> {
    let at = content.windows(marker.len().max(1)).position(|window| window == marker.as_bytes())?;
    let begin = content[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |line| line + 1);
    let end = content[at..].iter().position(|byte| *byte == b'\n').map_or(content.len(), |line| at + line);
    Some(String::from_utf8_lossy(&content[begin..end]).trim().to_owned())
}

/// How much need not be read again: whole lines, since the marker may stand in the one that is still being written.
fn searched(content: &[u8]) -> u64 {
    content.iter().rposition(|byte| *byte == b'\n').map_or(0, |line| line as u64 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_markers_line_and_reads_nothing_twice() {
        let log = b"BOOT up=1\r\nREADY up=3\r\nlogin: ";
        assert_eq!(line_with(log, "READY").as_deref(), Some("READY up=3"));
        assert_eq!(line_with(log, "login:").as_deref(), Some("login:"));
        assert_eq!(line_with(log, "NEVER"), None);
        assert_eq!(searched(log), 23);
        assert_eq!(searched(b"half a line"), 0);
    }
}
