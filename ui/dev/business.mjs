import { MODEL } from './data.mjs';

/** Makes the stub's data move: a few small ERP-like transactions a second. */
export class Business {
  constructor(run) {
    this.run = run;
    this.rate = 240;
    this.transactions = 0;
    this.changes = 0;
    this.sequence = 1_000_000;
    this.next = { plant: 10_000, distribution: 10_000 };
    this.counts = Object.fromEntries(Object.keys(MODEL).map((t) => [t, 0]));
    this.rates = { ...this.counts };
    this.dirty = new Set();
    this.lastCommit = new Date();
    this.owed = 0;
  }

  touch(table, n) {
    this.counts[table] += n;
    this.changes += n;
    this.dirty.add(table);
  }

  position() {
    return (this.sequence++).toString(16).padStart(40, '0');
  }

  async tick(elapsedMs) {
    this.owed += (this.rate / 60_000) * elapsedMs;
    while (this.owed >= 1) {
      this.owed -= 1;
      await this.transaction();
    }
  }

  async transaction() {
    const n = this.transactions++;
    const s = n % 2 ? 'plant' : 'distribution';
    const pre = s === 'plant' ? '' : 'D';
    const k = (m) => `${pre}${1 + ((n * 7919) % m)}`;
    const pos = this.position();
    const now = new Date().toISOString();
    const set = `source_position = '${pos}', _position = '${pos}', updated_at = '${now}', _commit_time = '${now}'`;
    const where = (key) => `WHERE source_system = '${s}' AND source_key = '${key}'`;
    this.lastCommit = new Date();
    switch (n % 6) {
      case 0:
      case 1: {
        const id = `${pre}${this.next[s]++}`;
        await this.run(
          `INSERT INTO model.sales_order VALUES ('${s}', '${id}', '${pos}', '${now}', '${s === 'plant' ? 'SO' : 'A'}-${100_000 + this.next[s]}', '${pre}${51 + (n % 240)}', '${pre}${1 + (n % 3)}', 'open', '${now}', now() + INTERVAL 3 DAY, now() + INTERVAL 4 DAY, ${(120 + ((n * 977) % 90000) / 10).toFixed(2)}, 'EUR', '${pos}', '${now}')`,
        );
        for (let line = 1; line <= 3; line++) {
          const p = this.position();
          await this.run(
            `INSERT INTO model.sales_order_line VALUES ('${s}', '${id}-${line}', '${p}', '${now}', '${id}', ${line}, '${k(1000)}', ${1 + (n % 20)}, 0, 'pcs', 19.9, 'EUR', now() + INTERVAL 3 DAY, 'open', '${p}', '${now}')`,
          );
        }
        this.touch('sales_order', 1);
        this.touch('sales_order_line', 3);
        break;
      }
      case 2:
      case 3: {
        const q = (n % 40) + 1;
        const sign = n % 6 === 2 ? 1 : -1;
        await this.run(
          `UPDATE model.inventory_balance SET quantity_on_hand = greatest(0, quantity_on_hand + ${sign * q}), ${set} ${where(k(3000))}`,
        );
        await this.run(
          `INSERT INTO model.inventory_movement VALUES ('${s}', '${pre}m${n}', '${pos}', '${now}', '${k(1000)}', '${pre}${1 + (n % 3)}', ${sign * q}, '${sign > 0 ? 'receipt' : 'issue'}', 'REF-${n}', '${now}', '${pos}', '${now}')`,
        );
        this.touch('inventory_balance', 1);
        this.touch('inventory_movement', 1);
        break;
      }
      case 4:
        await this.run(
          `UPDATE model.sales_order SET status = CASE status WHEN 'open' THEN 'allocated' WHEN 'allocated' THEN 'shipped' ELSE 'closed' END, ${set} ${where(k(900))}`,
        );
        this.touch('sales_order', 1);
        break;
      default:
        await this.run(
          `UPDATE model.shipment SET status = CASE status WHEN 'planned' THEN 'picked' WHEN 'picked' THEN 'in_transit' WHEN 'in_transit' THEN 'delivered' ELSE 'in_transit' END, departed_at = coalesce(departed_at, '${now}'), ${set} ${where(k(260))}`,
        );
        this.touch('shipment', 1);
    }
  }
}
