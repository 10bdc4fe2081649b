/** What the shop's pages say in bokmål. */

export const shopNb = {
  nav: { private: "Privat", business: "Bedrift", insurance: "Forsikring", creditCard: "Kredittkort", loan: "Lån" },
  apply: "Søk nå",
  more: "Les mer",
  productsTitle: "Hva kan vi hjelpe deg med?",
  stepsTitle: "Slik virker samtykke",
  steps: [
    { title: "Du velger", text: "I søknaden velger du hvilke opplysninger banken kan hente." },
    { title: "Du svarer i Altinn", text: "Altinn viser hvem som spør og om hva. Du sier ja eller nei." },
    { title: "Vi henter bare det", text: "Banken får det du sa ja til, så lenge samtykket gjelder. Ikke noe mer." },
  ],
  private: {
    title: "Privat",
    heading: "Banken som spør først",
    lead: "Ingen skjemaer med tall du må lete fram. Gi samtykke i Altinn, så henter vi det vi trenger og svarer med en gang.",
    figure: { value: "2 min", label: "fra søknad til svar" },
    points: [
      { title: "Dine tall, ditt valg", text: "Du ser hva vi ber om før du svarer." },
      { title: "Ingen vedlegg", text: "Lønnsslipper og skattemeldinger kan bli liggende." },
      { title: "Trekk når du vil", text: "Angrer du, sletter vi det vi har hentet." },
    ],
  },
  business: {
    title: "Bedrift",
    heading: "Kapital til neste steg",
    lead: "Søk på vegne av bedriften din. Den som kan signere i Altinn, samtykker for virksomheten.",
    figure: { value: "100 mill.", label: "kan bedriften søke om" },
    points: [
      { title: "For små og store", text: "Fra kassekreditt til nybygg, med samme enkle søknad." },
      { title: "Rollene styrer", text: "Altinn vet hvem som kan svare for bedriften." },
      { title: "Mindre papir", text: "Tallene kommer rett fra eieren av dem." },
    ],
  },
  insurance: {
    title: "Forsikring",
    heading: "Trygghet uten lange skjemaer",
    lead: "La oss hente det vi trenger for å gi deg riktig pris. Du godkjenner i Altinn.",
    figure: { value: "1", label: "samtykke for hele pakken" },
    points: [
      { title: "Riktig fra start", text: "Prisen bygger på ferske opplysninger, ikke på gjetting." },
      { title: "Alt på ett sted", text: "Hus, bil og reise i samme avtale." },
      { title: "Oversiktlig", text: "Du ser når samtykket gjelder til." },
    ],
  },
  creditCard: {
    title: "Kredittkort",
    heading: "Et kort som passer økonomien din",
    lead: "Vi setter grensen ut fra inntekten du lar oss se, så den blir til å leve med.",
    figure: { value: "0 kr", label: "i årsavgift" },
    points: [
      { title: "Trygg grense", text: "Grensen følger det du tjener." },
      { title: "Rentefritt i 45 dager", text: "Betal alt ved forfall, så koster det ingenting." },
      { title: "Sperr med ett trykk", text: "Borte? Stopp kortet i appen." },
    ],
  },
  loan: {
    title: "Lån",
    heading: "Lån med svar mens du venter",
    lead: "Gi samtykke til å hente inntekten din, og få svar med en gang. Ingen papirer, ingen kø.",
    figure: { value: "5,49 %", label: "rente fra, i eksempelbanken" },
    points: [
      { title: "Søk på få minutter", text: "Beløp, samtykke, ferdig." },
      { title: "Med medsøker", text: "Be en annen om samtykke i samme søknad." },
      { title: "Ingen skjulte gebyrer", text: "Det du ser, er det du betaler." },
    ],
  },
};
