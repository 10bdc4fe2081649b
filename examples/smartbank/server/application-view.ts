import { ConsentFlow } from "samtykke";

import type { Application, ApplicationSummary, ConsentedData } from "../api.js";
import type { StoredApplication } from "./applications.js";
import type { Look } from "./bank.js";

/** What the list of applications tells of one. */
export function summary({ id, product, amount, createdAt, verdict }: StoredApplication): ApplicationSummary {
  return { id, product, amount, createdAt, verdict };
}

/** What the customer may see of an application: neither the flow nor the number of who is asked. */
export function view({ application, problem }: Look): Application {
  const { id, request } = ConsentFlow.fromJson(application.flow);
  const { from, titles, consentUrl, checkedAt, returned, events, deeds, token } = application;
  return {
    ...summary(application),
    consentId: id,
    from,
    rights: request.rights.map(({ resource, metadata = {} }) => ({
      resource,
      title: titles[resource] ?? {},
      metadata,
    })),
    message: request.requestMessage ?? null,
    validTo: request.validTo,
    consentUrl,
    checkedAt,
    returned,
    timeline: [...deeds, ...events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    token,
    data: data(application),
    problem,
  };
}

function data({ data, items }: StoredApplication): ConsentedData {
  return data.state === "ready" ? { ...data, items } : data;
}
