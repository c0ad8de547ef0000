/** Lint rules that no plug-in has. */

/** `eslint-disable` without a reason after `--` is a debt without a creditor. */
const disableWithReason = {
  meta: { type: "problem", schema: [], messages: { reason: "Say why, after `--`." } },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const text = comment.value.trim();
          if (/^eslint-disable/.test(text) && !/\s--\s+\S/.test(text)) {
            context.report({ loc: comment.loc, messageId: "reason" });
          }
        }
      },
    };
  },
};

export default { rules: { "disable-with-reason": disableWithReason } };
