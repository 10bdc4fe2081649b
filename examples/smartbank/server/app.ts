import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";

import { type Applications as ApplicationList, api, pages, type Resources as ResourceList } from "../api.js";
import { summary, view } from "./application-view.js";
import type { Applications, StoredApplication } from "./applications.js";
import { type Bank, isForeignReturn } from "./bank.js";
import { Login, NewApplication, readBody } from "./bodies.js";
import type { KnownCustomer } from "./customers.js";
import type { HttpEnvironment } from "./http-environment.js";
import { servePages } from "./pages.js";
import { answerProblem, Refusal } from "./problem.js";
import { type Log, logRequests } from "./request-log.js";
import type { Resources } from "./resources.js";
import { noStore, securityHeaders } from "./security-headers.js";
import { SessionGuard } from "./session-guard.js";
import type { Sessions } from "./sessions.js";
import type { Settings } from "./settings.js";
import type { Store } from "./store/store.js";

/** What the routes need. */
export interface AppParts {
  settings: Pick<Settings, "environment" | "url" | "bank" | "customers">;
  store: Store;
  sessions: Sessions;
  applications: Applications;
  resources: Resources;
  bank: Bank;
  log: Log;
  /** Whether the server is about to stop. */
  isStopping: () => boolean;
}

const LARGEST_BODY = 64 * 1024;

/** All routes of the bank. */
export function createApp(parts: AppParts): Hono<HttpEnvironment> {
  const { settings, store, applications, resources, bank, log, isStopping } = parts;
  const guard = new SessionGuard(parts.sessions, settings);
  const app = new Hono<HttpEnvironment>();

  app.use(logRequests(log), securityHeaders(settings.url));
  app.onError((error, context) => answerProblem(context, error, log));
  app.notFound((context) => answerProblem(context, Refusal.notFound("address"), log));

  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/readyz", async (context) => {
    if (isStopping()) return context.json({ status: "stopping" }, 503);
    try {
      await store.check();
      return context.json({ status: "ok" });
    } catch {
      return context.json({ status: "the store cannot be used" }, 503);
    }
  });

  app.use("/api/*", noStore, bodyLimit({ maxSize: LARGEST_BODY, onError: tooLarge }), guard.sameOrigin);
  app.get(api.session, async (context) => context.json(await guard.describe(context)));
  app.post(api.session, async (context) => {
    const { customer } = await readBody(context, Login);
    const known = settings.customers.find(({ id }) => id === customer);
    if (known === undefined) throw Refusal.notFound("customer");
    return context.json(await guard.begin(context, known));
  });
  app.delete(api.session, guard.loggedIn, async (context) => {
    await guard.end(context);
    return context.body(null, 204);
  });
  app.get(api.resources, guard.loggedIn, async (context) =>
    context.json<ResourceList>({ resources: await resources.list() }),
  );
  app.get(api.applications, guard.loggedIn, async (context) => {
    const list = await applications.of(context.var.customer.id);
    return context.json<ApplicationList>({ applications: list.map(summary) });
  });
  app.post(api.applications, guard.loggedIn, async (context) => {
    const wanted = await readBody(context, NewApplication);
    return context.json(view(await bank.apply(context.var.customer, wanted)), 201);
  });
  app.get(`${api.applications}/:id`, guard.loggedIn, async (context) => {
    const application = await findOwn(context.req.param("id"), context.var.customer);
    if (application === undefined) throw Refusal.notFound("application");
    return context.json(view(await bank.look(application)));
  });

  app.get("/return/:id", noStore, async (context) => {
    const customer = await guard.customer(context);
    if (customer === undefined) return context.redirect(`${pages.login}?returned=1`, 303);
    const application = await findOwn(context.req.param("id"), customer);
    const isOurs = application !== undefined && (await isWayBack(application, context.req.url));
    return context.redirect(isOurs ? pages.application(application.id) : pages.returnProblem, 303);
  });

  servePages(app);
  return app;

  /** The application, if it is the customer's: to everybody else there is none. */
  async function findOwn(id: string, { id: customer }: KnownCustomer): Promise<StoredApplication | undefined> {
    const application = await applications.find(id);
    return application?.customer === customer ? application : undefined;
  }

  /** Whether it is the way back from this application. How that stands the page shows, which looks again. */
  async function isWayBack(application: StoredApplication, url: string): Promise<boolean> {
    try {
      await bank.returned(application, url);
      return true;
    } catch (error) {
      if (isForeignReturn(error)) return false;
      throw error;
    }
  }
}

function tooLarge(): never {
  throw Refusal.of(413, "TOO_LARGE", `A request may have ${LARGEST_BODY} bytes.`);
}
