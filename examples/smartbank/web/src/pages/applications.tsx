import { type ApplicationSummary, pages } from "../../../api.js";
import { bank } from "../bank.js";
import { useLanguage } from "../language.js";
import { useLoaded } from "../loaded.js";
import { Badge } from "../parts/badge.js";
import { Failure } from "../parts/failure.js";
import { Icon } from "../parts/icon.js";
import { Loading } from "../parts/loading.js";
import { Page } from "../parts/page.js";
import { shopPath } from "../places.js";
import { Link } from "../router.js";

/** What the customer has applied for. */
export function ApplicationsPage() {
  const { texts } = useLanguage();
  const { value, problem, reload } = useLoaded((signal) => bank.applications(signal), "applications");
  const applications = value?.applications;
  return (
    <Page title={texts.applications.title}>
      {problem && <Failure problem={problem} retry={reload} />}
      {!applications && !problem && <Loading />}
      {applications && (applications.length === 0 ? <Empty /> : <List applications={applications} />)}
    </Page>
  );
}

function List({ applications }: { applications: ApplicationSummary[] }) {
  const { texts, format } = useLanguage();
  return (
    <>
      <p className="lead">{texts.applications.lead}</p>
      <ul className="cards" aria-label={texts.applications.count(applications.length)}>
        {applications.map(({ id, product, amount, createdAt, verdict }) => (
          <li key={id} className="card">
            <div className="card-text">
              <h2>
                <Link
                  to={pages.application(id)}
                  aria-label={texts.applications.open(texts.product[product], format.moment(createdAt))}
                >
                  {texts.product[product]}
                </Link>
              </h2>
              <p className="soft small">{texts.applications.applied(format.moment(createdAt))}</p>
            </div>
            {amount !== null && <p className="card-amount">{format.money(amount)}</p>}
            <Badge verdict={verdict} />
            <Icon name="next" />
          </li>
        ))}
      </ul>
    </>
  );
}

function Empty() {
  const { texts } = useLanguage();
  return (
    <div className="empty">
      <Icon name="document" />
      <h2>{texts.applications.emptyTitle}</h2>
      <p>{texts.applications.empty}</p>
      <p className="actions">
        <Link className="button" to={shopPath("loan")}>
          {texts.applications.begin}
        </Link>
      </p>
    </div>
  );
}
