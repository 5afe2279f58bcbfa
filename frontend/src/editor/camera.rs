//! What part of the world is on the screen.

use super::geometry::{Point, Rect};

pub const ZOOM_MIN: f64 = 0.1;
pub const ZOOM_MAX: f64 = 2.5;

/// The lowest part of the screen, where the canvas's own buttons lie: nothing is put there on purpose.
const FOOT: f64 = 40.0;

/// A world point `p` stands on the screen at `p * zoom + offset`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    pub offset: Point,
    pub zoom: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Camera { offset: Point::new(24.0, 24.0), zoom: 1.0 }
    }
}

impl Camera {
    pub fn to_screen(&self, world: Point) -> Point {
        Point::new(world.x * self.zoom + self.offset.x, world.y * self.zoom + self.offset.y)
    }

    pub fn to_world(&self, screen: Point) -> Point {
        Point::new((screen.x - self.offset.x) / self.zoom, (screen.y - self.offset.y) / self.zoom)
    }

    pub fn panned(self, x: f64, y: f64) -> Self {
        Camera { offset: self.offset.plus(x, y), ..self }
    }

    /// Zooms so that what is under `at` on the screen stays there.
    pub fn zoomed(self, at: Point, factor: f64) -> Self {
        let zoom = (self.zoom * factor).clamp(ZOOM_MIN, ZOOM_MAX);
        let world = self.to_world(at);
        Camera { zoom, offset: Point::new(at.x - world.x * zoom, at.y - world.y * zoom) }
    }

    /// Shows all of `bounds` in a screen of that size, in the middle, never larger than `largest`.
    pub fn fitting(bounds: Rect, screen: Point, largest: f64) -> Self {
        let margin = 28.0;
        let space = Point::new((screen.x - 2.0 * margin).max(1.0), (screen.y - 2.0 * margin - FOOT).max(1.0));
        let zoom = (space.x / bounds.width.max(1.0)).min(space.y / bounds.height.max(1.0)).clamp(ZOOM_MIN, largest);
        let offset = Point::new(
            (screen.x - bounds.width * zoom) / 2.0 - bounds.x * zoom,
            margin.max((screen.y - FOOT - bounds.height * zoom) / 3.0) - bounds.y * zoom,
        );
        Camera { offset, zoom }
    }

    /// The part of the world that a screen of that size shows.
    pub fn window(&self, screen: Point) -> Rect {
        let corner = self.to_world(Point::default());
        Rect::new(corner.x, corner.y, screen.x / self.zoom, screen.y / self.zoom)
    }

    /// Moved as little as needed to have `rect` on a screen of that size.
    pub fn revealing(self, rect: Rect, screen: Point) -> Self {
        let margin = 24.0;
        let from = self.to_screen(rect.corner());
        let to = self.to_screen(Point::new(rect.right(), rect.bottom()));
        let shift = |low: f64, high: f64, size: f64| {
            if low < margin {
                margin - low
            } else if high > size - margin {
                (size - margin - high).max(margin - low)
            } else {
                0.0
            }
        };
        self.panned(shift(from.x, to.x, screen.x), shift(from.y, to.y, screen.y - FOOT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let camera = Camera { offset: Point::new(13.0, -7.0), zoom: 0.8 };
        let at = Point::new(300.0, 200.0);
        let before = camera.to_world(at);
        let after = camera.zoomed(at, 1.3).to_world(at);
        assert!((before.x - after.x).abs() < 1e-9 && (before.y - after.y).abs() < 1e-9);
    }

    #[test]
    fn fitting_shows_everything() {
        let bounds = Rect::new(-50.0, 20.0, 4000.0, 900.0);
        let screen = Point::new(1000.0, 700.0);
        let window = Camera::fitting(bounds, screen, 1.0).window(screen);
        assert!(window.contains(bounds.corner()) && window.contains(Point::new(bounds.right(), bounds.bottom())));
    }

    #[test]
    fn revealing_leaves_what_is_in_sight() {
        let screen = Point::new(800.0, 600.0);
        let camera = Camera::default();
        assert_eq!(camera.revealing(Rect::new(100.0, 100.0, 50.0, 50.0), screen), camera);
        let moved = camera.revealing(Rect::new(2000.0, 100.0, 50.0, 50.0), screen);
        assert!(moved.window(screen).contains(Point::new(2050.0, 150.0)));
    }
}
