export const FRENCH = [
  "« Ça va ? » ‖Il partit. ‖« Quoi ? » demanda-t-elle. ‖Personne ne répondit.",
  "M. Dupont et Mme Martin arrivent à 8 h 30. ‖M. Le Pen n'est pas venu.",
  "Le Dr. Petit habite av. Foch, n° 12. ‖C'est à 1,5 km d'ici, c.-à-d. tout près.",
  "Bonjour ! ‖Comment allez-vous ? ‖Très bien, merci… ‖Et vous ?",
  "Achetez du pain, du lait, etc. ‖Il nous faut aussi du beurre. ‖Le tout coûte 12,50 €.",
  `Voici la recette :

‖1. Faites fondre 100 g de beurre.
‖2. Ajoutez 3 œufs.
‖3. Mélangez bien !

‖Bon appétit ! ‖😋`,
  "En 52 av. J.-C., César arriva. ‖Louis XIV. ‖Il régna longtemps.",
  "— Tu viens ? — demanda-t-il. ‖— Oui ! ‖— Alors, allons-y.",
  "« Bonjour. » ‖« Salut ! » ‖Elle sourit. ‖“Non”, dit-il.",
  "Voir p. ex. l'art. 5 du code. ‖L'eau bout à 100 °C. ‖C'est tout.",
  "Rendez-vous à 10 h. ‖Merci ! ‖Elle dit : « Non. » ‖Fin… ‖Ou pas ?",
];
