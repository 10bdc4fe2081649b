import { readFileSync } from "node:fs";
import {
  Environment,
  type FlowConfig,
  type KeyName,
  maskinportenClient,
  type Signer,
  signerFromJwk,
  signerFromPem,
  type TokenRequest,
} from "samtykke";
import { z } from "zod";

import type { EnvironmentName } from "../api.js";
import { type KnownCustomer, readCustomers } from "./customers.js";

/** What the environment variables say; the README has a table of them. */
export interface Settings {
  environment: EnvironmentName;
  /** The bank's address as browsers see it, without a trailing slash. */
  url: string;
  host: string;
  port: number;
  bank: { name: string; organization: string };
  customers: readonly KnownCustomer[];
  signer: Signer;
  flow: FlowConfig;
  /** The token of the bank's system user, for `npm run check`. */
  systemUser: TokenRequest | undefined;
  /** Whether Altinn's own token is wanted as well, for `npm run check`. */
  altinnExchange: boolean;
  /** The API that has the data, with `{resource}` in its place. */
  dataUrl: string | undefined;
  /** `sqlite:FILE`, `postgres://…` or `redis://…`. */
  store: string;
  consentMillis: number;
  sessionMillis: number;
  retentionMillis: number;
}

/** Everything that is wrong with the settings, one sentence for each variable. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

const DAY = 86_400_000;
const ENVIRONMENTS = ["sandbox", "tt02", "at22", "at23", "at24", "prod"] as const;
const CONSENT_SCOPE = "altinn:consentrequests.write";

const organization = z.string().regex(/^\d{9}$/, "must be an organization number, 9 digits");
const scopes = z.string().transform((text) => text.split(/\s+/).filter((scope) => scope !== ""));
const positive = z.coerce.number("must be a number").positive("must be more than 0");
const safeUrl = z.string().refine(isSafe, "must be an https URL, or an http URL of this machine");
const origin = safeUrl
  .refine((text) => !URL.canParse(text) || isOrigin(new URL(text)), "must have neither path nor query")
  .transform((text) => text.replace(/\/+$/, ""));
const template = z
  .string()
  .includes("{resource}", "must have {resource} in it")
  .refine((text) => isSafe(text.replace("{resource}", "x")), "must be an https URL, or an http URL of this machine");

const PORT = "must be a port";

const Variables = z.object({
  SMARTBANK_ENVIRONMENT: z.enum(ENVIRONMENTS, `must be one of ${ENVIRONMENTS.join(", ")}`),
  SMARTBANK_URL: origin,
  SMARTBANK_HOST: z.string().default("127.0.0.1"),
  SMARTBANK_PORT: z.coerce.number(PORT).int(PORT).min(0, PORT).max(65_535, PORT).default(3000),
  SMARTBANK_NAME: z.string().default("SmartBank"),
  SMARTBANK_ORGANIZATION: organization,
  SMARTBANK_CUSTOMERS: z.string().optional(),
  SMARTBANK_SIMULATED_LOGIN: z.literal("yes", "must be `yes`").optional(),
  SMARTBANK_STORE: z.string().default("sqlite:smartbank.db"),
  SMARTBANK_CONSENT_DAYS: positive.default(365),
  SMARTBANK_SESSION_MINUTES: positive.default(60),
  SMARTBANK_RETENTION_DAYS: positive.default(400),
  SMARTBANK_SANDBOX: origin.optional(),
  SMARTBANK_DATA_URL: template.optional(),
  MASKINPORTEN_CLIENT_ID: z.string(),
  MASKINPORTEN_KEY_FILE: z.string().optional(),
  MASKINPORTEN_JWK: z.string().optional(),
  MASKINPORTEN_KID: z.string().optional(),
  MASKINPORTEN_CERTIFICATE_FILE: z.string().optional(),
  MASKINPORTEN_CONSUMER: organization.optional(),
  MASKINPORTEN_REQUEST_SCOPES: scopes.default([CONSENT_SCOPE]),
  MASKINPORTEN_TOKEN_SCOPES: scopes.default([CONSENT_SCOPE]),
  MASKINPORTEN_TOKEN_RESOURCE: scopes.default([]),
  MASKINPORTEN_SYSTEM_USER: organization.optional(),
  MASKINPORTEN_SYSTEM_USER_REF: z.string().optional(),
  MASKINPORTEN_SYSTEM_USER_SCOPES: scopes.optional(),
  ALTINN_EXCHANGE: z.enum(["yes", "no"], "must be `yes` or `no`").default("no"),
});

/** Cookies, the `state` and tokens go to these: not in the clear, but on this machine. */
function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(hostname));
}

function isOrigin({ pathname, search, hash }: URL): boolean {
  return pathname === "/" && search === "" && hash === "";
}

type Variables = z.infer<typeof Variables>;

/**
 * Reads the settings.
 *
 * @throws {@link SettingsError} that names every variable that is missing or wrong.
 */
export async function readSettings(environment: NodeJS.ProcessEnv): Promise<Settings> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const read = Variables.safeParse(given);
  if (!read.success) {
    throw new SettingsError(
      read.error.issues.map(({ path, message }) => {
        const name = String(path[0]);
        return name in given ? `${name} ${message}` : `${name} is not set`;
      }),
    );
  }
  const variables = read.data;
  const problems = combinations(variables);
  if (problems.length > 0) throw new SettingsError(problems);
  const chain = await attempt("MASKINPORTEN_CERTIFICATE_FILE", () => readCertificates(variables));
  const signer = await attempt(keyVariable(variables), () => readSigner(variables, chain));
  const days = (count: number): number => count * DAY;
  return {
    environment: variables.SMARTBANK_ENVIRONMENT,
    url: variables.SMARTBANK_URL,
    host: variables.SMARTBANK_HOST,
    port: variables.SMARTBANK_PORT,
    bank: { name: variables.SMARTBANK_NAME, organization: variables.SMARTBANK_ORGANIZATION },
    customers: await attempt("SMARTBANK_CUSTOMERS", () => readCustomers(variables.SMARTBANK_CUSTOMERS)),
    signer,
    flow: flowConfig(variables, signer),
    systemUser: systemUser(variables),
    altinnExchange: variables.ALTINN_EXCHANGE === "yes",
    dataUrl: variables.SMARTBANK_DATA_URL,
    store: variables.SMARTBANK_STORE,
    consentMillis: days(variables.SMARTBANK_CONSENT_DAYS),
    sessionMillis: variables.SMARTBANK_SESSION_MINUTES * 60_000,
    retentionMillis: days(variables.SMARTBANK_RETENTION_DAYS),
  };
}

/** What no variable alone can tell. */
function combinations(variables: Variables): string[] {
  const problems: string[] = [];
  const demand = (isRight: boolean, problem: string): void => void (isRight || problems.push(problem));
  const isSandbox = variables.SMARTBANK_ENVIRONMENT === "sandbox";
  demand(
    !isSandbox || variables.SMARTBANK_SANDBOX !== undefined,
    "SMARTBANK_SANDBOX is not set: the sandbox's address",
  );
  demand(
    isSandbox || variables.SMARTBANK_CUSTOMERS !== undefined,
    "SMARTBANK_CUSTOMERS is not set: a JSON file of who can log in",
  );
  demand(
    variables.SMARTBANK_ENVIRONMENT !== "prod" || variables.SMARTBANK_SIMULATED_LOGIN !== undefined,
    "SMARTBANK_SIMULATED_LOGIN is not set: whoever opens this example is let in as any of its customers; put the bank's own login in its place, or say `yes`",
  );
  const { MASKINPORTEN_KEY_FILE: file, MASKINPORTEN_JWK: jwk } = variables;
  demand(
    (file === undefined) !== (jwk === undefined),
    "MASKINPORTEN_KEY_FILE or MASKINPORTEN_JWK must be set, one of them",
  );
  const { MASKINPORTEN_KID: kid, MASKINPORTEN_CERTIFICATE_FILE: certificate } = variables;
  demand(
    kid === undefined || certificate === undefined,
    "MASKINPORTEN_KID and MASKINPORTEN_CERTIFICATE_FILE must not both be set",
  );
  const isUserWhole =
    (variables.MASKINPORTEN_SYSTEM_USER === undefined) === (variables.MASKINPORTEN_SYSTEM_USER_SCOPES === undefined);
  demand(isUserWhole, "MASKINPORTEN_SYSTEM_USER and MASKINPORTEN_SYSTEM_USER_SCOPES must both be set, or neither");
  return problems;
}

function keyVariable(variables: Variables): string {
  return variables.MASKINPORTEN_KEY_FILE === undefined ? "MASKINPORTEN_JWK" : "MASKINPORTEN_KEY_FILE";
}

/** The key, from a PEM or JWK file or as a JWK in base64, and its name: a certificate, or a `kid`. */
async function readSigner(variables: Variables, x5c: string[] | undefined): Promise<Signer> {
  const { MASKINPORTEN_KEY_FILE: file, MASKINPORTEN_JWK: jwk, MASKINPORTEN_KID: kid } = variables;
  const text = file === undefined ? Buffer.from(jwk ?? "", "base64").toString("utf8") : readFileSync(file, "utf8");
  const name = x5c !== undefined ? { x5c } : kid !== undefined ? { kid } : {};
  return text.includes("-----BEGIN") ? signerFromPem(text, name as KeyName) : signerFromJwk(parsed(text), name);
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    // What was thrown quotes the text.
    throw new Error("must hold a private RSA key as PEM or JWK");
  }
}

/** The chain of a PEM file, the leaf first, as `x5c` has it. */
function readCertificates({ MASKINPORTEN_CERTIFICATE_FILE: file }: Variables): string[] | undefined {
  if (file === undefined) return undefined;
  const blocks = readFileSync(file, "utf8").matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g);
  const chain = Array.from(blocks, ([, base64]) => (base64 ?? "").replace(/\s/g, ""));
  if (chain.length === 0) throw new Error("must hold a certificate as PEM");
  return chain;
}

function flowConfig(variables: Variables, signer: Signer): FlowConfig {
  const name = variables.SMARTBANK_ENVIRONMENT;
  const sandbox = variables.SMARTBANK_SANDBOX ?? "";
  return {
    environment:
      name === "sandbox" ? { type: "custom", platform: sandbox, issuer: `${sandbox}/` } : Environment.named(name),
    client: maskinportenClient(variables.MASKINPORTEN_CLIENT_ID, signer),
    requestScopes: variables.MASKINPORTEN_REQUEST_SCOPES,
    tokenScopes: variables.MASKINPORTEN_TOKEN_SCOPES,
    resource: variables.MASKINPORTEN_TOKEN_RESOURCE,
    ...(variables.MASKINPORTEN_CONSUMER !== undefined && { consumerOrg: variables.MASKINPORTEN_CONSUMER }),
    stateParameter: "state",
    skipActorChoice: true,
    // A customer waits: give up after one more attempt.
    retry: { maxAttempts: 2, baseDelayMillis: 300, maxDelayMillis: 2_000, deadlineMillis: 5_000 },
  };
}

function systemUser(variables: Variables): TokenRequest | undefined {
  const { MASKINPORTEN_SYSTEM_USER: number, MASKINPORTEN_SYSTEM_USER_SCOPES: wanted } = variables;
  if (number === undefined || wanted === undefined) return undefined;
  const externalRef = variables.MASKINPORTEN_SYSTEM_USER_REF;
  const detail = {
    type: "systemUser" as const,
    organization: number,
    ...(externalRef !== undefined && { externalRef }),
  };
  return { scopes: wanted, authorizationDetail: detail };
}

/** What `read` gives, or its complaint under the variable's name. */
async function attempt<T>(variable: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new SettingsError([`${variable}: ${error instanceof Error ? error.message : String(error)}`]);
  }
}
