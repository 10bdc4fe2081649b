import { useLanguage } from "../language.js";

/** Something is on its way. It shows after a moment, so that quick answers do not flicker. */
export function Loading({ text }: { text?: string }) {
  const { texts } = useLanguage();
  return (
    <div className="loading" role="status">
      <span className="spinner" aria-hidden="true" />
      {text ?? texts.frame.loading}
    </div>
  );
}
