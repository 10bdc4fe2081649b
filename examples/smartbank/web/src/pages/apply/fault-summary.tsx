import type { MouseEvent } from "react";

import { useLanguage } from "../../language.js";
import { Notice } from "../../parts/notice.js";
import type { Faults } from "./checks.js";

/** Everything that is wrong, each a link to its field. */
export function FaultSummary({ faults }: { faults: Faults }) {
  const { texts } = useLanguage();
  const goTo = (event: MouseEvent, field: string) => {
    event.preventDefault();
    const element = document.getElementById(field);
    element?.closest("details")?.setAttribute("open", "");
    element?.focus();
  };
  return (
    <Notice tone="bad" title={texts.apply.errors}>
      <ul className="faults">
        {[...faults].map(([field, text]) => (
          <li key={field}>
            <a href={`#${field}`} onClick={(event) => goTo(event, field)}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
