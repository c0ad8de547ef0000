export const ENGLISH = [
  "Dr. Smith paid $3.50 for it. ‖He left at 5 p.m. today.",
  "Mr. J. R. Smith, e.g. the U.S. envoy, spoke. ‖He arrived at 9:30 a.m. ‖The talks ended at noon.",
  "We open at 8 a.m. and close at 6 p.m. ‖If you need more time, call us. ‖Bring pens, paper, etc. ‖We have coffee.",
  "Wait... what?! ‖Really. ‖I mean… maybe. ‖So… ‖Are you coming?",
  '"Is it done?" he asked. ‖"Yes!" ‖She nodded. ‖“Well,” she said, “it is.” ‖Nobody spoke.',
  "He (really?) left. ‖(Nobody knew why.) ‖Then it rained.",
  `Here are three tips:

‖1. **Plan ahead.** ‖Write things down.
‖2. Start small, e.g. with 10 minutes a day.
‖3. Don't stop!

‖Good luck! ‖🎉`,
  `## Ingredients
‖- 2 cups of flour
‖- 1.5 cups of milk (approx. 350 ml)
‖* a pinch of salt

‖---

Mix well. ‖Bake at 180 °C for 25 min.`,
  "Visit https://example.com/docs/v1.2?tab=api#top. ‖Then run `npm install` in your terminal. ‖`npm start` does the rest.",
  "Node.js 20.11.1 is out, and so is v3.0.0-rc.1. ‖See CHANGELOG.md for details. ‖Use `a ? b : c` or `git add . && git commit` here. ‖Done.",
  "The price fell from $1,299.99 to $999. ‖That's 23% off! ‖Not bad, is it? ‖No. 5 is sold out, and no. 7 is too. ‖The answer is no. ‖Try again tomorrow.",
  "Great job! ‖🎉 You did it! ‖🚀",
  "Great job!🎉 ‖Let's go on.",
  "On Jan. 5 we met Prof. Jane A. Doe Jr. at St. Mary's. ‖She works for Acme Inc. in Washington, D.C. ‖She likes it.",
  "World War II. ‖It ended in 1945. ‖In 1953, Elizabeth II was crowned. ‖She was 27. ‖Winston Churchill attended.",
  "Do this: 1. Open the lid. ‖2. Press the button. ‖3. Wait.",
  "I know C. ‖But do you know C++? ‖I don't. ‖Maria does. ‖So do they.",
  "Email me at jane.doe@example.com. ‖I'm @jane on GitHub.",
  "“I don't know.” ‖“Neither do I!” ‖‘Fine,’ he said. ‖'Tis late.",
  "The U.S. economy grew. ‖He moved to the U.S. ‖He likes it there. ‖She has a Ph.D. in physics vs. his M.A. in history.",
  "Is it 3.14 or 3,14? ‖Both... ‖It depends. ‖Wait. . . what?",
  'Yes—no. ‖Hmm. ‖Why not?\n‖"Because," he said, "I can\'t."\n\n‖And that was that.',
  "The file is config.yaml, not .env. ‖Open it. ‖Then set DEBUG=1!",
  "Choose one:\n‖A. The red one\n‖B. The blue one\n‖(c) neither",
  "**Done.** ‖Next we go on. ‖**Note:** This matters. ‖*Really?* ‖***Yes.***",
  "| Name | Age |\n‖|------|-----|\n| Ann | 30 |\n‖| Bob | 25 |",
  "Here's the code:\n\n‖```js\n‖const a = 1.5;\n‖console.log(a);\n‖```\n\nIt prints 1.5. ‖Nice!",
  "He joined the U.S. Army in 1990. ‖The U.S. Senate met. ‖I'm from the U.K. ‖Didn't you know?",
  "It starts at 10 a.m. tomorrow. ‖It starts at 10 a.m. ‖Don't be late. ‖We close at 5 p.m. ‖See you there! ‖Monday, 5 p.m. Eastern Time.",
  "Lt. Dan and Sgt. Hill climbed Mt. Fuji. ‖Mt. Everest is 8,848.86 m. ‖It is tall.",
  "Add 5 g. ‖Mix well. ‖Wait 2 h. ‖Serve. ‖It weighs 5 g. ‖Area: 5 m². ‖Good.",
  "It is true.[1] ‖Nobody knows.¹ ‖The results are in.[1][2] ‖We won![3] ‖See arr[0]. ‖Really [2]. ‖Yes.",
  "Pack pens (paper, etc.) and more. ‖Bring food (rice, etc.). ‖See Eq. (5). ‖Mr. & Mrs. Smith agree.",
  "Vol. 3, pp. 5-10, vs. ch. 7. ‖Approx. 3 p.m. ‖Also on Sat. 5 July. ‖Call me at 555.123.4567. ‖Is this the end?... ‖Maybe.",
];
