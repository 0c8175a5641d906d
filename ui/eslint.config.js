import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'dev/node_modules', 'target'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strict, reactHooks.configs.flat['recommended-latest']],
    rules: { 'max-lines': ['error', 500], eqeqeq: ['error', 'always', { null: 'ignore' }] },
  },
  // Written by the server's build, as long as the API is.
  { files: ['src/api/types.generated.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearTimeout: 'readonly',
        clearInterval: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        document: 'readonly',
        window: 'readonly',
        MutationObserver: 'readonly',
        PerformanceObserver: 'readonly',
        requestAnimationFrame: 'readonly',
        performance: 'readonly',
        getComputedStyle: 'readonly',
      },
    },
    rules: { 'max-lines': ['error', 500] },
  },
);
