//! Points and boxes, in CSS pixels: of the world at zoom 1, or of the screen.

use labwright_shared::model;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    pub const fn new(x: f64, y: f64) -> Self {
        Point { x, y }
    }

    pub fn plus(self, x: f64, y: f64) -> Self {
        Point { x: self.x + x, y: self.y + y }
    }

    pub fn minus(self, other: Point) -> Self {
        Point { x: self.x - other.x, y: self.y - other.y }
    }

    pub fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    /// The document's whole pixels.
    pub fn to_model(self) -> model::Point {
        model::Point { x: self.x.round() as i32, y: self.y.round() as i32 }
    }

    pub fn of_model(point: model::Point) -> Self {
        Point::new(f64::from(point.x), f64::from(point.y))
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Rect { x, y, width, height }
    }

    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub fn corner(&self) -> Point {
        Point::new(self.x, self.y)
    }

    pub fn middle(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    pub fn at(self, corner: Point) -> Self {
        Rect { x: corner.x, y: corner.y, ..self }
    }

    pub fn contains(&self, point: Point) -> bool {
        (self.x..=self.right()).contains(&point.x) && (self.y..=self.bottom()).contains(&point.y)
    }

    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    pub fn grown(self, by: f64) -> Self {
        Rect::new(self.x - by, self.y - by, self.width + 2.0 * by, self.height + 2.0 * by)
    }

    /// The box around both.
    pub fn union(self, other: Rect) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Rect::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }
}
