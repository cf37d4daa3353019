const LONGEST_FUNCTION = 50;
const LONGEST_FILE = 300;

/** No function of more than 50 lines. */
export const functionLength: Deno.lint.Rule = {
  create(context) {
    const measure = (node: Deno.lint.Node) => {
      const lines = countLines(context.sourceCode.getText(node));
      if (lines <= LONGEST_FUNCTION) return;
      context.report({
        node,
        message: `A function of ${lines} lines; ${LONGEST_FUNCTION} is the most.`,
      });
    };
    return {
      FunctionDeclaration: measure,
      FunctionExpression: measure,
      ArrowFunctionExpression: measure,
    };
  },
};

/** No file of more than 300 lines. */
export const fileLength: Deno.lint.Rule = {
  create(context) {
    return {
      Program(node) {
        const lines = countLines(context.sourceCode.text.trimEnd());
        if (lines <= LONGEST_FILE) return;
        context.report({ node, message: `A file of ${lines} lines; ${LONGEST_FILE} is the most.` });
      },
    };
  },
};

function countLines(text: string): number {
  return text.split("\n").length;
}
