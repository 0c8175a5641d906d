import { Download } from 'lucide-react';
import { downloadAddress } from '../api/client';
import type { Value } from '../api/types';
import {
  absolute,
  counted,
  isNumeric,
  money,
  plain,
  quantity,
  time,
  words,
} from '../format/format';
import { Mark } from '../frame/Mark';
import { Empty } from '../frame/states';
import { Time } from '../frame/Time';
import { Choice, SiteChip, SystemChoice } from '../orders/Orders';
import { here, navigate, usePlace, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import { ColumnMenu } from '../table/ColumnMenu';
import { DataTable, type TableColumn } from '../table/DataTable';
import { FilterField } from '../table/FilterField';
import { useWindow } from '../table/rows';
import { useColumns, useSort } from '../table/view';
import { COLUMN as C, stockCount, stockRows, type StockFilter, type StockView } from './query';

function below(row: Value[]): boolean {
  const [total, safety] = [row[C.total], row[C.safety]];
  return isNumeric(total) && isNumeric(safety) && Number(total) < Number(safety);
}

const amount = (id: keyof typeof C, title: string): TableColumn => ({
  id,
  title,
  width: 104,
  align: 'right',
  uses: [C[id]],
  text: (r) => quantity(r[C[id]]),
  sortable: true,
});

const COLUMNS: TableColumn[] = [
  {
    id: 'code',
    title: 'Item',
    width: 112,
    uses: [C.code],
    text: (r) => plain(r[C.code]),
    cell: (r) => <b className="strong">{plain(r[C.code])}</b>,
    sortable: true,
    phone: true,
  },
  {
    id: 'name',
    title: 'Name',
    width: 200,
    uses: [C.name],
    text: (r) => plain(r[C.name]),
    sortable: true,
  },
  {
    id: 'location',
    title: 'Location',
    width: 150,
    uses: [C.location],
    text: (r) => plain(r[C.location]),
    sortable: true,
    phone: true,
  },
  { ...amount('onHand', 'On hand'), phone: true },
  amount('reserved', 'Reserved'),
  amount('available', 'Available'),
  {
    ...amount('total', 'Available, all sites'),
    width: 148,
    uses: [C.total, C.safety],
    cell: (r) =>
      below(r) ? (
        <span className="status warn">
          <Mark shape="warn" tone="warn" />
          {quantity(r[C.total])}
        </span>
      ) : (
        quantity(r[C.total])
      ),
  },
  amount('safety', 'Safety stock'),
  { id: 'uom', title: 'Unit', width: 60, uses: [C.uom], text: (r) => plain(r[C.uom]) },
  {
    id: 'value',
    title: 'Value',
    width: 120,
    align: 'right',
    uses: [C.value, C.currency],
    text: (r) => money(r[C.value], r[C.currency]),
    sortable: true,
  },
  {
    id: 'kind',
    title: 'Kind',
    width: 100,
    uses: [C.kind],
    text: (r) => words(r[C.kind]),
    sortable: true,
  },
  {
    id: 'system',
    title: 'ERP',
    width: 100,
    uses: [C.system],
    text: (r) => plain(r[C.system]),
    sortable: true,
  },
  {
    id: 'updated',
    title: 'Changed',
    width: 100,
    uses: [C.updated],
    text: (r) => {
      const at = time(r[C.updated] ?? null);
      return at === null ? '' : absolute(at);
    },
    cell: (r) => <Time value={r[C.updated]} />,
    sortable: true,
  },
];

const VIEWS: [StockView, string][] = [
  ['all', 'All'],
  ['below', 'Below safety stock'],
  ['reserved', 'Reserved'],
];

/** What lies where: each item at each location, over all ERPs. */
export function Inventory() {
  const { params } = usePlace();
  const view = (params.get('view') ?? 'all') as StockView;
  const text = params.get('q') ?? '';
  const system = params.get('erp') ?? '';
  const site = params.get('site') ?? '';
  const [sort, onSort] = useSort(view === 'below' ? '-short' : 'code');
  const filter: StockFilter = { view, text, system, site };
  const rowsSql = stockRows(filter, sort);
  const { rows, show } = useWindow(rowsSql, stockCount(filter), [C.system, C.key]);
  const { visible, shown, choose } = useColumns(COLUMNS, ['kind', 'updated']);
  const open = params.get('row')?.split('/').slice(1).map(decodeURIComponent).join('\u0000');
  return (
    <div className="page list">
      <div className="toolbar">
        <Choice label="Which stock" param="view" value={view} options={VIEWS} />
        <SystemChoice value={system} />
        <FilterField label="Filter stock" placeholder="Item or location" />
        {site && <SiteChip />}
        <div className="end">
          <span className="mute" role="status">
            {rows.count !== undefined &&
              `${counted(rows.count, 'row')} of ${counted(rows.totals?.[1] ?? 0, 'item')}`}
          </span>
          <a
            className="button wide"
            href={downloadAddress(rowsSql, 'csv')}
            download="inventory.csv"
          >
            <Download size={14} aria-hidden="true" />
            CSV
          </a>
          <ColumnMenu columns={COLUMNS} shown={shown} choose={choose} />
        </div>
      </div>
      <DataTable
        key={`${view} ${text} ${system} ${site} ${sort.column} ${sort.descending}`}
        label="Inventory"
        columns={visible}
        rows={rows}
        show={show}
        sort={sort}
        onSort={onSort}
        openKey={open}
        onOpen={(row) =>
          navigate(
            withParams(here(), {
              row: rowAddress('model.inventory_balance', row[C.system], row[C.key]),
            }),
          )
        }
        empty={
          <Empty title={view === 'below' ? 'Every item has its safety stock.' : 'No stock fits.'}>
            {text && 'Take the filter off, or try a part of the code.'}
          </Empty>
        }
      />
    </div>
  );
}
