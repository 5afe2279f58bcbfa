//! Seed media: ISO 9660 with Joliet and Rock Ridge, so that every reader finds the long names.

use std::{io::Cursor, sync::Arc};

use hadris_iso::{
    joliet::JolietLevel,
    read::PathSeparator,
    rrip::RripOptions,
    write::{
        File, InputFiles, IsoImageWriter,
        options::{BaseIsoLevel, CreationFeatures, IsoFormatOptions},
    },
};
use labwright_shared::value::Name;

use crate::step::{Secrets, StepError};

/// The medium's bytes.
pub fn medium(label: &str, files: &[(&str, String)]) -> Result<Vec<u8>, StepError> {
    let file = |(name, content): &(&str, String)| File::File { name: Arc::new((*name).to_owned()), contents: content.clone().into_bytes() };
    let input = InputFiles { path_separator: PathSeparator::ForwardSlash, files: files.iter().map(file).collect() };
    let options = IsoFormatOptions {
        volume_name: label.to_owned(),
        system_id: None,
        volume_set_id: None,
        publisher_id: None,
        preparer_id: None,
        application_id: Some("LABWRIGHT".to_owned()),
        sector_size: 2048,
        path_separator: PathSeparator::ForwardSlash,
        strict_charset: false,
        features: CreationFeatures {
            // Rock Ridge must be asked for in both places.
            filenames: BaseIsoLevel::Level1 { supports_lowercase: false, supports_rrip: true },
            joliet: Some(JolietLevel::Level3),
            rock_ridge: Some(RripOptions::default()),
            ..CreationFeatures::default()
        },
    };
    let failed = |error: &dyn std::fmt::Display| StepError::Refused(format!("the seed medium {label} cannot be made: {error}"));
    let written = IsoImageWriter::create(Cursor::new(Vec::new()), input, options).map_err(|error| failed(&error))?;
    let mut bytes = written.into_inner();
    // A CD's last sector is whole.
    bytes.resize(bytes.len().next_multiple_of(2048), 0);
    Ok(bytes)
}

const OPEN: &str = "${secret:";

/// The content with every `${secret:NAME}` replaced by its value. In double quotes, as in YAML or JSON, the value is escaped.
pub fn with_secrets(content: &str, secrets: &dyn Secrets) -> Result<String, StepError> {
    let mut filled = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, after)) = rest.split_once(OPEN) {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(name, after)| Some((name.parse::<Name>().ok()?, after)));
        let Some((name, after)) = named else {
            // Not a reference: left as it is.
            filled.push_str(OPEN);
            rest = after;
            continue;
        };
        let value = secrets.value(&name).map_err(|error| StepError::Secret { name: name.to_string(), error })?;
        let quoted = before.ends_with('"') && after.starts_with('"');
        if quoted {
            let text = serde_json::Value::String(value).to_string();
            filled.push_str(&text[1..text.len() - 1]);
        } else if value.contains(['\n', '\r', '\0']) {
            let error =
                anyhow::anyhow!("it has several lines, which would break the file that it stands in; put the reference into double quotes");
            return Err(StepError::Secret { name: name.to_string(), error });
        } else {
            filled.push_str(&value);
        }
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl Secrets for Fixed {
        fn value(&self, name: &Name) -> anyhow::Result<String> {
            match name.as_str() {
                "plain" => Ok("pass word".to_owned()),
                "odd" => Ok("a\"b\\c\nd".to_owned()),
                _ => anyhow::bail!("no such secret"),
            }
        }
    }

    #[test]
    fn secrets_are_filled_in_and_escaped() {
        let fill = |content: &str| with_secrets(content, &Fixed);
        assert_eq!(fill("rootpw ${secret:plain}\n").unwrap(), "rootpw pass word\n");
        assert_eq!(fill("password: \"${secret:odd}\"").unwrap(), "password: \"a\\\"b\\\\c\\nd\"");
        assert_eq!(fill("${secret:plain}${secret:plain}").unwrap(), "pass wordpass word");
        assert_eq!(fill("echo ${secret: $HOME ${x}").unwrap(), "echo ${secret: $HOME ${x}");
        assert!(fill("${secret:odd}").is_err());
        let message = fill("${secret:none}").unwrap_err().to_string();
        assert_eq!(message, "the secret none cannot be had: no such secret");
    }

    #[test]
    fn a_medium_has_its_label_and_both_kinds_of_long_names() {
        let bytes = medium("CIDATA", &[("user-data", "#cloud-config\n".to_owned()), ("meta-data", "instance-id: x\n".to_owned())]).unwrap();
        assert_eq!(bytes.len() % 2048, 0);
        // ISO 9660 §8.4.7: the volume identifier stands at byte 40 of the descriptor in sector 16.
        assert_eq!(&bytes[16 * 2048 + 40..16 * 2048 + 46], b"CIDATA");
        let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        let joliet: Vec<u8> = "user-data".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(has(&joliet) && has(b"user-data") && has(b"#cloud-config\n"));
    }
}
