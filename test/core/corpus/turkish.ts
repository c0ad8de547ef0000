export const TURKISH = [
  "Merhaba! ‖Prof. Dr. Ayşe Yılmaz saat 10.30'da gelecek. ‖Uygun mu?",
  "Bu 2. Dünya Savaşı sırasında oldu. ‖II. Abdülhamid o zaman padişah değildi. ‖19. yüzyıl bitmişti.",
  "“Geliyor musun?” diye sordu. ‖“Evet.” ‖Sonra gittiler. ‖Ekmek, süt vb. al. ‖Bu kadar yeter.",
  "Fiyat 1.299,50 TL. ‖Pahalı mı? ‖Bence hayır… ‖Atatürk Cad. No. 5'te bulabilirsin.",
];
