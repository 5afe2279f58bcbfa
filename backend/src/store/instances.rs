use labwright_shared::{plan::Instance, value::Name};
use sqlx::Row as _;

use super::{Result, Store, StoreError};

/// A build of a lab on a host.
#[derive(Clone, Debug)]
pub struct InstanceRow {
    pub instance: Instance,
    pub lab: String,
    pub host: String,
    pub built: bool,
}

/// The label of a lab's only build on a host.
pub const DEFAULT_LABEL: &str = "default";

/// Of a build that was never finished nor begun.
const NOTHING_STANDS: &str = "built = 0 AND instances.id NOT IN (SELECT instance FROM ledger)";

impl Store {
    /// The lab's build of that label on a host, if there ever was one.
    pub async fn instance(&self, lab: &str, host: &str, label: Option<&str>) -> Result<Option<InstanceRow>> {
        let row = sqlx::query("SELECT * FROM instances WHERE lab = ? AND host = ? AND label = ?")
            .bind(lab)
            .bind(host)
            .bind(label.unwrap_or(DEFAULT_LABEL))
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(instance).transpose()
    }

    /// The build of that id, on whichever host.
    pub async fn instance_by_id(&self, id: &Name) -> Result<Option<InstanceRow>> {
        let row = sqlx::query("SELECT * FROM instances WHERE id = ?").bind(id.as_str()).fetch_optional(&self.pool).await?;
        row.as_ref().map(instance).transpose()
    }

    /// Lets a build go of which nothing stands; one of which something does stays.
    pub async fn drop_instance(&self, id: &Name) -> Result<()> {
        sqlx::query(&format!("DELETE FROM instances WHERE id = ? AND {NOTHING_STANDS}")).bind(id.as_str()).execute(&self.pool).await?;
        Ok(())
    }

    /// The lab's build of that label on a host; a new one gets the id that is offered, and its label as prefix.
    pub async fn instance_or_new(&self, lab: &str, host: &str, label: Option<&str>, id: &Name) -> Result<InstanceRow> {
        let prefix = label.map(|label| format!("{label}-")).unwrap_or_default();
        sqlx::query("INSERT INTO instances (id, lab, host, label, prefix) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(id.as_str())
            .bind(lab)
            .bind(host)
            .bind(label.unwrap_or(DEFAULT_LABEL))
            .bind(prefix)
            .execute(&self.pool)
            .await?;
        let made = self.instance(lab, host, label).await?;
        made.ok_or_else(|| StoreError::Corrupt(format!("the instance of {lab} vanished")))
    }

    /// Takes in an instance that another store began: that of a plan made elsewhere. Where the lab has a build that stands, that one stays.
    pub async fn adopt_instance(&self, instance: &Instance, lab: &str, host: &str) -> Result<()> {
        let label = if instance.prefix.is_empty() { DEFAULT_LABEL } else { instance.prefix.trim_end_matches('-') };
        let adopt = format!(
            "INSERT INTO instances (id, lab, host, label, prefix) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (lab, host, label) DO UPDATE SET id = excluded.id, prefix = excluded.prefix WHERE {NOTHING_STANDS}"
        );
        sqlx::query(&adopt).bind(instance.id.as_str()).bind(lab).bind(host).bind(label).bind(&instance.prefix).execute(&self.pool).await?;
        Ok(())
    }

    pub async fn set_built(&self, instance: &Name, built: bool) -> Result<()> {
        sqlx::query("UPDATE instances SET built = ? WHERE id = ?").bind(built).bind(instance.as_str()).execute(&self.pool).await?;
        Ok(())
    }
}

fn instance(row: &sqlx::sqlite::SqliteRow) -> Result<InstanceRow> {
    let id: String = row.try_get("id")?;
    let id = id.parse().map_err(|error| StoreError::Corrupt(format!("instance {id}: {error}")))?;
    Ok(InstanceRow {
        instance: Instance { id, prefix: row.try_get("prefix")? },
        lab: row.try_get("lab")?,
        host: row.try_get("host")?,
        built: row.try_get("built")?,
    })
}
