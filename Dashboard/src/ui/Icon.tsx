import type { ReactElement } from "react";

const paths = {
  dashboard: "M3 3h6v8H3zM11 3h6v5h-6zM11 10h6v7h-6zM3 13h6v4H3z",
  live: "M2 10h3l2-6 4 12 3-8 1.500 2H18",
  lab:
    "M8 3h4M9 3v5l-4.500 7a1.500 1.500 0 0 0 1.300 2.200h8.400a1.500 1.500 0 0 0 1.300-2.200L11 8V3M6.500 12.500h7",
  shield: "M10 3l6 2v5c0 4-3 6-6 7-3-1-6-3-6-7V5zM7.500 10l2 2 3.500-4",
  data:
    "M4 5.500C4 4.100 6.700 3 10 3s6 1.100 6 2.500S13.300 8 10 8 4 6.900 4 5.500zM4 5.500v9C4 15.900 6.700 17 10 17s6-1.100 6-2.500v-9M4 10c0 1.400 2.700 2.500 6 2.500s6-1.100 6-2.500",
  settings: "M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4",
  search: "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.500 13.500L17 17",
  stop: "M7 3h6l4 4v6l-4 4H7l-4-4V7zM10 7v4M10 13.500v.010",
  play: "M6 4l10 6-10 6z",
  leave: "M8 4H4v12h4M11 6l4 4-4 4M15 10H7",
  copy: "M7 7h9v9H7zM4 13V4h9",
  close: "M5 5l10 10M15 5L5 15",
  back: "M12 4l-6 6 6 6",
  link: "M11 4h5v5M16 4l-7 7M8 5H4v11h11v-4",
  check: "M4 10.500l4 4 8-9",
  pause: "M7 4v12M13 4v12",
  again: "M16 10a6 6 0 1 1-2-4.500M16 3v4h-4",
  star: "M10 3l2.200 4.600 5 .7-3.600 3.500.9 5L10 14.400l-4.500 2.400.9-5L2.800 8.300l5-.7z",
  first: "M4 4h12M10 17V8M6 11.500l4-4 4 4",
  file: "M5 3h7l3 3v11H5zM12 3v3h3",
  table: "M3 4h14v12H3zM3 8h14M8 8v8",
} as const;
export type IconName = keyof typeof paths;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }): ReactElement {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="shrink-0"
    >
      <path d={paths[name]} />
    </svg>
  );
}
