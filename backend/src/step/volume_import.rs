//! `volume.import`: an image file brought into a pool, looked at before and hashed while it is sent.

use labwright_shared::{
    plan::steps::VolumeImport,
    value::{Sha256, Size},
};

use super::{
    Probe, Progress, StepContext, StepError, Undone, Work, image,
    volume::{self, Found, Place},
};
use crate::driver::libvirt::Upload;

/// What a volume holds whose file nobody gave a digest for.
const UNHASHED: &str = "unhashed";

impl Work for VolumeImport {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let Some(place) = Place::find(cx, &self.pool, &self.name)? else { return Ok(Probe::Absent) };
        let (_, complete) = match volume::probe_common(place.look()?) {
            Ok(ours) => ours,
            Err(answer) => return Ok(answer),
        };
        Ok(match complete {
            None => Probe::Differs("its upload was interrupted".to_owned()),
            Some(holds) if !self.accepts(&holds) => Probe::Differs(format!("it holds {holds}")),
            Some(_) => Probe::Done(None),
        })
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let place = Place::required(cx, &self.pool, &self.name)?;
        match place.look()? {
            Found::Other(why) => return Err(place.refuse(why)),
            Found::Ours(_, Some(holds)) if self.accepts(&holds) => return Ok(Progress::Done(None)),
            // Overlays may lie on it, and would be lost with it.
            Found::Ours(_, Some(holds)) => {
                return Err(StepError::Refused(format!(
                    "volume {} holds another image ({holds}): delete it and what lies on it first",
                    place.key()
                )));
            }
            Found::Ours(_, None) => {
                (cx.note)("an earlier upload was interrupted: beginning again");
                place.remove()?;
            }
            Found::Nothing => {}
        }
        let mut file = image::open(self, cx.images, cx.note, cx.cancelled)?;
        let needs = needs(&file);
        check_room(&place, needs, needs)?;
        let at_once = if is_sparse(&file) { Size::ZERO } else { file.length() };
        let volume = place.make(&volume::raw_xml(&self.name, file.length(), at_once), needs, false)?;
        (cx.point)("before-effect");
        let sent = volume.upload(file.length().bytes()).map_err(StepError::from).and_then(|upload| send(&place, &mut file, upload));
        (cx.point)("after-effect");
        let digest = match sent {
            Ok(digest) => digest,
            Err(StepError::Driver(error)) => return Err(place.unmade(error, needs)),
            Err(error) => {
                place.remove()?;
                return Err(error);
            }
        };
        if let (Some(expected), Some(found)) = (self.sha256, digest)
            && expected != found
        {
            file.discard();
            place.remove()?;
            return Err(StepError::Digest { what: file.shown().to_owned(), expected, found });
        }
        // libvirt looks at the content only when it reads the pool: until then the volume counts as raw.
        place.pool.refresh()?;
        place.complete(&digest.map_or(UNHASHED.to_owned(), |digest| digest.to_string()))?;
        Ok(Progress::Done(None))
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        volume::undo(cx, &self.pool, &self.name)?;
        Ok(Undone::Gone)
    }
}

trait Accepts {
    fn accepts(&self, holds: &str) -> bool;
}

impl Accepts for VolumeImport {
    fn accepts(&self, holds: &str) -> bool {
        self.sha256.is_none_or(|expected| expected.to_string() == holds)
    }
}

/// How much is sent between two looks at the room that is left for a sparse image.
const LOOK_EVERY: u64 = 32 << 20;

/// An image with more than an eighth of holes: it is not allocated at once, since its holes are worth keeping.
fn is_sparse(file: &image::ImageFile) -> bool {
    file.allocated().bytes() < file.length().bytes() / 8 * 7
}

fn needs(file: &image::ImageFile) -> Size {
    if is_sparse(file) { file.allocated() } else { file.length() }
}

/// Refuses to begin or go on when the rest does not fit: an upload that fills its medium hangs libvirtd.
fn check_room(place: &Place<'_, '_>, asked: Size, left: Size) -> Result<(), StepError> {
    let free = place.pool.free()?;
    if left <= free {
        return Ok(());
    }
    Err(StepError::PoolFull { pool: place.pool.name().to_owned(), volume: place.name.to_string(), asked, free: Some(free) })
}

/// Sends the file, leaving out holes and blocks of zeros; the digest where one is asked for.
fn send(place: &Place<'_, '_>, file: &mut image::ImageFile, upload: Upload<'_>) -> Result<Option<Sha256>, StepError> {
    let cx = place.cx;
    let (mut told, mut sent, mut data, mut looked) = (0, 0, 0, None);
    let (total, needs, sparse) = (file.length(), needs(file), is_sparse(file));
    while let Some(part) = file.next_part()? {
        if (cx.cancelled)() {
            return Err(StepError::Cancelled);
        }
        match part {
            image::Part::Data(bytes) => {
                if sparse && looked.is_none_or(|looked| data >= looked + LOOK_EVERY) {
                    looked = Some(data);
                    check_room(place, needs, needs.saturating_sub(Size::from_bytes(data)))?;
                }
                upload.send(bytes)?;
                data += bytes.len() as u64;
                sent += bytes.len() as u64;
            }
            image::Part::Hole(length) => {
                upload.skip(length)?;
                sent += length;
            }
        }
        let tenth = (sent * 10).checked_div(total.bytes()).unwrap_or(10);
        if tenth > told {
            if told == 0 {
                (cx.point)("amid-effect");
            }
            told = tenth;
            (cx.note)(&format!("sent {} of {}", Size::from_bytes(sent).human(), total.human()));
        }
    }
    upload.finish()?;
    Ok(file.digest())
}
