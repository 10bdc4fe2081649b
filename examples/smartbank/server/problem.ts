import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type ConsentError, isConsentError, type RequestProblem } from "samtykke";

import type { Problem, ProblemCode } from "../api.js";
import type { HttpEnvironment } from "./http-environment.js";
import type { Log } from "./request-log.js";

/** A request that is answered with a problem. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }

  static of(status: number, code: ProblemCode, detail: string, members: Partial<Problem> = {}): Refusal {
    return new Refusal(problem(status, code, detail, members));
  }

  static notFound(what: string): Refusal {
    return Refusal.of(404, "NOT_FOUND", `There is no such ${what}.`);
  }

  static invalid(problems: RequestProblem[]): Refusal {
    return Refusal.of(400, "INVALID", "The rights do not fit the resources that they name.", { problems });
  }
}

/** Answers with the problem, and logs what nobody expected. */
export function answerProblem(context: Context<HttpEnvironment>, error: unknown, log: Log): Response {
  const { requestId } = context.var;
  const told: Problem = { ...problemOf(error), requestId };
  if (told.code === "INTERNAL") log("error", String(error instanceof Error ? error.stack : error), { requestId });
  return context.json(told, told.status as ContentfulStatusCode, { "Content-Type": "application/problem+json" });
}

/** What is told of whatever was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem;
  if (isConsentError(error)) return ofConsentError(error);
  return problem(500, "INTERNAL", "Something went wrong in the bank.");
}

export function problem(status: number, code: ProblemCode, detail: string, members: Partial<Problem> = {}): Problem {
  return { title: TITLES[code], status, detail, code, retryable: false, ...members };
}

const TITLES: Record<ProblemCode, string> = {
  INVALID: "The request is not right",
  NOT_LOGGED_IN: "Nobody is logged in",
  CROSS_SITE: "The request does not come from the bank's own pages",
  NOT_FOUND: "Not found",
  CONFLICT: "The id is taken",
  TOO_LARGE: "The request is too large",
  REFUSED: "The other side refused",
  UNREACHABLE: "The other side does not answer",
  INTERNAL: "Internal error",
};

/** Everything that Altinn or Maskinporten said goes along; the package has taken tokens and numbers of persons out. */
function ofConsentError(error: ConsentError): Problem {
  const members: Partial<Problem> = {
    retryable: error.retryable,
    ...(error.advice !== undefined && { advice: error.advice }),
    ...(error.field !== undefined && { field: error.field }),
    ...(error.call !== undefined || error.maskinporten !== undefined ? { upstream: upstream(error) } : {}),
  };
  switch (error.code) {
    case "INVALID_INPUT":
      return problem(400, "INVALID", error.message, members);
    case "RETURN_MISMATCH":
    case "OUT_OF_TURN":
      return problem(400, "INVALID", error.message, members);
    case "TRANSPORT":
    case "UNEXPECTED_ANSWER":
      return problem(502, "UNREACHABLE", error.message, members);
    case "DEADLINE":
      return problem(504, "UNREACHABLE", error.message, { ...members, retryable: true });
    case "ALTINN":
      return problem(error.altinn?.status === 400 ? 422 : 502, "REFUSED", error.message, members);
    case "MASKINPORTEN":
    case "UNAUTHORIZED":
    case "FORBIDDEN":
      return problem(502, "REFUSED", error.message, members);
    default:
      return problem(500, "INTERNAL", error.message, members);
  }
}

function upstream({ call, status, serverCode, altinn, maskinporten }: ConsentError): NonNullable<Problem["upstream"]> {
  const answered = altinn?.status ?? maskinporten?.status ?? status;
  return {
    service: maskinporten !== undefined || call === "POST token" ? "maskinporten" : "altinn",
    ...(answered !== undefined && { status: answered }),
    ...(serverCode !== undefined && { code: serverCode }),
    ...(altinn?.traceId !== undefined && { traceId: altinn.traceId }),
  };
}
