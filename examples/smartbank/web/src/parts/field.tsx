import type { ReactNode } from "react";

import { useLanguage } from "../language.js";
import { Icon } from "./icon.js";

interface FieldProps {
  id: string;
  label: ReactNode;
  isOptional?: boolean;
  hint?: ReactNode;
  fault?: string | undefined;
  /** What is said of the value while it is typed. */
  status?: { text: string; isGood: boolean } | undefined;
  children: (described: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": true | undefined;
  }) => ReactNode;
}

/** A form's field with its label, what helps to fill it in, and what is wrong with it. */
export function Field({ id, label, isOptional = false, hint, fault, status, children }: FieldProps) {
  const { texts } = useLanguage();
  const described = [hint && `${id}-hint`, status && `${id}-status`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return (
    <div className={fault ? "field wrong" : "field"}>
      <label htmlFor={id}>
        {label}
        {isOptional && <span className="optional"> ({texts.apply.optional})</span>}
      </label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": fault ? true : undefined })}
      {status && (
        <p className={status.isGood ? "status good" : "status"} id={`${id}-status`}>
          {status.isGood && <Icon name="check" />}
          {status.text}
        </p>
      )}
      {fault && (
        <p className="fault" id={`${id}-fault`}>
          <Icon name="warning" />
          {fault}
        </p>
      )}
    </div>
  );
}
