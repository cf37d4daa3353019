import { isWithin, toRepositoryPath } from "./paths.ts";

/** Every export outside the tests has a docstring. */
export const documentedExports: Deno.lint.Rule = {
  create(context) {
    if (isWithin(toRepositoryPath(context.filename), "tests")) return {};
    const isDocumented = (node: Deno.lint.Node) =>
      context.sourceCode.getCommentsBefore(node).some(({ type, value }) =>
        type === "Block" && value.startsWith("*")
      );
    // An overload or a type and a value of one name are documented once.
    const documented = new Set<string>();
    return {
      ExportNamedDeclaration(node) {
        if (node.declaration === null) return;
        const names = readNames(node.declaration);
        if (isDocumented(node)) names.forEach((name) => documented.add(name));
        if (names.every((name) => documented.has(name))) return;
        context.report({ node, message: `${names.join(", ")} is exported without a docstring.` });
      },
      ExportDefaultDeclaration(node) {
        if (isDocumented(node)) return;
        context.report({ node, message: "The default export has no docstring." });
      },
    };
  },
};

function readNames(declaration: Deno.lint.Node): string[] {
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.map(({ id }) => id.type === "Identifier" ? id.name : "{}");
  }
  return "id" in declaration && declaration.id?.type === "Identifier" ? [declaration.id.name] : [];
}
