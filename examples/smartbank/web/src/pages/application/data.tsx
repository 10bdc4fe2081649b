import type { Application, DataItem } from "../../../../api.js";
import { useLanguage } from "../../language.js";
import { Hints } from "../../parts/failure.js";
import { Loading } from "../../parts/loading.js";
import { Notice } from "../../parts/notice.js";
import { DataValue } from "./data-value.js";

/** What the consent opened, for people to read. */
export function DataSection({ application, retry }: { application: Application; retry: () => void }) {
  const { texts, format } = useLanguage();
  const { data, verdict } = application;
  const words = texts.application;
  if (verdict !== "granted") return null;
  return (
    <section className="panel data" aria-busy={data.state === "fetching"}>
      <h2>{words.dataTitle}</h2>
      {data.state === "none" && <p className="soft">{words.dataNone}</p>}
      {data.state === "fetching" && <Loading text={words.dataFetching} />}
      {data.state === "failed" && (
        <Notice tone="bad" title={words.dataFailed}>
          <p>{words.dataFailedText}</p>
          <Hints problem={data.problem} />
          {data.problem.retryable && (
            <button type="button" className="button secondary" onClick={retry}>
              {words.again}
            </button>
          )}
        </Notice>
      )}
      {data.state === "ready" && (
        <>
          {data.items.map((item, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rights may name the same resource.
            <Item key={at} item={item} />
          ))}
          <p className="small soft">{words.dataFetched(format.moment(data.fetchedAt))}</p>
        </>
      )}
    </section>
  );
}

function Item({ item }: { item: DataItem }) {
  const { pick } = useLanguage();
  const title = pick(item.title) || item.resource;
  return (
    <article className="data-item" data-resource={item.resource}>
      <h3>{title}</h3>
      <DataValue title={title} body={item.body} />
    </article>
  );
}
