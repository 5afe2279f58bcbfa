//! A real pointer: the browser makes hover, capture and click of it as it does of a mouse.

use super::page::Page;
use anyhow::{Result, anyhow};
use chromiumoxide::cdp::browser_protocol::input::{DispatchMouseEventParams, DispatchMouseEventType, MouseButton};

/// A place in the window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    #[must_use]
    pub fn new(x: f64, y: f64) -> Self {
        Point { x, y }
    }

    #[must_use]
    pub fn plus(self, x: f64, y: f64) -> Self {
        Point { x: self.x + x, y: self.y + y }
    }
}

/// Moves between press and release, so that the page sees a drag and not a jump.
const MOVES: u32 = 12;

impl Page {
    /// The middle of the first element that matches.
    pub async fn center(&self, selector: &str) -> Result<Point> {
        let [x, y, width, height] = self.rectangle(selector).await?;
        Ok(Point::new(x + width / 2.0, y + height / 2.0))
    }

    /// Waits for the element and clicks its middle.
    pub async fn click(&self, selector: &str) -> Result<()> {
        self.wait_for(selector).await?;
        let at = self.center(selector).await?;
        self.click_at(at).await
    }

    pub async fn click_at(&self, at: Point) -> Result<()> {
        self.move_to(at).await?;
        self.button(DispatchMouseEventType::MousePressed, at, 1).await?;
        self.button(DispatchMouseEventType::MouseReleased, at, 1).await
    }

    pub async fn double_click(&self, selector: &str) -> Result<()> {
        self.click(selector).await?;
        let at = self.center(selector).await?;
        self.button(DispatchMouseEventType::MousePressed, at, 2).await?;
        self.button(DispatchMouseEventType::MouseReleased, at, 2).await
    }

    pub async fn move_to(&self, at: Point) -> Result<()> {
        self.moved(at, false).await
    }

    /// Presses at one place, moves to the other, releases.
    pub async fn drag(&self, from: Point, to: Point) -> Result<()> {
        self.take(from).await?;
        self.carry(from, to).await?;
        self.let_go(to).await
    }

    /// The first part of a drag: goes to a place and presses.
    pub async fn take(&self, at: Point) -> Result<()> {
        self.move_to(at).await?;
        self.button(DispatchMouseEventType::MousePressed, at, 1).await
    }

    /// The middle of a drag: moves with the button held.
    pub async fn carry(&self, from: Point, to: Point) -> Result<()> {
        for step in 1..=MOVES {
            let part = f64::from(step) / f64::from(MOVES);
            self.moved(from.plus((to.x - from.x) * part, (to.y - from.y) * part), true).await?;
        }
        Ok(())
    }

    /// The end of a drag: releases.
    pub async fn let_go(&self, at: Point) -> Result<()> {
        self.button(DispatchMouseEventType::MouseReleased, at, 1).await
    }

    /// Drags from the middle of one element to the middle of another.
    pub async fn drag_onto(&self, from: &str, onto: &str) -> Result<()> {
        self.wait_for(from).await?;
        self.wait_for(onto).await?;
        // Looking at the second may scroll the first.
        self.center(from).await?;
        let to = self.center(onto).await?;
        let from = self.center(from).await?;
        self.drag(from, to).await
    }

    /// Turns the wheel at a place; positive is down.
    pub async fn wheel(&self, at: Point, down: f64) -> Result<()> {
        let mut event = DispatchMouseEventParams::new(DispatchMouseEventType::MouseWheel, at.x, at.y);
        event.delta_x = Some(0.0);
        event.delta_y = Some(down);
        self.inner.execute(event).await?;
        Ok(())
    }

    async fn moved(&self, at: Point, pressed: bool) -> Result<()> {
        let mut event = DispatchMouseEventParams::new(DispatchMouseEventType::MouseMoved, at.x, at.y);
        event.button = Some(if pressed { MouseButton::Left } else { MouseButton::None });
        event.buttons = Some(i64::from(pressed));
        self.inner.execute(event).await.map_err(|error| anyhow!("the pointer cannot move: {error}"))?;
        Ok(())
    }

    async fn button(&self, kind: DispatchMouseEventType, at: Point, clicks: i64) -> Result<()> {
        let pressed = kind == DispatchMouseEventType::MousePressed;
        let mut event = DispatchMouseEventParams::new(kind, at.x, at.y);
        event.button = Some(MouseButton::Left);
        event.buttons = Some(i64::from(pressed));
        event.click_count = Some(clicks);
        self.inner.execute(event).await.map_err(|error| anyhow!("the pointer's button: {error}"))?;
        Ok(())
    }
}
