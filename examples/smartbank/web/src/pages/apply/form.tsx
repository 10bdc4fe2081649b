import { type FormEvent, useEffect, useRef, useState } from "react";
import type { ConsentResource } from "samtykke/browser";

import { type Problem, type Product, pages } from "../../../../api.js";
import { bank, problemOf } from "../../bank.js";
import { useLanguage } from "../../language.js";
import { Failure } from "../../parts/failure.js";
import { Icon } from "../../parts/icon.js";
import { navigate } from "../../router.js";
import { useCustomer, useSession } from "../../session.js";
import { AmountSection } from "./amount.js";
import { type Faults, faultsOf, faultsOfProblem } from "./checks.js";
import { applicationOf, type Draft, emptyDraft, hasAmount } from "./draft.js";
import { FaultSummary } from "./fault-summary.js";
import { GiverSection } from "./giver.js";
import { MessageSection } from "./message.js";
import { RightsSection } from "./rights.js";
import { ValiditySection } from "./validity.js";

/** What each part of the form gets. */
export interface PartProps {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  /** What to say at the field with this id, if anything. */
  faultAt: (id: string) => string | undefined;
  /** The customer has left the field with this id, or has changed it enough to hear about it. */
  touch: (id: string) => void;
}

interface ApplyFormProps {
  product: Product;
  resources: ConsentResource[];
}

export function ApplyForm({ product, resources }: ApplyFormProps) {
  const { texts } = useLanguage();
  const { customer, csrf } = useCustomer();
  const { refresh } = useSession();
  // Made once for each form: whatever is sent twice is still one application.
  const [id] = useState(() => crypto.randomUUID());
  const [draft, setDraft] = useState(emptyDraft);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [hasTried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<{ problem: Problem; faults: Faults }>();
  const [isSending, setSending] = useState(false);
  const [turn, setTurn] = useState(0);
  const summary = useRef<HTMLDivElement>(null);

  const faults = faultsOf(draft, product, resources, texts);
  for (const [field, text] of refusal?.faults ?? []) faults.set(field, text);

  // Each failed attempt leads to what is wrong.
  useEffect(() => {
    if (turn > 0) summary.current?.focus();
  }, [turn]);

  const change = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setRefusal(undefined);
  };
  const props: PartProps = {
    draft,
    change,
    faultAt: (field) => (hasTried || touched.has(field) ? faults.get(field) : undefined),
    touch: (field) => setTouched((before) => (before.has(field) ? before : new Set([...before, field]))),
  };

  // Who has logged in again in another tab has another CSRF token; who is somebody else by now gets an empty form.
  const send = async () => {
    const application = applicationOf(id, product, draft);
    try {
      return await bank.apply(application, csrf);
    } catch (error) {
      if (problemOf(error).code !== "CROSS_SITE") throw error;
      const session = await refresh();
      if (session?.customer?.id !== customer.id || session.csrfToken === csrf) throw error;
      return bank.apply(application, session.csrfToken ?? "");
    }
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isSending) return;
    setTried(true);
    if (faults.size > 0) {
      setTurn((before) => before + 1);
      return;
    }
    setSending(true);
    setRefusal(undefined);
    try {
      const application = await send();
      // The way back from Altinn, also with the back button, is to the application and not to the form.
      navigate(pages.application(application.id), { replace: true });
      if (application.from.self && application.consentUrl) location.assign(application.consentUrl);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.code === "NOT_LOGGED_IN") await refresh();
      setRefusal({ problem, faults: faultsOfProblem(problem, draft, texts) });
      setSending(false);
      setTurn((before) => before + 1);
    }
  };

  const leadsToAltinn = draft.who === "self";
  return (
    <form className="form" noValidate onSubmit={(event) => void submit(event)}>
      <p className="soft">{texts.apply.required}</p>
      <div ref={summary} tabIndex={-1} className="summary">
        {refusal && refusal.faults.size === 0 && <Failure problem={refusal.problem} />}
        {hasTried && !isSending && faults.size > 0 && <FaultSummary faults={faults} />}
      </div>
      {hasAmount(product) && <AmountSection {...props} product={product} />}
      <GiverSection {...props} />
      <RightsSection {...props} resources={resources} />
      <MessageSection {...props} />
      <ValiditySection {...props} />
      <div className="submit">
        {leadsToAltinn && <p className="soft">{texts.apply.submitHint}</p>}
        <button type="submit" className="button large-button" aria-disabled={isSending}>
          {isSending ? texts.apply.submitting : leadsToAltinn ? texts.apply.submit : texts.apply.submitOther}
          {!isSending && <Icon name={leadsToAltinn ? "out" : "send"} />}
        </button>
      </div>
    </form>
  );
}
