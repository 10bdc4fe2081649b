const PATHS = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  warning: "M12 4 3 19.5h18L12 4zM12 10v4.5M12 17.2v.1",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.7v.1",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.2l3.5 2",
  undo: "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3",
  out: "M14 5h5v5M19 5l-8.5 8.5M17 14v4.5H5.5V7H10",
  back: "M19 12H5.5M11 6l-6 6 6 6",
  next: "M5 12h13.5M13 6l6 6-6 6",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  menu: "M4 7h16M4 12h16M4 17h16",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6",
  organization: "M4 20.5V8l8-4 8 4v12.5M4 20.5h16M9.5 20.5V15h5v5.5M8.5 11h.1M12 11h.1M15.5 11h.1",
  document: "M6.5 3.5h8l4 4v13h-12zM14 3.5V8h4.5M9.5 12.5h6M9.5 16h6",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  trash: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5",
  send: "M4 12 20 4l-5 16-3.5-6.5L4 12z",
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing that says what the text beside it says. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
