import type { Product } from "../../../../api.js";
import { useLanguage } from "../../language.js";
import { Field } from "../../parts/field.js";
import { fieldId } from "./checks.js";
import { amountOf } from "./draft.js";
import type { PartProps } from "./form.js";

export function AmountSection({
  draft,
  change,
  faultAt,
  touch,
  product,
}: PartProps & { product: Exclude<Product, "insurance"> }) {
  const { texts, format } = useLanguage();
  const words = texts.apply;
  const leave = () => {
    const amount = amountOf(draft.amount);
    if (amount !== undefined) change({ amount: format.number(amount) });
    if (draft.amount !== "") touch(fieldId.amount);
  };
  return (
    <section className="form-part">
      <h2>{words.amountTitle}</h2>
      <Field id={fieldId.amount} label={words.amount[product]} hint={words.amountHint} fault={faultAt(fieldId.amount)}>
        {(described) => (
          <span className="with-unit">
            <input
              {...described}
              inputMode="numeric"
              autoComplete="off"
              value={draft.amount}
              onChange={(event) => change({ amount: event.target.value })}
              onBlur={leave}
            />
            <span className="unit" aria-hidden="true">
              kr
            </span>
          </span>
        )}
      </Field>
    </section>
  );
}
