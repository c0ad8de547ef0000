export const FINNISH = [
  "Tapaamme 3. toukokuuta klo 10.30. ‖Sopiiko? ‖Kyllä!",
  "Tarvitaan esim. leipää, maitoa jne. ‖Se maksaa n. 12,50 €. ‖Hyvä on.",
  "”Tuletko?” kysyi hän. ‖”Tulen.” ‖Sitten he lähtivät. ‖Prof. M. Virtanen jäi.",
];
