/** A text literal of SQL. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A pattern for ILIKE … ESCAPE '\' that finds the text anywhere. */
export function containing(text: string): string {
  return `${literal(`%${text.replace(/[\\%_]/g, (c) => `\\${c}`)}%`)} ESCAPE '\\'`;
}

/** Of an event table, which may be very large: what the lake need look at for the newest. */
export const RECENT = '_commit_time > now() - INTERVAL 1 HOUR';

export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

export function tableName(name: string): string {
  return name.split('.').map(identifier).join('.');
}

/** The parts of a name as SQL writes it: `lake.plant."public.item"` has three. */
export function nameParts(name: string): string[] {
  return [...name.matchAll(/"((?:[^"]|"")*)"|[^."]+/g)].map((part) =>
    part[1] === undefined ? part[0] : part[1].replaceAll('""', '"'),
  );
}

/** Whether a location belongs to a site given as `system/key`: the site itself or a zone in it. */
export function atSite(site: string, system: string, location: string): string {
  const cut = site.indexOf('/');
  const own = literal(site.slice(0, cut));
  const key = literal(site.slice(cut + 1));
  return `${system} = ${own} AND (${location} = ${key} OR ${location} IN (
  SELECT source_key FROM model.location WHERE source_system = ${own} AND kind = 'zone' AND parent_key = ${key}))`;
}
