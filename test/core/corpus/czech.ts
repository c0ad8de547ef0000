export const CZECH = [
  "Dobrý den! ‖Sejdeme se 5. května v 10.30, např. v kavárně. ‖Hodí se vám to?",
  "Karel IV. Lucemburský založil univerzitu. ‖Bylo to ve 14. století.",
  "Ing. Jan Novák a Mgr. Eva Malá bydlí v ul. Dlouhá č. 5. ‖Znáte je?",
  "„Přijdeš?“ zeptal se. ‖„Ano.“ ‖Pak odešli. ‖Kup chléb, mléko atd. ‖To stojí 120 Kč.",
  "Je to 3. 10. 2024 v Brně. ‖Byl to 2. Kongres. ‖Pak se šlo domů.",
];
