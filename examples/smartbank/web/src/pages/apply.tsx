import { init } from "samtykke/browser";

import type { Product } from "../../../api.js";
import { bank } from "../bank.js";
import { useLanguage } from "../language.js";
import { useLoaded } from "../loaded.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { Notice } from "../parts/notice.js";
import { Page } from "../parts/page.js";
import { ApplyForm } from "./apply/form.js";

/** Where a customer applies: the form needs the list of resources, and the checks that `samtykke/browser` brings. */
export function ApplyPage({ product }: { product: Product }) {
  const { texts } = useLanguage();
  const { value: resources, problem, reload } = useLoaded(load, product);
  return (
    <Page title={texts.apply.title(texts.product[product])}>
      <p className="lead">{texts.apply.lead}</p>
      {problem && !resources && <Failure problem={problem} retry={reload} />}
      {!problem && !resources && <Loading text={texts.apply.loading} />}
      {resources?.length === 0 && <Notice tone="info">{texts.apply.emptyResources}</Notice>}
      {resources && resources.length > 0 && <ApplyForm product={product} resources={resources} />}
    </Page>
  );
}

async function load(signal: AbortSignal) {
  const [{ resources }] = await Promise.all([bank.resources(signal), init()]);
  return resources;
}
