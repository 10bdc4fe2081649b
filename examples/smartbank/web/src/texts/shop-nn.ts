/** What the shop's pages say in nynorsk. */

import type { shopNb } from "./shop-nb.js";

export const shopNn: typeof shopNb = {
  nav: { private: "Privat", business: "Bedrift", insurance: "Forsikring", creditCard: "Kredittkort", loan: "Lån" },
  apply: "Søk no",
  more: "Les meir",
  productsTitle: "Kva kan vi hjelpe deg med?",
  stepsTitle: "Slik verkar samtykke",
  steps: [
    { title: "Du vel", text: "I søknaden vel du kva opplysningar banken kan hente." },
    { title: "Du svarar i Altinn", text: "Altinn viser kven som spør, og om kva. Du seier ja eller nei." },
    { title: "Vi hentar berre det", text: "Banken får det du sa ja til, så lenge samtykket gjeld. Ikkje noko meir." },
  ],
  private: {
    title: "Privat",
    heading: "Banken som spør først",
    lead: "Ingen skjema med tal du må leite fram. Gi samtykke i Altinn, så hentar vi det vi treng og svarar med ein gong.",
    figure: { value: "2 min", label: "frå søknad til svar" },
    points: [
      { title: "Dine tal, ditt val", text: "Du ser kva vi ber om før du svarar." },
      { title: "Ingen vedlegg", text: "Lønsslippar og skattemeldingar kan få liggje." },
      { title: "Trekk når du vil", text: "Angrar du, slettar vi det vi har henta." },
    ],
  },
  business: {
    title: "Bedrift",
    heading: "Kapital til neste steg",
    lead: "Søk på vegner av bedrifta di. Den som kan signere i Altinn, samtykkjer for verksemda.",
    figure: { value: "100 mill.", label: "kan bedrifta søkje om" },
    points: [
      { title: "For små og store", text: "Frå kassekreditt til nybygg, med same enkle søknad." },
      { title: "Rollene styrer", text: "Altinn veit kven som kan svare for bedrifta." },
      { title: "Mindre papir", text: "Tala kjem rett frå eigaren av dei." },
    ],
  },
  insurance: {
    title: "Forsikring",
    heading: "Tryggleik utan lange skjema",
    lead: "La oss hente det vi treng for å gi deg rett pris. Du godkjenner i Altinn.",
    figure: { value: "1", label: "samtykke for heile pakken" },
    points: [
      { title: "Rett frå start", text: "Prisen byggjer på ferske opplysningar, ikkje på gissing." },
      { title: "Alt på éin stad", text: "Hus, bil og reise i same avtale." },
      { title: "Oversiktleg", text: "Du ser når samtykket gjeld til." },
    ],
  },
  creditCard: {
    title: "Kredittkort",
    heading: "Eit kort som passar økonomien din",
    lead: "Vi set grensa ut frå inntekta du lèt oss sjå, så ho blir til å leve med.",
    figure: { value: "0 kr", label: "i årsavgift" },
    points: [
      { title: "Trygg grense", text: "Grensa følgjer det du tener." },
      { title: "Rentefritt i 45 dagar", text: "Betal alt ved forfall, så kostar det ingenting." },
      { title: "Sperr med eitt trykk", text: "Borte? Stopp kortet i appen." },
    ],
  },
  loan: {
    title: "Lån",
    heading: "Lån med svar medan du ventar",
    lead: "Gi samtykke til å hente inntekta di, og få svar med ein gong. Ingen papir, ingen kø.",
    figure: { value: "5,49 %", label: "rente frå, i eksempelbanken" },
    points: [
      { title: "Søk på få minutt", text: "Beløp, samtykke, ferdig." },
      { title: "Med medsøkjar", text: "Be ein annan om samtykke i same søknad." },
      { title: "Ingen skjulte gebyr", text: "Det du ser, er det du betaler." },
    ],
  },
};
