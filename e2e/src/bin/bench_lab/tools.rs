use std::path::Path;

/// A tool under comparison: shell scripts that bring the lab up and take it down.
pub struct Tool {
    pub name: &'static str,
    pub up: String,
    pub down: String,
}

/// The tools, the one that ratios are taken to first. Tools that are not installed are left out, with a word about it.
pub fn tools() -> Vec<Tool> {
    let tool = |name, up: &str, down: &str| Tool { name, up: up.to_owned(), down: down.to_owned() };
    let prepare = "mkdir -p $POOL; cp $FILES/base.qcow2 $POOL/base.qcow2; virsh -q net-define $FILES/rendered/networks/bench.xml; virsh -q net-start bench;";
    let overlay = "qemu-img create -q -f qcow2 -b $POOL/base.qcow2 -F qcow2 $POOL/$n-vda.qcow2;";
    // virt-install makes a pool of every folder that it meets; nobody else has one left by then.
    let cleanup = "virsh -q net-destroy bench; virsh -q net-undefine bench; for p in $(virsh pool-list --all --name); do virsh -q pool-destroy $p; virsh -q pool-undefine $p; done; rm -rf $POOL";
    let mut tools = vec![
        tool(
            "virsh and qemu-img, a loop",
            &format!("{prepare} for n in $NAMES; do {overlay} virsh -q define $FILES/rendered/domains/$n.xml; virsh -q start $n; done"),
            &format!("for n in $NAMES; do virsh -q destroy $n; virsh -q undefine $n; rm -f $POOL/$n-vda.qcow2; done; {cleanup}"),
        ),
        tool("labwright apply, destroy", "$LABWRIGHT apply $FILES/bench.lab.yaml --yes", "$LABWRIGHT destroy $FILES/bench.lab.yaml --yes"),
    ];
    match std::env::var("BENCH_BARE").ok().filter(|path| Path::new(path).exists()) {
        Some(bare) => tools.push(tool("bare Rust, 8 connections", &format!("{bare} up $FILES 8"), &format!("{bare} down $FILES 8"))),
        None => eprintln!("without the bare Rust program: BENCH_BARE names none"),
    }
    if on_path("virt-install") {
        let install = "virt-install -q --name $n --memory 32 --vcpus 1 --import --disk path=$POOL/$n-vda.qcow2 --network network=bench --osinfo detect=off,require=off --virt-type qemu --graphics none --noautoconsole --memballoon none --rng none";
        tools.push(tool(
            "virt-install, a loop",
            &format!("{prepare} for n in $NAMES; do {overlay} {install}; done"),
            &format!("for n in $NAMES; do virsh -q destroy $n; virsh -q undefine $n; rm -f $POOL/$n-vda.qcow2; done; {cleanup}"),
        ));
    } else {
        eprintln!("without virt-install: it is not installed (package virtinst)");
    }
    match std::env::var("BENCH_KCLI").ok().filter(|path| Path::new(path).exists()) {
        Some(kcli) => {
            let pool = "mkdir -p $POOL; cp $FILES/base.qcow2 $POOL/base.qcow2; virsh -q pool-define-as bench dir --target $POOL; virsh -q pool-start bench;";
            tools.push(tool(
                "kcli create plan",
                &format!("{pool} HOME=$FILES {kcli} create plan -f $FILES/plan.kcli.yaml bench"),
                &format!("HOME=$FILES {kcli} delete plan --yes bench; virsh -q net-destroy bench 2>/dev/null || true; virsh -q net-undefine bench 2>/dev/null || true; for p in $(virsh pool-list --all --name); do virsh -q pool-destroy $p; virsh -q pool-undefine $p; done; rm -rf $POOL"),
            ));
        }
        None => eprintln!("without kcli: BENCH_KCLI names none (Python package kcli)"),
    }
    tools
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).exists()))
}
