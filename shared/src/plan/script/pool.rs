use crate::plan::steps::{PoolDefine, PoolRef};

use super::{helper::Helper, writer::Writer};

pub fn define(data: &PoolDefine, out: &mut Writer<'_>) {
    out.uses(&[Helper::DefinePool]);
    out.feed(["define_pool", &data.name, &data.uuid.to_string()], &data.xml);
}

pub fn start(data: &PoolRef, out: &mut Writer<'_>) {
    out.uses(&[Helper::StartPool]);
    out.run(["start_pool", &data.name]);
}

pub fn delete(data: &PoolRef, out: &mut Writer<'_>) {
    out.uses(&[Helper::DeletePool]);
    out.run(["delete_pool", &data.name]);
}
