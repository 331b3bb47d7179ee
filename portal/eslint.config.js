// Strict rules for TypeScript, hooks and accessibility; warnings count as errors.
import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Lines of code after which a file wants splitting. */
const FILE_LINES_MAX = 200;

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/schema.d.ts"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}", "vite.config.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./tsconfig.node.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      // Numbers and times are written into texts all over; they cannot surprise there.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // Event handlers may be async: their errors are handled inside, where they can be shown.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [hooks.configs.flat.recommended, a11y.flatConfigs.strict],
    languageOptions: { globals: globals.browser },
    rules: {
      "max-lines": ["error", { max: FILE_LINES_MAX, skipBlankLines: true, skipComments: true }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "Literal[value=/^#[0-9a-fA-F]{3,8}$/]",
          message: "Colours come from Fluent's tokens, so that every theme has them.",
        },
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "Texts from a service or a person are never markup.",
        },
      ],
    },
  },
  { files: ["scripts/**", "eslint.config.js"], languageOptions: { globals: globals.node } },
  // The tests run in Node and hand functions to the browser.
  { files: ["e2e/**"], languageOptions: { globals: { ...globals.node, ...globals.browser, axe: "readonly" } } },
);
