//! Advice for people to read.

use std::fmt::Write as _;

use super::{Advice, Offer, Smallest, Verdict, Way};

impl Advice {
    /// The advice in lines: the verdict and what does not fit, the ways by number, the smallest host, how far was looked.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "{}", self.verdict.as_str());
        for found in &self.misfits {
            let _ = writeln!(out, "    {}: {} [{}]", found.subject, found.message, found.rule);
        }
        for (index, way) in self.ways.iter().enumerate() {
            way.write(index + 1, &mut out);
        }
        if !self.misfits.is_empty() {
            let is_found = self.ways.iter().any(|way| way.scale.is_none());
            let _ = writeln!(out, "{}", self.search.to_text(is_found));
        }
        let _ = writeln!(out, "{}", self.smallest.to_text());
        out
    }
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Fits => "the lab fits, as far as the host is known",
            Verdict::FitsInside => "the guests fit; no host was given",
            Verdict::DoesNotFit => "the lab does not fit",
            Verdict::NotFound => "no placement of the guests was found, and not all were tried",
        }
    }
}

impl super::Searched {
    /// How far was looked, as a sentence.
    pub fn to_text(&self, is_found: bool) -> String {
        let end = match (self.is_complete, is_found) {
            (false, _) => "the search ended there, more was not tried",
            (true, true) => "no better set is left",
            (true, false) => "no set of them makes the lab fit",
        };
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        format!("{} known change{}, {} set{} tried: {end}", self.changes, plural(self.changes), self.tried, plural(self.tried as usize))
    }
}

impl Way {
    fn write(&self, number: usize, out: &mut String) {
        let _ = writeln!(out, "{number}. {}: {}", self.harm.as_str(), or_nothing(&self.effect.describe()));
        if let Some(scale) = &self.scale {
            let _ = writeln!(out, "    Build the lab at its scale {scale}");
        }
        for step in &self.steps {
            let effect = step.effect.describe();
            let _ = writeln!(out, "    {}{}", step.title, if effect.is_empty() { String::new() } else { format!(": {effect}") });
            if let Some(source) = &step.source {
                let _ = writeln!(out, "        by {source}");
            }
        }
        for found in &self.brings {
            let _ = writeln!(out, "    brings {} {}: {} [{}]", found.severity, found.subject, found.message, found.rule);
        }
    }
}

fn or_nothing(effect: &str) -> &str {
    if effect.is_empty() { "no less is asked for" } else { effect }
}

impl Smallest {
    /// The smallest host as a sentence.
    pub fn to_text(&self) -> String {
        let threads = if self.threads == 1 { "1 thread".to_owned() } else { format!("{} threads", self.threads) };
        let mut out = format!(
            "smallest host: {threads} for {} vCPUs ({} on each allowed), {} of memory",
            self.vcpus,
            self.vcpu_ratio,
            self.memory.human()
        );
        for pool in &self.pools {
            let least = pool.capacity.map_or_else(|| "an unknown size".to_owned(), |capacity| capacity.human());
            let _ = write!(out, ", {least} of disk in {} ({} once all volumes are full)", pool.pool, pool.grown.human());
        }
        for left in &self.unmended {
            let _ = write!(out, "\n    no host mends: {left}");
        }
        out
    }
}

impl Offer {
    /// The lab and how it fits, as a line.
    pub fn to_text(&self) -> String {
        if self.verdict == Verdict::Fits {
            return format!("{}: fits", self.lab);
        }
        let scales: Vec<&str> = self.scales.iter().map(|scale| scale.as_str()).collect();
        match &self.way {
            Some(way) if way.scale.is_none() => {
                format!("{}: does not fit; {} would do: {}", self.lab, way.harm.as_str(), way.effect.describe())
            }
            _ if !scales.is_empty() => format!("{}: does not fit; its scale {} does", self.lab, scales.join(", ")),
            _ => format!("{}: does not fit", self.lab),
        }
    }
}
