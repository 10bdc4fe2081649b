// What a front end does with `samtykke/browser`, for every runtime and browser.

import { fails, holds, same } from "./check.mjs";

const ID = "0198c000-0000-7000-8000-000000000001";
const RESOURCE = { identifier: "loan", resourceType: "Consent", title: { nb: "Lån" }, consentMetadata: [{ key: "inntektsaar" }] };

export const frontEnd = {
  "the way back is read"({ ConsentReturn }) {
    const read = (search) => ConsentReturn.parse(`https://bank.example/return?consentId=${ID}${search}`);
    same(read("&Status=OK").verdict, "accepted");
    same(read("&Status=Failed").verdict, "rejected");
    same(read("").verdict, "undecided");
    same(ConsentReturn.parse(new URL("https://bank.example/?Status=OK")).verdict, "accepted");
  },

  "numbers are checked while they are typed"({ NumberInput, Party }) {
    const { state, formatted } = NumberInput.person("21818297804");
    same([state, formatted], ["valid", "218182 97804"]);
    same(NumberInput.person("218").state, "partial");
    same(NumberInput.person("21818297805").state, "invalid");
    same(NumberInput.organization("991 825 827").state, "valid");
    same(NumberInput.party("991825827").party, { type: "organization", number: "991825827" });
    same(Party.parse("21818297804"), { type: "person", number: "21818297804" });
  },

  "metadata is checked against its resource"({ ConsentRight }) {
    const problems = (metadata) => ConsentRight.checkAgainst([{ resource: "loan", metadata }], [RESOURCE]).map(({ kind }) => kind);
    same(problems({ inntektsaar: "2025" }), []);
    same(problems({}), ["missingMetadata"]);
    same(problems({ Inntektsaar: "2025" }), ["metadataSpelling"]);
  },

  "states and errors have words"({ ConsentState, describeError }) {
    const validTo = "2030-01-01T00:00:00Z";
    same(ConsentState.describe({ status: "Accepted", validTo }, "en", Date.parse("2029-01-01")), "Consent is given");
    same(ConsentState.describe({ status: "Created", validTo }, "nb", Date.parse("2031-01-01")), "Samtykket er utløpt");
    holds(ConsentState.isUsable({ status: "Accepted", validTo }, Date.parse("2029-01-01")), "it is in force");
    holds(describeError({ code: "TRANSPORT", retryable: true }, "nn").startsWith("Tenesta"), "in nynorsk");
  },

  async "wrong input is an error that names the field"({ ConsentReturn, NumberInput, Party, isConsentError }) {
    const error = await fails(() => Party.parse("1234"), { name: "ConsentError", code: "INVALID_INPUT", retryable: false });
    holds(error instanceof Error && isConsentError(error), "it is a real error");
    for (const wrong of [undefined, null, 7, {}, []]) {
      await fails(() => ConsentReturn.parse(wrong), { code: "INVALID_INPUT", field: "url" });
      await fails(() => NumberInput.party(wrong), { code: "INVALID_INPUT", field: "typed" });
    }
  },

  "nothing in it takes or gives a key or a token"(entry) {
    for (const name of Object.keys(entry)) holds(!/client|signer|token|flow|secret|jwk/i.test(name), `${name} is exported`);
  },
};

/** One line for each chapter. */
export async function run(entry) {
  const lines = [];
  for (const [name, chapter] of Object.entries(frontEnd)) {
    try {
      await chapter(entry);
      lines.push({ name });
    } catch (error) {
      lines.push({ name, error: String(error?.stack ?? error) });
    }
  }
  return lines;
}
