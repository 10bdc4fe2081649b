import { Link } from "../router.js";
import { Page } from "./page.js";

interface LostProps {
  title: string;
  text: string;
  to: string;
  toText: string;
}

/** A page for those who are where there is nothing for them, with the way on. */
export function Lost({ title, text, to, toText }: LostProps) {
  return (
    <Page title={title}>
      <svg className="lost" viewBox="0 0 240 120" aria-hidden="true" focusable="false">
        <path className="lost-path" d="M8 104c40-8 46-34 80-36s38 26 70 20 34-40 74-48" />
        <path className="lost-flag" d="M196 52V16l30 10-30 10" />
        <circle className="lost-dot" cx="88" cy="68" r="7" />
      </svg>
      <p className="lead">{text}</p>
      <p className="actions">
        <Link className="button" to={to}>
          {toText}
        </Link>
      </p>
    </Page>
  );
}
