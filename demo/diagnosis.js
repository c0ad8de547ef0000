/** Shows what `diagnose()` finds, as a table, and as text for a support mail. */
const avatar = document.querySelector("#avatar");
const run = document.querySelector("#run");
const copy = document.querySelector("#copy");
const summary = document.querySelector("#summary");
const table = document.querySelector("#checks");
const WORDS = { pass: "Good", warn: "Look here", fail: "Not working", skipped: "Skipped" };

let text = "";

function rowOf({ code, status, sentence, detail }) {
  const row = document.createElement("tr");
  row.className = status;
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = code;
  const cells = [WORDS[status], detail ? `${sentence} (${detail})` : sentence].map((words) => {
    const cell = document.createElement("td");
    cell.textContent = words;
    return cell;
  });
  row.append(head, ...cells);
  return row;
}

run.addEventListener("click", async () => {
  run.disabled = true;
  summary.textContent = "Looking …";
  try {
    const result = await avatar.diagnose();
    text = result.text;
    table.tBodies[0].replaceChildren(...result.checks.map(rowOf));
    table.hidden = copy.hidden = false;
    const wrong = result.checks.filter(({ status }) => status === "fail" || status === "warn").length;
    summary.textContent =
      wrong === 0 ? "Everything is well." : `${wrong} of ${result.checks.length} checks found something.`;
  } catch {
    summary.textContent = "A part of the script could not be loaded. Check the connection and try again.";
  } finally {
    run.disabled = false;
  }
});

copy.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(text);
    summary.textContent = "Copied.";
  } catch {
    summary.textContent = "The browser does not let this page copy.";
  }
});
