import { useEffect } from "react";
import { go } from "../lib/router.ts";
import { pages } from "./pages.ts";

/** The letter must follow `g` within so long. */
const CHORD_MS = 1200;

/** Ctrl or ⌘ K opens the palette, `g` and a letter a page, `/` the page's filter. */
export function useShortcuts(openPalette: () => void): void {
  useEffect(() => {
    let chordAt = -CHORD_MS;
    const press = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openPalette();
        return;
      }
      const target = event.composedPath()[0];
      const isTyping = target instanceof HTMLElement &&
        target.closest("input, textarea, select, [contenteditable], dialog") !== null;
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      const page = event.timeStamp - chordAt < CHORD_MS
        ? pages.find((each) => each.key === event.key)
        : undefined;
      chordAt = event.key === "g" ? event.timeStamp : -CHORD_MS;
      if (page !== undefined) {
        event.preventDefault();
        go(page.id === "" ? [] : [page.id]);
      } else if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLElement>("[data-filter]")?.focus();
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [openPalette]);
}
