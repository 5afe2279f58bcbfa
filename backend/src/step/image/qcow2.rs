//! What a disk image's header says, read before QEMU ever opens the file.
//!
//! A qcow2 file can name other files, which QEMU then opens with the host's rights: such a one is refused. The layout is
//! that of QEMU's docs/interop/qcow2.txt; numbers are big-endian.

use std::{fs::File, os::unix::fs::FileExt};

use labwright_shared::{model::DiskFormat, value::Size};

use super::ImageError;

/// No lab has larger disks; a header that says more is made up.
const MOST: Size = Size::from_gib(64 << 10);

const MAGIC: [u8; 4] = *b"QFI\xfb";
const CORRUPT: u64 = 1 << 1;
const EXTERNAL_DATA: u64 = 1 << 2;
/// Dirty, corrupt, external data, compression type, extended L2.
const KNOWN_FEATURES: u64 = 0b1_1111;
const EXTENSION_DATA_FILE: u32 = 0x4441_5441;

/// What a qcow2 header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub version: u32,
    pub size: Size,
    pub backing: Option<String>,
    pub encrypted: bool,
    pub features: u64,
    pub data_file: Option<String>,
}

/// Other formats that are mistaken for disk images, by their first bytes, and what to do with them.
const OTHERS: &[(&[u8], &str, &str)] = &[
    (b"\xfd7zXZ\0", "compressed with xz", ": unpack it with `xz -d`"),
    (b"\x1f\x8b", "compressed with gzip", ": unpack it with `gunzip`"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", ": unpack it with `zstd -d`"),
    (b"BZh", "compressed with bzip2", ": unpack it with `bunzip2`"),
    (b"PK\x03\x04", "a ZIP archive", ": unpack it"),
    (b"KDMV", "a VMDK image", ": convert it with `qemu-img convert -O qcow2`"),
    (b"vhdxfile", "a VHDX image", ": convert it with `qemu-img convert -O qcow2`"),
    (b"conectix", "a VHD image", ": convert it with `qemu-img convert -O qcow2`"),
    (b"<<< ", "a VDI image", ": convert it with `qemu-img convert -O qcow2`"),
    (b"QED\0", "a QED image", ": convert it with `qemu-img convert -O qcow2`"),
    (b"<!DOCTYPE", "a web page", ": the address leads to a page about the image, not to the image"),
    (b"<html", "a web page", ": the address leads to a page about the image, not to the image"),
];

/// Refuses a disk image that is not what the lab says, or that would lead QEMU to other files.
pub fn check(file: &File, path: &str, expected: DiskFormat) -> Result<(), ImageError> {
    let start = read(file, path, 0, 4096)?;
    let wrong = |found, remedy| ImageError::Format { path: path.to_owned(), found, expected, remedy };
    if let Some((_, found, remedy)) = OTHERS.iter().find(|(magic, ..)| start.starts_with(magic)) {
        return Err(wrong(found, remedy));
    }
    match (start.starts_with(&MAGIC), expected) {
        (false, DiskFormat::Raw) => Ok(()),
        (true, DiskFormat::Raw) => Err(wrong("qcow2", ": write `format: qcow2`")),
        (false, DiskFormat::Qcow2) => Err(wrong("not qcow2", ": write `format: raw` if it is a raw disk")),
        (true, DiskFormat::Qcow2) => judge(header(file, path)?, path),
    }
}

/// Reads a qcow2 header.
pub fn header(file: &File, path: &str) -> Result<Header, ImageError> {
    let start = read(file, path, 0, 104)?;
    let damaged = |why: &str| ImageError::Damaged { path: path.to_owned(), why: why.to_owned() };
    let number = |at: usize| start.get(at..at + 4).map(be32).ok_or_else(|| damaged("its header is cut short"));
    let long = |at: usize| start.get(at..at + 8).map(be64).ok_or_else(|| damaged("its header is cut short"));
    let version = number(4)?;
    if !(2..=3).contains(&version) {
        return Err(damaged(&format!("it has version {version}, and only 2 and 3 exist")));
    }
    let cluster_bits = number(20)?;
    if !(9..=21).contains(&cluster_bits) {
        return Err(damaged(&format!("its clusters are 2^{cluster_bits} bytes large")));
    }
    let (backing_at, backing_length) = (long(8)?, number(16)?);
    let backing = match backing_at {
        0 => None,
        _ if backing_length > 1023 => return Err(damaged("its base image's name is too long")),
        at => Some(String::from_utf8_lossy(&read(file, path, at, backing_length as usize)?).into_owned()),
    };
    let (features, length) = if version == 2 { (0, 72) } else { (long(72)?, number(100)?) };
    Ok(Header {
        version,
        size: Size::from_bytes(long(24)?),
        backing,
        encrypted: number(32)? != 0,
        features,
        data_file: extension(file, path, u64::from(length), 1 << cluster_bits)?,
    })
}

fn judge(header: Header, path: &str) -> Result<(), ImageError> {
    let path = path.to_owned();
    if let Some(backing) = header.backing {
        Err(ImageError::Backing { path, backing })
    } else if header.features & EXTERNAL_DATA != 0 || header.data_file.is_some() {
        Err(ImageError::DataFile { path, file: header.data_file })
    } else if header.encrypted {
        Err(ImageError::Encrypted { path })
    } else if header.features & CORRUPT != 0 {
        Err(ImageError::Damaged { path, why: "it is marked as corrupt; repair it with `qemu-img check -r all`".to_owned() })
    } else if header.features & !KNOWN_FEATURES != 0 {
        Err(ImageError::UnknownFeature { path, bits: header.features })
    } else if header.size > MOST {
        Err(ImageError::TooLarge { path, size: header.size, most: MOST })
    } else {
        Ok(())
    }
}

/// The external data file's name among the header's extensions, which end at the first cluster's end at the latest.
fn extension(file: &File, path: &str, begin: u64, cluster: u64) -> Result<Option<String>, ImageError> {
    let mut at = begin;
    while at + 8 <= cluster {
        let head = read(file, path, at, 8)?;
        let (Some(kind), Some(length)) = (head.get(0..4).map(be32), head.get(4..8).map(be32)) else { break };
        match kind {
            0 => break,
            EXTENSION_DATA_FILE => {
                let name = read(file, path, at + 8, length.min(4096) as usize)?;
                return Ok(Some(String::from_utf8_lossy(&name).into_owned()));
            }
            // Each is padded to eight bytes.
            _ => at = at.saturating_add(8).saturating_add(u64::from(length).next_multiple_of(8)),
        }
    }
    Ok(None)
}

/// Up to `length` bytes; fewer at the file's end.
fn read(file: &File, path: &str, at: u64, length: usize) -> Result<Vec<u8>, ImageError> {
    let mut bytes = vec![0; length];
    let mut got = 0;
    while got < length {
        match file.read_at(&mut bytes[got..], at.saturating_add(got as u64)) {
            Ok(0) => break,
            Ok(more) => got += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(ImageError::unreadable(path, &error)),
        }
    }
    bytes.truncate(got);
    Ok(bytes)
}

fn be32(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn be64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// A version 3 header, with `change` made to it.
    fn image(change: impl FnOnce(&mut Vec<u8>)) -> File {
        let mut bytes = vec![0; 4096];
        bytes[..4].copy_from_slice(&MAGIC);
        bytes[7] = 3;
        bytes[23] = 16;
        bytes[24..32].copy_from_slice(&(1u64 << 30).to_be_bytes());
        bytes[103] = 104;
        change(&mut bytes);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        file
    }

    fn judged(change: impl FnOnce(&mut Vec<u8>)) -> Result<(), ImageError> {
        check(&image(change), "x", DiskFormat::Qcow2)
    }

    #[test]
    fn a_whole_image_passes() {
        assert_eq!(judged(|_| {}), Ok(()));
        assert_eq!(header(&image(|_| {}), "x").unwrap().size, Size::from_gib(1));
    }

    #[test]
    fn other_files_are_refused() {
        let backing = judged(|bytes| {
            bytes[8..16].copy_from_slice(&512u64.to_be_bytes());
            bytes[19] = 11;
            bytes[512..523].copy_from_slice(b"/etc/shadow");
        });
        assert_eq!(backing, Err(ImageError::Backing { path: "x".to_owned(), backing: "/etc/shadow".to_owned() }));
        let data = judged(|bytes| {
            bytes[79] = EXTERNAL_DATA as u8;
            bytes[104..108].copy_from_slice(&EXTENSION_DATA_FILE.to_be_bytes());
            bytes[111] = 4;
            bytes[112..116].copy_from_slice(b"/dev");
        });
        assert_eq!(data, Err(ImageError::DataFile { path: "x".to_owned(), file: Some("/dev".to_owned()) }));
        // The feature bit alone, and the name alone, count too.
        assert!(matches!(judged(|bytes| bytes[79] = EXTERNAL_DATA as u8), Err(ImageError::DataFile { .. })));
    }

    #[test]
    fn damage_is_refused() {
        assert!(matches!(judged(|bytes| bytes[35] = 2), Err(ImageError::Encrypted { .. })));
        assert!(matches!(judged(|bytes| bytes[79] = CORRUPT as u8), Err(ImageError::Damaged { .. })));
        assert!(matches!(judged(|bytes| bytes[72] = 0x80), Err(ImageError::UnknownFeature { .. })));
        assert!(matches!(judged(|bytes| bytes[24] = 0x10), Err(ImageError::TooLarge { .. })));
        assert!(matches!(judged(|bytes| bytes[7] = 9), Err(ImageError::Damaged { .. })));
        assert!(matches!(judged(|bytes| bytes[23] = 40), Err(ImageError::Damaged { .. })));
        assert!(matches!(judged(|bytes| bytes.truncate(20)), Err(ImageError::Damaged { .. })));
        assert!(matches!(
            judged(|bytes| {
                bytes[8] = 1;
                bytes[16] = 1
            }),
            Err(ImageError::Damaged { .. })
        ));
        // An extension that claims to be endless ends the search, not the program.
        assert_eq!(
            judged(|bytes| {
                bytes[107] = 1;
                bytes[108..112].fill(0xff)
            }),
            Ok(())
        );
    }

    #[test]
    fn formats_are_told_apart() {
        let raw = |start: &[u8]| image(|bytes| bytes[..start.len()].copy_from_slice(start));
        assert_eq!(check(&raw(b"\xeb\x63\x90\0"), "x", DiskFormat::Raw), Ok(()));
        let message = |file, expected| check(&file, "x", expected).unwrap_err().to_string();
        assert_eq!(message(raw(&MAGIC), DiskFormat::Raw), "the image x is qcow2, but the lab says raw: write `format: qcow2`");
        assert_eq!(
            message(raw(b"\xeb\x63\x90\0"), DiskFormat::Qcow2),
            "the image x is not qcow2, but the lab says qcow2: write `format: raw` if it is a raw disk"
        );
        assert_eq!(
            message(raw(b"\xfd7zXZ\0"), DiskFormat::Qcow2),
            "the image x is compressed with xz, but the lab says qcow2: unpack it with `xz -d`"
        );
    }
}
