/** Where a streamed Markdown text stands: in a block of code, in code within a line, or in neither. */
export interface CodeMarks {
  /** Goes on by a piece of the text; how it is cut makes no difference. */
  push(text: string): void;
  readonly inBlock: boolean;
  readonly inLine: boolean;
}

const FENCE = 3;

/**
 * Backticks count as CommonMark has it, with one difference: code within a line ends with the line, because a stream cannot
 * be read ahead for its end.
 */
export function createCodeMarks(): CodeMarks {
  /** The sign and length of the fence of the block. */
  let block: { readonly sign: string; readonly length: number } | undefined;
  /** How many backticks began the code within this line; 0 outside. */
  let ticks = 0;
  /** The signs of one kind that the text ends with. */
  let run = "";
  /** Nothing but spaces stands before the run in its line. */
  let atStart = true;

  const endRun = (): void => {
    const sign = run.charAt(0);
    const length = run.length;
    run = "";
    if (atStart && length >= FENCE) {
      if (!block) block = { sign, length };
      else if (block.sign === sign && length >= block.length) block = undefined;
    } else if (sign === "`" && !block) {
      if (ticks === 0) ticks = length;
      else if (ticks === length) ticks = 0;
    }
    atStart = false;
  };

  return {
    push(text) {
      // Most pieces are words alone.
      if (run === "" && !atStart && !/[`~\n]/.test(text)) return;
      for (const sign of text) {
        if (run !== "" && !run.startsWith(sign)) endRun();
        if (sign === "`" || sign === "~") run += sign;
        else if (sign === "\n") {
          atStart = true;
          ticks = 0;
        } else if (sign !== " " && sign !== "\t") atStart = false;
      }
    },
    get inBlock() {
      return block !== undefined;
    },
    // A run that has not ended yet begins code or is about to.
    get inLine() {
      return block === undefined && (run.startsWith("`") ? ticks !== run.length : ticks > 0);
    },
  };
}
