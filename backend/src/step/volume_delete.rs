//! `volume.delete`: a volume of the lab's own is deleted; with a console's log, also what virtlogd rotated away.

use labwright_shared::{
    plan::{ResourceKind, steps::VolumeRef},
    value::FileName,
};

use super::{
    Probe, Progress, StepContext, StepError, Undone, Work,
    ownership::rotated_from,
    volume::{Found, Place},
};

impl Work for VolumeRef {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let claimed = || cx.owns(ResourceKind::Volume, &format!("{}/{}", self.pool, self.name));
        let gone = || Ok(if claimed()? { Probe::Differs("it is gone, but still claimed".to_owned()) } else { Probe::Done(None) });
        let Some(place) = Place::find(cx, &self.pool, &self.name)? else { return gone() };
        match place.look()? {
            Found::Nothing => gone(),
            Found::Ours(..) => Ok(Probe::Absent),
            Found::Other(why) => Ok(Probe::Foreign(why)),
        }
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let key = format!("{}/{}", self.pool, self.name);
        let Some(place) = Place::find(cx, &self.pool, &self.name)? else {
            cx.release(ResourceKind::Volume, &key)?;
            return Ok(Progress::Done(None));
        };
        let found = place.look()?;
        if let Found::Other(why) = found {
            return Err(place.refuse(why));
        }
        // The siblings first: their claim is the log's own.
        if self.name.as_str().ends_with(".log") && cx.owns(ResourceKind::Volume, &key)? {
            for sibling in rotated(&place)? {
                Place::required(cx, &self.pool, &sibling)?.remove()?;
            }
        }
        place.remove()?;
        Ok(Progress::Done(None))
    }

    fn undo(&self, _: &StepContext<'_>) -> Result<Undone, StepError> {
        Ok(Undone::Kept("a deleted volume's content is gone".to_owned()))
    }
}

fn rotated(place: &Place<'_, '_>) -> Result<Vec<FileName>, StepError> {
    place.pool.refresh_since_stops()?;
    let volumes = place.pool.volumes()?;
    let siblings = volumes.iter().map(|volume| volume.file_name()).filter(|name| rotated_from(name) == Some(place.name.as_str()));
    Ok(siblings.filter_map(|name| name.parse::<FileName>().ok()).collect())
}
