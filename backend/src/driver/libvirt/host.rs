//! A host: a bounded pool of connections, each with a thread of its own.
//!
//! libvirt's calls block and cannot be called off. A job that outlives its deadline keeps its thread and connection, which
//! both end with it; the job itself may not begin another call, and the next job gets a fresh thread.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, atomic::Ordering, mpsc},
    time::Duration,
};

use tokio::sync::{Semaphore, oneshot};

use super::{
    connection::{CONNECTING, Connection, JobState, Shared, lock},
    reason,
};
use crate::driver::DriverError;

type Job = Box<dyn FnOnce(Result<&Connection, DriverError>) + Send>;

/// A host that libvirt reaches. Clones share the connections.
#[derive(Clone)]
pub struct Host {
    inner: Arc<Inner>,
}

struct Inner {
    uri: Arc<str>,
    places: Semaphore,
    idle: Mutex<Vec<Worker>>,
    shared: Arc<Shared>,
}

/// A thread and its connection. Dropped, the thread ends after its job.
struct Worker {
    jobs: mpsc::Sender<(Arc<JobState>, Job)>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Host({})", self.inner.uri)
    }
}

impl Host {
    /// Reaches a host with at most `parallel` connections, and proves it with the first one.
    pub async fn open(uri: &str, parallel: usize) -> Result<Host, DriverError> {
        let host = Host {
            inner: Arc::new(Inner {
                uri: uri.into(),
                places: Semaphore::new(parallel.max(1)),
                idle: Mutex::default(),
                shared: Arc::default(),
            }),
        };
        host.run(Duration::from_secs(30), |_| Ok::<_, DriverError>(())).await?;
        Ok(host)
    }

    pub fn uri(&self) -> &str {
        &self.inner.uri
    }

    /// Runs a job on a connection's thread and waits for it at most `deadline`, counted from when a connection is free.
    ///
    /// Past the deadline the answer is [`DriverError::Unknown`]: the call under way may yet take effect, and the job begins
    /// no other. A lost connection is [`DriverError::Gone`]; the next job connects anew.
    pub async fn run<T, E, F>(&self, deadline: Duration, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DriverError> + Send + 'static,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        let inner = &self.inner;
        // The semaphore is never closed, so an error cannot be; without a place the job would only be less bounded.
        let _place = inner.places.acquire().await.ok();
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |conn| {
            let _ = answer.send(conn.map_err(E::from).and_then(job));
        });
        let state = Arc::new(JobState::default());
        let waiting = Waiting(state.clone());
        let worker = inner.start(state.clone(), job)?;
        let result = tokio::time::timeout(deadline, answered).await;
        let doing = || {
            let doing = lock(&state.doing).clone();
            if doing.is_empty() { "a job".to_owned() } else { doing }
        };
        match result {
            Ok(Ok(result)) => {
                waiting.over();
                lock(&inner.idle).push(worker);
                result
            }
            Ok(Err(_)) => Err(DriverError::Broken { uri: inner.uri.to_string(), doing: doing() }.into()),
            Err(_) if doing() == CONNECTING => Err(reason::silent(&inner.uri, deadline.as_secs()).into()),
            Err(_) => Err(DriverError::Unknown { uri: inner.uri.to_string(), doing: doing(), seconds: deadline.as_secs() }.into()),
        }
    }
}

/// Tells the job to begin nothing more if its caller stops waiting, by deadline or because its future was dropped.
struct Waiting(Arc<JobState>);

impl Waiting {
    fn over(self) {
        std::mem::forget(self);
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.abandoned.store(true, Ordering::Release);
    }
}

impl Inner {
    /// Hands a job to an idle thread, or to a new one.
    fn start(&self, state: Arc<JobState>, job: Job) -> Result<Worker, DriverError> {
        let mut handed = (state, job);
        while let Some(worker) = { lock(&self.idle).pop() } {
            match worker.jobs.send(handed) {
                Ok(()) => return Ok(worker),
                // The thread is gone: its job panicked.
                Err(mpsc::SendError(back)) => handed = back,
            }
        }
        let (jobs, received) = mpsc::channel();
        let (uri, shared) = (self.uri.clone(), self.shared.clone());
        let unreachable = |message: String| DriverError::Unreachable { uri: self.uri.to_string(), code: 0, message, hint: None };
        std::thread::Builder::new()
            .name("libvirt".to_owned())
            .spawn(move || serve(&uri, &shared, &received))
            .map_err(|error| unreachable(format!("no thread for a connection: {error}")))?;
        jobs.send(handed).map_err(|_| unreachable("the connection's thread ended at once".to_owned()))?;
        Ok(Worker { jobs })
    }
}

/// A worker's thread: opens its connection when a job needs it, and again after it was lost.
fn serve(uri: &Arc<str>, shared: &Arc<Shared>, jobs: &mpsc::Receiver<(Arc<JobState>, Job)>) {
    let mut open: Option<Connection> = None;
    while let Ok((state, job)) = jobs.recv() {
        let alive = open.take().filter(Connection::is_alive);
        let conn = match alive {
            Some(conn) => Ok(Connection { job: state, ..conn }),
            None => Connection::open(uri.clone(), shared.clone(), state),
        };
        let panicked = match conn {
            Ok(conn) => {
                let ended = catch_unwind(AssertUnwindSafe(|| job(Ok(&conn))));
                open = Some(conn);
                ended.is_err()
            }
            Err(error) => catch_unwind(AssertUnwindSafe(|| job(Err(error)))).is_err(),
        };
        if panicked {
            return;
        }
    }
}
