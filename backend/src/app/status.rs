use std::net::IpAddr;

use labwright_shared::{
    api::PlanRequest,
    diagnostic::Severity,
    facts::{DomainFacts, DomainState, HostFacts},
    model::{Keyed as _, Kind, Lab, RecordRef},
    plan::{Instance, Purpose},
    status::{Address, LabStatus, MachineStatus, drift},
    value::{Mac, Name},
};

use super::{App, AppError, LabSource};
use crate::driver::{
    DriverError,
    libvirt::{agent_addresses, facts::KvmProbe, leases},
};

impl App {
    /// How the lab stands on its host: at the scale it was built at, unless another is named.
    pub async fn status(&self, source: &LabSource, scale: Option<Name>) -> Result<LabStatus, AppError> {
        let uri = self.uri(Some(source.lab()));
        let row = self.store.instance(source.lab().metadata.name.as_str(), &uri, source.label.as_deref()).await?;
        let Some(row) = row.filter(|row| row.built) else {
            return Ok(LabStatus {
                lab: source.lab().metadata.name.clone(),
                instance: None,
                machines: Vec::new(),
                drift: Vec::new(),
                not_comparable: Vec::new(),
                ssh_config: String::new(),
                hosts: String::new(),
            });
        };
        let scale = match scale {
            Some(scale) => Some(scale),
            None => self.built_scale(&row.instance.id).await?.filter(|scale| source.lab().scales.get(scale.as_str()).is_some()),
        };
        let lab = source.at(scale.as_ref().map(Name::as_str))?;
        // Whether KVM works decides what a domain should be like: not known, every machine would seem to differ.
        let facts = self.facts(&uri, KvmProbe::IfUnknown).await?;
        let host = self.host(&uri).await?;
        let networks: Vec<String> = facts.networks.iter().filter(|network| network.active).map(|network| network.name.clone()).collect();
        let ours = |domain: &&DomainFacts| domain.mark.as_ref().is_some_and(|mark| mark.instance == row.instance.id);
        let running = facts.domains.iter().filter(ours).filter(|domain| domain.state == DomainState::Running);
        let running: Vec<String> = running.map(|domain| domain.name.clone()).collect();
        let seen = host.run(std::time::Duration::from_secs(30), move |conn| {
            let leased = leases(conn, &networks)?.into_iter().map(|lease| (lease.mac, lease.address)).collect();
            Ok::<_, DriverError>(Seen { told: agent_addresses(conn, &running)?, leased })
        });
        let machines = machines(&lab, &row.instance, &facts, &seen.await.map_err(AppError::NoHost)?);
        let request = PlanRequest { purpose: Purpose::Apply, scale, machines: Vec::new() };
        let (drift, not_comparable) = match self.plan_on(source, &request, lab, uri, facts).await {
            Ok(planned) => (drift(&planned.plan), Vec::new()),
            // What can't be applied any more is no plan to compare the host with.
            Err(AppError::Findings { report }) => {
                let errors = report.diagnostics.iter().filter(|found| found.severity == Severity::Error);
                (Vec::new(), errors.map(|found| format!("{}: {} [{}]", found.subject, found.message, found.rule)).collect())
            }
            Err(AppError::NoPlan { problems }) => (Vec::new(), problems.iter().map(ToString::to_string).collect()),
            Err(error) => return Err(error),
        };
        let status = LabStatus {
            lab: source.lab().metadata.name.clone(),
            instance: Some(row.instance.id),
            machines,
            drift,
            not_comparable,
            ssh_config: String::new(),
            hosts: String::new(),
        };
        Ok(status.with_texts())
    }

    /// The scale of the instance's last apply.
    pub async fn built_scale(&self, instance: &Name) -> Result<Option<Name>, AppError> {
        let Some(run) = self.store.last_apply(instance).await? else { return Ok(None) };
        Ok(self.store.plan(&run.plan).await?.and_then(|plan| plan.scale))
    }
}

/// The addresses that the host's guests have.
struct Seen {
    /// By the guests' own word.
    told: Vec<(Mac, IpAddr)>,
    /// By libvirt's DHCP servers, which also know addresses that were given up since.
    leased: Vec<(Mac, IpAddr)>,
}

impl Seen {
    fn of(&self, mac: Mac) -> impl Iterator<Item = IpAddr> {
        let list = if self.told.iter().any(|told| told.0 == mac) { &self.told } else { &self.leased };
        list.iter().filter(move |seen| seen.0 == mac).map(|seen| seen.1)
    }
}

fn machines(lab: &Lab, instance: &Instance, facts: &HostFacts, seen: &Seen) -> Vec<MachineStatus> {
    let of = |machine: &labwright_shared::model::Machine| {
        let record = RecordRef::new(Kind::Machines, machine.id()).to_string();
        let ours = facts
            .domains
            .iter()
            .find(|domain| domain.mark.as_ref().is_some_and(|mark| mark.instance == instance.id && mark.record == record));
        let plugged = machine.ports.iter().filter(|port| port.network.is_some());
        let mut addresses = Vec::new();
        for (port, on_host) in plugged.zip(ours.iter().flat_map(|domain| &domain.ports)) {
            let Some(mac) = on_host.mac else { continue };
            let before = addresses.len();
            let address = |address| Address { port: port.name.clone(), network: port.network.clone(), mac, address, seen: true };
            addresses.extend(seen.of(mac).map(address));
            if let (true, Some(address)) = (addresses.len() == before, port.address) {
                addresses.push(Address { port: port.name.clone(), network: port.network.clone(), mac, address, seen: false });
            }
        }
        MachineStatus {
            machine: machine.name.clone(),
            domain: ours.map_or_else(|| instance.host_name(machine.name.as_str()), |domain| domain.name.clone()),
            state: ours.map(|domain| domain.state),
            addresses,
        }
    };
    lab.machines.iter().map(of).collect()
}
