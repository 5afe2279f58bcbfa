//! Machines that install themselves: from an ISO image and a second medium with the answers, then from their disk.

use anyhow::{Result, ensure};
use labwright_e2e::console::Console;
use labwright_e2e::disk::run;
use labwright_e2e::{Labwright, files, journey, live};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(120);

/// An installer as a CD that BIOSes start: isolinux, and the test guest told to install.
fn installer(images: &Path) -> Result<()> {
    let tree = tempfile::tempdir()?;
    let built = files::images()?;
    fs::copy(built.join("tiny-vmlinuz"), tree.path().join("vmlinuz"))?;
    fs::copy(built.join("tiny-initrd.img"), tree.path().join("initrd.img"))?;
    let loader = tree.path().join("isolinux");
    fs::create_dir(&loader)?;
    fs::copy("/usr/lib/ISOLINUX/isolinux.bin", loader.join("isolinux.bin"))?;
    fs::copy("/usr/lib/syslinux/modules/bios/ldlinux.c32", loader.join("ldlinux.c32"))?;
    fs::write(
        loader.join("isolinux.cfg"),
        "SERIAL 0 115200\nDEFAULT install\nPROMPT 0\nLABEL install\n  LINUX /vmlinuz\n  INITRD /initrd.img\n  APPEND console=ttyS0 quiet loglevel=3 lab.install=1\n",
    )?;
    let (iso, tree) = (images.join("installer.iso").display().to_string(), tree.path().display().to_string());
    let boot = ["-b", "isolinux/isolinux.bin", "-c", "isolinux/boot.cat", "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table"];
    run("genisoimage", &[&["-quiet", "-J", "-r", "-V", "INSTALLER", "-o", &iso], &boot[..], &[&tree]].concat())?;
    Ok(())
}

/// A shell command that makes /dev/vda bootable: a first sector that says `text` on the serial line and halts.
fn boot_sector(text: &str) -> String {
    let code = [
        0x31, 0xc0, 0x8e, 0xd8, // ds = 0
        0xbe, 0x21, 0x7c, // si = the text, behind this code
        0xac, 0x84, 0xc0, 0x74, 0x12, // next byte, at 0 halt
        0x88, 0xc4, 0xba, 0xfd, 0x03, 0xec, 0xa8, 0x20, 0x74, 0xfb, // until the line is free
        0x88, 0xe0, 0xba, 0xf8, 0x03, 0xee, 0xeb, 0xe9, // send it
        0xf4, 0xeb, 0xfd,
    ];
    let bytes = code.iter().copied().chain(text.bytes()).chain(*b"\r\n\0");
    let mut octal = String::new();
    for byte in bytes {
        let _ = write!(octal, "\\{byte:03o}");
    }
    format!(
        "printf '{octal}' | dd of=/dev/vda conv=notrunc 2>/dev/null && printf '\\125\\252' | dd of=/dev/vda bs=1 seek=510 conv=notrunc 2>/dev/null"
    )
}

fn lab(firmware: &str, boot: &str) -> String {
    format!(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: boot}}\nhost: {{name: host, overcommit: {{vcpus: 16, memory: 1, disk: 40}}}}\n\
         images:\n- {{name: installer, kind: iso, path: installer.iso}}\n\
         pools:\n- {{name: boot, path: /var/lib/libvirt/images/boot}}\nnetworks:\n- {{name: boot, mode: isolated, ip: 10.97.0.1/24}}\n\
         machines:\n- name: one\n  vcpus: 1\n  memory: 128 MiB\n{firmware}  disks: [{{name: vda, pool: boot, size: 8 MiB}}]\n  ports: [{{name: eth0, network: boot}}]\n\
         \x20 boot:\n    iso:\n      image: installer\n{boot}  up: {{signal: serial, marker: DISK-SAYS-HELLO, timeoutSecs: 60}}\n"
    )
}

/// Builds the lab, and sees that the installer ran once with these answers and the disk was started after it.
async fn installs(name: &str, boot: &str, medium: &str, answers: &[&str]) -> Result<()> {
    let Some(host) = live::host() else { return Ok(()) };
    let images = tempfile::tempdir()?;
    installer(images.path())?;
    let labwright = Labwright::with_images(images.path())?;
    let file = labwright.write("boot.lab.yaml", &lab("", boot))?;
    labwright.ok(&["apply", &file, "--yes"]).await?;
    let console = Console::at("/var/lib/libvirt/images/boot/one-serial.log");
    let text = console.text()?;
    for line in answers.iter().chain(&[medium, "INSTALLED exit=0", "DISK-SAYS-HELLO"]) {
        ensure!(text.contains(line), "{name}: no `{line}` in:\n{text}");
    }
    // Off and on again: the medium is still there, and the disk wins.
    host.virsh(&["destroy", "one"]).await?;
    labwright.ok(&["start", &file, "--yes"]).await?;
    let text = console.text()?;
    ensure!(text.matches("DISK-SAYS-HELLO").count() == 2 && text.matches("INSTALLED").count() == 1, "{name}: installed again:\n{text}");
    ensure!(labwright.ok(&["apply", &file, "--yes"]).await?.contains("nothing to do"));
    labwright.ok(&["destroy", &file, "--yes"]).await?;
    ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty(), "{:?}", host.inventory().await?);
    Ok(())
}

#[test]
fn an_iso_with_a_kickstart_installs_once() {
    if live::host().is_none() {
        return;
    }
    journey("boot-kickstart", TIME, async |_| {
        let boot = format!(
            "      kickstart: |\n        # made for one\n        network --hostname=one\n        %post\n        {}\n        %end\n",
            boot_sector("DISK-SAYS-HELLO")
        );
        installs("kickstart", &boot, "label=OEMDRV files=ks.cfg,", &["ks.cfg: # made for one", "ks.cfg: network --hostname=one"]).await
    });
}

#[test]
fn an_iso_with_autoinstall_installs_once() {
    if live::host().is_none() {
        return;
    }
    journey("boot-autoinstall", TIME, async |_| {
        let boot = format!(
            "      autoinstall: |\n        #cloud-config\n        autoinstall:\n          version: 1\n          late-commands:\n          - |\n            {}\n",
            boot_sector("DISK-SAYS-HELLO")
        );
        installs("autoinstall", &boot, "label=CIDATA files=meta-data,user-data,", &["user-data: #cloud-config", "user-data:   version: 1"])
            .await
    });
}
