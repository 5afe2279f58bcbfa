//! Gestures as a state machine: what the pointer does becomes what is previewed and which command is carried out.

use labwright_shared::{
    document::Command,
    model::{Kind, Lab, RecordRef},
    value::Name,
};

use super::{
    camera::Camera,
    connect,
    geometry::{Point, Rect},
    layout::{self, CARD_HEIGHT, CARD_WIDTH},
    palette::Item,
    scene::Scene,
};

/// How far the pointer may slip in a click.
const SLIP: f64 = 4.0;

/// What the pointer is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Ground,
    Node(RecordRef),
    Port { machine: Name, port: Name },
    AddPort(Name),
}

/// What the pointer does. Points are of the screen, from the canvas's corner.
#[derive(Clone, Debug)]
pub enum Input {
    Down {
        at: Point,
        target: Target,
    },
    /// The pointer takes an item from the palette.
    Take {
        at: Point,
        item: Item,
    },
    Move {
        at: Point,
    },
    /// `inside` says whether the pointer is over the canvas.
    Up {
        at: Point,
        inside: bool,
    },
    Cancel,
}

/// What the gesture in hand is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Tool {
    #[default]
    Idle,
    Pressed {
        at: Point,
        target: Target,
    },
    Panning {
        last: Point,
    },
    /// A node under the pointer: `corner` is where it would go, `from` is where it was, `into` the cloud that it would become a node of.
    Moving {
        record: RecordRef,
        grip: Point,
        corner: Point,
        from: Rect,
        into: Option<RecordRef>,
    },
    /// A link from a card to the pointer's place in the world, or onto a rail.
    Connecting {
        from: connect::From,
        at: Point,
        onto: Option<Name>,
    },
    /// An item of the palette; not dragged yet while `at` is near `from`. `into` is the cloud under it.
    Placing {
        item: Item,
        from: Point,
        at: Point,
        into: Option<RecordRef>,
    },
}

/// What a gesture brings about.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Select(Option<RecordRef>),
    Pan(f64, f64),
    Run(Command),
    /// Move a thing by so much, perhaps into a cloud.
    Move {
        record: RecordRef,
        by: Point,
        into: Option<RecordRef>,
    },
    /// Add an item at a corner, in a cloud if it was dropped on one.
    Add(Item, Point, Option<RecordRef>),
}

/// What the machine looks at.
pub struct Sight<'a> {
    pub lab: &'a Lab,
    pub scene: &'a Scene,
    pub camera: Camera,
}

impl Tool {
    pub fn handle(self, input: Input, sight: &Sight<'_>) -> (Tool, Vec<Effect>) {
        match (self, input) {
            (_, Input::Cancel) => (Tool::Idle, vec![]),
            (_, Input::Down { at, target }) => {
                let selected = match &target {
                    Target::Ground => None,
                    Target::Node(record) => Some(record.clone()),
                    Target::Port { machine, .. } | Target::AddPort(machine) => Some(RecordRef::new(Kind::Machines, machine)),
                };
                (Tool::Pressed { at, target }, vec![Effect::Select(selected)])
            }
            (_, Input::Take { at, item }) => (Tool::Placing { item, from: at, at, into: None }, vec![]),
            (Tool::Pressed { at: from, target }, Input::Move { at }) if at.minus(from).length() < SLIP => {
                (Tool::Pressed { at: from, target }, vec![])
            }
            (Tool::Pressed { at: from, target }, Input::Move { at }) => begin(from, target, sight).handle(Input::Move { at }, sight),
            (tool, Input::Move { at }) => tool.moved(at, sight),
            (tool, Input::Up { at, inside }) => tool.released(at, inside, sight),
        }
    }

    fn moved(self, at: Point, sight: &Sight<'_>) -> (Tool, Vec<Effect>) {
        match self {
            Tool::Panning { last } => {
                let by = at.minus(last);
                (Tool::Panning { last: at }, vec![Effect::Pan(by.x, by.y)])
            }
            Tool::Moving { record, grip, from, .. } => {
                let corner = sight.camera.to_world(at).minus(grip);
                let into = joined(&record, from, corner, sight);
                (Tool::Moving { record, grip, corner, from, into }, vec![])
            }
            Tool::Connecting { from, .. } => {
                let world = sight.camera.to_world(at);
                let onto = sight.scene.rail_under(world).map(|rail| rail.id.clone());
                (Tool::Connecting { from, at: world, onto }, vec![])
            }
            Tool::Placing { item, from, .. } => {
                let into = sight.scene.band_under(sight.camera.to_world(at)).filter(|_| item.goes_into_clouds());
                (Tool::Placing { item, from, at, into: into.map(|band| band.record.clone()) }, vec![])
            }
            tool @ (Tool::Idle | Tool::Pressed { .. }) => (tool, vec![]),
        }
    }

    fn released(self, at: Point, inside: bool, sight: &Sight<'_>) -> (Tool, Vec<Effect>) {
        // The last stretch counts too: a fast pointer is released where it never was seen to move.
        let tool = if matches!(self, Tool::Moving { .. } | Tool::Connecting { .. } | Tool::Placing { .. }) {
            self.moved(at, sight).0
        } else {
            self
        };
        let effects = match tool {
            Tool::Moving { record, corner, from, into, .. } => {
                vec![Effect::Move { record, by: corner.minus(from.corner()), into }]
            }
            Tool::Connecting { from, onto: Some(rail), .. } => {
                connect::command(sight.lab, &from, &rail).map(Effect::Run).into_iter().collect()
            }
            Tool::Placing { item, from, into, .. } if inside && at.minus(from).length() >= SLIP => {
                vec![Effect::Add(item, drop_corner(item, sight.camera.to_world(at)), into)]
            }
            _ => vec![],
        };
        (Tool::Idle, effects)
    }

    /// Whether the pointer holds something, so that the canvas follows it wherever it goes.
    pub fn is_busy(&self) -> bool {
        *self != Tool::Idle
    }

    /// The cloud that what the pointer holds would go into.
    pub fn goes_into(&self) -> Option<&RecordRef> {
        match self {
            Tool::Moving { into, .. } | Tool::Placing { into, .. } => into.as_ref(),
            _ => None,
        }
    }

    /// The item that is being dragged from the palette, and where the pointer is.
    pub fn ghost(&self) -> Option<(Item, Point)> {
        match self {
            Tool::Placing { item, from, at, .. } if at.minus(*from).length() >= SLIP => Some((*item, *at)),
            _ => None,
        }
    }
}

fn begin(from: Point, target: Target, sight: &Sight<'_>) -> Tool {
    let world = sight.camera.to_world(from);
    match target {
        Target::Ground => Tool::Panning { last: from },
        Target::Node(record) => match sight.scene.holder(&record).and_then(|record| Some((sight.scene.rect_of(&record)?, record))) {
            Some((rect, record)) => {
                Tool::Moving { record, grip: world.minus(rect.corner()), corner: rect.corner(), from: rect, into: None }
            }
            None => Tool::Idle,
        },
        Target::Port { machine, port } => Tool::Connecting { from: connect::From::Port { machine, port }, at: world, onto: None },
        Target::AddPort(machine) => Tool::Connecting { from: connect::From::Machine(machine), at: world, onto: None },
    }
}

/// The cloud that a machine becomes a node of when it is put there: one that it did not stand in before.
fn joined(record: &RecordRef, from: Rect, corner: Point, sight: &Sight<'_>) -> Option<RecordRef> {
    if record.kind != Kind::Machines {
        return None;
    }
    let band = sight.scene.band_under(from.at(corner).middle())?;
    let is_there = band.members.iter().any(|id| Some(id) == record.id.as_ref());
    // Machines that only happen to stand between a cloud's are moved about freely.
    let was_there = band.rect.contains(from.middle());
    (!is_there && !was_there).then(|| band.record.clone())
}

/// The corner of an item that is dropped: the pointer holds a card in its middle, a rail near its beginning.
pub fn drop_corner(item: Item, at: Point) -> Point {
    match item {
        Item::Machine(_) => at.plus(-CARD_WIDTH / 2.0, -CARD_HEIGHT / 2.0),
        Item::Network(_) => at.plus(-80.0, -layout::RAIL_HEIGHT / 2.0),
        Item::Cloud => at.plus(-100.0, -16.0),
        Item::Project | Item::Server | Item::Cluster(_) | Item::Pool | Item::Image => at,
    }
}

#[cfg(test)]
mod tests;
