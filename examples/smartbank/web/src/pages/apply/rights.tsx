import { useRef } from "react";
import type { ConsentResource } from "samtykke/browser";

import { useLanguage } from "../../language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { Icon } from "../../parts/icon.js";
import { fieldId } from "./checks.js";
import type { RightDraft } from "./draft.js";
import type { PartProps } from "./form.js";
import { RightFields } from "./right.js";

/** What is asked for: one right or several, from the registry's list. */
export function RightsSection({ resources, ...props }: PartProps & { resources: ConsentResource[] }) {
  const { draft, change } = props;
  const { texts } = useLanguage();
  const announce = useAnnounce();
  const section = useRef<HTMLElement>(null);
  const words = texts.apply;

  const add = () => {
    const key = Math.max(0, ...draft.rights.map((right) => right.key)) + 1;
    change({ rights: [...draft.rights, { key, resource: "", metadata: {} }] });
    announce(words.added(draft.rights.length + 1));
    requestAnimationFrame(() => document.getElementById(fieldId.resource(key))?.focus());
  };
  const remove = (right: RightDraft, at: number) => {
    change({ rights: draft.rights.filter(({ key }) => key !== right.key) });
    announce(words.removed(at + 1));
    section.current?.focus();
  };
  const replace = (right: RightDraft) => {
    change({ rights: draft.rights.map((other) => (other.key === right.key ? right : other)) });
  };
  return (
    <section className="form-part" ref={section} tabIndex={-1} aria-labelledby="rights-title">
      <h2 id="rights-title">{words.rightsTitle}</h2>
      <p className="soft">{words.rightsLead}</p>
      {draft.rights.map((right, at) => (
        <fieldset key={right.key} className="right">
          <legend className={draft.rights.length === 1 ? "unseen" : undefined}>{words.right(at + 1)}</legend>
          <RightFields
            {...props}
            right={right}
            resources={resources}
            base={baseFor(right, draft.rights, resources)}
            replace={replace}
          />
          {draft.rights.length > 1 && (
            <button type="button" className="link-button danger" onClick={() => remove(right, at)}>
              <Icon name="trash" />
              {words.remove(at + 1)}
            </button>
          )}
        </fieldset>
      ))}
      {draft.rights.length > 1 && <p className="small soft">{words.sameTemplate}</p>}
      <button type="button" className="button secondary" onClick={add}>
        <Icon name="plus" />
        {words.add}
      </button>
    </section>
  );
}

/** The resource that the others must go together with. */
function baseFor(right: RightDraft, rights: RightDraft[], resources: ConsentResource[]): ConsentResource | undefined {
  const first = rights.find((other) => other.key !== right.key && other.resource !== "");
  return resources.find((resource) => resource.identifier === first?.resource);
}
