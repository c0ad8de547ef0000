export const NORWEGIAN = [
  "Den 17. mai feirer vi. ‖Det er f.eks. mange tog. ‖Kong Harald V. var der også.",
  "Møtet er kl. 10.30. ‖Kommer du? ‖«Ja,» sa hun. ‖«Så bra!» ‖Han smilte.",
  "Vi trenger brød, melk osv. ‖Det koster ca. 120 kr. ‖Er det greit?",
  "Hun er i 4. etasje. ‖Døren er åpen.",
];
