//! Files inside the allowed folders, and no others.

use std::{
    fs::File,
    io,
    path::{Component, Path, PathBuf},
};

use super::{ImageError, ImageFolders};

impl ImageFolders {
    /// Opens a regular file in one of the folders: a relative path in the first that has it, an absolute one where it is.
    ///
    /// The path is resolved with all links first, and what it resolves to must lie in a folder. It is then opened below
    /// that folder with no link followed, so that a link put there meanwhile leads nowhere.
    pub fn open(&self, path: &str) -> Result<File, ImageError> {
        let asked = Path::new(path);
        let folders: Vec<PathBuf> = self.folders.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
        let candidates =
            if asked.is_absolute() { vec![asked.to_owned()] } else { folders.iter().map(|folder| folder.join(asked)).collect() };
        let mut outside = asked.components().any(|part| part == Component::ParentDir);
        for candidate in candidates {
            let real = match candidate.canonicalize() {
                Ok(real) => real,
                Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                    // Whether a file outside exists is not told.
                    outside |= asked.is_absolute() && !folders.iter().any(|folder| asked.starts_with(folder));
                    continue;
                }
                Err(error) => return Err(ImageError::unreadable(path, &error)),
            };
            let Some((folder, below)) = folders.iter().find_map(|folder| Some((folder, real.strip_prefix(folder).ok()?))) else {
                outside = true;
                continue;
            };
            let file = open_below(folder, below).map_err(|error| ImageError::unreadable(path, &error))?;
            let regular = file.metadata().map_err(|error| ImageError::unreadable(path, &error))?.is_file();
            return if regular { Ok(file) } else { Err(ImageError::NotAFile { path: path.to_owned() }) };
        }
        let (path, folders) = (path.to_owned(), self.shown());
        Err(if outside { ImageError::Outside { path, folders } } else { ImageError::Missing { path, folders } })
    }

    fn shown(&self) -> String {
        let folders: Vec<String> = self.folders.iter().map(|folder| folder.display().to_string()).collect();
        if folders.is_empty() { "none are set".to_owned() } else { folders.join(", ") }
    }
}

#[cfg(target_os = "linux")]
fn open_below(folder: &Path, below: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};
    let directory = File::open(folder)?;
    // Not blocking: a FIFO in the place of a file must not hold us up before it is refused.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOFOLLOW;
    match openat2(&directory, below, flags, Mode::empty(), ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS) {
        Ok(file) => Ok(file.into()),
        // A kernel before 5.6, or a sandbox that forbids the call.
        Err(rustix::io::Errno::NOSYS | rustix::io::Errno::PERM) => open_plainly(folder, below),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn open_below(folder: &Path, below: &Path) -> io::Result<File> {
    open_plainly(folder, below)
}

fn open_plainly(folder: &Path, below: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    std::fs::OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(folder.join(below))
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::symlink};

    use super::*;

    #[test]
    fn opens_inside_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        fs::create_dir_all(at("images/sub")).unwrap();
        fs::create_dir(at("images-not")).unwrap();
        for file in ["images/a.raw", "images/sub/b.raw", "secret", "images-not/c.raw"] {
            fs::write(at(file), file).unwrap();
        }
        symlink("../secret", at("images/link")).unwrap();
        symlink("sub/b.raw", at("images/inner")).unwrap();
        symlink("..", at("images/up")).unwrap();
        let folders = ImageFolders { folders: vec![at("missing"), at("images")], cache: at("cache") };
        let open = |path: &str| folders.open(path).map(drop);
        let absolute = |name: &str| at(name).display().to_string();
        for fine in ["a.raw", "sub/b.raw", "inner", "sub/../a.raw", &absolute("images/a.raw")] {
            assert_eq!(open(fine), Ok(()), "{fine}");
        }
        for bad in ["../secret", "link", "up/secret", "/etc/passwd", "/nonexistent/x", &absolute("secret"), &absolute("images-not/c.raw")] {
            assert!(matches!(open(bad), Err(ImageError::Outside { .. })), "{bad}: {:?}", open(bad));
        }
        assert!(matches!(open("none.raw"), Err(ImageError::Missing { .. })));
        assert!(matches!(open("sub"), Err(ImageError::NotAFile { .. })));
    }

    #[test]
    fn a_fifo_is_refused_and_does_not_block() {
        let home = tempfile::tempdir().unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, home.path().join("pipe"), rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
        let folders = ImageFolders { folders: vec![home.path().to_owned()], cache: PathBuf::new() };
        assert!(matches!(folders.open("pipe"), Err(ImageError::NotAFile { .. })));
    }
}
