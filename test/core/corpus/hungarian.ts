export const HUNGARIAN = [
  "Jó napot! ‖A találkozó 2024. május 5. napján lesz. ‖Megfelel?",
  "IV. Béla magyar király volt. ‖A dr. Kovács kb. 50 éves, és pl. Budapesten él.",
  "– Jössz? – kérdezte. ‖– Igen! ‖Vettem kenyeret, tejet stb. ‖Ez 1200 Ft volt.",
  "„Nem tudom.” ‖Ezt mondta. ‖A 2. Világháború 1945-ben ért véget.",
];
