export const SWEDISH = [
  "Hej! ‖Jag heter Anna. ‖Vi ses kl. 8.30, t.ex. på måndag.",
  "”Kommer du?” frågade hon. ‖”Ja.” ‖Hon log. ‖Det var bl.a. därför.",
  "Köp bröd, mjölk osv. ‖Det kostar ca 1 299,50 kr. ‖Är det okej?",
  "Han är 12. ‖Maria är 15. ‖Båda bor på St. Eriksgatan.",
];
