/** What the back end answered, while and after it is asked. */

import { useCallback, useEffect, useRef, useState } from "react";

import type { Problem } from "../../api.js";
import { problemOf } from "./bank.js";
import { useSession } from "./session.js";

export interface Loaded<T> {
  /** The newest answer; it stays while the back end is asked again. */
  value: T | undefined;
  /** Why the newest call failed. */
  problem: Problem | undefined;
  isLoading: boolean;
  reload: () => void;
}

/** Calls `load` at once, whenever `key` changes, and on `reload`. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, key: string): Loaded<T> {
  const { refresh } = useSession();
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<Omit<Loaded<T>, "reload">>({
    value: undefined,
    problem: undefined,
    isLoading: true,
  });
  const current = useRef(load);
  current.current = load;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new key or turn is why it is called again.
  useEffect(() => {
    const abort = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    const settle = (change: Partial<Loaded<T>>) => {
      if (!abort.signal.aborted) setState((before) => ({ ...before, problem: undefined, ...change, isLoading: false }));
    };
    current
      .current(abort.signal)
      .then((value) => settle({ value }))
      .catch((error: unknown) => {
        const problem = problemOf(error);
        settle({ problem });
        if (problem.code === "NOT_LOGGED_IN" && !abort.signal.aborted) void refresh();
      });
    return () => abort.abort();
  }, [key, turn, refresh]);

  const reload = useCallback(() => setTurn((before) => before + 1), []);
  return { ...state, reload };
}
