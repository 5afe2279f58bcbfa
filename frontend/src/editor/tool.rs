//! Gestures as a state machine: what the pointer does becomes what is previewed and which command is carried out.

use labwright_shared::{
    document::Command,
    model::{Kind, Lab, RecordRef},
    value::Name,
};

use super::{
    camera::Camera,
    connect,
    geometry::Point,
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
    /// A node under the pointer: `corner` is where it would go.
    Moving {
        record: RecordRef,
        grip: Point,
        corner: Point,
    },
    /// A link from a card to the pointer's place in the world, or onto a rail.
    Connecting {
        from: connect::From,
        at: Point,
        onto: Option<Name>,
    },
    /// An item of the palette; not dragged yet while `at` is near `from`.
    Placing {
        item: Item,
        from: Point,
        at: Point,
    },
}

/// What a gesture brings about.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Select(Option<RecordRef>),
    Pan(f64, f64),
    Run(Command),
    Add(Item, Point),
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
            (_, Input::Take { at, item }) => (Tool::Placing { item, from: at, at }, vec![]),
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
            Tool::Moving { record, grip, .. } => {
                let corner = sight.camera.to_world(at).minus(grip);
                (Tool::Moving { record, grip, corner }, vec![])
            }
            Tool::Connecting { from, .. } => {
                let world = sight.camera.to_world(at);
                let onto = sight.scene.rail_under(world).map(|rail| rail.id.clone());
                (Tool::Connecting { from, at: world, onto }, vec![])
            }
            Tool::Placing { item, from, .. } => (Tool::Placing { item, from, at }, vec![]),
            tool @ (Tool::Idle | Tool::Pressed { .. }) => (tool, vec![]),
        }
    }

    fn released(self, at: Point, inside: bool, sight: &Sight<'_>) -> (Tool, Vec<Effect>) {
        // The last stretch counts too: a fast pointer is released where it never was seen to move.
        let tool = if matches!(self, Tool::Moving { .. } | Tool::Connecting { .. }) { self.moved(at, sight).0 } else { self };
        let effects = match tool {
            Tool::Moving { record, corner, .. } => {
                let mut commands = layout::freeze(sight.lab, &record);
                commands.push(Command::Place { record, at: corner.to_model() });
                vec![Effect::Run(Command::Batch { commands })]
            }
            Tool::Connecting { from, onto: Some(rail), .. } => {
                connect::command(sight.lab, &from, &rail).map(Effect::Run).into_iter().collect()
            }
            Tool::Placing { item, from, .. } if inside && at.minus(from).length() >= SLIP => {
                vec![Effect::Add(item, drop_corner(item, sight.camera.to_world(at)))]
            }
            _ => vec![],
        };
        (Tool::Idle, effects)
    }

    /// Whether the pointer holds something, so that the canvas follows it wherever it goes.
    pub fn is_busy(&self) -> bool {
        *self != Tool::Idle
    }

    /// The item that is being dragged from the palette, and where the pointer is.
    pub fn ghost(&self) -> Option<(Item, Point)> {
        match self {
            Tool::Placing { item, from, at } if at.minus(*from).length() >= SLIP => Some((*item, *at)),
            _ => None,
        }
    }
}

fn begin(from: Point, target: Target, sight: &Sight<'_>) -> Tool {
    let world = sight.camera.to_world(from);
    match target {
        Target::Ground => Tool::Panning { last: from },
        Target::Node(record) => match sight.scene.rect_of(&record) {
            Some(rect) => Tool::Moving { record, grip: world.minus(rect.corner()), corner: rect.corner() },
            None => Tool::Idle,
        },
        Target::Port { machine, port } => Tool::Connecting { from: connect::From::Port { machine, port }, at: world, onto: None },
        Target::AddPort(machine) => Tool::Connecting { from: connect::From::Machine(machine), at: world, onto: None },
    }
}

/// The corner of an item that is dropped: the pointer holds a card in its middle, a rail near its beginning.
pub fn drop_corner(item: Item, at: Point) -> Point {
    match item {
        Item::Machine(_) => at.plus(-CARD_WIDTH / 2.0, -CARD_HEIGHT / 2.0),
        Item::Network(_) => at.plus(-80.0, -layout::RAIL_HEIGHT / 2.0),
        Item::Pool | Item::Image => at,
    }
}

#[cfg(test)]
mod tests;
