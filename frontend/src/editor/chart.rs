//! A curve over stages as figures to draw: a step for each stage, in a box of 100 by 100.

use labwright_shared::capacity::profile::{Curve, Profile};

/// What is drawn of a curve. Points run from the lower left corner; y grows downwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The outline, `x,y x,y …`.
    pub line: String,
    /// The outline closed along the ground.
    pub area: String,
    /// How far down the limit's line is; absent where there is no limit.
    pub limit: Option<f64>,
    /// How far down the line of what there is.
    pub capacity: Option<f64>,
}

/// The amount at each stage.
pub fn amounts(profile: &Profile, curve: &Curve) -> Vec<u64> {
    (0..profile.stages.len()).map(|stage| curve.at(stage)).collect()
}

pub fn chart(profile: &Profile, curve: &Curve) -> Chart {
    let amounts = amounts(profile, curve);
    let top = [Some(curve.peak.amount), curve.limit, curve.capacity].into_iter().flatten().max().unwrap_or(0).max(1) as f64 * 1.08;
    let down = |amount: u64| 100.0 - amount as f64 / top * 100.0;
    let wide = 100.0 / amounts.len().max(1) as f64;
    let mut points = Vec::new();
    for (stage, amount) in amounts.iter().enumerate() {
        let y = down(*amount);
        points.push(format!("{:.2},{y:.2}", stage as f64 * wide));
        points.push(format!("{:.2},{y:.2}", (stage + 1) as f64 * wide));
    }
    let line = points.join(" ");
    let capacity = curve.capacity.filter(|capacity| Some(*capacity) != curve.limit);
    Chart { area: format!("0,100 {line} 100,100"), line, limit: curve.limit.map(down), capacity: capacity.map(down) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::{capacity::profile, document::read};

    #[test]
    fn a_curve_begins_on_the_left_and_ends_on_the_right() {
        let text = include_str!("../../../static/templates/osp13-ocp42.lab.yaml");
        let lab = read(text).unwrap().document.lab().clone();
        let profile = profile(&lab, None, None);
        assert!(profile.stages.len() > 3);
        for curve in &profile.curves {
            let chart = chart(&profile, curve);
            assert!(chart.line.starts_with("0.00,") && chart.area.ends_with(" 100,100"));
            assert_eq!(chart.line.split(' ').count(), 2 * profile.stages.len());
            assert!(chart.limit.is_none_or(|down| (0.0..100.0).contains(&down)), "{chart:?}");
        }
    }
}
