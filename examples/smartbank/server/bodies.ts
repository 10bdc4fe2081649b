import type { Context } from "hono";
import { z } from "zod";

import type * as contract from "../api.js";
import { Refusal } from "./problem.js";

const text = z.string().max(1_000);
const languageText = z.strictObject({ nb: text.exactOptional(), nn: text.exactOptional(), en: text.exactOptional() });

export const Login: z.ZodType<contract.Login> = z.strictObject({ customer: text });

export const NewApplication: z.ZodType<contract.NewApplication> = z.strictObject({
  id: z.uuid(),
  product: z.enum(["loan", "businessLoan", "creditCard", "insurance"]),
  amount: z.int().min(1).max(100_000_000).nullable(),
  from: z
    .string()
    .regex(/^(\d{9}|\d{11})$/, "must have 9 or 11 digits")
    .exactOptional(),
  rights: z
    .array(z.strictObject({ resource: text, metadata: z.record(text, text) }))
    .min(1)
    .max(20),
  message: languageText.exactOptional(),
  validDays: z.int().min(1).max(365).exactOptional(),
});

/**
 * The body of a request.
 *
 * @throws {@link Refusal} that names the member that is wrong.
 */
export async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const read = schema.safeParse(await json(context));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = path(issue?.path ?? []);
  throw Refusal.of(400, "INVALID", `${field || "The body"}: ${issue?.message}`, field === "" ? {} : { field });
}

async function json(context: Context): Promise<unknown> {
  if (!/^application\/json\b/i.test(context.req.header("Content-Type") ?? "")) {
    throw Refusal.of(415, "INVALID", "The body must be application/json.");
  }
  try {
    return await context.req.json();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw Refusal.of(400, "INVALID", "The body must be JSON.");
  }
}

/** As in `rights[0].metadata.inntektsaar`. */
function path(keys: readonly PropertyKey[]): string {
  return keys
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}
