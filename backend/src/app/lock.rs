use std::fs::{File, OpenOptions};

use labwright_shared::value::Name;

use super::{App, AppError};

/// Held while a run of an instance is carried. The system lets go of it when the process ends, however it ends.
pub struct InstanceLock {
    _file: File,
}

impl App {
    /// Takes the instance for this process; an error when another one carries a run of it.
    pub fn lock(&self, instance: &Name, lab: &str) -> Result<InstanceLock, AppError> {
        let folder = self.settings.state.join("locks");
        let internal =
            |error: std::io::Error| AppError::Internal(format!("the lock of {lab} can't be made in {}: {error}", folder.display()));
        std::fs::create_dir_all(&folder).map_err(internal)?;
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(format!("{instance}.lock"))).map_err(internal)?;
        match file.try_lock() {
            Ok(()) => Ok(InstanceLock { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => {
                Err(AppError::Conflict(format!("a run of {lab} is under way already; wait for its end, or cancel it; nothing was done")))
            }
            Err(std::fs::TryLockError::Error(error)) => Err(internal(error)),
        }
    }

    /// Whether some process carries a run of the instance now.
    pub fn is_carried(&self, instance: &Name) -> bool {
        let path = self.settings.state.join("locks").join(format!("{instance}.lock"));
        OpenOptions::new().write(true).open(path).is_ok_and(|file| matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)))
    }
}
