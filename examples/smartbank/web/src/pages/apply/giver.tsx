import { type ChangeEvent, useEffect } from "react";
import { NumberInput } from "samtykke/browser";

import { useLanguage } from "../../language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { Field } from "../../parts/field.js";
import { useCustomer } from "../../session.js";
import type { Texts } from "../../texts/texts.js";
import { fieldId } from "./checks.js";
import type { PartProps } from "./form.js";

/** Who is to consent: the customer, or a person or organization whose number is checked while it is typed. */
export function GiverSection({ draft, change, faultAt, touch }: PartProps) {
  const { texts } = useLanguage();
  const { customer } = useCustomer();
  const words = texts.apply;
  const self = customer.kind === "person" ? words.self : words.selfOrganization;
  return (
    <section className="form-part">
      <fieldset className="radios">
        <legend>
          <h2>{words.fromTitle}</h2>
        </legend>
        <label className="radio">
          <input type="radio" name="who" checked={draft.who === "self"} onChange={() => change({ who: "self" })} />
          <span>
            <strong>{self}</strong>
            <span className="soft small">{customer.name}</span>
          </span>
        </label>
        <label className="radio">
          <input type="radio" name="who" checked={draft.who === "other"} onChange={() => change({ who: "other" })} />
          <span>
            <strong>{words.other}</strong>
            <span className="soft small">{words.otherHint}</span>
          </span>
        </label>
      </fieldset>
      {draft.who === "other" && (
        <NumberField
          number={draft.number}
          change={(number) => change({ number })}
          fault={faultAt(fieldId.number)}
          touch={() => touch(fieldId.number)}
        />
      )}
    </section>
  );
}

interface NumberFieldProps {
  number: string;
  change: (number: string) => void;
  fault: string | undefined;
  touch: () => void;
}

function NumberField({ number, change, fault, touch }: NumberFieldProps) {
  const { texts } = useLanguage();
  const announce = useAnnounce();
  const input = NumberInput.party(number);
  const { text, isGood } = statusOf(input, number, texts);
  const isSettled = input.state === "valid" || input.state === "invalid";
  // Every digit would be too much to hear.
  useEffect(() => {
    if (isSettled) announce(text);
  }, [isSettled, text, announce]);

  const type = (event: ChangeEvent<HTMLInputElement>) => {
    const { value, selectionStart } = event.target;
    const typed = NumberInput.party(value);
    if (typed.state === "invalid") touch();
    // Digits are grouped as they come, unless somebody is at work in the middle of them.
    change(selectionStart === value.length ? typed.formatted : value);
  };
  return (
    <Field
      id={fieldId.number}
      label={texts.apply.number}
      hint={texts.apply.numberHint}
      fault={fault}
      status={text && !fault ? { text, isGood } : undefined}
    >
      {(described) => (
        <input
          {...described}
          className="number-input"
          inputMode="numeric"
          autoComplete="off"
          spellCheck={false}
          value={number}
          onChange={type}
          onBlur={() => number !== "" && touch()}
        />
      )}
    </Field>
  );
}

function statusOf(
  { state, party, isSynthetic }: NumberInput,
  typed: string,
  texts: Texts,
): { text: string; isGood: boolean } {
  const words = texts.apply;
  if (state === "valid") {
    const text = party?.type === "organization" ? words.numberOrganization : words.numberPerson;
    return { text: isSynthetic ? `${text} ${words.synthetic}` : text, isGood: true };
  }
  if (state === "partial") return { text: words.numberPartial(typed.replace(/\D/g, "").length), isGood: false };
  return { text: state === "invalid" ? words.numberInvalid : "", isGood: false };
}
