//! The way of a link: from a port at right angles to its rail, past the cards and not over them.

use std::collections::BTreeMap;

use super::{
    geometry::{Point, Rect},
    scene::Scene,
};

#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Indices in the scene.
    pub card: usize,
    pub port: usize,
    pub hue: usize,
    pub points: Vec<Point>,
}

const CLEAR: f64 = 7.0;
const LANE: f64 = 7.0;
const LANES: usize = 5;

/// The ways of all links.
pub fn links(scene: &Scene) -> Vec<Link> {
    let mut router = Router::new(scene);
    let mut links = Vec::new();
    for (card_index, card) in scene.cards.iter().enumerate() {
        for (port_index, port) in card.ports.iter().enumerate() {
            let Some(rail) = port.rail.and_then(|rail| scene.rails.get(rail)) else { continue };
            let from = card.port_at(port);
            let to = if port.up { rail.rect.bottom() } else { rail.rect.y };
            let points = router.route(card_index, from, to);
            links.push(Link { card: card_index, port: port_index, hue: rail.hue, points });
        }
    }
    links
}

/// Cards by column, so that a link looks at its neighbours only.
struct Router {
    columns: BTreeMap<i64, Vec<usize>>,
    cards: Vec<Rect>,
    /// Vertical stretches in channels that are in use: x, then from and to.
    channels: Vec<(f64, f64, f64)>,
    /// Horizontal stretches: y, then from and to.
    gutters: Vec<(f64, f64, f64)>,
}

const COLUMN: f64 = 128.0;

impl Router {
    fn new(scene: &Scene) -> Self {
        let cards: Vec<Rect> = scene.cards.iter().map(|card| card.rect).collect();
        let mut columns: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (index, card) in cards.iter().enumerate() {
            for column in column(card.x - CLEAR)..=column(card.right() + CLEAR) {
                columns.entry(column).or_default().push(index);
            }
        }
        Router { columns, cards, channels: Vec::new(), gutters: Vec::new() }
    }

    fn route(&mut self, card: usize, from: Point, to: f64) -> Vec<Point> {
        if self.is_clear_down(card, from.x, from.y, to) {
            return vec![from, Point::new(from.x, to)];
        }
        let way = if to >= from.y { 1.0 } else { -1.0 };
        for lane in 0..LANES {
            let gutter = from.y + way * (12.0 + lane as f64 * LANE);
            if let Some(x) = self.channel(card, from.x, gutter, to) {
                let (left, right) = (from.x.min(x), from.x.max(x));
                let is_free = self.gutters.iter().all(|(y, a, b)| (y - gutter).abs() >= LANE - 1.0 || right < *a - 2.0 || *b + 2.0 < left);
                if is_free {
                    self.gutters.push((gutter, left, right));
                    self.channels.push((x, gutter.min(to), gutter.max(to)));
                    return vec![from, Point::new(from.x, gutter), Point::new(x, gutter), Point::new(x, to)];
                }
            }
        }
        // No way around: behind the cards.
        vec![from, Point::new(from.x, to)]
    }

    /// The nearest x beside the cards in the way at which a vertical stretch runs clear.
    fn channel(&self, card: usize, x: f64, from: f64, to: f64) -> Option<f64> {
        let (low, high) = (from.min(to), from.max(to));
        let mut candidates: Vec<f64> = Vec::new();
        for other in self.near(x) {
            let rect = &self.cards[other];
            if rect.bottom() > low && rect.y < high || other == card {
                for lane in 0..LANES {
                    let beside = 11.0 + lane as f64 * LANE;
                    candidates.extend([rect.x - beside, rect.right() + beside]);
                }
            }
        }
        let is_free = |at: &f64| {
            let apart = self.channels.iter().all(|(other, a, b)| (other - at).abs() >= LANE - 1.0 || high < *a || *b < low);
            apart && self.is_clear_down(usize::MAX, *at, low, high)
        };
        candidates.into_iter().filter(is_free).min_by(|a, b| (a - x).abs().total_cmp(&(b - x).abs()))
    }

    /// Cards in the columns around an x.
    fn near(&self, x: f64) -> impl Iterator<Item = usize> + '_ {
        let here = column(x);
        self.columns.range(here - 2..=here + 2).flat_map(|(_, cards)| cards.iter().copied())
    }

    fn is_clear_down(&self, own: usize, x: f64, from: f64, to: f64) -> bool {
        let (low, high) = (from.min(to), from.max(to));
        let cards = self.columns.get(&column(x)).map(Vec::as_slice).unwrap_or_default();
        cards.iter().all(|index| {
            let card = &self.cards[*index];
            *index == own || x < card.x - CLEAR + 1.0 || x > card.right() + CLEAR - 1.0 || card.bottom() <= low || card.y >= high
        })
    }
}

fn column(x: f64) -> i64 {
    (x / COLUMN).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::document::read;

    fn scene(machines: usize) -> Scene {
        let mut text = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: a}\nnetworks:\n- {name: n, mode: nat}\n- {name: m, mode: nat}\nmachines:\n".to_owned();
        for number in 0..machines {
            text += &format!(
                "- {{name: m{number}, vcpus: 1, memory: 1 GiB, ports: [{{name: eth0, network: n}}, {{name: eth1, network: m}}]}}\n"
            );
        }
        Scene::of(read(&text).unwrap().document.lab(), &Default::default())
    }

    #[test]
    fn links_run_over_no_card() {
        let scene = scene(12);
        for link in links(&scene) {
            for stretch in link.points.windows(2) {
                let (from, to) = (stretch[0], stretch[1]);
                assert!(from.x == to.x || from.y == to.y, "at right angles");
                let line = Rect::new(from.x.min(to.x), from.y.min(to.y), (from.x - to.x).abs(), (from.y - to.y).abs());
                for (index, card) in scene.cards.iter().enumerate() {
                    assert!(index == link.card || !card.rect.overlaps(&line.grown(1.0)), "{link:?} runs over {:?}", card.id);
                }
            }
        }
    }

    #[test]
    fn links_do_not_hide_each_other() {
        let all = links(&scene(12));
        for (index, one) in all.iter().enumerate() {
            for other in &all[..index] {
                let last = |link: &Link| (link.points[link.points.len() - 2], link.points[link.points.len() - 1]);
                let ((a, b), (c, d)) = (last(one), last(other));
                let apart = (a.x - c.x).abs() > 2.0 || b.y.min(d.y) <= a.y.max(c.y);
                assert!(apart, "{one:?} {other:?}");
            }
        }
    }
}
