//! The ledger and the secrets as steps see them: blocking, for one instance and run.

use labwright_shared::{plan::ResourceKind, value::Name};
use tokio::runtime::Handle;

use crate::{
    step::{Ledger, Secrets},
    store::{RunRow, Store},
};

/// The store's ledger for the run of an instance. Its methods block and must be called off the async threads.
pub struct RunLedger {
    pub store: Store,
    pub run: RunRow,
    pub runtime: Handle,
}

impl Ledger for RunLedger {
    fn owns(&self, kind: ResourceKind, name: &str) -> anyhow::Result<bool> {
        Ok(self.runtime.block_on(self.store.ledger_entry(&self.run.instance, kind, name))?.is_some())
    }

    fn claim(&self, kind: ResourceKind, name: &str, before: Option<&str>) -> anyhow::Result<()> {
        Ok(self.runtime.block_on(self.store.claim(&self.run.instance, kind, name, before, &self.run.id, &self.run.actor))?)
    }

    fn before(&self, kind: ResourceKind, name: &str) -> anyhow::Result<Option<String>> {
        Ok(self.runtime.block_on(self.store.ledger_entry(&self.run.instance, kind, name))?.flatten())
    }

    fn release(&self, kind: ResourceKind, name: &str) -> anyhow::Result<()> {
        Ok(self.runtime.block_on(self.store.release(&self.run.instance, kind, name))?)
    }

    fn keep(&self, kind: ResourceKind, name: &str, key: &str, value: Option<&str>) -> anyhow::Result<()> {
        Ok(self.runtime.block_on(self.store.keep_fact(&self.run.instance, kind, name, key, value))?)
    }

    fn kept(&self, kind: ResourceKind, name: &str, key: &str) -> anyhow::Result<Option<String>> {
        Ok(self.runtime.block_on(self.store.fact(&self.run.instance, kind, name, key))?)
    }
}

impl Secrets for RunLedger {
    fn value(&self, name: &Name) -> anyhow::Result<String> {
        let value = self.runtime.block_on(self.store.secret(name))?;
        value.ok_or_else(|| anyhow::anyhow!("there is no secret {name}; store it with `labwright secret set {name}`"))
    }
}
