const SWITCHES = new Set(["only", "ignore", "skip"]);
const TEST_FUNCTIONS = /^(Deno\.test|test|it|describe)$/;

/** Every test runs: none is skipped, and none keeps the others from running. */
export const everyTestRuns: Deno.lint.Rule = {
  create(context) {
    const refuse = (node: Deno.lint.Node) =>
      context.report({ node, message: "Every test runs: no only, ignore or skip." });
    return {
      MemberExpression(node) {
        const object = context.sourceCode.getText(node.object);
        const { property } = node;
        if (!TEST_FUNCTIONS.test(object) || property.type !== "Identifier") return;
        if (SWITCHES.has(property.name)) refuse(node);
      },
      CallExpression(node) {
        if (!TEST_FUNCTIONS.test(context.sourceCode.getText(node.callee))) return;
        for (const argument of node.arguments) {
          if (argument.type !== "ObjectExpression") continue;
          for (const property of argument.properties) {
            if (property.type !== "Property" || property.key.type !== "Identifier") continue;
            if (SWITCHES.has(property.key.name)) refuse(property);
          }
        }
      },
    };
  },
};
