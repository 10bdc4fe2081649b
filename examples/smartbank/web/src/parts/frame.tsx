/** What is around every page. */

import { type ReactNode, useEffect, useState } from "react";

import { pages } from "../../../api.js";
import { LANGUAGES, useLanguage } from "../language.js";
import { shopPages } from "../places.js";
import { Link, usePlace } from "../router.js";
import { useSession } from "../session.js";
import { Icon } from "./icon.js";

export function Frame({ children }: { children: ReactNode }) {
  const { texts } = useLanguage();
  return (
    <>
      <a className="skip" href="#content">
        {texts.frame.skip}
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <Footer />
    </>
  );
}

function Demo() {
  const { texts } = useLanguage();
  const { session } = useSession();
  return <p>{texts.frame.demo(session?.environment ?? "…")}</p>;
}

function Header() {
  const { texts } = useLanguage();
  const { path } = usePlace();
  const [isOpen, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has arrived somewhere needs the menu no more.
  useEffect(() => setOpen(false), [path]);
  return (
    <header className="header">
      <div className="strip">
        <Demo />
        <Languages />
      </div>
      <div className="header-bar">
        <Link className="brand" to={pages.home} aria-label={texts.frame.home}>
          <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path className="brand-fell" d="M2 24 11.5 8l6 10 3.5-5L30 24z" />
            <circle className="brand-sun" cx="24.5" cy="7" r="3" />
          </svg>
          <span>SmartBank</span>
        </Link>
        <button
          type="button"
          className="menu-button"
          aria-expanded={isOpen}
          aria-controls="menu"
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? "cross" : "menu"} />
          {texts.frame.menu}
        </button>
        <div id="menu" className={isOpen ? "menu open" : "menu"}>
          <Navigation />
          <Account />
        </div>
      </div>
    </header>
  );
}

function Navigation() {
  const { texts } = useLanguage();
  const { path } = usePlace();
  return (
    <nav className="navigation" aria-label={texts.frame.main}>
      <ul>
        {shopPages.map((page) => (
          <li key={page.name}>
            <Link to={page.path} aria-current={path === page.path ? "page" : undefined}>
              {texts.shop.nav[page.name]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Account() {
  const { texts } = useLanguage();
  const { path } = usePlace();
  const { session, logOut } = useSession();
  const customer = session?.customer;
  if (!customer) {
    return (
      <div className="account">
        <Link className="button small-button" to={pages.login} aria-current={path === pages.login ? "page" : undefined}>
          {texts.frame.logIn}
        </Link>
      </div>
    );
  }
  return (
    <nav className="account" aria-label={texts.frame.customer}>
      <span className="account-name" title={texts.frame.loggedInAs(customer.name)}>
        <Icon name={customer.kind} />
        <span className="unseen">{texts.frame.loggedInAs("")}</span>
        {customer.name}
      </span>
      <Link to={pages.applications} aria-current={path === pages.applications ? "page" : undefined}>
        {texts.frame.applications}
      </Link>
      <button type="button" className="link-button" onClick={() => void logOut().catch(() => location.reload())}>
        {texts.frame.logOut}
      </button>
    </nav>
  );
}

function Languages() {
  const { texts, language, speak } = useLanguage();
  return (
    <fieldset className="languages">
      <legend className="unseen">{texts.frame.languages}</legend>
      {LANGUAGES.map(({ code, name }) => (
        <button key={code} type="button" lang={code} aria-pressed={code === language} onClick={() => speak(code)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}

function Footer() {
  const { texts } = useLanguage();
  const { session } = useSession();
  return (
    <footer className="footer">
      <div className="footer-bar">
        <p className="footer-name">{session?.bank.name ?? "SmartBank"}</p>
        <p>{texts.frame.promise}</p>
        <p className="footer-small">{texts.frame.footer}</p>
      </div>
    </footer>
  );
}
