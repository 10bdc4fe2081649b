import type { KnownCustomer } from "./customers.js";
import type { Session } from "./sessions.js";

/** What the middleware finds out about a request. */
export interface HttpEnvironment {
  Variables: {
    requestId: string;
    /** Behind `loggedIn` only. */
    session: Session;
    /** Behind `loggedIn` only. */
    customer: KnownCustomer;
  };
}
