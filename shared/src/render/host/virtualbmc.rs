use crate::{
    model::BmcProtocol,
    render::{
        File, Given, Make, Place, Renderer,
        script::{Script, Word},
    },
};

pub const RENDERER: Renderer = Renderer::new(
    "host/root/virtualbmc.sh",
    "an IPMI endpoint of VirtualBMC for each machine that has one",
    "openstack/virtualbmc, doc/source/user/index.rst",
    Make::Host(files),
);

fn files(given: &Given<'_>) -> Vec<File> {
    let mut script =
        Script::new(format!("Gives the machines of the lab {} their BMCs; run by root while vbmcd runs.", given.lab.metadata.name));
    let machines = given.lab.machines.iter().filter_map(|machine| Some((machine, machine.bmc.as_ref()?)));
    for (machine, bmc) in machines.filter(|(_, bmc)| bmc.protocol == BmcProtocol::Ipmi) {
        let domain = given.domain(machine);
        let password = script.secret(&bmc.password);
        script.why(&format!("{domain}: one that is there already may have other values, and is made anew."));
        let quoted = crate::render::script::quote(&domain);
        script.line(format!("vbmc show {quoted} >/dev/null 2>&1 && vbmc delete {quoted}"));
        let mut words: Vec<Word> = ["vbmc", "add", &domain, "--address"].map(Word::from).into();
        words.extend([Word::from(bmc.address), "--port".into(), bmc.port.into(), "--username".into(), (&bmc.username).into()]);
        words.extend(["--password".into(), password]);
        if let Some(uri) = given.lab.host.uri.as_ref().filter(|uri| uri.as_str() != "qemu:///system") {
            words.extend(["--libvirt-uri".into(), uri.into()]);
        }
        script.run(words);
        script.run(["vbmc", "start", &domain]);
    }
    if script.is_empty() { Vec::new() } else { vec![File::script(Place::Host, "/root/virtualbmc.sh", &script)] }
}
