import { isWithin, toRepositoryPath } from "./paths.ts";

const READERS = ["config.ts", "tools", "tests"];

/** Lets only the configuration read the environment, so that no setting goes unchecked. */
export const environment: Deno.lint.Rule = {
  create(context) {
    const path = toRepositoryPath(context.filename);
    if (READERS.some((area) => isWithin(path, area))) return {};
    const message = "Only config.ts reads the environment.";
    return {
      "MemberExpression[property.name='env']"(node: Deno.lint.MemberExpression) {
        const { object } = node;
        if (object.type !== "Identifier" || !["Deno", "process"].includes(object.name)) return;
        context.report({ node, message });
      },
      VariableDeclarator(node) {
        if (node.id.type !== "ObjectPattern" || node.init?.type !== "Identifier") return;
        const takesEnv = context.sourceCode.getText(node.id).includes("env");
        if (takesEnv && ["Deno", "process"].includes(node.init.name)) {
          context.report({ node, message });
        }
      },
      "ImportDeclaration[source.value=/^(node:)?process$/]"(node: Deno.lint.ImportDeclaration) {
        context.report({ node, message });
      },
    };
  },
};
