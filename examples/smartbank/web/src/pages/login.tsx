import { useState } from "react";

import { type Customer, type Problem, pages } from "../../../api.js";
import { problemOf } from "../bank.js";
import { useLanguage } from "../language.js";
import { Failure } from "../parts/failure.js";
import { Icon } from "../parts/icon.js";
import { Loading } from "../parts/loading.js";
import { Notice } from "../parts/notice.js";
import { Page } from "../parts/page.js";
import { navigate, ownPage, usePlace } from "../router.js";
import { useSession } from "../session.js";

/** The bank's own login, simulated: a list of who can be at the screen. */
export function LoginPage() {
  const { texts, format } = useLanguage();
  const { session, problem, refresh, logIn } = useSession();
  const { query } = usePlace();
  const [busy, setBusy] = useState<string>();
  const [refusal, setRefusal] = useState<Problem>();

  const enter = async (customer: Customer) => {
    if (busy) return;
    setBusy(customer.id);
    setRefusal(undefined);
    try {
      await logIn(customer.id);
      navigate(ownPage(query.get("next")) ?? pages.applications, { replace: true });
    } catch (error) {
      setRefusal(problemOf(error));
      setBusy(undefined);
    }
  };

  const group = (title: string, kind: Customer["kind"]) => {
    const customers = session?.customers.filter((customer) => customer.kind === kind) ?? [];
    if (customers.length === 0) return null;
    return (
      <section className="login-group">
        <h2>{title}</h2>
        <ul className="choices">
          {customers.map((customer) => (
            <li key={customer.id}>
              <button
                type="button"
                className="choice"
                aria-disabled={busy !== undefined}
                onClick={() => void enter(customer)}
              >
                <span className="choice-icon">
                  <Icon name={customer.kind} />
                </span>
                <span className="choice-text">
                  <strong>
                    <span className="unseen">{texts.login.as("")}</span>
                    {customer.name}
                  </strong>
                  <span className="soft small">{busy === customer.id ? texts.login.working : describe(customer)}</span>
                </span>
                <Icon name="next" />
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  };

  const describe = ({ kind, organization, representative }: Customer) =>
    kind === "person"
      ? texts.login.person
      : [
          representative && texts.login.actsFor(representative),
          organization && texts.login.organization(format.organization(organization)),
        ]
          .filter(Boolean)
          .join(" · ");

  return (
    <Page title={texts.login.title}>
      <p className="lead">{texts.login.lead}</p>
      {query.get("returned") && <Notice tone="info">{texts.login.returned}</Notice>}
      {query.get("expired") && <Notice tone="info">{texts.login.expired}</Notice>}
      {refusal && <Failure problem={refusal} />}
      {!session && (problem ? <Failure problem={problem} retry={() => void refresh()} /> : <Loading />)}
      {session?.customers.length === 0 && <Notice tone="warn">{texts.login.nobody}</Notice>}
      {group(texts.login.persons, "person")}
      {group(texts.login.organizations, "organization")}
    </Page>
  );
}
