import type { DataItem } from "../api.js";
import { problem, Refusal } from "./problem.js";
import { redact } from "./redact.js";

const TIMEOUT_MILLIS = 10_000;
const LARGEST_BODY = 1024 * 1024;

/** The API of whoever has the data. */
export class DataApi {
  readonly #url: string;

  /** `url` has `{resource}` where the resource's id belongs. */
  constructor(url: string) {
    this.#url = url;
  }

  /**
   * What the consent opens of one resource, the numbers of persons taken out.
   *
   * It is asked once: a consent may be for one time. Whoever wants to try again may, when the problem is retryable.
   *
   * @throws {@link Refusal}
   */
  async read(resource: string, token: string): Promise<DataItem["body"]> {
    const url = this.#url.replace("{resource}", encodeURIComponent(resource));
    const headers = { Accept: "application/json", Authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(TIMEOUT_MILLIS);
    let status: number;
    let text: string;
    try {
      const response = await fetch(url, { headers, redirect: "error", signal });
      status = response.status;
      text = await response.text();
    } catch {
      // What was thrown may quote the request.
      throw unreachable("The owner of the data does not answer.");
    }
    if (status >= 500 || status === 429) throw unreachable(`The owner of the data answers ${status}.`, status);
    const body = text.length > LARGEST_BODY ? undefined : parsed(text);
    if (status !== 200) {
      const code = errorCode(body);
      const upstream = { service: "data" as const, status, ...(code !== undefined && { code }) };
      throw new Refusal(problem(502, "REFUSED", `The owner of the data refuses with ${status}.`, { upstream }));
    }
    if (body === undefined) throw unreachable("The owner of the data answers with something that is no JSON.", status);
    return redact(body);
  }
}

function unreachable(detail: string, status?: number): Refusal {
  const upstream = { service: "data" as const, ...(status !== undefined && { status }) };
  return new Refusal(problem(502, "UNREACHABLE", detail, { retryable: true, upstream }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The `error` of an OAuth error, or the `code` of a problem. */
function errorCode(body: unknown): string | undefined {
  const { error, code } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  return [error, code].find((member): member is string => typeof member === "string" && /^[\w.-]{1,64}$/.test(member));
}
