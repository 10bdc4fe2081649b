import type { ConsentResource } from "samtykke/browser";

import { useLanguage } from "../../language.js";
import { metadataLabel } from "../../metadata.js";
import { Field } from "../../parts/field.js";
import type { Texts } from "../../texts/texts.js";
import { fieldId } from "./checks.js";
import type { RightDraft } from "./draft.js";
import type { PartProps } from "./form.js";

interface RightFieldsProps extends Pick<PartProps, "faultAt" | "touch"> {
  right: RightDraft;
  resources: ConsentResource[];
  /** What it must go together with. */
  base: ConsentResource | undefined;
  replace: (right: RightDraft) => void;
}

/** One right: which resource, and the fields that its metadata asks for. */
export function RightFields({ right, resources, base, replace, faultAt, touch }: RightFieldsProps) {
  const { texts, pick } = useLanguage();
  const words = texts.apply;
  const resource = resources.find(({ identifier }) => identifier === right.resource);
  const choose = (identifier: string) => {
    const chosen = resources.find((other) => other.identifier === identifier);
    const keys = chosen?.consentMetadata?.map(({ key }) => [key, right.metadata[key] ?? ""]) ?? [];
    replace({ ...right, resource: identifier, metadata: Object.fromEntries(keys) });
  };
  const id = fieldId.resource(right.key);
  return (
    <>
      <Field id={id} label={words.resource} fault={faultAt(id)}>
        {(described) => (
          <select
            {...described}
            value={right.resource}
            onChange={(event) => choose(event.target.value)}
            onBlur={() => right.resource !== "" && touch(id)}
          >
            <option value="">{words.choose}</option>
            {byOwner(resources, pick).map(([owner, group]) => (
              <optgroup key={owner} label={owner}>
                {group.map((option) => (
                  <option key={option.identifier} value={option.identifier} disabled={!goTogether(option, base)}>
                    {pick(option.title).trim()}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        )}
      </Field>
      {resource?.consentMetadata?.map(({ key, optional = false }) => {
        const field = fieldId.metadata(right.key, key);
        const type = (value: string) => {
          replace({ ...right, metadata: { ...right.metadata, [key]: value } });
          if (value === "") touch(field);
        };
        return (
          <Field
            key={key}
            id={field}
            label={metadataLabel(texts, key)}
            isOptional={optional}
            hint={optional && words.stillDemanded}
            fault={faultAt(field)}
          >
            {(described) => (
              <input
                {...described}
                autoComplete="off"
                value={right.metadata[key] ?? ""}
                onChange={(event) => type(event.target.value)}
                onBlur={() => touch(field)}
              />
            )}
          </Field>
        );
      })}
      {resource && <Preview resource={resource} metadata={right.metadata} />}
    </>
  );
}

/** What Altinn's page will say. */
function Preview({ resource, metadata }: { resource: ConsentResource; metadata: Record<string, string> }) {
  const { texts, pick } = useLanguage();
  const owner = pick(resource.owner?.name);
  const text = withValues(pick(resource.consentText), metadata, texts);
  return (
    <div className="preview">
      {text && (
        <>
          <p className="preview-title">{texts.apply.preview}</p>
          <p className="preview-text">{text}</p>
        </>
      )}
      <p className="small soft">
        {owner && texts.apply.owner(owner)}
        {resource.isOneTimeConsent && <span className="chip">{texts.apply.oneTime}</span>}
        {resource.hasAccessList && <span className="chip">{texts.apply.accessList}</span>}
      </p>
    </div>
  );
}

/** The text without its Markdown, and with the values where Altinn puts them. */
function withValues(text: string, metadata: Record<string, string>, texts: Texts): string {
  const bare = text.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1").replace(/[*_`#>]+/g, "");
  return bare.replace(/\{([^{}]+)\}/g, (whole, key: string) => {
    if (!(key in metadata)) return whole;
    return metadata[key]?.trim() || `[${metadataLabel(texts, key).toLowerCase()}]`;
  });
}

function goTogether(one: ConsentResource, other: ConsentResource | undefined): boolean {
  return other === undefined || one.consentTemplate?.toLowerCase() === other.consentTemplate?.toLowerCase();
}

function byOwner(
  resources: ConsentResource[],
  pick: (text: ConsentResource["title"] | undefined) => string,
): [string, ConsentResource[]][] {
  const groups = new Map<string, ConsentResource[]>();
  for (const resource of resources) {
    const owner = pick(resource.owner?.name) || resource.owner?.orgcode || "–";
    groups.set(owner, [...(groups.get(owner) ?? []), resource]);
  }
  return [...groups];
}
