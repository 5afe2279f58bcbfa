//! Why a guest has no place, in words.

use super::{
    guests::Guest,
    placement::{Obstacle, Resource, asked},
};

impl Obstacle {
    /// The reason, as it ends a sentence about the guest.
    pub fn because(&self, guest: &Guest<'_>) -> String {
        match self {
            Obstacle::TooLarge { resource, asked, largest } => {
                format!("it asks for {}, the largest node gives {}", of(*resource, *asked), of(*resource, *largest))
            }
            Obstacle::BeyondNode { resource, asked, largest } => format!(
                "it asks for {}; whatever the ratio, a single guest may have no more than a node itself has, which is {} at most",
                of(*resource, *asked),
                of(*resource, *largest)
            ),
            Obstacle::NoneHasAll => {
                let [memory, vcpus, disk] = asked(guest);
                let all = [of(Resource::Vcpus, vcpus), of(Resource::Memory, memory), of(Resource::Disk, disk)].join(", ");
                format!("it asks for {all}: a single guest may have no more than a node itself has, and no node has all of that")
            }
            Obstacle::Full { resource, asked, left } => {
                format!("it asks for {}, the others leave {} at most on one node", of(*resource, *asked), of(*resource, *left))
            }
            Obstacle::Apart { group } => format!("its server group {group} allows no node that has room"),
            Obstacle::Forced { host } => {
                format!("{} is forced onto {host}, which has no room for it or is no compute node", guest.name)
            }
            Obstacle::NoNodes => "there is none".to_owned(),
        }
    }
}

fn of(resource: Resource, amount: u64) -> String {
    match resource {
        Resource::Vcpus => resource.amount(amount),
        Resource::Memory | Resource::Disk => format!("{} of {}", resource.amount(amount), resource.as_str()),
    }
}
