//! What is ours: by the mark in a domain's or network's metadata, by the ledger for pools and volumes.

use labwright_shared::{
    facts::Mark,
    plan::ResourceKind,
    value::{FileName, Uuid},
};

use super::{Probe, StepContext, StepError};
use crate::driver::libvirt::{Domain, Network, Pool};

/// Whether a resource is ours; if not, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Ours,
    Other(String),
}

impl Owner {
    /// Refuses what is not ours.
    pub fn required(self, resource: impl Into<String>) -> Result<(), StepError> {
        match self {
            Owner::Ours => Ok(()),
            Owner::Other(why) => Err(StepError::Foreign { resource: resource.into(), why }),
        }
    }

    /// The probe's answer for what is not ours.
    pub fn foreign(self) -> Option<Probe> {
        match self {
            Owner::Ours => None,
            Owner::Other(why) => Some(Probe::Foreign(why)),
        }
    }
}

const REMEDY: &str = "rename it in the lab, give the instance a prefix, or remove it from the host yourself";

impl StepContext<'_> {
    pub(super) fn owner(&self, mark: Option<&Mark>) -> Owner {
        match mark {
            Some(mark) if mark.instance == self.instance.id => Owner::Ours,
            Some(mark) => Owner::Other(format!("it belongs to lab {} (instance {}); {REMEDY}", mark.lab, mark.instance)),
            None => Owner::Other(format!("labwright did not make it; {REMEDY}")),
        }
    }

    /// A domain is ours if it carries our mark and is the very record's: another of our records may have taken its name.
    pub(super) fn domain_owner(&self, domain: &Domain<'_>, uuid: &Uuid) -> Result<Owner, StepError> {
        let defined = domain.defined()?;
        Ok(match self.owner(defined.mark.as_ref()) {
            Owner::Ours if defined.uuid.as_deref() != Some(uuid.to_string().as_str()) => {
                Owner::Other(format!("its UUID is {}, but the plan means {uuid}", defined.uuid.unwrap_or_default()))
            }
            owner => owner,
        })
    }

    pub(super) fn network_owner(&self, network: &Network<'_>) -> Result<Owner, StepError> {
        Ok(self.owner(network.defined()?.mark.as_ref()))
    }

    /// A pool is ours if we claimed the name and the pool is still the one that we defined under it.
    pub(super) fn pool_owner(&self, pool: &Pool<'_>) -> Result<Owner, StepError> {
        if !self.owns(ResourceKind::Pool, pool.name())? {
            return Ok(Owner::Other(format!("labwright did not make it; {REMEDY}")));
        }
        let uuid = pool.uuid()?;
        Ok(match self.kept(ResourceKind::Pool, pool.name(), "uuid")? {
            Some(ours) if ours != uuid => Owner::Other(format!("somebody replaced ours (UUID {ours}) by it (UUID {uuid}); {REMEDY}")),
            _ => Owner::Ours,
        })
    }

    /// A volume is ours if we claimed it. A log that virtlogd rotated away, `NAME.log.0`, belongs to `NAME.log`.
    pub(super) fn volume_owner(&self, pool: &str, name: &FileName) -> Result<Owner, StepError> {
        for name in [Some(name.as_str()), rotated_from(name.as_str())].into_iter().flatten() {
            if self.owns(ResourceKind::Volume, &format!("{pool}/{name}"))? {
                return Ok(Owner::Ours);
            }
        }
        Ok(Owner::Other(format!("labwright did not make it; {REMEDY}")))
    }

    pub(super) fn owns(&self, kind: ResourceKind, name: &str) -> Result<bool, StepError> {
        self.ledger.owns(kind, name).map_err(StepError::Ledger)
    }

    pub(super) fn claim(&self, kind: ResourceKind, name: &str, before: Option<&str>) -> Result<(), StepError> {
        self.ledger.claim(kind, name, before).map_err(StepError::Ledger)
    }

    pub(super) fn release(&self, kind: ResourceKind, name: &str) -> Result<(), StepError> {
        self.ledger.release(kind, name).map_err(StepError::Ledger)
    }

    pub(super) fn keep(&self, kind: ResourceKind, name: &str, key: &str, value: Option<&str>) -> Result<(), StepError> {
        // Forgetting what is not there would cost a durable write.
        if value.is_none() && self.kept(kind, name, key)?.is_none() {
            return Ok(());
        }
        self.ledger.keep(kind, name, key, value).map_err(StepError::Ledger)
    }

    pub(super) fn kept(&self, kind: ResourceKind, name: &str, key: &str) -> Result<Option<String>, StepError> {
        self.ledger.kept(kind, name, key).map_err(StepError::Ledger)
    }

    /// The mark in a document of the plan: what carries none, or another instance's, would be made and never recognized.
    pub(super) fn planned_mark(&self, mark: Option<Mark>, what: &str) -> Result<Mark, StepError> {
        let mark = mark.ok_or_else(|| StepError::Refused(format!("the plan's XML of {what} carries no ownership mark: plan again")))?;
        if mark.instance != self.instance.id {
            return Err(StepError::Refused(format!(
                "the plan's XML of {what} is marked for instance {}, not {}: plan again",
                mark.instance, self.instance.id
            )));
        }
        Ok(mark)
    }
}

/// `NAME.log` for `NAME.log.3`.
pub(super) fn rotated_from(name: &str) -> Option<&str> {
    let (log, number) = name.rsplit_once('.')?;
    (log.ends_with(".log") && !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())).then_some(log)
}

#[cfg(test)]
mod tests {
    use super::rotated_from;

    #[test]
    fn rotated_logs_belong_to_their_log() {
        assert_eq!(rotated_from("a.log.0"), Some("a.log"));
        for name in ["a.log", "a.log.", "a.log.x", "a.qcow2", "a.qcow2.0"] {
            assert_eq!(rotated_from(name), None, "{name}");
        }
    }
}
