use sqlx::Row as _;

use super::{Result, Store, StoreError, from_db, now_ms, to_db};

/// A lab as it was last saved.
#[derive(Clone, Debug)]
pub struct LabRow {
    pub name: String,
    pub version: u64,
    pub yaml: String,
    pub modified_ms: u64,
    pub built: bool,
}

/// Why a lab was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("the lab was saved by {actor} since, as version {version}")]
    Conflict { version: u64, actor: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

const COLUMNS: &str =
    "SELECT name, version, yaml, modified_ms, EXISTS (SELECT 1 FROM instances WHERE lab = labs.name AND built = 1) AS built FROM labs";

impl Store {
    /// Every lab, the last saved first.
    pub async fn labs(&self) -> Result<Vec<LabRow>> {
        let rows = sqlx::query(&format!("{COLUMNS} ORDER BY modified_ms DESC, name")).fetch_all(&self.pool).await?;
        rows.iter().map(lab).collect()
    }

    pub async fn lab(&self, name: &str) -> Result<Option<LabRow>> {
        let row = sqlx::query(&format!("{COLUMNS} WHERE name = ?")).bind(name).fetch_optional(&self.pool).await?;
        row.as_ref().map(lab).transpose()
    }

    /// Saves a lab that was edited from `base_version`; 0 for a new one. Another version in the store is a conflict, and nothing changes.
    pub async fn save_lab(&self, name: &str, yaml: &str, base_version: u64, actor: &str) -> std::result::Result<u64, SaveError> {
        let mut transaction = self.pool.begin().await.map_err(StoreError::from)?;
        let changed = if base_version == 0 {
            sqlx::query("INSERT INTO labs (name, version, yaml, modified_ms, actor) VALUES (?, 1, ?, ?, ?) ON CONFLICT DO NOTHING")
                .bind(name)
                .bind(yaml)
                .bind(to_db(now_ms()))
                .bind(actor)
                .execute(&mut *transaction)
                .await
        } else {
            sqlx::query("UPDATE labs SET version = version + 1, yaml = ?, modified_ms = ?, actor = ? WHERE name = ? AND version = ?")
                .bind(yaml)
                .bind(to_db(now_ms()))
                .bind(actor)
                .bind(name)
                .bind(to_db(base_version))
                .execute(&mut *transaction)
                .await
        };
        let is_saved = changed.map_err(StoreError::from)?.rows_affected() == 1;
        let row = sqlx::query("SELECT version, actor FROM labs WHERE name = ?")
            .bind(name)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(StoreError::from)?;
        transaction.commit().await.map_err(StoreError::from)?;
        let (version, actor) = match row {
            Some(row) => (from_db(row.try_get("version").map_err(StoreError::from)?), row.try_get("actor").map_err(StoreError::from)?),
            None => (0, "somebody who deleted it".to_owned()),
        };
        if is_saved { Ok(version) } else { Err(SaveError::Conflict { version, actor }) }
    }

    pub async fn delete_lab(&self, name: &str) -> Result<bool> {
        Ok(sqlx::query("DELETE FROM labs WHERE name = ?").bind(name).execute(&self.pool).await?.rows_affected() == 1)
    }
}

fn lab(row: &sqlx::sqlite::SqliteRow) -> Result<LabRow> {
    Ok(LabRow {
        name: row.try_get("name")?,
        version: from_db(row.try_get("version")?),
        yaml: row.try_get("yaml")?,
        modified_ms: from_db(row.try_get("modified_ms")?),
        built: row.try_get("built")?,
    })
}
