/** The pages and their addresses. */

import { lazy, type ReactNode, Suspense } from "react";

import { pages } from "../../api.js";
import { LanguageProvider } from "./language.js";
import { ApplicationPage } from "./pages/application.js";
import { ApplicationsPage } from "./pages/applications.js";
import { LoginPage } from "./pages/login.js";
import { NotFoundPage } from "./pages/not-found.js";
import { ReturnProblemPage } from "./pages/return-problem.js";
import { ShopPage } from "./pages/shop.js";
import { AnnouncerProvider } from "./parts/announcer.js";
import { Frame } from "./parts/frame.js";
import { Loading } from "./parts/loading.js";
import { Page } from "./parts/page.js";
import { PageBoundary } from "./parts/page-boundary.js";
import { applyPages, shopPages } from "./places.js";
import { usePlace } from "./router.js";
import { OnlyCustomers, SessionProvider } from "./session.js";

// The form brings the checks of `samtykke/browser` with it, which the other pages do without.
const ApplyPage = lazy(async () => ({ default: (await import("./pages/apply.js")).ApplyPage }));

export function App() {
  return (
    <LanguageProvider>
      <AnnouncerProvider>
        <SessionProvider>
          <Pages />
        </SessionProvider>
      </AnnouncerProvider>
    </LanguageProvider>
  );
}

function Pages() {
  const { path } = usePlace();
  return (
    <Frame>
      <PageBoundary key={path}>
        <Suspense fallback={<OnItsWay />}>{pageAt(path)}</Suspense>
      </PageBoundary>
    </Frame>
  );
}

function OnItsWay() {
  return (
    <Page>
      <Loading />
    </Page>
  );
}

function pageAt(path: string): ReactNode {
  const shop = shopPages.find((page) => page.path === path);
  if (shop) return <ShopPage name={shop.name} />;
  const apply = applyPages.find((page) => page.path === path);
  if (apply) return onlyCustomers(<ApplyPage product={apply.product} />);
  if (path === pages.login) return <LoginPage />;
  if (path === pages.applications) return onlyCustomers(<ApplicationsPage />);
  if (path === pages.returnProblem) return <ReturnProblemPage />;
  const application = /^\/applications\/([^/]+)$/.exec(path)?.[1];
  if (application) return onlyCustomers(<ApplicationPage id={decoded(application)} />);
  return <NotFoundPage />;
}

function onlyCustomers(page: ReactNode): ReactNode {
  return <OnlyCustomers>{page}</OnlyCustomers>;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
