use labwright_shared::{
    model::{Keyed as _, Kind, RecordRef},
    plan::ResourceKind,
};

use super::{App, AppError, LabSource};
use crate::driver::libvirt::{Host, facts::KvmProbe};

/// Where a machine's console is on its host.
#[derive(Clone, Debug)]
pub struct ConsolePlace {
    /// The domain.
    pub domain: String,
    /// The pool and volume in which the console is kept.
    pub log: Option<(String, String)>,
    /// What is kept of the console of a machine that is off can be read; there is nobody to talk to.
    pub is_on: bool,
}

impl App {
    /// The console of a machine that is built.
    pub async fn console(&self, source: &LabSource, machine: &str) -> Result<(Host, ConsolePlace), AppError> {
        let lab = source.lab();
        let uri = self.uri(Some(lab));
        let not_built = || AppError::NotFound(format!("machine {machine} on the host; apply the lab first"));
        let record = lab.machines.get(machine).ok_or_else(|| AppError::NotFound(format!("machine {machine} in the lab")))?;
        let row = self.store.instance(lab.metadata.name.as_str(), &uri, source.label.as_deref()).await?.ok_or_else(not_built)?;
        let facts = self.facts(&uri, KvmProbe::Cached).await?;
        let reference = RecordRef::new(Kind::Machines, record.id()).to_string();
        let domain = facts
            .domains
            .iter()
            .find(|domain| domain.mark.as_ref().is_some_and(|mark| mark.instance == row.instance.id && mark.record == reference))
            .ok_or_else(not_built)?;
        // By the ledger: the machine may have been built at another scale, and its pool may have had another name.
        let name = row.instance.host_name(&format!("{}-serial.log", record.id()));
        let owned = self.store.owned(&row.instance.id).await?;
        let log = owned.names(ResourceKind::Volume).filter_map(|volume| volume.split_once('/')).find(|(_, file)| *file == name);
        let log = log.map(|(pool, file)| (pool.to_owned(), file.to_owned()));
        Ok((self.host(&uri).await?, ConsolePlace { domain: domain.name.clone(), log, is_on: domain.state.is_active() }))
    }
}
