//! Consoles that several pages share. libvirt lets one client hold a domain's console, and closing an older stream takes the newer one with it, so the program opens each console once and hands it around.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
};

use tokio::sync::{Mutex, broadcast};

use crate::driver::{
    DriverError,
    libvirt::{Console, ConsoleInput, Host},
};

/// Blocks of output that a slow page may lag behind before it misses some.
const LAG: usize = 256;

/// The consoles that are open, by host and domain.
#[derive(Default)]
pub struct Consoles(Mutex<BTreeMap<(String, String), Weak<Open>>>);

/// A console that is open as long as somebody holds it.
struct Open {
    input: ConsoleInput,
    output: broadcast::Sender<Block>,
}

/// What the machine prints, or why it prints no more.
#[derive(Clone, Debug)]
pub enum Block {
    Bytes(Arc<Vec<u8>>),
    /// The console has closed, with the reason.
    End(Arc<str>),
}

/// One page's part in a console.
pub struct SharedConsole {
    open: Arc<Open>,
    pub output: broadcast::Receiver<Block>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.input.close();
    }
}

impl SharedConsole {
    /// Queues bytes for the machine; false when the console is closed.
    pub fn send(&self, bytes: Vec<u8>) -> bool {
        self.open.input.send(bytes)
    }
}

impl Consoles {
    /// Joins a domain's console, which is opened for the first who asks.
    pub async fn join(&self, host: &Host, domain: &str) -> Result<SharedConsole, DriverError> {
        let key = (host.uri().to_owned(), domain.to_owned());
        let mut consoles = self.0.lock().await;
        if let Some(open) = consoles.get(&key).and_then(Weak::upgrade) {
            let output = open.output.subscribe();
            return Ok(SharedConsole { open, output });
        }
        let Console { input, output: mut printed } = host.console(domain, true).await?;
        let (output, joined) = broadcast::channel(LAG);
        let open = Arc::new(Open { input, output: output.clone() });
        consoles.retain(|_, open| open.strong_count() > 0);
        consoles.insert(key, Arc::downgrade(&open));
        tokio::spawn(async move {
            let end = loop {
                match printed.next().await {
                    // Nobody listens only while the last page is leaving.
                    Some(Ok(bytes)) => drop(output.send(Block::Bytes(Arc::new(bytes)))),
                    Some(Err(error)) => break error.to_string(),
                    None => break "the console has closed: the machine is off".to_owned(),
                }
            };
            drop(output.send(Block::End(end.into())));
        });
        Ok(SharedConsole { open, output: joined })
    }

    /// Forgets a console that has ended, so that the next page opens it anew.
    pub async fn ended(&self, host: &Host, domain: &str) {
        self.0.lock().await.remove(&(host.uri().to_owned(), domain.to_owned()));
    }
}
