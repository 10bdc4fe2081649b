/** Words for those who hear the page: what has changed without the focus having moved. */

import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

const Context = createContext<(text: string) => void>(() => {});

export function useAnnounce(): (text: string) => void {
  return useContext(Context);
}

export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ text: "", turn: 0 });
  const announce = useCallback((text: string) => setSaid(({ turn }) => ({ text, turn: turn + 1 })), []);
  return (
    <Context value={announce}>
      {children}
      <div className="unseen" role="status" aria-live="polite">
        <span key={said.turn}>{said.text}</span>
      </div>
    </Context>
  );
}
