// Typings for the part of CodeMirror 6 that the editors use.
export interface Extension {
  readonly __extension?: never;
}
export interface Document {
  toString(): string;
  readonly length: number;
}
export interface CompletionOffer {
  readonly label: string;
  readonly type?: string;
  readonly detail?: string;
}
export interface CompletionContext {
  readonly state: EditorState;
  readonly pos: number;
  /** Whether a person asked for it, rather than typed. */
  readonly explicit: boolean;
}
export interface LanguageData {
  readonly autocomplete: (
    context: CompletionContext,
  ) => { from: number; options: readonly CompletionOffer[]; validFor?: RegExp } | null;
}
export declare class EditorState {
  readonly doc: Document;
  readonly selection: { readonly main: { readonly from: number; readonly to: number } };
  static languageData: { of(provide: () => readonly LanguageData[]): Extension };
}
export interface ViewUpdate {
  readonly docChanged: boolean;
  readonly state: EditorState;
}
export declare class EditorView {
  constructor(config: {
    doc?: string;
    extensions?: readonly Extension[];
    parent: Node;
    root?: Document | ShadowRoot;
  });
  readonly state: EditorState;
  dispatch(spec: {
    changes?: { from: number; to?: number; insert: string };
    selection?: { anchor: number; head?: number };
    scrollIntoView?: boolean;
  }): void;
  focus(): void;
  destroy(): void;
  static theme(
    spec: Readonly<Record<string, Readonly<Record<string, string>>>>,
    options?: { dark: boolean },
  ): Extension;
  static updateListener: { of(listener: (update: ViewUpdate) => void): Extension };
  static contentAttributes: { of(attributes: Readonly<Record<string, string>>): Extension };
  static lineWrapping: Extension;
}
export interface KeyBinding {
  key: string;
  run: (view: EditorView) => boolean;
  preventDefault?: boolean;
}
export declare const keymap: { of(bindings: readonly KeyBinding[]): Extension };
export declare const basicSetup: Extension;
export declare const indentUnit: { of(unit: string): Extension };
export declare const oneDarkHighlightStyle: object;
export declare function syntaxHighlighting(style: object): Extension;
export interface LanguageDescription {
  readonly name: string;
  load(): Promise<Extension>;
}
export declare const languages: readonly LanguageDescription[];
