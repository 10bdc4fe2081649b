import { useLanguage } from "../language.js";
import { Icon } from "../parts/icon.js";
import { useHeading } from "../parts/page.js";
import { Scene } from "../parts/scene.js";
import { applyPath, type ShopName, shopPages } from "../places.js";
import { Link } from "../router.js";

/** One of the bank's shop windows. */
export function ShopPage({ name }: { name: ShopName }) {
  const { texts } = useLanguage();
  const shop = texts.shop[name];
  const heading = useHeading(shop.title);
  const product = shopPages.find((page) => page.name === name)?.product ?? "loan";
  return (
    <>
      <section className="hero">
        <div className="hero-text">
          <h1 ref={heading} tabIndex={-1}>
            {shop.heading}
          </h1>
          <p className="lead">{shop.lead}</p>
          <p className="actions">
            <Link className="button large-button" to={applyPath(product)}>
              {texts.shop.apply}
              <Icon name="next" />
            </Link>
          </p>
        </div>
        <div className="hero-picture">
          <Scene name={name} />
          <p className="hero-figure">
            <strong>{shop.figure.value}</strong> {shop.figure.label}
          </p>
        </div>
      </section>
      <ul className="points">
        {shop.points.map((point) => (
          <li key={point.title}>
            <Icon name="check" />
            <div>
              <h2>{point.title}</h2>
              <p>{point.text}</p>
            </div>
          </li>
        ))}
      </ul>
      {name === "private" && <Products />}
      <Steps />
    </>
  );
}

function Products() {
  const { texts } = useLanguage();
  return (
    <section className="band">
      <h2>{texts.shop.productsTitle}</h2>
      <ul className="products">
        {shopPages
          .filter((page) => page.name !== "private")
          .map((page) => (
            <li key={page.name} className="product">
              <h3>
                <Link to={page.path}>{texts.shop.nav[page.name]}</Link>
              </h3>
              <p>{texts.shop[page.name].heading}</p>
              <Icon name="next" />
            </li>
          ))}
      </ul>
    </section>
  );
}

function Steps() {
  const { texts } = useLanguage();
  return (
    <section className="band steps-band">
      <h2>{texts.shop.stepsTitle}</h2>
      <ol className="steps">
        {texts.shop.steps.map((step) => (
          <li key={step.title}>
            <h3>{step.title}</h3>
            <p>{step.text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
