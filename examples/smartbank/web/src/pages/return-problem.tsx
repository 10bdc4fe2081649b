import { pages } from "../../../api.js";
import { useLanguage } from "../language.js";
import { Lost } from "../parts/lost.js";

/** Where a return from Altinn ends that belongs to nothing. */
export function ReturnProblemPage() {
  const { texts } = useLanguage();
  const { title, text, to } = texts.returnProblem;
  return <Lost title={title} text={text} to={pages.applications} toText={to} />;
}
