export const DUTCH = [
  "Dhr. Jansen en mevr. De Vries komen om 8.30 uur. ‖Ze zijn bijv. maandag vrij.",
  "We hebben brood, kaas, enz. ‖Het kost ca. € 12,50. ‖Is dat goed?",
  "‘Kom je?’ vroeg hij. ‖‘Ja!’ ‖Ze lachte. ‖Prof. dr. A. van den Berg was er ook.",
  "Zie blz. 12, d.w.z. het eerste hoofdstuk. ‖Hij is 12. ‖Maria is 15.",
  `Zo doe je het:
‖1. Open de app.
‖2. Klaar! ‖🎉`,
];
