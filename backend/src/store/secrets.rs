use labwright_shared::value::Name;
use sqlx::Row as _;

use super::{Result, Store};

impl Store {
    pub async fn set_secret(&self, name: &Name, value: &str) -> Result<()> {
        sqlx::query("INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .bind(name.as_str())
            .bind(value)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub async fn secret(&self, name: &Name) -> Result<Option<String>> {
        let row = sqlx::query("SELECT value FROM secrets WHERE name = ?").bind(name.as_str()).fetch_optional(&self.pool).await?;
        row.map(|row| row.try_get("value").map_err(Into::into)).transpose()
    }

    /// The names of the secrets that are kept; never their values.
    pub async fn secret_names(&self) -> Result<Vec<String>> {
        let rows = sqlx::query("SELECT name FROM secrets ORDER BY name").fetch_all(&self.pool).await?;
        rows.iter().map(|row| row.try_get("name").map_err(Into::into)).collect()
    }

    pub async fn delete_secret(&self, name: &Name) -> Result<bool> {
        let deleted = sqlx::query("DELETE FROM secrets WHERE name = ?").bind(name.as_str()).execute(&self.pool).await?.rows_affected() == 1;
        // The write-ahead log still has the value until it is written over.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.pool).await?;
        Ok(deleted)
    }
}
