import { useEffect, useRef } from "react";

import { type Application, pages } from "../../../api.js";
import { bank } from "../bank.js";
import { useLanguage } from "../language.js";
import { useLoaded } from "../loaded.js";
import { useAnnounce } from "../parts/announcer.js";
import { FailedPage, Failure } from "../parts/failure.js";
import { Icon } from "../parts/icon.js";
import { Loading } from "../parts/loading.js";
import { Lost } from "../parts/lost.js";
import { Page } from "../parts/page.js";
import { Link } from "../router.js";
import { DataSection } from "./application/data.js";
import { Details } from "./application/details.js";
import { Timeline } from "./application/timeline.js";
import { Token } from "./application/token.js";
import { Verdict, verdictWords } from "./application/verdict.js";

const WAITING_MILLIS = 5_000;
const FETCHING_MILLIS = 1_000;
/** How long after the end of validity it is certain to be over. */
const END_MILLIS = 500;
/** Nobody looks at a page for longer. */
const LONGEST_MILLIS = 3_600_000;

/** What became of one application. Only what the back end says counts; what the address says is for nobody. */
export function ApplicationPage({ id }: { id: string }) {
  const { texts } = useLanguage();
  const loaded = useLoaded((signal) => bank.application(id, signal), id);
  const { value: application, problem, reload } = loaded;
  useFreshness(application, loaded.isLoading, reload);
  useVerdictAnnounced(application);

  if (problem?.code === "NOT_FOUND") {
    const { application: title, applicationText: text } = texts.notFound;
    return <Lost title={title} text={text} to={pages.applications} toText={texts.returnProblem.to} />;
  }
  if (!application && problem) return <FailedPage problem={problem} retry={reload} />;
  const back = (
    <p className="back">
      <Link to={pages.applications}>
        <Icon name="back" />
        {texts.application.back}
      </Link>
    </p>
  );
  if (!application) {
    return (
      <Page before={back} width="wide">
        <Loading text={texts.application.loading} />
      </Page>
    );
  }
  return (
    <Page title={texts.application.title(texts.product[application.product])} before={back} width="wide">
      {problem && <Failure problem={problem} retry={reload} />}
      <Verdict application={application} isChecking={loaded.isLoading} check={reload} />
      <div className="columns">
        <div>
          <DataSection application={application} retry={reload} />
          <Details application={application} />
        </div>
        <div>
          <Timeline events={application.timeline} />
          {application.token && <Token token={application.token} />}
        </div>
      </div>
    </Page>
  );
}

/** Asks again while something is under way, and when the customer comes back from another tab. */
function useFreshness(application: Application | undefined, isLoading: boolean, reload: () => void): void {
  const isFetching = application?.data.state === "fetching";
  const isOpen = application?.verdict === "waiting" || application?.verdict === "granted" || isFetching;
  const pause = isFetching ? FETCHING_MILLIS : application?.verdict === "waiting" ? WAITING_MILLIS : undefined;
  const validTo = isOpen ? application?.validTo : undefined;
  useEffect(() => {
    if (isLoading) return;
    const left = validTo === undefined ? Number.POSITIVE_INFINITY : Date.parse(validTo) - Date.now() + END_MILLIS;
    const soon = Math.min(pause ?? Number.POSITIVE_INFINITY, left > 0 ? left : Number.POSITIVE_INFINITY);
    if (soon > LONGEST_MILLIS) return;
    const timer = setTimeout(() => document.visibilityState === "visible" && reload(), soon);
    return () => clearTimeout(timer);
  }, [pause, validTo, isLoading, reload]);
  useEffect(() => {
    if (!isOpen) return;
    const seen = () => document.visibilityState === "visible" && reload();
    const shown = (event: PageTransitionEvent) => event.persisted && reload();
    document.addEventListener("visibilitychange", seen);
    addEventListener("pageshow", shown);
    return () => {
      document.removeEventListener("visibilitychange", seen);
      removeEventListener("pageshow", shown);
    };
  }, [isOpen, reload]);
}

function useVerdictAnnounced(application: Application | undefined): void {
  const { texts } = useLanguage();
  const announce = useAnnounce();
  const last = useRef<string>(undefined);
  useEffect(() => {
    if (!application) return;
    if (last.current !== undefined && last.current !== application.verdict)
      announce(verdictWords(texts, application).title);
    last.current = application.verdict;
  }, [application, texts, announce]);
}
