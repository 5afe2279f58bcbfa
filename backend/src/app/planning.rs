use labwright_shared::{
    api::PlanRequest,
    diagnostic::Report,
    document::{self, Command, Document},
    facts::HostFacts,
    model::{Kind, Lab, RecordRef},
    parameters,
    plan::{
        Plan, Purpose,
        planner::{self, PlanInput},
    },
    rules,
    value::{Name, Sha256},
};

use super::{App, AppError};
use crate::{driver::libvirt::facts::KvmProbe, store::InstanceRow};

/// A lab to work on, and which of its builds.
#[derive(Clone)]
pub struct LabSource {
    pub document: Document,
    /// The build's label; the only one where absent.
    pub label: Option<String>,
}

/// A plan with what it was made from.
pub struct Planned {
    pub plan: Plan,
    pub digest: Sha256,
    pub report: Report,
    pub facts: HostFacts,
    pub uri: String,
}

impl LabSource {
    pub fn read(text: &str, label: Option<String>) -> Result<LabSource, AppError> {
        let read = document::read(text).map_err(|errors| AppError::Unreadable { errors })?;
        Ok(LabSource { document: read.document, label })
    }

    /// Gives parameters of the lab other values; what stands for them follows.
    pub fn set_parameters(&mut self, values: &[(Name, String)]) -> Result<(), AppError> {
        for (name, value) in values {
            let Some(parameter) = self.lab().parameters.get(name.as_str()) else {
                let there: Vec<&str> = self.lab().parameters.iter().map(|parameter| parameter.name.as_str()).collect();
                let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
                return Err(AppError::NotFound(format!("parameter {name} in the lab; it has {there}")));
            };
            let worth = parameters::Value::of(parameter.kind, &value.as_str().into())
                .map_err(|message| AppError::BadRequest(format!("parameter {name}: {message}")))?;
            let record = RecordRef::new(Kind::Parameters, name);
            let command = Command::Set { record, field: "value".to_owned(), value: worth.to_json() };
            self.document.apply(&command).map_err(|error| AppError::BadRequest(error.to_string()))?;
        }
        Ok(())
    }

    pub fn lab(&self) -> &Lab {
        self.document.lab()
    }

    /// The lab at the scale that is asked for.
    pub fn at(&self, scale: Option<&str>) -> Result<Lab, AppError> {
        match scale {
            None => Ok(self.lab().clone()),
            Some(name) => self.lab().at_scale(name).ok_or_else(|| {
                let there: Vec<&str> = self.lab().scales.iter().map(|scale| scale.name.as_str()).collect();
                AppError::NotFound(format!(
                    "scale {name} in the lab; it declares {}",
                    if there.is_empty() { "none".to_owned() } else { there.join(", ") }
                ))
            }),
        }
    }
}

impl App {
    /// The lab's build on a host, begun when there was none.
    pub async fn instance(&self, source: &LabSource, uri: &str) -> Result<InstanceRow, AppError> {
        Ok(self.store.instance_or_new(source.lab().metadata.name.as_str(), uri, source.label.as_deref(), &App::draw_id()?).await?)
    }

    /// Takes in the build that a plan from elsewhere is about. One build stands on one host, and a lab has one of its label there.
    pub async fn adopt(&self, plan: &Plan, uri: &str) -> Result<(), AppError> {
        let (id, lab) = (&plan.instance.id, plan.lab.as_str());
        if let Some(row) = self.store.instance_by_id(id).await?
            && row.host != uri
        {
            self.store.drop_instance(id).await?;
            if self.store.instance_by_id(id).await?.is_some() {
                let told = format!("the plan is about the build {id} of {lab}, which stands on {}: make a plan for {uri}", row.host);
                return Err(AppError::Conflict(told));
            }
        }
        self.store.adopt_instance(&plan.instance, lab, uri).await?;
        match self.store.instance_by_id(id).await? {
            Some(row) if row.host == uri => Ok(()),
            _ => Err(AppError::Conflict(format!(
                "{lab} is built on {uri} already, and the plan is about another build of it: make a plan here"
            ))),
        }
    }

    /// Looks at the host and makes a plan, which is kept under its digest.
    pub async fn plan(&self, source: &LabSource, request: &PlanRequest) -> Result<Planned, AppError> {
        let lab = source.at(request.scale.as_ref().map(|scale| scale.as_str()))?;
        let uri = self.uri(Some(&lab));
        let facts = self.facts(&uri, KvmProbe::IfUnknown).await?;
        self.plan_on(source, request, lab, uri, facts).await
    }

    /// Makes a plan against facts that may have been read elsewhere.
    pub async fn plan_on(
        &self,
        source: &LabSource,
        request: &PlanRequest,
        lab: Lab,
        uri: String,
        facts: HostFacts,
    ) -> Result<Planned, AppError> {
        let instance = self.instance(source, &uri).await?.instance;
        let report = rules::check(&lab, Some(&facts), Some(&instance));
        if request.purpose == Purpose::Apply && report.has_errors() {
            return Err(AppError::Findings { report: Box::new(report) });
        }
        let owned = self.store.owned(&instance.id).await?;
        let input = PlanInput {
            lab: &lab,
            lab_digest: source.document.content_digest(),
            scale: request.scale.clone(),
            instance: &instance,
            facts: &facts,
            owned: &owned,
            purpose: request.purpose,
            machines: &request.machines,
        };
        let mut plan = planner::plan(&input).map_err(|problems| AppError::NoPlan { problems })?;
        plan.host = Some(uri.clone());
        let digest = self.store.keep_plan(&plan).await?;
        Ok(Planned { plan, digest, report, facts, uri })
    }
}
