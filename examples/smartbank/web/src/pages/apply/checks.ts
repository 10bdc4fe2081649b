/** What is wrong in the form: the library's checks, in the page's words. */

import { type ConsentResource, ConsentRight, NumberInput, type RequestProblem } from "samtykke/browser";

import type { Problem, Product } from "../../../../api.js";
import { metadataLabel } from "../../metadata.js";
import type { Texts } from "../../texts/texts.js";
import { amountOf, type Draft, hasAmount, MESSAGE_LENGTH, rightsOf } from "./draft.js";

/** The text for each field that is wrong, by the id of its element, in the order of the page. */
export type Faults = Map<string, string>;

export const fieldId = {
  amount: "amount",
  number: "number",
  resource: (key: number) => `right-${key}-resource`,
  metadata: (key: number, name: string) => `right-${key}-metadata-${name}`,
  message: (language: string) => `message-${language}`,
};

export function faultsOf(draft: Draft, product: Product, resources: ConsentResource[], texts: Texts): Faults {
  const faults: Faults = new Map();
  if (hasAmount(product) && amountOf(draft.amount) === undefined) {
    faults.set(fieldId.amount, draft.amount.trim() === "" ? texts.apply.amountMissing : texts.apply.amountWrong);
  }
  if (draft.who === "other") {
    const { state } = NumberInput.party(draft.number);
    if (state === "empty") faults.set(fieldId.number, texts.apply.numberMissing);
    else if (state === "partial") faults.set(fieldId.number, texts.apply.numberShort);
    else if (state === "invalid") faults.set(fieldId.number, texts.apply.numberInvalid);
  }
  addRightFaults(faults, draft, ConsentRight.checkAgainst(rightsOf(draft), resources), texts);
  for (const [language, text] of Object.entries(draft.message)) {
    if (text.length > MESSAGE_LENGTH) faults.set(fieldId.message(language), texts.apply.messageLong(MESSAGE_LENGTH));
  }
  return faults;
}

/** What the back end found although the form did not. */
export function faultsOfProblem(problem: Problem, draft: Draft, texts: Texts): Faults {
  const faults: Faults = new Map();
  addRightFaults(faults, draft, problem.problems ?? [], texts);
  if (problem.field === "amount") faults.set(fieldId.amount, texts.apply.amountWrong);
  if (problem.field === "from" && draft.who === "other") faults.set(fieldId.number, texts.apply.numberInvalid);
  return faults;
}

function addRightFaults(faults: Faults, draft: Draft, problems: RequestProblem[], texts: Texts): void {
  for (const { kind, field } of problems) {
    const [, at, member, name] = /^rights\[(\d+)\]\.(resource|metadata)(?:\.(.+))?$/.exec(field) ?? [];
    const right = draft.rights[Number(at)];
    if (!right) continue;
    if (member === "metadata" && name !== undefined) {
      const label = metadataLabel(texts, name);
      const isMissing = kind === "emptyMetadata" || kind === "missingMetadata";
      faults.set(
        fieldId.metadata(right.key, name),
        isMissing ? texts.apply.metadataMissing(label) : texts.apply.metadataWrong(label),
      );
      continue;
    }
    const { resourceMissing, resourceGone, otherTemplate } = texts.apply;
    const text = right.resource === "" ? resourceMissing : kind === "otherTemplate" ? otherTemplate : resourceGone;
    faults.set(fieldId.resource(right.key), text);
  }
}
