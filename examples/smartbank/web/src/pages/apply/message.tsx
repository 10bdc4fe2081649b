import { LANGUAGES, useLanguage } from "../../language.js";
import { Field } from "../../parts/field.js";
import { fieldId } from "./checks.js";
import type { PartProps } from "./form.js";

/** A message that Altinn shows in the reader's language, in as many as the customer writes. */
export function MessageSection({ draft, change, faultAt }: PartProps) {
  const { texts, language } = useLanguage();
  const words = texts.apply;
  const others = LANGUAGES.filter(({ code }) => code !== language);
  const field = (code: (typeof LANGUAGES)[number]["code"], label: string, hint?: string) => {
    const id = fieldId.message(code);
    return (
      <Field key={code} id={id} label={label} isOptional hint={hint} fault={faultAt(id)}>
        {(described) => (
          <textarea
            {...described}
            lang={code}
            rows={3}
            value={draft.message[code]}
            onChange={(event) => change({ message: { ...draft.message, [code]: event.target.value } })}
          />
        )}
      </Field>
    );
  };
  return (
    <section className="form-part">
      <h2>{words.messageTitle}</h2>
      {field(language, words.message, words.messageHint)}
      <details className="more">
        <summary>{words.messageOthers}</summary>
        {others.map(({ code }) => field(code, words.messageIn[code]))}
      </details>
    </section>
  );
}
