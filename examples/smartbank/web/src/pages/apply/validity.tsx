import { useLanguage } from "../../language.js";
import { Field } from "../../parts/field.js";
import { VALIDITIES } from "./draft.js";
import type { PartProps } from "./form.js";

/** How long the consent holds. */
export function ValiditySection({ draft, change }: PartProps) {
  const { texts } = useLanguage();
  const words = texts.apply;
  return (
    <section className="form-part">
      <h2>{words.validityTitle}</h2>
      <Field id="validity" label={words.validity} hint={words.validityHint}>
        {(described) => (
          <select {...described} value={draft.days} onChange={(event) => change({ days: Number(event.target.value) })}>
            {VALIDITIES.map((days) => (
              <option key={days} value={days}>
                {words.days(days)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </section>
  );
}
