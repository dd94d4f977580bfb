import { refusal, type Refusal } from '../../testing/small';
import { endDriver } from '../../testing/workspace';

afterAll(endDriver);

const CASES: readonly Refusal[] = [
  {
    title: 'oxc: an export without a type',
    files: { 'templates/one.hbs': "// ünïcödé 😀\nconst a = 'ü'; /* 😀 */ export const wörd = [1, 2].map(String);\n" },
    options: { emit: [{ template: 'one', to: '{{@name}}.ts' }], compile: [{ compiler: 'typescript' }] },
    says: [
      'generated/a.ts:2:38 error compile: TS9010: Variable must have an explicit type annotation with --isolatedDeclarations. (made by templates/one.hbs from specs/a.json)',
      "  2 | const a = 'ü'; /* 😀 */ export const wörd = [1, 2].map(String);",
      '    |                                      ^^^^',
    ],
  },
  {
    title: 'oxc: a syntax error',
    files: { 'templates/one.hbs': 'export const a = ;\n' },
    options: { emit: [{ template: 'one', to: '{{@name}}.ts' }], compile: [{ compiler: 'typescript' }] },
    says: [
      'generated/a.ts:1:18 error compile: Unexpected token (made by templates/one.hbs from specs/a.json)',
      '  1 | export const a = ;',
      '    |                  ^',
    ],
  },
  {
    title: 'oxc: a syntax error after non-ASCII characters',
    files: { 'templates/one.hbs': "const s = 'ü😀'; let = = 5;\n" },
    options: { emit: [{ template: 'one', to: '{{@name}}.ts' }], compile: [{ compiler: 'typescript' }] },
    says: [
      'generated/a.ts:1:24 error compile: Unexpected token (made by templates/one.hbs from specs/a.json)',
      "  1 | const s = 'ü😀'; let = = 5;",
      '    |                        ^',
    ],
  },
  {
    title: 'typescript: an export without a type',
    files: { 'templates/one.hbs': "// ünïcödé 😀\nconst a = 'ü'; /* 😀 */ export const wörd = [1, 2].map(String);\n" },
    options: {
      emit: [{ template: 'one', to: '{{@name}}.ts' }],
      compile: [{ compiler: 'typescript', transformer: 'typescript' }],
    },
    says: [
      'generated/a.ts:2:38 error compile: TS9010: Variable must have an explicit type annotation with --isolatedDeclarations. (made by templates/one.hbs from specs/a.json)',
      "  2 | const a = 'ü'; /* 😀 */ export const wörd = [1, 2].map(String);",
      '    |                                      ^^^^',
    ],
  },
  {
    title: 'typescript: a syntax error',
    files: { 'templates/one.hbs': 'export const a = ;\n' },
    options: {
      emit: [{ template: 'one', to: '{{@name}}.ts' }],
      compile: [{ compiler: 'typescript', transformer: 'typescript' }],
    },
    says: [
      'generated/a.ts:1:18 error compile: TS1109: Expression expected. (made by templates/one.hbs from specs/a.json)',
      '  1 | export const a = ;',
      '    |                  ^',
    ],
  },
];

describe('an error of a compiler', () => {
  it.each(CASES)('$title', async (one) => {
    expect(await refusal(one)).toEqual(one.says);
  });
});
