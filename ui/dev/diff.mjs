/** Ops that turn oldRows into newRows: ["c", from, count] copies old rows, ["r", rows] is literal. */
export function diffRows(oldRows, newRows) {
  const index = new Map();
  oldRows.forEach((row, i) => {
    const k = JSON.stringify(row);
    if (!index.has(k)) index.set(k, []);
    index.get(k).push(i);
  });
  const ops = [];
  let next = 0;
  for (const row of newRows) {
    const hits = index.get(JSON.stringify(row));
    const last = ops[ops.length - 1];
    if (hits) {
      const at = hits.includes(next) ? next : hits[0];
      next = at + 1;
      if (last && last[0] === 'c' && last[1] + last[2] === at) last[2]++;
      else ops.push(['c', at, 1]);
    } else if (last && last[0] === 'r') last[1].push(row);
    else ops.push(['r', [row]]);
  }
  return ops;
}
