import type { Verdict } from "../../../api.js";
import { useLanguage } from "../language.js";
import type { IconName } from "./icon.js";
import type { Tone } from "./notice.js";

/** How each verdict looks. */
export const LOOKS: Record<Verdict, { tone: Tone; icon: IconName }> = {
  preparing: { tone: "warn", icon: "warning" },
  waiting: { tone: "info", icon: "clock" },
  granted: { tone: "good", icon: "check" },
  rejected: { tone: "bad", icon: "cross" },
  expired: { tone: "warn", icon: "clock" },
  revoked: { tone: "warn", icon: "undo" },
  deleted: { tone: "warn", icon: "trash" },
};

export function Badge({ verdict }: { verdict: Verdict }) {
  const { texts } = useLanguage();
  return <span className={`badge ${LOOKS[verdict].tone}`}>{texts.badge[verdict]}</span>;
}
