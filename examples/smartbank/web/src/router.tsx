/** Addresses of pages, on the browser's own history. */

import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from "react";

const CHANGED = "smartbank:navigated";

export interface Place {
  path: string;
  query: URLSearchParams;
}

/** Where the browser is; whoever uses it is drawn again when that changes. */
export function usePlace(): Place {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search);
  const url = new URL(address, location.origin);
  return { path: url.pathname, query: url.searchParams };
}

/** Goes to a page of this site, as a link would; with `replace`, the back button skips the page that was left. */
export function navigate(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  scrollTo({ top: 0, behavior: "instant" });
  dispatchEvent(new Event(CHANGED));
}

/** `to` when it is a page of this site and no other address: it may come from a URL that somebody made up. */
export function ownPage(to: string | null): string | undefined {
  if (to === null || !to.startsWith("/")) return undefined;
  const url = new URL(to, location.origin);
  return url.origin === location.origin ? url.pathname + url.search : undefined;
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { to: string };

/** A link to a page of this site that is followed without loading it anew. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || elsewhere) return;
    event.preventDefault();
    navigate(to);
  };
  return <a {...rest} href={to} onClick={follow} />;
}

function subscribe(changed: () => void): () => void {
  addEventListener("popstate", changed);
  addEventListener(CHANGED, changed);
  return () => {
    removeEventListener("popstate", changed);
    removeEventListener(CHANGED, changed);
  };
}
