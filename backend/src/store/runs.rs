use labwright_shared::{
    api::FailurePolicy,
    plan::Purpose,
    run::{EventKind, RunEvent, RunPhase, RunState},
    value::Name,
};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::Row as _;

use super::{Result, Store, StoreError, from_db, now_ms, to_db};

/// A run, without its events.
#[derive(Clone, Debug)]
pub struct RunRow {
    pub id: Name,
    pub instance: Name,
    pub lab: String,
    pub host: String,
    pub plan: String,
    pub purpose: Purpose,
    pub policy: FailurePolicy,
    pub actor: String,
    pub started_ms: u64,
    pub epoch: u32,
    pub phase: RunPhase,
}

impl Store {
    pub async fn add_run(&self, run: &RunRow) -> Result<()> {
        sqlx::query("INSERT INTO runs (id, instance, lab, host, plan, purpose, policy, actor, started_ms, epoch, phase) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(run.id.as_str())
            .bind(run.instance.as_str())
            .bind(&run.lab)
            .bind(&run.host)
            .bind(&run.plan)
            .bind(word(&run.purpose))
            .bind(word(&run.policy))
            .bind(&run.actor)
            .bind(to_db(run.started_ms))
            .bind(i64::from(run.epoch))
            .bind(word(&run.phase))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub async fn run(&self, id: &str) -> Result<Option<RunRow>> {
        let row = sqlx::query("SELECT * FROM runs WHERE id = ?").bind(id).fetch_optional(&self.pool).await?;
        row.as_ref().map(run).transpose()
    }

    /// A lab's runs, the newest first.
    pub async fn runs(&self, lab: &str) -> Result<Vec<RunRow>> {
        let rows =
            sqlx::query("SELECT * FROM runs WHERE lab = ? ORDER BY started_ms DESC, id LIMIT 100").bind(lab).fetch_all(&self.pool).await?;
        rows.iter().map(run).collect()
    }

    /// The instance's run that is not over, if there is one.
    pub async fn unfinished_run(&self, instance: &Name) -> Result<Option<RunRow>> {
        let row = sqlx::query(
            "SELECT * FROM runs WHERE instance = ? AND phase NOT IN ('succeeded', 'failed', 'cancelled') ORDER BY started_ms DESC LIMIT 1",
        )
        .bind(instance.as_str())
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(run).transpose()
    }

    /// The instance's last run that built something.
    pub async fn last_apply(&self, instance: &Name) -> Result<Option<RunRow>> {
        let row = sqlx::query("SELECT * FROM runs WHERE instance = ? AND purpose = 'apply' ORDER BY started_ms DESC LIMIT 1")
            .bind(instance.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(run).transpose()
    }

    /// Another process takes the run up: the epoch that it acts under. Whoever carried it under an earlier one cannot write any more.
    pub async fn next_epoch(&self, id: &Name) -> Result<u32> {
        let row =
            sqlx::query("UPDATE runs SET epoch = epoch + 1 WHERE id = ? RETURNING epoch").bind(id.as_str()).fetch_one(&self.pool).await?;
        Ok(u32::try_from(row.try_get::<i64, _>("epoch")?).unwrap_or_default())
    }

    /// Writes the run's next event down. Only the process with the run's present epoch may.
    pub async fn append_event(&self, run: &Name, epoch: u32, actor: &str, kind: EventKind) -> Result<RunEvent> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let row = sqlx::query(
            "SELECT epoch, phase, (SELECT COALESCE(MAX(seq), 0) FROM events WHERE run = runs.id) AS seq FROM runs WHERE id = ?",
        )
        .bind(run.as_str())
        .fetch_one(&mut *transaction)
        .await?;
        if row.try_get::<i64, _>("epoch")? != i64::from(epoch) {
            return Err(StoreError::Corrupt(format!("the run {run} was taken over by another process")));
        }
        let event =
            RunEvent { run: run.clone(), seq: from_db(row.try_get("seq")?) + 1, at_ms: now_ms(), epoch, actor: actor.to_owned(), kind };
        let text = serde_json::to_string(&event).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        sqlx::query("INSERT INTO events (run, seq, event) VALUES (?, ?, ?)")
            .bind(run.as_str())
            .bind(to_db(event.seq))
            .bind(text)
            .execute(&mut *transaction)
            .await?;
        let phase = match &event.kind {
            EventKind::Started { .. } => Some(RunPhase::Running),
            // One that was taking its effects back goes on with that.
            EventKind::Resumed if row.try_get::<String, _>("phase")? != word(&RunPhase::Unwinding) => Some(RunPhase::Running),
            EventKind::CancelRequested => Some(RunPhase::Cancelling),
            EventKind::Unwinding => Some(RunPhase::Unwinding),
            EventKind::Finished { phase, .. } => Some(*phase),
            _ => None,
        };
        if let Some(phase) = phase {
            sqlx::query("UPDATE runs SET phase = ? WHERE id = ?").bind(word(&phase)).bind(run.as_str()).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(event)
    }

    /// The run's events after a number.
    pub async fn events_after(&self, run: &str, seq: u64) -> Result<Vec<RunEvent>> {
        let rows = sqlx::query("SELECT event FROM events WHERE run = ? AND seq > ? ORDER BY seq")
            .bind(run)
            .bind(to_db(seq))
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                let text: String = row.try_get("event")?;
                serde_json::from_str(&text).map_err(|error| StoreError::Corrupt(format!("an event of {run}: {error}")))
            })
            .collect()
    }

    pub async fn run_state(&self, run: &str) -> Result<RunState> {
        Ok(RunState::fold(&self.events_after(run, 0).await?))
    }
}

fn run(row: &sqlx::sqlite::SqliteRow) -> Result<RunRow> {
    let name = |column: &str| -> Result<Name> {
        let text: String = row.try_get(column)?;
        text.parse().map_err(|error| StoreError::Corrupt(format!("{column} {text}: {error}")))
    };
    Ok(RunRow {
        id: name("id")?,
        instance: name("instance")?,
        lab: row.try_get("lab")?,
        host: row.try_get("host")?,
        plan: row.try_get("plan")?,
        purpose: from_word(row.try_get("purpose")?)?,
        policy: from_word(row.try_get("policy")?)?,
        actor: row.try_get("actor")?,
        started_ms: from_db(row.try_get("started_ms")?),
        epoch: u32::try_from(row.try_get::<i64, _>("epoch")?).unwrap_or_default(),
        phase: from_word(row.try_get("phase")?)?,
    })
}

/// An enumeration's word as its serialised form has it.
fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn from_word<T: DeserializeOwned>(word: String) -> Result<T> {
    serde_json::from_value(word.clone().into()).map_err(|_| StoreError::Corrupt(format!("the word {word:?}")))
}
