import type { Problem } from "../../../api.js";
import { useLanguage } from "../language.js";
import type { Texts } from "../texts/texts.js";
import { Notice } from "./notice.js";
import { Page } from "./page.js";

interface FailureProps {
  problem: Problem;
  retry?: (() => void) | undefined;
}

/** A page in place of one that cannot be shown. */
export function FailedPage({ problem, retry }: FailureProps) {
  const { texts } = useLanguage();
  return (
    <Page title={texts.failure.title}>
      <Failure problem={problem} retry={retry} />
    </Page>
  );
}

/** What went wrong, in words for the customer, and the way on. */
export function Failure({ problem, retry }: FailureProps) {
  const { texts } = useLanguage();
  return (
    <Notice tone="bad" role="alert">
      <p>{problemText(texts, problem)}</p>
      <Hints problem={problem} />
      {retry && (
        <button type="button" className="button secondary" onClick={retry}>
          {texts.failure.again}
        </button>
      )}
    </Notice>
  );
}

export function problemText(texts: Texts, { code, upstream }: Problem): string {
  if (code === "UNREACHABLE" && upstream) return texts.failure.away(texts.failure.upstream[upstream.service]);
  return texts.failure[code] ?? texts.failure.INTERNAL;
}

/** What helps whoever the customer calls. */
export function Hints({ problem }: { problem: Problem }) {
  const { texts } = useLanguage();
  const { upstream, requestId } = problem;
  const word = upstream?.code ?? (upstream?.status === undefined ? undefined : String(upstream.status));
  if (!word && !requestId) return null;
  return (
    <p className="small soft">
      {upstream && word && `${texts.failure.said(texts.failure.upstream[upstream.service], word)} `}
      {requestId && texts.failure.reference(requestId)}
    </p>
  );
}
