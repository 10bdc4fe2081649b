/** Who is at the screen, as the back end knows it. */

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";

import { type Customer, type Problem, pages, type Session } from "../../api.js";
import { bank, problemOf } from "./bank.js";
import { FailedPage } from "./parts/failure.js";
import { Loading } from "./parts/loading.js";
import { Page } from "./parts/page.js";
import { navigate, usePlace } from "./router.js";

interface Known {
  /** `undefined` until the back end has answered once. */
  session: Session | undefined;
  problem: Problem | undefined;
  /** Asks again who is logged in: somebody else may be, in another tab. */
  refresh: () => Promise<Session | undefined>;
  logIn: (customer: string) => Promise<void>;
  logOut: () => Promise<void>;
}

const Context = createContext<Known | undefined>(undefined);

export function useSession(): Known {
  const known = useContext(Context);
  if (!known) throw new Error("useSession needs a SessionProvider above it");
  return known;
}

/** The customer and the CSRF token of a page that only customers see. */
export function useCustomer(): { customer: Customer; csrf: string } {
  const { session } = useSession();
  if (!session?.customer) throw new Error("useCustomer needs OnlyCustomers above it");
  return { customer: session.customer, csrf: session.csrfToken ?? "" };
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session>();
  const [problem, setProblem] = useState<Problem>();

  const refresh = useCallback(async () => {
    try {
      const fresh = await bank.session();
      setSession(fresh);
      setProblem(undefined);
      return fresh;
    } catch (error) {
      setProblem(problemOf(error));
      return undefined;
    }
  }, []);

  useEffect(() => {
    void refresh();
    const seen = () => void (document.visibilityState === "visible" && refresh());
    const shown = (event: PageTransitionEvent) => void (event.persisted && refresh());
    document.addEventListener("visibilitychange", seen);
    addEventListener("pageshow", shown);
    return () => {
      document.removeEventListener("visibilitychange", seen);
      removeEventListener("pageshow", shown);
    };
  }, [refresh]);

  const known = useMemo<Known>(() => {
    const logIn = async (customer: string) => setSession(await bank.logIn(customer));
    const logOut = async () => {
      await bank.logOut(session?.csrfToken ?? "");
      navigate(pages.home);
      await refresh();
    };
    return { session, problem, refresh, logIn, logOut };
  }, [session, problem, refresh]);

  return <Context value={known}>{children}</Context>;
}

/** Shows `children` to whoever is logged in, and leads everybody else to the login and back. */
export function OnlyCustomers({ children }: { children: ReactNode }) {
  const { session, problem, refresh } = useSession();
  const { path } = usePlace();
  const wasIn = useRef(false);
  const isStranger = session?.customer === null;
  useEffect(() => {
    if (!isStranger) return;
    const query = new URLSearchParams({ ...(wasIn.current && { expired: "1" }), next: path });
    navigate(`${pages.login}?${query}`, { replace: true });
  }, [isStranger, path]);
  if (session?.customer) {
    wasIn.current = true;
    return <div key={session.customer.id}>{children}</div>;
  }
  if (problem && !session) return <FailedPage problem={problem} retry={() => void refresh()} />;
  return (
    <Page>
      <Loading />
    </Page>
  );
}
