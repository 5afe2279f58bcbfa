//! `domain.define`: a domain's definition, its name and its autostart. A running domain takes a new definition at its next start.

use std::path::Path;

use labwright_shared::{
    plan::{
        ResourceKind,
        steps::{DomainDefine, VolumeRef},
    },
    value::{FileName, Sha256},
};

use super::{Probe, Progress, StepContext, StepError, Undone, Work, domain_delete, ownership::Owner};
use crate::driver::{
    libvirt::{Domain, Pool},
    xml::DomainXml,
};

/// The definition that an update replaced, kept for undo.
const PREVIOUS: &str = "previous";

impl Work for DomainDefine {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let (xml, wanted) = wanted(cx, self)?;
        let Some(domain) = cx.conn.domain(&self.name)? else {
            return Ok(match cx.conn.domain_by_uuid(&self.uuid.to_string())? {
                Some(old) => Probe::Differs(format!("its name is {}", old.name())),
                None => Probe::Absent,
            });
        };
        if let Some(foreign) = cx.domain_owner(&domain, &self.uuid)?.foreign() {
            return Ok(foreign);
        }
        Ok(if !is_defined(&domain.defined()?, &xml, wanted) {
            Probe::Differs("it is defined in another way".to_owned())
        } else if !domain.is_persistent()? {
            Probe::Differs("it runs, but its definition was removed".to_owned())
        } else if domain.autostart()? != self.autostart {
            Probe::Differs("its autostart differs".to_owned())
        } else {
            Probe::Done(None)
        })
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let (xml, wanted) = wanted(cx, self)?;
        let existing = existing(cx, self)?;
        if let Some(domain) = &existing
            && domain.name() != self.name
        {
            rename(cx, domain, &self.name)?;
        }
        let defined = existing.as_ref().map(|domain| domain.defined()).transpose()?;
        let same = defined.is_some_and(|defined| is_defined(&defined, &xml, wanted));
        let domain = match existing {
            Some(domain) if same && domain.is_persistent()? => domain,
            existing => {
                let previous = existing.map(|domain| domain.defined_xml()).transpose()?;
                cx.keep(ResourceKind::Domain, &self.name, PREVIOUS, previous.as_deref())?;
                claim_log(cx, &xml)?;
                cx.effect(|| cx.conn.define_domain(&self.name, &self.xml))?
            }
        };
        if domain.autostart()? != self.autostart {
            cx.effect(|| domain.set_autostart(self.autostart))?;
        }
        let later = !same && domain.is_active()?;
        Ok(Progress::Done(later.then(|| "takes effect at the next start".to_owned())))
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        let Some(domain) = cx.conn.domain(&self.name)? else {
            // Its process may have died before the log went too.
            remove_log(cx, &wanted(cx, self)?.0)?;
            return Ok(Undone::Gone);
        };
        cx.domain_owner(&domain, &self.uuid)?.required(format!("domain {}", self.name))?;
        match (cx.kept(ResourceKind::Domain, &self.name, PREVIOUS)?, &self.renamed_from) {
            (Some(previous), renamed_from) => {
                cx.effect(|| cx.conn.define_domain(&self.name, &with_name(&previous, &self.name)))?;
                cx.keep(ResourceKind::Domain, &self.name, PREVIOUS, None)?;
                if let Some(old) = renamed_from {
                    rename(cx, &domain, old)?;
                }
            }
            (None, _) => {
                domain_delete::remove(cx, &domain)?;
                remove_log(cx, &wanted(cx, self)?.0)?;
            }
        }
        Ok(Undone::Gone)
    }
}

fn wanted(cx: &StepContext<'_>, data: &DomainDefine) -> Result<(DomainXml, Sha256), StepError> {
    let what = format!("domain {}", data.name);
    let mut xml =
        DomainXml::parse(&data.xml).map_err(|error| StepError::Refused(format!("the plan's XML of {what} cannot be read: {error}")))?;
    let digest = cx.planned_mark(xml.mark.take(), &what)?.digest;
    Ok((xml, digest))
}

/// Whether the definition is the plan's: by its mark, and by what people change by hand, which leaves the mark as it was.
fn is_defined(now: &DomainXml, wanted: &DomainXml, digest: Sha256) -> bool {
    // QEMU's memory comes in whole MiB.
    let mib = |xml: &DomainXml| xml.memory.kib().div_ceil(1024);
    now.mark.as_ref().is_some_and(|mark| mark.digest == digest)
        && (now.vcpus, mib(now)) == (wanted.vcpus, mib(wanted))
        && now.ports == wanted.ports
        && wanted.disks.iter().all(|disk| now.disks.contains(disk))
}

/// Our domain under its name, or under the one that it had.
fn existing<'c>(cx: &StepContext<'c>, data: &DomainDefine) -> Result<Option<Domain<'c>>, StepError> {
    if let Some(domain) = cx.conn.domain(&data.name)? {
        cx.domain_owner(&domain, &data.uuid)?.required(format!("domain {}", data.name))?;
        return Ok(Some(domain));
    }
    let Some(domain) = cx.conn.domain_by_uuid(&data.uuid.to_string())? else { return Ok(None) };
    cx.domain_owner(&domain, &data.uuid)?.required(format!("domain {}", domain.name()))?;
    match &data.renamed_from {
        Some(old) if old == domain.name() => Ok(Some(domain)),
        _ => Err(StepError::Refused(format!(
            "domain {} on the host is {}, which the plan did not see: plan again",
            domain.name(),
            data.name
        ))),
    }
}

fn rename(cx: &StepContext<'_>, domain: &Domain<'_>, name: &str) -> Result<(), StepError> {
    if domain.is_active()? {
        return Err(StepError::Refused(format!("domain {} runs and cannot be renamed to {name}: shut it down first", domain.name())));
    }
    Ok(cx.effect(|| domain.rename(name))?)
}

/// The definition of before under the name of now: libvirt renames only by its own call.
fn with_name(xml: &str, name: &str) -> String {
    match (xml.find("<name>"), xml.find("</name>")) {
        (Some(begin), Some(end)) if begin < end => format!("{}<name>{}{}", &xml[..begin], quick_xml::escape::escape(name), &xml[end..]),
        _ => xml.to_owned(),
    }
}

/// The serial console's log appears when the domain starts, so its name is claimed with the domain. A file that is already
/// there and not ours would be written into: refused.
fn claim_log(cx: &StepContext<'_>, xml: &DomainXml) -> Result<(), StepError> {
    let Some((pool, file)) = log_place(cx, xml)? else { return Ok(()) };
    pool.freshen()?;
    if pool.volume(file.as_str())?.is_some()
        && let Owner::Other(why) = cx.volume_owner(pool.name(), &file)?
    {
        return Err(StepError::Foreign { resource: format!("the console's log {}/{file}", pool.name()), why });
    }
    cx.claim(ResourceKind::Volume, &format!("{}/{file}", pool.name()), None)
}

/// Removes the console's log with the domain that it was claimed for.
fn remove_log(cx: &StepContext<'_>, xml: &DomainXml) -> Result<(), StepError> {
    let Some((pool, name)) = log_place(cx, xml)? else { return Ok(()) };
    let log = VolumeRef { pool: pool.name().to_owned(), name };
    if cx.owns(ResourceKind::Volume, &format!("{}/{}", log.pool, log.name))? {
        log.apply(cx)?;
    }
    Ok(())
}

/// The active pool and the name under which a domain's console is kept, if it lies in one.
fn log_place<'c>(cx: &StepContext<'c>, xml: &DomainXml) -> Result<Option<(Pool<'c>, FileName)>, StepError> {
    let Some(log) = xml.log.as_ref().map(|log| Path::new(&log.path)) else { return Ok(None) };
    let (Some(folder), Some(name)) = (log.parent().and_then(Path::to_str), log.file_name().and_then(|name| name.to_str())) else {
        return Ok(None);
    };
    let Some(pool) = cx.conn.pool_by_folder(folder)? else { return Ok(None) };
    Ok(match (name.parse(), pool.is_active()?) {
        (Ok(file), true) => Some((pool, file)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_definition_gets_another_name() {
        assert_eq!(super::with_name("<domain><name>old</name><x/></domain>", "new"), "<domain><name>new</name><x/></domain>");
    }
}
