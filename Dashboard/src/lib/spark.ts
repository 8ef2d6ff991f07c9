/** An SVG path through the values, scaled to the box; empty without two values. */
export function sparkPath(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return "";
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const span = high - low;
  const step = width / (values.length - 1);
  const points = values.map((value, i) => {
    const share = span === 0 ? 0.5 : (value - low) / span;
    return `${(i * step).toFixed(1)},${(height - 1.5 - share * (height - 3)).toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}
