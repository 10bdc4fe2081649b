import type { ReactNode } from "react";

import { Icon, type IconName } from "./icon.js";

export type Tone = "good" | "bad" | "warn" | "info";

const ICONS: Record<Tone, IconName> = { good: "check", bad: "cross", warn: "warning", info: "info" };

interface NoticeProps {
  tone: Tone;
  title?: string;
  role?: "alert" | "status";
  icon?: IconName;
  children?: ReactNode;
}

export function Notice({ tone, title, role, icon = ICONS[tone], children }: NoticeProps) {
  return (
    <div className={`notice ${tone}`} role={role}>
      <Icon name={icon} />
      <div className="notice-body">
        {title && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
