export const GERMAN = [
  "Am 3. Oktober 1990 war es so weit. ‖Das 20. Jahrhundert endete ruhig.",
  "Herr Dr. Müller wohnt in der Goethestr. 12 und ist z. B. montags da. ‖Er kommt um 8.30 Uhr.",
  "Das kostet ca. 1.299,99 €, d.h. mehr als sonst. ‖Ist das zu viel? ‖Nein!",
  "„Kommst du?“, fragte er. ‖„Ja.“ ‖Sie lachte. ‖»Wirklich?« ‖»Ja!«, rief sie.",
  "„Das ist gut.“ ‖Dann ging er. ‖„Warum?“ – fragte niemand.",
  "Im Vergleich zu Heinrich VIII. von England lebte Karl V. länger. ‖Er wurde 58. ‖Das war damals viel.",
  "Wir brauchen Mehl, Zucker, Eier usw. ‖Das reicht für 4 Personen. ‖Wasser, Saft usw. gibt es auch.",
  `Hier sind die Schritte:

‖1. Öffne die App.
‖2. Tippe auf „Start“.
‖3. Fertig! ‖🎉

Noch Fragen?`,
  "Die Firma Müller & Co. KG hat ihren Sitz in St. Gallen. ‖Der 1. FC Köln gewann 2:1. ‖Gut so.",
  "Vgl. Abb. 3 bzw. Kap. 4.2. ‖Siehe auch § 5 Abs. 2 Nr. 3 BGB. ‖Mehr steht auf www.beispiel.de.",
  "Das Ergebnis: Platz 2. ‖Wir sind zufrieden. ‖Und ihr?",
  "Sie ist Prof. Dr. med. Anna K. Schmidt. ‖Ihr Büro ist im 2. Stock. ‖Bitte klopfen Sie an!",
  "Es gibt drei Sorten: u. a. Äpfel, Birnen und Quitten. ‖Hm … ‖Ich weiß nicht. ‖Vielleicht… oder doch?",
  "Viele Parteien, z. B. Die Grünen, sind da. ‖Er kommt nicht, d. h. Sie gehen. ‖Dort sind u. a. Die Linken stark.",
  "**1. Schritt:** Öffne das Fenster. ‖**2. Schritt:** Schließe es. ‖Das ist o. k. ‖Wir machen das.",
  "Am 3. Mai um 10 Uhr. ‖Ich wohne in der Hauptstr. 5, 10115 Berlin. ‖Und Sie?",
];
