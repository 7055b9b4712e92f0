import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist', '.build', '.cache', 'coverage', 'test/types', 'types', 'test/package/fixtures']),
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // Interface members that a subclass or a caller implements as methods stay methods.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // A cast after a check says which type it is; an exclamation mark does not.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      eqeqeq: 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
    },
  },
  {
    // Everything in lib/ runs in somebody else's realm: it may call saved natives only.
    files: ['lib/**/*.ts', 'polyfill/**/*.ts'],
    rules: {
      // Native iteration of an index: for...of would run a page's Array.prototype[Symbol.iterator].
      '@typescript-eslint/prefer-for-of': 'off',
      // The types describe a realm in good order, which is not the only kind.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Natives are saved as plain functions and called with a receiver through Reflect.apply.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['conformance/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // Cases pass what the types forbid on purpose, and await what is no promise.
      '@typescript-eslint/await-thenable': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-deprecated': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-misused-promises': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/return-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'require-yield': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [js.configs.recommended],
    languageOptions: { globals: globals.node },
  },
);
