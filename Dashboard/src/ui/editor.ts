import type { EditorView, Extension } from "codemirror-bundle";

type Bundle = typeof import("codemirror-bundle");

const theme = {
  "&": { height: "100%", fontSize: "12px", backgroundColor: "transparent", color: "#d7d9e0" },
  ".cm-scroller": { fontFamily: "'JetBrains Mono', monospace", lineHeight: "1.55" },
  ".cm-gutters": { backgroundColor: "transparent", color: "#8e8e99", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "rgba(255,255,255,0.035)" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": {
    backgroundColor: "rgba(122,167,255,0.28) !important",
  },
  ".cm-cursor": { borderLeftColor: "#7aa7ff" },
  "&.cm-focused": { outline: "2px solid #7aa7ff", outlineOffset: "-2px" },
  ".cm-tooltip": {
    backgroundColor: "#131317",
    border: "1px solid rgba(255,255,255,0.14)",
    borderRadius: "8px",
    color: "#f4f4f5",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "rgba(122,167,255,0.22)",
    color: "#f4f4f5",
  },
  // The icons are pictures of a face that is not shipped; the detail says the same in words.
  ".cm-completionIcon": { display: "none" },
  ".cm-completionDetail": { color: "#b4b4be", fontStyle: "normal", marginLeft: "1.2em" },
};

/**
 * Opens a code editor in an element.
 *
 * It lives in a shadow root, because CodeMirror then adopts its style sheets in place of adding
 * style elements, which a strict content security policy refuses.
 *
 * @param extensions What the editor has beyond the ordinary; key bindings in it win over the ordinary ones.
 */
export async function openEditor(host: HTMLElement, options: {
  readonly text: string;
  readonly language: string;
  readonly label: string;
  readonly onChange: (text: string) => void;
  readonly extensions?: (bundle: Bundle) => readonly Extension[];
  /** True when nobody waits for the editor any more. */
  readonly isGone: () => boolean;
}): Promise<EditorView | null> {
  const bundle = await import("codemirror-bundle");
  const { basicSetup, EditorView, indentUnit, languages, oneDarkHighlightStyle, syntaxHighlighting } = bundle;
  const language = await languages.find((each) => each.name === options.language)?.load();
  if (options.isGone()) return null;
  const shell = document.createElement("div");
  shell.style.height = "100%";
  host.replaceChildren(shell);
  const root = shell.attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  parent.style.height = "100%";
  root.append(parent);
  return new EditorView({
    doc: options.text,
    parent,
    root,
    extensions: [
      ...(options.extensions?.(bundle) ?? []),
      basicSetup,
      indentUnit.of("  "),
      syntaxHighlighting(oneDarkHighlightStyle),
      EditorView.lineWrapping,
      ...(language === undefined ? [] : [language]),
      EditorView.contentAttributes.of({ "aria-label": options.label, tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) options.onChange(update.state.doc.toString());
      }),
      EditorView.theme(theme, { dark: true }),
    ],
  });
}
