/** Where the rows of a model table come from, read out of a mapping's SQL. */
export interface Origin {
  /** The literal in the first column: the source the rows belong to. */
  system: string | null;
  /** The raw table that gives the row its key. */
  table: string;
  alias: string;
  /** The expression of the key over that table; null where it needs more than one table. */
  key: string | null;
  /** The INSERT as it stands in the file. */
  statement: string;
}

const NOT_ALIASES = new Set(
  'on where left right full inner cross join group order having union limit for lateral using natural outer window'.split(
    ' ',
  ),
);

/** The same text with comments and the insides of strings blanked, so that it can be scanned. */
export function blanked(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, (part) =>
    part.startsWith("'") ? `'${' '.repeat(part.length - 2)}'` : part.replace(/[^\n]/g, ' '),
  );
}

/** The same text without its comments. */
function uncommented(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, (part) =>
    part.startsWith("'") ? part : ' ',
  );
}

/** Positions at which a word stands outside of all parentheses. */
function topLevel(text: string, word: RegExp): { at: number; length: number }[] {
  const found: { at: number; length: number }[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (depth === 0) {
      word.lastIndex = i;
      const match = word.exec(text);
      if (match && (i === 0 || !/\w/.test(text[i - 1] ?? '') || !/\w/.test(match[0]))) {
        found.push({ at: i, length: match[0].length });
        i += match[0].length - 1;
      }
    }
  }
  return found;
}

function pieces(text: string, clean: string, separator: RegExp): { text: string; clean: string }[] {
  const cuts = topLevel(clean, separator);
  const parts: { text: string; clean: string }[] = [];
  let from = 0;
  for (const { at, length } of [...cuts, { at: clean.length, length: 0 }]) {
    parts.push({ text: text.slice(from, at), clean: clean.slice(from, at) });
    from = at + length;
  }
  return parts;
}

export function originsOf(sql: string, modelTable: string): Origin[] {
  const clean = blanked(sql);
  const name = modelTable.replace(/^model\./, '');
  const insert = new RegExp(
    `\\bINSERT\\s+INTO\\s+(?:\`?model\`?\\.)?\`?${name}\`?(?![\\w.])`,
    'gi',
  );
  const origins: Origin[] = [];
  for (const match of clean.matchAll(insert)) {
    const end = topLevel(clean.slice(match.index), /;/y)[0]?.at ?? clean.length - match.index;
    const statement = sql.slice(match.index, match.index + end).trim();
    const bodyAt = match.index + match[0].length;
    const body = sql.slice(bodyAt, match.index + end);
    const bodyClean = clean.slice(bodyAt, match.index + end);
    for (const part of pieces(body, bodyClean, /UNION(\s+ALL)?\b/iy)) {
      const origin = originOf(part.text, part.clean, statement);
      if (origin) origins.push(origin);
    }
  }
  return origins;
}

function originOf(text: string, clean: string, statement: string): Origin | null {
  const select = topLevel(clean, /SELECT\b/iy)[0];
  const from = topLevel(clean, /FROM\b/iy)[0];
  if (!select || !from) return null;
  const start = select.at + select.length;
  const columns = pieces(text.slice(start, from.at), clean.slice(start, from.at), /,/y);
  const group = grouped(clean.slice(from.at));
  const tables = group ? [group] : tablesIn(clean.slice(from.at));
  const system = /^\s*'([^']*)'/.exec(uncommented(columns[0]?.text ?? ''))?.[1] ?? null;
  const expression = uncommented(columns[1]?.text ?? '')
    .replace(/\s+AS\s+\w+\s*$/i, '')
    .trim();
  const used = new Set([...blanked(expression).matchAll(/\b(\w+)\s*\./g)].map((m) => m[1]));
  const direct = tables.filter((t) => used.has(t.alias));
  const origin = direct[0] ?? tables[0] ?? tablesIn(clean)[0];
  if (!origin) return null;
  const simple =
    (direct.length === 1 && used.size === 1) || (used.size === 0 && tables.length === 1);
  return { system, ...origin, key: simple && expression ? expression : null, statement };
}

/** `FROM (SELECT … FROM a.b.c GROUP BY …) AS x`: the table inside, under the name outside. */
function grouped(clean: string): { table: string; alias: string } | null {
  const open = /^FROM\s*\(/i.exec(clean);
  if (!open) return null;
  let depth = 1;
  let end = open[0].length;
  while (end < clean.length && depth > 0) {
    if (clean[end] === '(') depth++;
    else if (clean[end] === ')') depth--;
    end++;
  }
  const alias = /^\s*(?:AS\s+)?(\w+)/i.exec(clean.slice(end))?.[1];
  const [inside, ...more] = tablesIn(clean.slice(open[0].length, end));
  return alias && inside && more.length === 0 ? { table: inside.table, alias } : null;
}

function tablesIn(clean: string): { table: string; alias: string }[] {
  const found: { table: string; alias: string }[] = [];
  const reference = /\b(?:FROM|JOIN)\s+([\w`"$]+(?:\.[\w`"$]+){2})(?:\s+(?:AS\s+)?(\w+))?/gi;
  for (const [, name = '', alias = ''] of clean.matchAll(reference)) {
    const table = name.replace(/[`"]/g, '');
    const last = table.split('.').at(-1) ?? table;
    found.push({ table, alias: alias && !NOT_ALIASES.has(alias.toLowerCase()) ? alias : last });
  }
  return found;
}
