use std::{collections::BTreeMap, time::Duration};

use labwright_shared::{facts::HostFacts, model::Lab, plan::Plan, value::host_uri};
use tokio::sync::Mutex;

use super::{App, AppError};
use crate::driver::{
    DriverError,
    libvirt::{
        Host,
        facts::{self, KvmProbe, Options},
    },
};

/// The host where neither the command line nor the lab names one.
pub const DEFAULT_URI: &str = "qemu:///system";

/// Reading all of a large host's facts takes a second or two; the first KVM probe up to fifteen.
const FACTS_DEADLINE: Duration = Duration::from_secs(60);

/// How often facts are read again while the host changes under the reader.
const READ_AGAIN: u32 = 3;

/// The hosts that were reached, by connection URI.
#[derive(Default)]
pub struct Hosts(Mutex<BTreeMap<String, Host>>);

impl App {
    /// The connection URI of a lab's host: the command line's word before the lab's.
    pub fn uri(&self, lab: Option<&Lab>) -> String {
        self.uri_or(lab.and_then(|lab| lab.host.uri.clone()))
    }

    /// The connection URI where a document may name one: the command line's word before the document's.
    pub fn uri_or(&self, of_document: Option<String>) -> String {
        self.settings.host.clone().or(of_document).unwrap_or_else(|| DEFAULT_URI.to_owned())
    }

    /// The connection URI of the host that a plan is carried out on: the one that it was made for, unless the command line says another.
    pub fn uri_of_plan(&self, plan: &Plan) -> String {
        self.uri_or(plan.host.clone())
    }

    /// The host behind a URI. What is not the command line's own word may come from a document that somebody else wrote: then nothing is
    /// started to reach the host.
    pub async fn host(&self, uri: &str) -> Result<Host, AppError> {
        if self.settings.host.as_deref() != Some(uri)
            && let Some(refusal) = host_uri::refusal(uri)
        {
            return Err(AppError::BadRequest(format!("host.uri: {uri} is not followed: {refusal}; --host may say anything")));
        }
        let mut hosts = self.hosts.0.lock().await;
        if let Some(host) = hosts.get(uri) {
            return Ok(host.clone());
        }
        let host = Host::open(uri, self.settings.limits.parallel).await.map_err(AppError::NoHost)?;
        hosts.insert(uri.to_owned(), host.clone());
        Ok(host)
    }

    /// The host's facts as they are now.
    pub async fn facts(&self, uri: &str, kvm: KvmProbe) -> Result<HostFacts, AppError> {
        let host = self.host(uri).await?;
        let mut tries = 0;
        let mut facts = loop {
            let options = Options { kvm, cache: Some(self.settings.cache()), refresh: true };
            match host.run(FACTS_DEADLINE, move |conn| facts::read(conn, &options)).await {
                Ok(facts) => break facts,
                // A connection that was lost since is opened anew; something that a run removed while it was read is gone at the next look.
                Err(error @ (DriverError::Gone { .. } | DriverError::Libvirt { .. } | DriverError::Missing { .. }))
                    if tries < READ_AGAIN =>
                {
                    tracing::debug!(%error, "the facts are read again");
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(150)).await;
                }
                Err(error) => return Err(AppError::NoHost(error)),
            }
        };
        facts.read_at = Some(rfc3339(crate::store::now_ms()));
        Ok(facts)
    }
}

/// A time in RFC 3339, in UTC, to the second.
fn rfc3339(ms: u64) -> String {
    let secs = ms / 1000;
    let (days, rest) = (secs / 86_400, secs % 86_400);
    // Days to civil date: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    let z = i64::try_from(days).unwrap_or_default() + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3600, rest % 3600 / 60, rest % 60)
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_read_as_utc() {
        assert_eq!(super::rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(super::rfc3339(1_709_210_096_000), "2024-02-29T12:34:56Z");
    }
}
