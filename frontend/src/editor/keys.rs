//! What keys mean on the canvas and everywhere.

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    Undo,
    Redo,
    Remove,
    /// Move the selection by so many pixels.
    Nudge(f64, f64),
    /// Go to the selection's form.
    Inspect,
    Rename,
    Cancel,
    ZoomIn,
    ZoomOut,
    Fit,
}

/// A key as the browser names it, with what is held.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    pub key: &'a str,
    pub ctrl: bool,
    pub shift: bool,
    pub alt: bool,
}

/// Undo and redo work everywhere but in a field that has its own.
pub fn anywhere(key: Key<'_>, in_field: bool) -> Option<Action> {
    if key.alt {
        return None;
    }
    match (key.ctrl, key.shift, key.key) {
        (true, false, "z" | "Z") if !in_field => Some(Action::Undo),
        (true, true, "z" | "Z") | (true, false, "y" | "Y") if !in_field => Some(Action::Redo),
        (false, _, "Escape") => Some(Action::Cancel),
        _ => None,
    }
}

/// On the canvas: with a node focused or the canvas itself.
pub fn on_canvas(key: Key<'_>) -> Option<Action> {
    if key.ctrl || key.alt {
        return None;
    }
    let step = if key.shift { 40.0 } else { 8.0 };
    Some(match key.key {
        "ArrowLeft" => Action::Nudge(-step, 0.0),
        "ArrowRight" => Action::Nudge(step, 0.0),
        "ArrowUp" => Action::Nudge(0.0, -step),
        "ArrowDown" => Action::Nudge(0.0, step),
        "Delete" | "Backspace" => Action::Remove,
        "Enter" => Action::Inspect,
        "F2" => Action::Rename,
        "+" | "=" => Action::ZoomIn,
        "-" => Action::ZoomOut,
        "0" => Action::Fit,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str, ctrl: bool, shift: bool) -> Key<'_> {
        Key { key, ctrl, shift, alt: false }
    }

    #[test]
    fn a_field_keeps_its_own_undo() {
        assert_eq!(anywhere(key("z", true, false), false), Some(Action::Undo));
        assert_eq!(anywhere(key("Z", true, true), false), Some(Action::Redo));
        assert_eq!(anywhere(key("z", true, false), true), None);
        assert_eq!(anywhere(key("Escape", false, false), true), Some(Action::Cancel));
    }

    #[test]
    fn shift_takes_larger_steps() {
        assert_eq!(on_canvas(key("ArrowLeft", false, false)), Some(Action::Nudge(-8.0, 0.0)));
        assert_eq!(on_canvas(key("ArrowLeft", false, true)), Some(Action::Nudge(-40.0, 0.0)));
        assert_eq!(on_canvas(key("a", false, false)), None);
    }
}
