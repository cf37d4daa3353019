/** No `x as unknown as T`: it switches the type check off where it would have spoken. */
export const noDoubleAssertion: Deno.lint.Rule = {
  create(context) {
    return {
      TSAsExpression({ expression }) {
        if (expression.type !== "TSAsExpression") return;
        context.report({
          node: expression,
          message: "Parse the value instead of asserting its type twice.",
        });
      },
    };
  },
};
