//! An image file being read from start to end: hashed, with its holes told apart from its data.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    os::unix::fs::MetadataExt,
    path::PathBuf,
};

use labwright_shared::value::{Sha256, Size};
use sha2::Digest;

use super::ImageError;

/// How much is read at once.
const BLOCK: usize = 128 << 10;
static ZEROS: [u8; BLOCK] = [0; BLOCK];

/// An image file, open for reading.
pub struct ImageFile {
    file: File,
    /// The path or URL that the lab names.
    shown: String,
    /// The downloaded copy, if it is one.
    cached: Option<PathBuf>,
    length: u64,
    allocated: u64,
    position: u64,
    buffer: Vec<u8>,
    /// How much of the buffer was read, but not handed out yet.
    pending: usize,
    hasher: Option<sha2::Sha256>,
}

/// The next part of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Part<'a> {
    Data(&'a [u8]),
    /// So many zeros.
    Hole(u64),
}

impl ImageFile {
    pub(super) fn new(file: File, shown: String, cached: Option<PathBuf>, hashed: bool) -> Result<ImageFile, ImageError> {
        let metadata = file.metadata().map_err(|error| ImageError::unreadable(&shown, &error))?;
        Ok(ImageFile {
            length: metadata.len(),
            // `st_blocks` counts units of 512 bytes (stat(2)).
            allocated: metadata.len().min(metadata.blocks() * 512),
            position: 0,
            buffer: vec![0; BLOCK],
            pending: 0,
            hasher: hashed.then(sha2::Sha256::new),
            file,
            shown,
            cached,
        })
    }

    pub(super) fn raw(&self) -> &File {
        &self.file
    }

    pub fn shown(&self) -> &str {
        &self.shown
    }

    pub fn length(&self) -> Size {
        Size::from_bytes(self.length)
    }

    /// What the file takes on its own medium: as much is needed in a pool at most.
    pub fn allocated(&self) -> Size {
        Size::from_bytes(self.allocated)
    }

    /// The next part; nothing at the end.
    pub fn next_part(&mut self) -> Result<Option<Part<'_>>, ImageError> {
        if self.pending > 0 {
            let pending = std::mem::take(&mut self.pending);
            return Ok(Some(Part::Data(&self.buffer[..pending])));
        }
        let begin = self.position;
        loop {
            self.skip_hole()?;
            let got = self.read()?;
            let hole = self.position - got as u64 - begin;
            if got > 0 && self.buffer[..got] == ZEROS[..got] {
                continue;
            }
            return Ok(match (hole, got) {
                (0, 0) => None,
                (0, got) => Some(Part::Data(&self.buffer[..got])),
                (hole, got) => {
                    self.pending = got;
                    Some(Part::Hole(hole))
                }
            });
        }
    }

    /// The digest of all that was read, where it is wanted.
    pub fn digest(&mut self) -> Option<Sha256> {
        self.hasher.take().map(|hasher| Sha256::from_bytes(hasher.finalize().into()))
    }

    /// Removes a downloaded copy that turned out wrong.
    pub fn discard(&self) {
        if let Some(cached) = &self.cached
            && let Err(error) = std::fs::remove_file(cached)
        {
            tracing::warn!(%error, path = %cached.display(), "a wrong download was not removed");
        }
    }

    /// Jumps over a hole. Not when the content is hashed: its zeros count.
    fn skip_hole(&mut self) -> Result<(), ImageError> {
        if self.hasher.is_some() || self.position >= self.length {
            return Ok(());
        }
        let to = match rustix::fs::seek(&self.file, rustix::fs::SeekFrom::Data(self.position)) {
            Ok(data) => data.min(self.length),
            // No data up to the end.
            Err(rustix::io::Errno::NXIO) => self.length,
            // A file system that does not tell.
            Err(_) => self.position,
        };
        self.position = to;
        self.file.seek(SeekFrom::Start(to)).map(drop).map_err(|error| ImageError::unreadable(&self.shown, &error))
    }

    fn read(&mut self) -> Result<usize, ImageError> {
        let wanted = BLOCK.min((self.length - self.position) as usize);
        let mut got = 0;
        while got < wanted {
            match self.file.read(&mut self.buffer[got..wanted]) {
                Ok(0) => return Err(ImageError::Changed { path: self.shown.clone() }),
                Ok(more) => got += more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(ImageError::unreadable(&self.shown, &error)),
            }
        }
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&self.buffer[..got]);
        }
        self.position += got as u64;
        Ok(got)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::FileExt;

    use super::*;

    /// Reads it all: the content, and how many bytes were holes.
    fn read(file: &File, hashed: bool) -> (Vec<u8>, u64, Option<Sha256>) {
        let mut image = ImageFile::new(file.try_clone().unwrap(), "x".to_owned(), None, hashed).unwrap();
        let (mut content, mut holes) = (Vec::new(), 0);
        while let Some(part) = image.next_part().unwrap() {
            match part {
                Part::Data(bytes) => content.extend_from_slice(bytes),
                Part::Hole(length) => {
                    holes += length;
                    content.resize(content.len() + length as usize, 0);
                }
            }
        }
        let digest = image.digest();
        (content, holes, digest)
    }

    #[test]
    fn holes_and_zeros_are_skipped_and_nothing_is_lost() {
        let mut file = tempfile::tempfile().unwrap();
        let length = 3_000_017;
        file.set_len(length).unwrap();
        file.write_all_at(b"start", 0).unwrap();
        file.write_all_at(&vec![7; 300_000], 1_000_000).unwrap();
        let mut expected = vec![0; length as usize];
        file.read_exact_at(&mut expected, 0).unwrap();
        for hashed in [false, true] {
            file.rewind().unwrap();
            let (content, holes, digest) = read(&file, hashed);
            assert!(content == expected && holes > 2_000_000, "{holes}");
            assert_eq!(digest, hashed.then(|| Sha256::of(&expected)));
        }
    }

    #[test]
    fn an_empty_file_has_no_parts() {
        assert_eq!(read(&tempfile::tempfile().unwrap(), true), (Vec::new(), 0, Some(Sha256::of(b""))));
    }
}
