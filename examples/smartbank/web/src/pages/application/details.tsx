import type { Application } from "../../../../api.js";
import { useLanguage } from "../../language.js";
import { metadataLabel } from "../../metadata.js";
import { useCustomer } from "../../session.js";

/** What was asked for, of whom, and until when. */
export function Details({ application }: { application: Application }) {
  const { texts, format, pick } = useLanguage();
  const words = texts.application;
  const message = pick(application.message);
  return (
    <section className="panel">
      <h2>{words.detailsTitle}</h2>
      <dl className="facts">
        {application.amount !== null && (
          <div>
            <dt>{words.amount}</dt>
            <dd>{format.money(application.amount)}</dd>
          </div>
        )}
        <div>
          <dt>{words.from}</dt>
          <dd>
            <Asked from={application.from} />
          </dd>
        </div>
        <div>
          <dt>{words.rights}</dt>
          <dd>
            <ul className="plain">
              {application.rights.map(({ resource, title, metadata }) => (
                <li key={resource + JSON.stringify(metadata)}>
                  {pick(title) || resource}
                  {Object.entries(metadata ?? {}).map(([key, value]) => (
                    <span key={key} className="chip">
                      {metadataLabel(texts, key)}: {value}
                    </span>
                  ))}
                </li>
              ))}
            </ul>
          </dd>
        </div>
        {message && (
          <div>
            <dt>{words.message}</dt>
            <dd className="message">{message}</dd>
          </div>
        )}
        <div>
          <dt>{words.validTo}</dt>
          <dd>{format.moment(application.validTo)}</dd>
        </div>
        <div>
          <dt>{words.consentId}</dt>
          <dd className="code">{application.consentId}</dd>
        </div>
      </dl>
    </section>
  );
}

function Asked({ from }: { from: Application["from"] }) {
  const { texts, format } = useLanguage();
  const { customer } = useCustomer();
  const words = texts.application;
  if (from.self) return `${from.kind === "person" ? words.fromSelf : words.fromSelfOrganization} (${customer.name})`;
  return from.organization ? words.fromOrganization(format.organization(from.organization)) : words.fromPerson;
}
