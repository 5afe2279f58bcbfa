use std::collections::BTreeMap;

use labwright_shared::{
    plan::{ResourceKind, planner::Owned},
    value::Name,
};
use sqlx::Row as _;

use super::{Result, Store, now_ms, to_db};
use crate::step::COMPLETE;

impl Store {
    /// Everything that the ledger keeps of an instance.
    pub async fn owned(&self, instance: &Name) -> Result<Owned> {
        let rows = sqlx::query("SELECT kind, name, old_value FROM ledger WHERE instance = ?")
            .bind(instance.as_str())
            .fetch_all(&self.pool)
            .await?;
        let mut entries = BTreeMap::new();
        for row in rows {
            let kind: String = row.try_get("kind")?;
            if let Some(kind) = ResourceKind::from_word(&kind) {
                entries.insert((kind, row.try_get("name")?), row.try_get("old_value")?);
            }
        }
        let rows = sqlx::query("SELECT name, value FROM ledger_facts WHERE instance = ? AND kind = ? AND key = ?")
            .bind(instance.as_str())
            .bind(ResourceKind::Volume.as_str())
            .bind(COMPLETE)
            .fetch_all(&self.pool)
            .await?;
        let holds = rows.iter().map(|row| Ok((row.try_get("name")?, row.try_get("value")?))).collect::<Result<_>>()?;
        Ok(Owned { entries, holds })
    }

    /// The entry of a resource: `None` when there is none, otherwise its old value.
    pub async fn ledger_entry(&self, instance: &Name, kind: ResourceKind, name: &str) -> Result<Option<Option<String>>> {
        let row = sqlx::query("SELECT old_value FROM ledger WHERE instance = ? AND kind = ? AND name = ?")
            .bind(instance.as_str())
            .bind(kind.as_str())
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| row.try_get("old_value").map_err(Into::into)).transpose()
    }

    /// Writes down that the instance makes a resource, or changes one from an old value. The first entry stays.
    pub async fn claim(
        &self,
        instance: &Name,
        kind: ResourceKind,
        name: &str,
        old_value: Option<&str>,
        run: &Name,
        actor: &str,
    ) -> Result<()> {
        sqlx::query("INSERT INTO ledger (instance, kind, name, old_value, run, actor, claimed_ms) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(instance.as_str())
            .bind(kind.as_str())
            .bind(name)
            .bind(old_value)
            .bind(run.as_str())
            .bind(actor)
            .bind(to_db(now_ms()))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Gives a claim up, and forgets the facts that were kept with it.
    pub async fn release(&self, instance: &Name, kind: ResourceKind, name: &str) -> Result<()> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        for table in ["ledger", "ledger_facts"] {
            sqlx::query(&format!("DELETE FROM {table} WHERE instance = ? AND kind = ? AND name = ?"))
                .bind(instance.as_str())
                .bind(kind.as_str())
                .bind(name)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Keeps a fact about a resource; `None` forgets it.
    pub async fn keep_fact(&self, instance: &Name, kind: ResourceKind, name: &str, key: &str, value: Option<&str>) -> Result<()> {
        let query = match value {
            Some(value) => sqlx::query("INSERT INTO ledger_facts (value, instance, kind, name, key) VALUES (?, ?, ?, ?, ?) ON CONFLICT (instance, kind, name, key) DO UPDATE SET value = excluded.value").bind(value),
            None => sqlx::query("DELETE FROM ledger_facts WHERE instance = ? AND kind = ? AND name = ? AND key = ?"),
        };
        query.bind(instance.as_str()).bind(kind.as_str()).bind(name).bind(key).execute(&self.pool).await?;
        Ok(())
    }

    /// Forgets all that was kept of an instance that has nothing on the host any more.
    pub async fn forget_facts(&self, instance: &Name) -> Result<()> {
        sqlx::query("DELETE FROM ledger_facts WHERE instance = ?1 AND NOT EXISTS (SELECT 1 FROM ledger WHERE instance = ?1)")
            .bind(instance.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub async fn fact(&self, instance: &Name, kind: ResourceKind, name: &str, key: &str) -> Result<Option<String>> {
        let row = sqlx::query("SELECT value FROM ledger_facts WHERE instance = ? AND kind = ? AND name = ? AND key = ?")
            .bind(instance.as_str())
            .bind(kind.as_str())
            .bind(name)
            .bind(key)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| row.try_get("value").map_err(Into::into)).transpose()
    }
}
