import { useState } from "react";

import type { Application } from "../../../../api.js";
import { useLanguage } from "../../language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { LOOKS } from "../../parts/badge.js";
import { Hints, problemText } from "../../parts/failure.js";
import { Icon } from "../../parts/icon.js";
import { Notice } from "../../parts/notice.js";
import { applyPath } from "../../places.js";
import { Link } from "../../router.js";
import type { Texts } from "../../texts/texts.js";

/** Verdicts after which only a new application helps. */
const OVER = ["rejected", "expired", "revoked", "deleted"];

interface VerdictProps {
  application: Application;
  isChecking: boolean;
  check: () => void;
}

/** Where the consent stands, and what can be done about it. */
export function Verdict({ application, isChecking, check }: VerdictProps) {
  const { texts, format } = useLanguage();
  const { verdict, consentUrl, problem, returned, checkedAt } = application;
  const { tone, icon } = LOOKS[verdict];
  const words = verdictWords(texts, application);
  const isForged = returned === "accepted" && (verdict === "waiting" || verdict === "rejected");
  return (
    <section className={`verdict ${tone}`} data-verdict={verdict}>
      <span className="verdict-icon">
        <Icon name={icon} />
      </span>
      <div className="verdict-body">
        <h2>{words.title}</h2>
        <p>{words.text}</p>
        {isForged && <Notice tone="warn">{texts.application.forged}</Notice>}
        {problem && (
          <Notice tone="warn" title={verdict === "preparing" ? problemText(texts, problem) : texts.application.old}>
            <Hints problem={problem} />
          </Notice>
        )}
        <p className="actions">
          {consentUrl && !application.from.self && <CopyLink address={consentUrl} />}
          {consentUrl && (
            <a className={application.from.self ? "button" : "button secondary"} href={consentUrl}>
              {application.from.self ? texts.application.toAltinn : texts.application.openAltinn}
              <Icon name="out" />
            </a>
          )}
          {OVER.includes(verdict) ? (
            <Link className="button" to={applyPath(application.product)}>
              {texts.application.applyAgain}
            </Link>
          ) : (
            <button
              type="button"
              className="button secondary"
              aria-disabled={isChecking}
              onClick={() => isChecking || check()}
            >
              {isChecking
                ? texts.application.checking
                : verdict === "preparing"
                  ? texts.application.again
                  : texts.application.check}
            </button>
          )}
        </p>
        {checkedAt && <p className="small soft">{texts.application.checked(format.clock(checkedAt))}</p>}
      </div>
    </section>
  );
}

/** For whoever is asked and does not sit at this screen. */
function CopyLink({ address }: { address: string }) {
  const { texts } = useLanguage();
  const announce = useAnnounce();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      // The browser does not allow it: the link beside the button can be copied by hand.
      return;
    }
    setCopied(true);
    announce(texts.application.copied);
  };
  return (
    <button type="button" className="button" onClick={() => void copy()}>
      <Icon name={isCopied ? "check" : "copy"} />
      {isCopied ? texts.application.copied : texts.application.copyLink}
    </button>
  );
}

export function verdictWords(texts: Texts, { verdict, from, data }: Application): { title: string; text: string } {
  const words = texts.application.verdict;
  if (verdict === "waiting" && !from.self) return words.waitingOther;
  if (verdict === "rejected" && !from.self) return words.rejectedOther;
  if (verdict === "granted" && data.state !== "ready") return words.grantedNoData;
  return words[verdict];
}
