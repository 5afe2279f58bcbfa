use labwright_shared::{plan::Plan, value::Sha256, yaml};
use sqlx::Row as _;

use super::{Result, Store, StoreError, now_ms, to_db};

impl Store {
    /// Keeps a plan under its digest.
    pub async fn keep_plan(&self, plan: &Plan) -> Result<Sha256> {
        let text = plan.to_yaml();
        let digest = Sha256::of(text.as_bytes());
        sqlx::query("INSERT INTO plans (digest, instance, yaml, made_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(digest.to_string())
            .bind(plan.instance.id.as_str())
            .bind(text)
            .bind(to_db(now_ms()))
            .execute(&self.pool)
            .await?;
        Ok(digest)
    }

    pub async fn plan(&self, digest: &str) -> Result<Option<Plan>> {
        let Some(row) = sqlx::query("SELECT yaml FROM plans WHERE digest = ?").bind(digest).fetch_optional(&self.pool).await? else {
            return Ok(None);
        };
        let text: String = row.try_get("yaml")?;
        let plan = yaml::from_str(&text).map_err(|errors| {
            StoreError::Corrupt(format!("plan {digest}: {}", errors.first().map(ToString::to_string).unwrap_or_default()))
        })?;
        Ok(Some(plan))
    }
}
