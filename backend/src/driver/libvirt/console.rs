//! A domain's serial console, for a person at a keyboard.
//!
//! The stream is not blocking: libvirt's event loop says when something can be read or written, and one thread per open
//! console moves the bytes. That thread has a connection of its own, so a console never takes one from the runs.

use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use tokio::sync::mpsc as queue;
use virt::{stream::Stream, sys};

use super::{
    Connection, Host,
    connection::{JobState, Shared},
    ffi,
};
use crate::driver::DriverError;

/// Blocks of output that may wait for their reader; then the guest waits.
const WAITING_BLOCKS: usize = 64;

/// How long connecting and opening may take.
const OPENS_WITHIN: Duration = Duration::from_secs(30);

/// An open console. Dropping both halves closes it.
pub struct Console {
    pub input: ConsoleInput,
    pub output: ConsoleOutput,
}

/// What a person types. Cloneable; the console closes when [`ConsoleInput::close`] is called or the output is dropped.
#[derive(Clone)]
pub struct ConsoleInput(mpsc::Sender<Wake>);

/// What the guest prints, until the guest or the connection ends.
pub struct ConsoleOutput {
    blocks: queue::Receiver<Result<Vec<u8>, DriverError>>,
    wake: mpsc::Sender<Wake>,
}

enum Wake {
    /// Something can be read or written.
    Stream,
    Input(Vec<u8>),
    Close,
}

impl ConsoleInput {
    /// Queues bytes for the guest; false when the console is closed.
    pub fn send(&self, bytes: Vec<u8>) -> bool {
        self.0.send(Wake::Input(bytes)).is_ok()
    }

    pub fn close(&self) {
        // A console that is closed already hears nothing.
        let _ = self.0.send(Wake::Close);
    }
}

impl ConsoleOutput {
    /// The next block; nothing after the end.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>, DriverError>> {
        self.blocks.recv().await
    }

    pub(super) fn next_within(&mut self, limit: Duration) -> Option<Result<Vec<u8>, DriverError>> {
        let end = std::time::Instant::now() + limit;
        loop {
            match self.blocks.try_recv() {
                Ok(block) => return Some(block),
                Err(queue::error::TryRecvError::Disconnected) => return None,
                Err(queue::error::TryRecvError::Empty) if std::time::Instant::now() >= end => return None,
                Err(queue::error::TryRecvError::Empty) => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}

impl Drop for ConsoleOutput {
    fn drop(&mut self) {
        let _ = self.wake.send(Wake::Close);
    }
}

impl Host {
    /// Opens the first serial console of a running domain. One that somebody else has open is taken from them only with `force`.
    pub async fn console(&self, domain: &str, force: bool) -> Result<Console, DriverError> {
        let (uri, domain): (Arc<str>, String) = (self.uri().into(), domain.to_owned());
        let broken = DriverError::Broken { uri: self.uri().to_owned(), doing: format!("opening the console of {domain}") };
        let opened = tokio::task::spawn_blocking(move || {
            let conn = Connection::open(uri, Arc::<Shared>::default(), Arc::<JobState>::default())?;
            open(conn, &domain, force)
        });
        match tokio::time::timeout(OPENS_WITHIN, opened).await {
            Ok(opened) => opened.unwrap_or(Err(broken)),
            // When it does open after all, nobody holds its ends, and it closes.
            Err(_) => Err(DriverError::Unknown {
                uri: self.uri().to_owned(),
                doing: "opening a console".to_owned(),
                seconds: OPENS_WITHIN.as_secs(),
            }),
        }
    }
}

fn open(conn: Connection, domain: &str, force: bool) -> Result<Console, DriverError> {
    let stream = conn.domain(domain)?.ok_or_else(|| DriverError::Missing { resource: format!("domain {domain}") })?.open_console(force)?;
    Ok(pump(stream, domain, Some(conn)))
}

impl super::Domain<'_> {
    pub(super) fn open_console(&self, force: bool) -> Result<Stream, DriverError> {
        let flags = if force { sys::VIR_DOMAIN_CONSOLE_FORCE } else { sys::VIR_DOMAIN_CONSOLE_SAFE };
        let stream = self.call("opening a stream for", |_| Stream::new(&self.conn.inner, sys::VIR_STREAM_NONBLOCK))?;
        self.call("opening the console of", |domain| domain.open_console(None, &stream, flags))?;
        Ok(stream)
    }
}

/// Moves bytes between a console's stream and two queues, on a thread of its own, until one side closes.
pub(super) fn pump(stream: Stream, domain: &str, conn: Option<Connection>) -> Console {
    let (wake, woken) = mpsc::channel();
    let (blocks_in, blocks) = queue::channel(WAITING_BLOCKS);
    let console = Console { input: ConsoleInput(wake.clone()), output: ConsoleOutput { blocks, wake: wake.clone() } };
    let resource = format!("the console of domain {domain}");
    let uri = conn.as_ref().map_or_else(String::new, |conn| conn.uri().to_owned());
    let name = "libvirt-console".to_owned();
    let moved = std::thread::Builder::new().name(name).spawn(move || {
        let events = sys::VIR_STREAM_EVENT_READABLE | sys::VIR_STREAM_EVENT_ERROR | sys::VIR_STREAM_EVENT_HANGUP;
        let ended = ffi::watch(&stream, events, Box::new(move || drop(wake.send(Wake::Stream))))
            .and_then(|()| move_bytes(&stream, events, &woken, &blocks_in));
        if let Err(error) = ended {
            let message = error.message().to_owned();
            let gone = DriverError::Gone { uri, operation: "reading".to_owned(), resource, message };
            let _ = blocks_in.blocking_send(Err(gone));
        }
        ffi::unwatch(&stream);
        ffi::abort(&stream);
        drop(conn);
    });
    if let Err(error) = moved {
        tracing::error!(%error, "no thread for a console: it closes at once");
    }
    console
}

fn move_bytes(
    stream: &Stream,
    events: u32,
    woken: &mpsc::Receiver<Wake>,
    blocks: &queue::Sender<Result<Vec<u8>, DriverError>>,
) -> Result<(), virt::error::Error> {
    let mut typed: Vec<u8> = Vec::new();
    let mut buffer = vec![0; 16 << 10];
    while let Ok(wake) = woken.recv() {
        match wake {
            Wake::Close => return Ok(()),
            Wake::Input(bytes) => typed.extend(bytes),
            Wake::Stream => loop {
                match usize::try_from(stream.recv(&mut buffer)?) {
                    // The guest or its console ended.
                    Ok(0) => return Ok(()),
                    Ok(got) => {
                        if blocks.blocking_send(Ok(buffer[..got].to_vec())).is_err() {
                            return Ok(());
                        }
                    }
                    // Nothing more for now.
                    Err(_) => break,
                }
            },
        }
        while !typed.is_empty() {
            match usize::try_from(stream.send(&typed)?) {
                Ok(sent) => drop(typed.drain(..sent)),
                Err(_) => break,
            }
        }
        let writable = if typed.is_empty() { 0 } else { sys::VIR_STREAM_EVENT_WRITABLE };
        ffi::watch_for(stream, events | writable);
    }
    Ok(())
}
