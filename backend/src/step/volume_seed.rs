//! `volume.seed`: a small ISO 9660 medium with a label, from which a guest configures itself.
//!
//! Secrets' values come in here and only here. The ledger keeps the digest of the content *before* that, so that neither it
//! nor a probe ever handles a value.

use labwright_shared::{
    plan::steps::VolumeSeed,
    value::{Sha256, Size},
};

use super::{
    Probe, Progress, StepContext, StepError, Undone, Work,
    image::iso,
    volume::{self, Found, Place},
};

impl Work for VolumeSeed {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let Some(place) = Place::find(cx, &self.pool, &self.name)? else { return Ok(Probe::Absent) };
        let (_, complete) = match volume::probe_common(place.look()?) {
            Ok(ours) => ours,
            Err(answer) => return Ok(answer),
        };
        Ok(match complete {
            None => Probe::Differs("its upload was interrupted".to_owned()),
            Some(holds) if holds != holding(self) => Probe::Differs("it holds other files".to_owned()),
            Some(_) => Probe::Done(None),
        })
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let place = Place::required(cx, &self.pool, &self.name)?;
        match place.look()? {
            Found::Other(why) => return Err(place.refuse(why)),
            Found::Ours(_, Some(holds)) if holds == holding(self) => return Ok(Progress::Done(None)),
            Found::Ours(..) | Found::Nothing => {}
        }
        // Made before the old one goes: a missing secret leaves everything as it was.
        let mut files = Vec::new();
        for file in &self.files {
            files.push((file.name.as_str(), iso::with_secrets(&file.content, cx.secrets)?));
        }
        let medium = iso::medium(&self.label, &files)?;
        let size = Size::from_bytes(medium.len() as u64);
        if let Found::Ours(..) = place.look()? {
            place.remove()?;
        }
        let volume = place.make(&volume::raw_xml(&self.name, size, size), size, false)?;
        let sent = cx.effect(|| {
            let upload = volume.upload(size.bytes())?;
            upload.send(&medium)?;
            upload.finish()
        });
        sent.map_err(|error| place.unmade(error, size))?;
        place.complete(&holding(self))?;
        Ok(Progress::Done(None))
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        volume::undo(cx, &self.pool, &self.name)?;
        Ok(Undone::Gone)
    }
}

/// The digest of what the plan says, placeholders included.
fn holding(data: &VolumeSeed) -> String {
    let mut parts = vec![data.label.as_str()];
    for file in &data.files {
        parts.extend([file.name.as_str(), file.content.as_str()]);
    }
    Sha256::of_parts(&parts).to_string()
}
