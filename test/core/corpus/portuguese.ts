export const PORTUGUESE = [
  "O Sr. Silva e a Dra. Costa moram na Av. Paulista, n.º 100. ‖Conhece-os?",
  "Custa R$ 1.299,90. ‖É caro, não é? ‖Um pouco…",
  "“Você vem?”, perguntou ela. ‖“Vou!” ‖Ele sorriu.",
  "Compre pão, leite, etc. ‖O mercado fecha às 18h. ‖Até logo! ‖👋",
  `Passos:
‖1. Abra o aplicativo.
‖2. Toque em “Iniciar”.

‖Pronto!`,
  "No séc. XX houve muitas mudanças, p. ex. na ciência. ‖A Prof. Ana Souza explica. ‖Veja https://exemplo.com.br/a?b=1.",
];
