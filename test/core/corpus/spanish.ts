export const SPANISH = [
  "¿Vienes mañana? ‖¡Claro que sí! ‖Nos vemos a las 10.30 h.",
  "El Sr. García y la Sra. López viven en la Avda. de América, núm. 5. ‖¿Los conoces?",
  "Los EE. UU. firmaron el acuerdo. ‖El Dr. J. Pérez estuvo allí. ‖Cuesta 1.200,50 euros.",
  "—¿Vienes? —preguntó Ana. ‖—No —dijo él—. ‖Tengo sueño.",
  "Compra pan, leche, etc. ‖También necesitamos huevos. ‖¿Algo más?",
  `Sigue estos pasos:
‖1. Abre la puerta.
‖2. Entra.
‖3. ¡Listo! ‖✅`,
  "«No lo sé». ‖Eso dijo. ‖«¿De verdad?» ‖Sí… ‖Pero no importa.",
  "Gracias a Ud. ‖El pedido llegó el 3 de mayo, p. ej. por correo. ‖Véase la pág. 12.",
  "Son las 5 p. m. ‖El tren sale. ‖¡¿Cómo?! ‖¡¡Sí!! ‖Vale…",
];
