import { lazy, type ComponentType } from 'react';
import {
  Boxes,
  ClipboardList,
  Database,
  Equal,
  Gauge,
  Layers,
  Map as MapIcon,
  MapPin,
  Shuffle,
  Terminal,
  Truck,
  Waves,
  type LucideIcon,
} from 'lucide-react';
import { Overview } from '../overview/Overview';
import { Orders } from '../orders/Orders';
import { Inventory } from '../inventory/Inventory';
import { Shipments } from '../shipments/Shipments';

export interface Page {
  path: string;
  title: string;
  icon: LucideIcon;
  view: ComponentType;
}

/** The rail, in the order of use. Pages with heavy parts load when they are opened. */
export const PAGES: Page[] = [
  { path: '/', title: 'Overview', icon: Gauge, view: Overview },
  {
    path: '/map',
    title: 'Map',
    icon: MapIcon,
    view: lazy(async () => ({ default: (await import('../map/MapPage')).MapPage })),
  },
  { path: '/shipments', title: 'Shipments', icon: Truck, view: Shipments },
  { path: '/orders', title: 'Orders', icon: ClipboardList, view: Orders },
  {
    path: '/locations',
    title: 'Locations',
    icon: MapPin,
    view: lazy(async () => ({ default: (await import('../locations/Locations')).Locations })),
  },
  { path: '/inventory', title: 'Inventory', icon: Boxes, view: Inventory },
  {
    path: '/flow',
    title: 'Flow',
    icon: Waves,
    view: lazy(async () => ({ default: (await import('../flow/Flow')).Flow })),
  },
  {
    path: '/mappings',
    title: 'Mappings',
    icon: Shuffle,
    view: lazy(async () => ({ default: (await import('../mappings/Mappings')).Mappings })),
  },
  {
    path: '/matches',
    title: 'Matches',
    icon: Equal,
    view: lazy(async () => ({ default: (await import('../matches/Matches')).Matches })),
  },
  {
    path: '/sources',
    title: 'Sources',
    icon: Database,
    view: lazy(async () => ({ default: (await import('../sources/Sources')).Sources })),
  },
  {
    path: '/lake',
    title: 'Lake',
    icon: Layers,
    view: lazy(async () => ({ default: (await import('../lake/Lake')).Lake })),
  },
  {
    path: '/sql',
    title: 'SQL',
    icon: Terminal,
    view: lazy(async () => ({ default: (await import('../sql/Sql')).Sql })),
  },
];

export interface DetailPage {
  /** What its addresses begin with. */
  prefix: string;
  view: ComponentType;
  /** What it is about; otherwise the last part of its address says it. */
  title?: string;
  /** The page of the rail it belongs to. */
  of?: string;
}

/** Pages about one thing. */
const DETAIL_PAGES: DetailPage[] = [
  {
    prefix: '/tables/',
    view: lazy(async () => ({ default: (await import('../table/TablePage')).TablePage })),
  },
  {
    prefix: '/shipment/',
    title: 'Shipment',
    of: '/shipments',
    view: lazy(async () => ({ default: (await import('../shipment/ShipmentPage')).ShipmentPage })),
  },
];

export function pageOf(path: string): Page | undefined {
  return PAGES.find((page) => page.path === path);
}

export function detailPageOf(path: string): DetailPage | undefined {
  return DETAIL_PAGES.find((page) => path.startsWith(page.prefix));
}

export function titleOf(path: string): string {
  const title = pageOf(path)?.title ?? detailPageOf(path)?.title;
  return title ?? decodeURIComponent(path.split('/').at(-1) ?? '');
}
