export const ITALIAN = [
  "Il Sig. Rossi e il Dott. Bianchi arrivano alle 9.30. ‖Sono puntuali.",
  "Servono pane, latte, ecc. ‖Il totale è 12,50 €. ‖Va bene?",
  "«Vieni?» chiese lei. ‖«Sì!» ‖Poi uscirono. ‖“Perché?” ‖Boh…",
  "La FIAT S.p.A. ha sede a Torino. ‖Cesare morì nel 44 a.C. ‖La data è nota.",
  `Ecco cosa fare:
‖- apri il file
‖- premi "Salva"
‖- chiudi. ‖Fatto!`,
  "Vedi pag. 12 e art. 5. ‖L'avv. Verdi lo sa, p. es. da ieri. ‖È tutto qui.",
  "Nel 1946 aveva 20 anni. ‖Ne visse altri 60. ‖Maria lo ricorda ancora.",
  "L'ing. Bianchi, il dott. Neri ecc. ‖Il treno parte. ‖Abita in via Roma, n. 5. ‖È tardi.",
];
