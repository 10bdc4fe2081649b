/** What is shown in place of a page that failed. */

import { Component, type ReactNode } from "react";

import { problemOf } from "../bank.js";
import { FailedPage } from "./failure.js";

interface State {
  error: unknown;
  hasFailed: boolean;
}

export class PageBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: undefined, hasFailed: false };

  static getDerivedStateFromError(error: unknown): State {
    return { error, hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return <FailedPage problem={problemOf(this.state.error)} retry={() => location.reload()} />;
  }
}
