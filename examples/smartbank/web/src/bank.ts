/** Calls to the back end. */

import {
  type Application,
  type Applications,
  api,
  CSRF_HEADER,
  type NewApplication,
  type Problem,
  type Resources,
  type Session,
} from "../../api.js";

/** What a call throws: the back end's own words, or that there was no answer. */
export class BankError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
    this.name = "BankError";
  }
}

export const bank = {
  session: (signal?: AbortSignal) => call<Session>("GET", api.session, { signal }),
  logIn: (customer: string) => call<Session>("POST", api.session, { body: { customer } }),
  logOut: (csrf: string) => call<void>("DELETE", api.session, { csrf }),
  resources: (signal?: AbortSignal) => call<Resources>("GET", api.resources, { signal }),
  applications: (signal?: AbortSignal) => call<Applications>("GET", api.applications, { signal }),
  application: (id: string, signal?: AbortSignal) => call<Application>("GET", api.application(id), { signal }),
  apply: (application: NewApplication, csrf: string) =>
    call<Application>("POST", api.applications, { body: application, csrf }),
};

/** The problem in whatever was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof BankError) return error.problem;
  return problem("INTERNAL", "The page itself failed", error instanceof Error ? error.message : String(error), false);
}

interface Options {
  body?: unknown;
  csrf?: string;
  signal?: AbortSignal | undefined;
}

async function call<T>(method: string, path: string, { body, csrf, signal }: Options): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (csrf !== undefined) headers[CSRF_HEADER] = csrf;
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store", signal: signal ?? null };
  if (body !== undefined) init.body = JSON.stringify(body);
  const { response, answer } = await exchange(path, init);
  if (response.ok) return answer as T;
  if (isProblem(answer)) throw new BankError(answer);
  const later = response.status === 429 || response.status >= 502;
  throw new BankError(
    problem(
      later ? "UNREACHABLE" : "INTERNAL",
      "No usable answer",
      `status ${response.status}`,
      later,
      response.status,
    ),
  );
}

async function exchange(path: string, init: RequestInit): Promise<{ response: Response; answer: unknown }> {
  try {
    const response = await fetch(path, init);
    const isJson = /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
    return { response, answer: isJson ? await response.json() : undefined };
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new BankError(problem("UNREACHABLE", "The bank does not answer", "no connection", true));
  }
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === "object" && answer !== null && "code" in answer && "status" in answer;
}

function problem(code: Problem["code"], title: string, detail: string, retryable: boolean, status = 0): Problem {
  return { code, title, detail, retryable, status };
}
