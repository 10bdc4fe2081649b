/** What the shop's pages say in English. */

import type { shopNb } from "./shop-nb.js";

export const shopEn: typeof shopNb = {
  nav: { private: "Personal", business: "Business", insurance: "Insurance", creditCard: "Credit card", loan: "Loans" },
  apply: "Apply now",
  more: "Read more",
  productsTitle: "How can we help you?",
  stepsTitle: "How consent works",
  steps: [
    { title: "You choose", text: "In the application you choose what the bank may fetch." },
    { title: "You answer in Altinn", text: "Altinn shows who asks, and for what. You say yes or no." },
    { title: "We fetch just that", text: "The bank gets what you agreed to, while the consent lasts. Nothing more." },
  ],
  private: {
    title: "Personal",
    heading: "The bank that asks first",
    lead: "No forms full of figures to dig up. Give your consent in Altinn; we fetch what we need and answer at once.",
    figure: { value: "2 min", label: "from application to answer" },
    points: [
      { title: "Your figures, your choice", text: "You see what we ask for before you answer." },
      { title: "No attachments", text: "Payslips and tax returns can stay in the drawer." },
      { title: "Withdraw at any time", text: "Change your mind, and we delete what we fetched." },
    ],
  },
  business: {
    title: "Business",
    heading: "Capital for the next step",
    lead: "Apply on behalf of your company. Whoever may sign in Altinn consents for it.",
    figure: { value: "100 mill.", label: "kroner a company can apply for" },
    points: [
      { title: "For small and large", text: "From an overdraft to a new building, with the same simple form." },
      { title: "Roles decide", text: "Altinn knows who may answer for the company." },
      { title: "Less paper", text: "The figures come straight from their owner." },
    ],
  },
  insurance: {
    title: "Insurance",
    heading: "Cover without the long forms",
    lead: "Let us fetch what it takes to give you the right price. You approve in Altinn.",
    figure: { value: "1", label: "consent for the whole package" },
    points: [
      { title: "Right from the start", text: "The price rests on fresh information, not on guesses." },
      { title: "All in one place", text: "House, car and travel in one agreement." },
      { title: "Easy to follow", text: "You see until when the consent holds." },
    ],
  },
  creditCard: {
    title: "Credit card",
    heading: "A card that fits your budget",
    lead: "We set the limit by the income that you let us see, so that it is one to live with.",
    figure: { value: "NOK 0", label: "a year" },
    points: [
      { title: "A safe limit", text: "The limit follows what you earn." },
      { title: "45 days without interest", text: "Pay in full when it is due, and it costs nothing." },
      { title: "Block it with one tap", text: "Lost? Stop the card in the app." },
    ],
  },
  loan: {
    title: "Loans",
    heading: "A loan while you wait",
    lead: "Consent to our fetching your income, and have an answer at once. No papers, no queue.",
    figure: { value: "5.49 %", label: "interest from, in this example bank" },
    points: [
      { title: "Apply in minutes", text: "Amount, consent, done." },
      { title: "With a co-applicant", text: "Ask someone else to consent in the same application." },
      { title: "No hidden fees", text: "What you see is what you pay." },
    ],
  },
};
