import { readFileSync } from "node:fs";
import { Party } from "samtykke";
import { z } from "zod";

import type { Customer } from "../api.js";

/**
 * A customer with the number that the bank knows.
 *
 * A bank has its customers in a register, and a login that proves who they are: this list and {@link Customers.find} are
 * the place for both.
 */
export interface KnownCustomer {
  id: string;
  name: string;
  party: Party;
  representative?: string | undefined;
}

const List = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]{1,64}$/, "must be small letters, digits and hyphens"),
      name: z.string().min(1),
      number: z.string(),
      representative: z.string().optional(),
    }),
  )
  .min(1);

/** Synthetic persons and organizations that the sandbox knows. */
const OF_THE_SANDBOX = [
  { id: "kari-fjell", name: "Kari Fjell", number: "01025161013" },
  { id: "ola-strand", name: "Ola Strand", number: "01025181049" },
  { id: "ingrid-bakke", name: "Ingrid Bakke", number: "21818297804" },
  { id: "bakke-og-nes", name: "Bakke og Nes AS", number: "910493353", representative: "Ingrid Bakke" },
  { id: "fjell-transport", name: "Fjell Transport AS", number: "312290758", representative: "Kari Fjell" },
];

/**
 * The customers of a JSON file, or the sandbox's when there is none.
 *
 * @throws when the file cannot be read, or names the member that is wrong; no number is quoted.
 */
export function readCustomers(file: string | undefined): readonly KnownCustomer[] {
  const list = List.safeParse(file === undefined ? OF_THE_SANDBOX : parsed(readFileSync(file, "utf8")));
  if (!list.success) {
    const [issue] = list.error.issues;
    throw new Error(`${issue?.path.join(".")} ${issue?.message}`);
  }
  return list.data.map(({ number, ...customer }) => ({ ...customer, party: Party.parse(number) }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What was thrown quotes the text.
    throw new Error("must hold JSON");
  }
}

/** What a browser may know of a customer. */
export function describeCustomer({ id, name, party, representative }: KnownCustomer): Customer {
  return {
    id,
    kind: party.type,
    name,
    ...(party.type === "organization" && { organization: party.number }),
    ...(representative !== undefined && { representative }),
  };
}
