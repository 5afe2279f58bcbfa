//! The host's domains and what they claim: one list per property, one document per domain.

use std::collections::BTreeSet;

use labwright_shared::facts::{DomainFacts, DomainState};
use virt::sys;

use super::{super::Connection, networks::present};
use crate::driver::DriverError;

pub(super) fn read(conn: &Connection) -> Result<Vec<DomainFacts>, DriverError> {
    let names = |flags| -> Result<BTreeSet<String>, DriverError> {
        Ok(conn.domains(flags)?.iter().map(|domain| domain.name().to_owned()).collect())
    };
    let autostart = names(sys::VIR_CONNECT_LIST_DOMAINS_AUTOSTART)?;
    let persistent = names(sys::VIR_CONNECT_LIST_DOMAINS_PERSISTENT)?;
    let running = names(sys::VIR_CONNECT_LIST_DOMAINS_RUNNING)?;
    let off = names(sys::VIR_CONNECT_LIST_DOMAINS_SHUTOFF)?;
    let mut facts = Vec::new();
    for domain in conn.domains(0)? {
        let name = domain.name().to_owned();
        let state = if running.contains(&name) {
            Some(DomainState::Running)
        } else if off.contains(&name) {
            Some(DomainState::Off)
        } else {
            present(domain.state())?.map(|state| state.state)
        };
        let (Some(state), Some(read)) = (state, present(domain.defined())?) else { continue };
        facts.push(DomainFacts {
            uuid: read.uuid,
            state,
            persistent: persistent.contains(&name),
            autostart: autostart.contains(&name),
            vcpus: read.vcpus,
            memory: read.memory,
            ports: read.ports,
            disks: read.disks,
            mark: read.mark,
            name,
        });
    }
    facts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(facts)
}
