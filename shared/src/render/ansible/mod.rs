use super::Renderer;

pub const ALL: &[Renderer] = &[];
