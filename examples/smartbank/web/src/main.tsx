import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app.js";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/parts.css";
import "./styles/shop.css";
import "./styles/login.css";
import "./styles/apply.css";
import "./styles/application.css";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
