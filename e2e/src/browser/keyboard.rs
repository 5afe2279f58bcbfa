//! A real keyboard.

use super::page::Page;
use anyhow::{Context, Result, bail};
use chromiumoxide::cdp::browser_protocol::input::{DispatchKeyEventParams, DispatchKeyEventType, InsertTextParams};
use chromiumoxide::keys::get_key_definition;

impl Page {
    /// Presses and releases a key where the focus is: `Enter`, `a`, `ArrowLeft`, `Control+z`, `Control+Shift+Z`.
    pub async fn press(&self, keys: &str) -> Result<()> {
        let (modifiers, key) = split(keys)?;
        let definition = get_key_definition(key).with_context(|| format!("there is no key `{key}`"))?;
        let mut down = DispatchKeyEventParams::new(DispatchKeyEventType::KeyDown);
        down.modifiers = Some(modifiers);
        down.key = Some(definition.key.to_owned());
        down.code = Some(definition.code.to_owned());
        down.windows_virtual_key_code = Some(definition.key_code);
        down.native_virtual_key_code = Some(definition.key_code);
        let mut up = down.clone();
        up.r#type = DispatchKeyEventType::KeyUp;
        // A key types its character unless a modifier other than Shift makes it a command.
        if modifiers & !SHIFT == 0 {
            let typed = if key.chars().count() == 1 { Some(key) } else { definition.text };
            down.text = typed.map(str::to_owned);
        } else {
            down.r#type = DispatchKeyEventType::RawKeyDown;
        }
        self.inner.execute(down).await?;
        self.inner.execute(up).await?;
        Ok(())
    }

    /// Types a text key by key; characters that no key has are inserted.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        for character in text.chars() {
            match character {
                '\n' => self.press("Enter").await?,
                '+' => self.insert("+").await?,
                _ if get_key_definition(character.to_string()).is_some() => self.press(&character.to_string()).await?,
                _ => self.insert(&character.to_string()).await?,
            }
        }
        Ok(())
    }

    /// Clicks a field, replaces what is in it and leaves it with Tab.
    pub async fn fill(&self, selector: &str, text: &str) -> Result<()> {
        self.click(selector).await?;
        self.eval::<serde_json::Value>("document.activeElement?.select?.()").await?;
        if text.is_empty() {
            self.press("Delete").await?;
        } else {
            self.insert(text).await?;
        }
        self.press("Tab").await
    }

    async fn insert(&self, text: &str) -> Result<()> {
        self.inner.execute(InsertTextParams::new(text)).await?;
        Ok(())
    }
}

const SHIFT: i64 = 8;

/// `Control+Shift+z` into the protocol's bits and the key.
fn split(keys: &str) -> Result<(i64, &str)> {
    let mut words: Vec<&str> = keys.split('+').collect();
    let key = words.pop().filter(|key| !key.is_empty()).context("no key")?;
    let mut bits = 0;
    for word in words {
        bits |= match word {
            "Alt" => 1,
            "Control" => 2,
            "Meta" => 4,
            "Shift" => SHIFT,
            _ => bail!("{word} is no modifier: Alt, Control, Meta or Shift"),
        };
    }
    Ok((bits, key))
}

#[cfg(test)]
mod tests {
    #[test]
    fn modifiers_are_bits() {
        assert_eq!(super::split("Control+Shift+z").unwrap(), (10, "z"));
        assert_eq!(super::split("Enter").unwrap(), (0, "Enter"));
        assert!(super::split("Strg+z").is_err());
    }
}
