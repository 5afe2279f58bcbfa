//! What the planner makes of labs and hosts.

#[path = "plan/cases/mod.rs"]
mod cases;
#[path = "plan/labs.rs"]
mod labs;
#[path = "plan/large.rs"]
mod large;
#[path = "plan/laws.rs"]
mod laws;
#[path = "plan/scripts.rs"]
mod scripts;
#[path = "plan/templates.rs"]
mod templates;
#[path = "plan/world.rs"]
mod world;
