export const POLISH = [
  "Dzień dobry! ‖Spotkamy się 3 maja o godz. 10.30, np. w kawiarni. ‖Pasuje?",
  "Prof. Jan Kowalski mieszka przy ul. Długiej 5 w Łodzi. ‖Urodził się w 1950 r. w Krakowie.",
  "— Idziesz? — zapytał. ‖— Tak! ‖— To chodź.",
  "„Nie wiem.” ‖Tak powiedziała. ‖„Naprawdę?” – zdziwił się Tomek.",
  "Kup chleb, mleko itd. ‖To kosztuje ok. 25,50 zł. ‖W XX w. było inaczej.",
  "Był to Jan III. Sobieski, jak pisze p. Nowak. ‖To wszystko.",
  `Kroki:
‖1. Otwórz aplikację.
‖2. Kliknij „Start”.
‖Gotowe! ‖🎉`,
];
