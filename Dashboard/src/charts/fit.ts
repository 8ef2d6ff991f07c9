import type { Chart } from "lightweight-charts";

/**
 * Keeps all of a chart in sight, also when its box changes, until a person moves it.
 *
 * A double click gives the chart back.
 *
 * @returns A function that fits the chart, unless a person has taken it over.
 */
export function keepFitted(chart: Chart, host: HTMLElement): () => void {
  let isTaken = false;
  const fit = (): void => {
    if (!isTaken) chart.timeScale().fitContent();
  };
  host.addEventListener("pointerdown", () => {
    isTaken = true;
  });
  host.addEventListener("dblclick", () => {
    isTaken = false;
    fit();
  });
  chart.timeScale().subscribeSizeChange(fit);
  return fit;
}
