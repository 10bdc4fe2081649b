import { pages } from "../../../api.js";
import { useLanguage } from "../language.js";
import { Lost } from "../parts/lost.js";

export function NotFoundPage() {
  const { texts } = useLanguage();
  return <Lost title={texts.notFound.title} text={texts.notFound.text} to={pages.home} toText={texts.notFound.home} />;
}
