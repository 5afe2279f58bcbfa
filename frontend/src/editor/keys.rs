//! What keys mean on the canvas and everywhere.

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    Undo,
    Redo,
    /// Take the first fix that is offered.
    Fix,
    /// Show or hide the list of keys.
    Help,
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

/// What works everywhere: undo and redo but in a field that has its own, a question mark but where text is typed.
pub fn anywhere(key: Key<'_>, in_field: bool, in_text: bool) -> Option<Action> {
    if key.alt {
        return None;
    }
    match (key.ctrl, key.shift, key.key) {
        (true, false, "z" | "Z") if !in_field => Some(Action::Undo),
        (true, true, "z" | "Z") | (true, false, "y" | "Y") if !in_field => Some(Action::Redo),
        (true, false, ".") => Some(Action::Fix),
        (false, _, "?") if !in_text => Some(Action::Help),
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
        assert_eq!(anywhere(key("z", true, false), false, false), Some(Action::Undo));
        assert_eq!(anywhere(key("Z", true, true), false, false), Some(Action::Redo));
        assert_eq!(anywhere(key("z", true, false), true, true), None);
        assert_eq!(anywhere(key("Escape", false, false), true, true), Some(Action::Cancel));
    }

    #[test]
    fn a_question_mark_can_be_typed() {
        assert_eq!(anywhere(key("?", false, true), false, false), Some(Action::Help));
        assert_eq!(anywhere(key("?", false, true), false, true), None);
        assert_eq!(anywhere(key(".", true, false), true, true), Some(Action::Fix));
    }

    #[test]
    fn shift_takes_larger_steps() {
        assert_eq!(on_canvas(key("ArrowLeft", false, false)), Some(Action::Nudge(-8.0, 0.0)));
        assert_eq!(on_canvas(key("ArrowLeft", false, true)), Some(Action::Nudge(-40.0, 0.0)));
        assert_eq!(on_canvas(key("a", false, false)), None);
    }
}
