import type { TimelineEvent } from "../../../../api.js";
import { useLanguage } from "../../language.js";
import { Icon, type IconName } from "../../parts/icon.js";

const ICONS: Record<string, IconName> = {
  Applied: "send",
  Created: "document",
  Accepted: "check",
  Rejected: "cross",
  Revoked: "undo",
  Deleted: "trash",
  Expired: "clock",
  Used: "check",
  Returned: "back",
  DataFetched: "document",
  DataDeleted: "trash",
};

/** What happened, at Altinn and in the bank, the oldest first. */
export function Timeline({ events }: { events: TimelineEvent[] }) {
  const { texts, format } = useLanguage();
  const words = texts.application;
  return (
    <section className="panel">
      <h2>{words.timeline}</h2>
      <ol className="timeline">
        {events.map((event) => (
          <li key={`${event.at} ${event.type}`} className={`event ${event.source}`} data-event={event.type}>
            <span className="event-icon">
              <Icon name={ICONS[event.type] ?? "info"} />
            </span>
            <p className="event-text">{words.event[event.type] ?? words.eventUnknown(event.type)}</p>
            <p className="small soft">
              <time dateTime={event.at}>{format.moment(event.at)}</time> · {words.at[event.source]}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
