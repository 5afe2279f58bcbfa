//! Bytes into and out of volumes, through the connection: the host need not share a path with us.

use virt::{stream::Stream, sys};

use super::{Connection, Volume, ffi};
use crate::driver::DriverError;

/// How much is sent at once: below the 256 KiB that a libvirt message may carry.
pub const CHUNK: usize = 128 << 10;

/// An upload under way. Dropped unfinished, it is aborted: the volume's content is then undefined.
pub struct Upload<'c> {
    conn: &'c Connection,
    stream: Option<Stream>,
    volume: String,
    sparse: bool,
}

impl<'c> Volume<'c> {
    /// Begins to write the volume from its start. Holes stay holes where the host can do that.
    pub fn upload(&self, length: u64) -> Result<Upload<'c>, DriverError> {
        let begin = |flags: u32| {
            let stream =
                self.conn.call("opening a stream for", format_args!("volume {}", self.name), || Stream::new(&self.conn.inner, 0))?;
            self.call("uploading to", |volume| volume.upload(&stream, 0, length, flags))?;
            Ok::<_, DriverError>(stream)
        };
        let unsupported = [sys::VIR_ERR_INVALID_ARG, sys::VIR_ERR_NO_SUPPORT, sys::VIR_ERR_ARGUMENT_UNSUPPORTED];
        let (stream, sparse) = match begin(sys::VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM) {
            Err(DriverError::Libvirt { code, .. }) if unsupported.contains(&code) => (begin(0)?, false),
            stream => (stream?, true),
        };
        Ok(Upload { conn: self.conn, stream: Some(stream), volume: self.name.clone(), sparse })
    }

    /// Reads from `offset` to the end, at most `limit` bytes.
    pub fn download(&self, offset: u64, limit: usize) -> Result<Vec<u8>, DriverError> {
        let stream = self.conn.call("opening a stream for", format_args!("volume {}", self.name), || Stream::new(&self.conn.inner, 0))?;
        self.call("downloading", |volume| volume.download(&stream, offset, 0, 0))?;
        let mut content = Vec::new();
        let mut buffer = vec![0; CHUNK];
        loop {
            let room = buffer.len().min(limit - content.len());
            if room == 0 {
                ffi::abort(&stream);
                return Ok(content);
            }
            let got = self.call("downloading", |_| stream.recv(&mut buffer[..room]))?;
            match usize::try_from(got) {
                Ok(0) | Err(_) => break,
                Ok(got) => content.extend_from_slice(&buffer[..got]),
            }
        }
        self.call("downloading", |_| stream.finish())?;
        Ok(content)
    }
}

impl Upload<'_> {
    fn call<T>(&self, call: impl FnOnce(&Stream) -> Result<T, virt::error::Error>) -> Result<T, DriverError> {
        let Some(stream) = &self.stream else {
            return Err(DriverError::Abandoned { operation: "uploading to".to_owned(), resource: format!("volume {}", self.volume) });
        };
        self.conn.call("uploading to", format_args!("volume {}", self.volume), || call(stream))
    }

    pub fn send(&self, mut bytes: &[u8]) -> Result<(), DriverError> {
        while !bytes.is_empty() {
            let sent = self.call(|stream| stream.send(&bytes[..bytes.len().min(CHUNK)]))?;
            // A blocking stream takes something or fails.
            bytes = &bytes[usize::try_from(sent).unwrap_or(0).min(bytes.len())..];
        }
        Ok(())
    }

    /// Leaves a hole, or sends zeros to a host that cannot.
    pub fn skip(&self, mut length: u64) -> Result<(), DriverError> {
        if self.sparse {
            return if length == 0 { Ok(()) } else { self.call(|stream| ffi::send_hole(stream, length)) };
        }
        let zeros = vec![0; CHUNK];
        while length > 0 {
            let part = length.min(CHUNK as u64);
            self.send(&zeros[..part as usize])?;
            length -= part;
        }
        Ok(())
    }

    /// Waits until the host has written everything; only then is the upload done.
    pub fn finish(mut self) -> Result<(), DriverError> {
        let Some(stream) = self.stream.take() else { return Ok(()) };
        self.conn.call("uploading to", format_args!("volume {}", self.volume), || stream.finish())
    }
}

impl Drop for Upload<'_> {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            ffi::abort(&stream);
        }
    }
}
