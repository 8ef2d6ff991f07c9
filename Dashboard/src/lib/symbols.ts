/** Splits at spaces and commas; in capitals, each once. */
export const symbolsIn = (
  text: string,
): readonly string[] => [...new Set(text.toUpperCase().split(/[\s,;]+/).filter((symbol) => symbol !== ""))];
