use labwright_shared::value::Sha256;
use sqlx::Row as _;

use super::{Result, Store, now_ms, to_db};

impl Store {
    /// Keeps a session by the digest of its token: who reads the store cannot act with it.
    pub async fn add_session(&self, token: &str, actor: &str) -> Result<()> {
        sqlx::query("INSERT INTO sessions (token_digest, actor, created_ms) VALUES (?, ?, ?)")
            .bind(Sha256::of(token.as_bytes()).to_string())
            .bind(actor)
            .bind(to_db(now_ms()))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Who holds the session, if there is such a session.
    pub async fn session_actor(&self, token: &str) -> Result<Option<String>> {
        let row = sqlx::query("SELECT actor FROM sessions WHERE token_digest = ?")
            .bind(Sha256::of(token.as_bytes()).to_string())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| row.try_get("actor").map_err(Into::into)).transpose()
    }
}
