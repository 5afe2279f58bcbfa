// What the page needs of xterm.js, for one console. Bundled into xterm.js; see README.md beside it.
import { Terminal } from "@xterm/xterm";
import { FitAddon } from "@xterm/addon-fit";

const theme = {
  background: "#0d1117", foreground: "#e6ebf1", cursor: "#5b93ff", selectionBackground: "#2f4b7c",
  black: "#1b232d", red: "#ff7d7d", green: "#4cc38a", yellow: "#e5b053", blue: "#6ea0ff", magenta: "#dd8bf0", cyan: "#3cc3cf", white: "#c9d3de",
  brightBlack: "#6c7987", brightRed: "#ff9b9b", brightGreen: "#73d7a6", brightYellow: "#f0c778", brightBlue: "#97bbff", brightMagenta: "#e8aef6", brightCyan: "#74d9e2", brightWhite: "#ffffff",
};

globalThis.LabwrightTerminal = {
  // Opens a terminal in an element; `typed` is called with the bytes of what is typed.
  open(element, typed) {
    const terminal = new Terminal({ cursorBlink: false, fontFamily: 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace', fontSize: 13, scrollback: 10000, screenReaderMode: true, theme });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(element);
    const encoder = new TextEncoder();
    terminal.onData((text) => typed(encoder.encode(text)));
    terminal.onBinary((text) => typed(Uint8Array.from(text, (c) => c.charCodeAt(0))));
    const resized = new ResizeObserver(() => { if (element.clientHeight > 0) fit.fit(); });
    resized.observe(element);
    return {
      write: (data) => terminal.write(data),
      fit: () => { if (element.clientHeight > 0) fit.fit(); },
      focus: () => terminal.focus(),
      dispose: () => { resized.disconnect(); terminal.dispose(); },
    };
  },
};
