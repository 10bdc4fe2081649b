/** The content of a page: its heading is where the focus goes when the page is reached by a link. */

import { type ReactNode, useEffect, useRef } from "react";

import { usePlace } from "../router.js";

let isFirst = true;

interface PageProps {
  /** The heading, and the window's title. */
  title?: string;
  /** The window's title, where it is not the heading. */
  windowTitle?: string;
  before?: ReactNode;
  width?: "narrow" | "wide";
  children: ReactNode;
}

export function Page({ title, windowTitle = title, before, width = "narrow", children }: PageProps) {
  const heading = useHeading(windowTitle);
  return (
    <div className={`page page-${width}`}>
      {before}
      {title && (
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
      )}
      {children}
    </div>
  );
}

/** For the `h1` of a page: gets the focus whenever another page is shown, unless the browser has just loaded it. */
export function useHeading(windowTitle: string | undefined) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { path } = usePlace();
  const isThere = windowTitle !== undefined;
  useEffect(() => {
    if (windowTitle) document.title = `${windowTitle} – SmartBank`;
  }, [windowTitle]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is another page.
  useEffect(() => {
    if (!isThere) return;
    if (!isFirst) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, [path, isThere]);
  return heading;
}
