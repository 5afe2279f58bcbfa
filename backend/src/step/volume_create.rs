//! `volume.create`: a blank volume or an overlay. Grown where the plan asks for more; never shrunk, never emptied.

use labwright_shared::{
    model::{Allocation, DiskFormat},
    plan::steps::VolumeCreate,
    value::Size,
};
use quick_xml::escape::escape;

use super::{
    Probe, Progress, StepContext, StepError, Undone, Work,
    volume::{self, Found, Place},
};
use crate::driver::{DriverError, xml::VolumeXml};

/// What the volume is to be, with everything looked up.
struct Wanted {
    size: Size,
    backing: Option<(String, DiskFormat)>,
}

/// How an existing volume compares.
enum Fit {
    Same,
    Smaller,
    Other(String),
}

impl Work for VolumeCreate {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let Some(place) = Place::find(cx, &self.pool, &self.name)? else { return Ok(Probe::Absent) };
        let (volume, complete) = match volume::probe_common(place.look()?) {
            Ok(ours) => ours,
            Err(answer) => return Ok(answer),
        };
        let now = volume.read()?;
        Ok(match fit(self, &wanted(cx, self)?, &now) {
            // Without the mark a later look would take it for half-made.
            Fit::Same if complete.is_none() => Probe::Differs("its making was interrupted".to_owned()),
            Fit::Same => Probe::Done(None),
            Fit::Smaller => Probe::Differs(format!("it is {} large", now.capacity.human())),
            Fit::Other(why) => Probe::Differs(why),
        })
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let wanted = wanted(cx, self)?;
        let place = Place::required(cx, &self.pool, &self.name)?;
        match place.look()? {
            Found::Other(why) => return Err(place.refuse(why)),
            Found::Nothing => {}
            Found::Ours(volume, complete) => match (fit(self, &wanted, &volume.read()?), complete) {
                (Fit::Same, _) => return done(&place),
                (Fit::Smaller, Some(_)) => {
                    cx.effect(|| volume.grow(wanted.size))?;
                    return done(&place);
                }
                (Fit::Other(why), Some(_)) => {
                    return Err(StepError::Refused(format!(
                        "volume {} cannot become what the plan asks for without losing its content: {why}",
                        place.key()
                    )));
                }
                // Half-made.
                (Fit::Smaller | Fit::Other(_), None) => place.remove()?,
            },
        }
        let full = self.allocation == Allocation::Full;
        if full && wanted.backing.is_some() {
            return Err(StepError::Refused(format!(
                "volume {} lies on a base image, so it cannot be allocated in full: write `allocation: thin`",
                place.key()
            )));
        }
        let needs = if full { wanted.size } else { Size::ZERO };
        place.make(&xml(self, &wanted), needs, full && self.format == DiskFormat::Qcow2)?;
        done(&place)
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        volume::undo(cx, &self.pool, &self.name)?;
        Ok(Undone::Gone)
    }
}

fn done(place: &Place<'_, '_>) -> Result<Progress, StepError> {
    place.complete("made")?;
    Ok(Progress::Done(None))
}

fn wanted(cx: &StepContext<'_>, data: &VolumeCreate) -> Result<Wanted, StepError> {
    let what = format!("volume {}/{}", data.pool, data.name);
    let Some(backing) = &data.backing else {
        let size =
            data.size.ok_or_else(|| StepError::Refused(format!("the plan gives {what} neither a size nor a base image: plan again")))?;
        return Ok(Wanted { size, backing: None });
    };
    let missing = || DriverError::Missing { resource: format!("base volume {}/{}", backing.pool, backing.name) };
    let base = cx.conn.pool(&backing.pool)?.ok_or_else(missing)?.volume(backing.name.as_str())?.ok_or_else(missing)?.read()?;
    let path = base.path.ok_or_else(missing)?;
    let size = data.size.unwrap_or(base.capacity);
    if size < base.capacity {
        return Err(StepError::Refused(format!(
            "{what} is to be {}, but its base image {} is {} large: ask for at least that",
            size.human(),
            backing.name,
            base.capacity.human()
        )));
    }
    Ok(Wanted { size, backing: Some((path, backing.format)) })
}

fn fit(data: &VolumeCreate, wanted: &Wanted, now: &VolumeXml) -> Fit {
    let format = now.format.as_deref().unwrap_or("raw");
    let backing = wanted.backing.as_ref().map(|(path, _)| path.as_str());
    // Sizes of images are whole sectors; libvirt rounds up.
    let rounded = Size::from_bytes(wanted.size.bytes().div_ceil(512) * 512);
    if format != data.format.as_str() {
        Fit::Other(format!("its format is {format}, not {}", data.format.as_str()))
    } else if now.backing.as_deref() != backing {
        let shown = |backing: Option<&str>| backing.map_or("no base image".to_owned(), |path| format!("base image {path}"));
        Fit::Other(format!("it has {}, not {}", shown(now.backing.as_deref()), shown(backing)))
    } else if now.capacity > rounded {
        Fit::Other(format!("it is {} large, more than {}", now.capacity.human(), wanted.size.human()))
    } else if now.capacity < wanted.size {
        Fit::Smaller
    } else {
        Fit::Same
    }
}

fn xml(data: &VolumeCreate, wanted: &Wanted) -> String {
    let allocation = if data.allocation == Allocation::Full { wanted.size.bytes() } else { 0 };
    let backing = wanted.backing.as_ref().map_or(String::new(), |(path, format)| {
        format!("<backingStore><path>{}</path><format type='{}'/></backingStore>", escape(path.as_str()), format.as_str())
    });
    format!(
        "<volume><name>{}</name><capacity unit='bytes'>{}</capacity><allocation unit='bytes'>{allocation}</allocation>\
         <target><format type='{}'/></target>{backing}</volume>",
        escape(data.name.as_str()),
        wanted.size.bytes(),
        data.format.as_str()
    )
}
