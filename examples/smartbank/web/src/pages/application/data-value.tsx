/** JSON of any shape as figures, tables and lists: nobody wants to read braces. */

import { useLanguage } from "../../language.js";
import { metadataLabel } from "../../metadata.js";

type Members = Record<string, unknown>;

/** What the page says elsewhere, and what says how to write the rest. */
const UNSAID = ["resource", "from", "currency"];
const MONEY = /amount|bel(oe|ø|o)p|income|inntekt|formue|gjeld|sum$/i;
const YEAR = /year|aar$|år$/i;
const MOST_FIGURES = 4;

export function DataValue({ title, body }: { title: string; body: unknown }) {
  const { texts } = useLanguage();
  if (!isMembers(body)) return <Value title={title} name="" value={body} />;
  const currency = typeof body["currency"] === "string" ? body["currency"] : undefined;
  const shown = Object.entries(body).filter(([name]) => !UNSAID.includes(name));
  if (shown.length === 0) return <p className="soft">{texts.application.dataEmpty}</p>;
  const lists = shown.filter(([, value]) => typeof value === "object" && value !== null);
  const plain = shown.filter(([, value]) => typeof value !== "object" || value === null);
  return (
    <>
      {plain.length > 0 && <Facts members={Object.fromEntries(plain)} currency={currency} />}
      {lists.map(([name, value]) => (
        <div key={name}>
          {lists.length > 1 && <h4>{metadataLabel(texts, name)}</h4>}
          <Value title={title} name={name} value={value} currency={currency} />
        </div>
      ))}
    </>
  );
}

interface ValueProps {
  /** What the whole is called. */
  title: string;
  name: string;
  value: unknown;
  currency?: string | undefined;
}

function Value({ title, name, value, currency }: ValueProps) {
  const { texts } = useLanguage();
  const write = useWriter(currency);
  if (!Array.isArray(value))
    return isMembers(value) ? <DataValue title={title} body={{ ...value, currency }} /> : <p>{write(name, value)}</p>;
  if (value.length === 0) return <p className="soft">{texts.application.dataEmpty}</p>;
  if (!value.some(isMembers)) return <p>{value.map((item) => write(name, item)).join(", ")}</p>;
  const rows = value.map((row) => (isMembers(row) ? flat(row) : { [name]: row }));
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const numbers = columns.filter(
    (column) => !YEAR.test(column) && rows.every((row) => typeof row[column] === "number"),
  );
  const [figure] = numbers;
  if (figure !== undefined && numbers.length === 1 && rows.length <= MOST_FIGURES) {
    return <Figures name={name} rows={rows} figure={figure} currency={currency} />;
  }
  return <Table label={`${title}: ${metadataLabel(texts, name)}`} rows={rows} columns={columns} currency={currency} />;
}

/** A few rows with one number each: the number is what people look for. */
function Figures({
  name,
  rows,
  figure,
  currency,
}: {
  name: string;
  rows: Members[];
  figure: string;
  currency: string | undefined;
}) {
  const { texts } = useLanguage();
  const write = useWriter(currency);
  const most = Math.max(...rows.map((row) => Number(row[figure])));
  // `data` says nothing, and is what an owner calls it who has nothing to say.
  const title = metadataLabel(texts, name === "data" ? figure : name);
  const caption = (row: Members) => {
    const others = Object.entries(row).filter(([column]) => column !== figure);
    return [title, ...others.map(([column, value]) => `${metadataLabel(texts, column)} ${write(column, value)}`)].join(
      " · ",
    );
  };
  return (
    <dl className="figures">
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names, and do not move.
        <div key={at} className="figure">
          <dt>{caption(row)}</dt>
          <dd>{write(figure, row[figure])}</dd>
          {rows.length > 1 && most > 0 && <Bar share={Number(row[figure]) / most} />}
        </div>
      ))}
    </dl>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <dd aria-hidden="true">
      <svg className="bar" aria-hidden="true" focusable="false">
        <rect className="bar-ground" width="100%" height="100%" rx="4" />
        <rect className="bar-share" width={`${Math.max(2, Math.round(share * 100))}%`} height="100%" rx="4" />
      </svg>
    </dd>
  );
}

interface TableProps {
  label: string;
  rows: Members[];
  columns: string[];
  currency: string | undefined;
}

function Table({ label, rows, columns, currency }: TableProps) {
  const { texts } = useLanguage();
  const write = useWriter(currency);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className="table-frame" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {metadataLabel(texts, column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names, and do not move.
            <tr key={at}>
              {columns.map((column) => (
                <td key={column} className={typeof row[column] === "number" ? "number" : undefined}>
                  {write(column, row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Facts({ members, currency }: { members: Members; currency: string | undefined }) {
  const { texts } = useLanguage();
  const write = useWriter(currency);
  return (
    <dl className="facts">
      {Object.entries(members).map(([name, value]) => (
        <div key={name}>
          <dt>{metadataLabel(texts, name)}</dt>
          <dd>{write(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Writes a single value as its name and the currency beside it ask for. */
function useWriter(currency: string | undefined): (name: string, value: unknown) => string {
  const { format } = useLanguage();
  const write = (name: string, value: unknown): string => {
    if (value === null || value === undefined || value === "") return "–";
    if (typeof value === "number") {
      if (YEAR.test(name)) return String(value);
      return MONEY.test(name) && (currency ?? "NOK") === "NOK" ? format.money(value) : format.number(value);
    }
    if (typeof value === "boolean") return value ? "✓" : "–";
    if (typeof value === "string") return /^\d{4}-\d\d-\d\dT/.test(value) ? format.moment(value) : value;
    return Object.entries(value)
      .map(([member, inner]) => write(Array.isArray(value) ? name : member, inner))
      .join(", ");
  };
  return write;
}

/** `{ metadata: { year: "2024" }, value: 7 }` as `{ year: "2024", value: 7 }`. */
function flat(row: Members): Members {
  const members: Members = {};
  for (const [name, value] of Object.entries(row)) {
    if (isMembers(value)) Object.assign(members, value);
    else if (value !== null) members[name] = value;
  }
  return members;
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
