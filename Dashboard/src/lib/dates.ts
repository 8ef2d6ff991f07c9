/** Whether a text is a date of the calendar, YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** What is wrong with a range of sessions; null when nothing is. Blank ends are refused unless they may be open. */
export function rangeFault(from: string, to: string, mayBeOpen = false): string | null {
  for (const [name, text] of [["first", from], ["last", to]] as const) {
    if (text === "" && mayBeOpen) continue;
    if (text === "") return `Give the ${name} session.`;
    if (!isDate(text)) return `The ${name} session must be a date, YYYY-MM-DD.`;
  }
  if (from !== "" && to !== "" && from >= to) return "The range must end after it begins.";
  return null;
}
