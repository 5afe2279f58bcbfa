//! What goes wrong between Labwright and a host.

/// A driver's failure: what was tried on which resource, what libvirt said, and what to do where that is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DriverError {
    /// The program has no libvirt in it.
    #[error("this labwright was built without libvirt (cargo feature `libvirt`), so it cannot reach {uri}")]
    WithoutLibvirt { uri: String },

    /// No connection could be made. Nothing happened on the host.
    #[error("cannot reach the host {uri}: {message} (libvirt error {code}){}", hint_text(.hint))]
    Unreachable { uri: String, code: u32, message: String, hint: Option<String> },

    /// The connection broke during a call.
    #[error(
        "the host {uri} went away while {operation} {resource}: {message}; whether that took effect is unknown until the host is looked at again"
    )]
    Gone { uri: String, operation: String, resource: String, message: String },

    /// A call did not return in time. It cannot be called off, so its effect is unknown.
    #[error("{doing} took longer than {seconds} s on {uri}; whether it took effect is unknown until the host is looked at again")]
    Unknown { uri: String, doing: String, seconds: u64 },

    /// libvirt refused, and nothing was changed by the refused call.
    #[error("{operation} {resource} failed: {message} (libvirt error {code}){}", hint_text(.hint))]
    Libvirt { operation: String, resource: String, code: u32, message: String, hint: Option<String> },

    /// A program of the host failed. Its change was one transaction, or nothing: nothing of it took effect.
    #[error("{command:?} failed: {message}{}", hint_text(.hint))]
    Command { command: String, message: String, hint: Option<String> },

    /// The object is not on the host.
    #[error("{resource} is not on the host")]
    Missing { resource: String },

    /// libvirt gave something that cannot be read.
    #[error("libvirt's description of {resource} cannot be read: {message}")]
    Unreadable { resource: String, message: String },

    /// The caller stopped waiting for this job, so it may not act any more.
    #[error("given up before {operation} {resource}: its caller no longer waits")]
    Abandoned { operation: String, resource: String },

    /// A job ended without a result: a bug of ours.
    #[error("{doing} on {uri} broke off inside labwright; this is a bug")]
    Broken { uri: String, doing: String },
}

fn hint_text(hint: &Option<String>) -> String {
    hint.as_ref().map(|hint| format!(". {hint}")).unwrap_or_default()
}

impl DriverError {
    /// Whether the call may have taken effect although it failed: the host must be looked at before anything else.
    pub fn effect_unknown(&self) -> bool {
        matches!(self, DriverError::Gone { .. } | DriverError::Unknown { .. } | DriverError::Abandoned { .. } | DriverError::Broken { .. })
    }

    /// Whether the same call may succeed later without a change: the host was away or slow.
    pub fn is_transient(&self) -> bool {
        matches!(self, DriverError::Gone { .. } | DriverError::Unknown { .. } | DriverError::Unreachable { .. })
    }

    /// Whether a medium on the host is full.
    pub fn is_full(&self) -> bool {
        matches!(self, DriverError::Libvirt { message, .. } if message.contains("No space left on device") || message.contains("Disk quota exceeded"))
    }

    /// Whether libvirt refused to make a volume because its file is already there.
    pub fn is_existing_file(&self) -> bool {
        matches!(self, DriverError::Libvirt { code: 55 | 90, message, .. } if message.contains("exists"))
    }

    /// Whether only the guest agent is silent: not started yet (86), out of step (97), or not done in time (112).
    pub fn is_agent_silent(&self) -> bool {
        matches!(self.code(), Some(86 | 97 | 112))
    }

    /// libvirt's own error number, where it gave one.
    pub fn code(&self) -> Option<u32> {
        match self {
            DriverError::Libvirt { code, .. } | DriverError::Unreachable { code, .. } => Some(*code),
            _ => None,
        }
    }
}
