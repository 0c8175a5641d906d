// Generated from the server's endpoints; do not edit.

/** A value of a row: exact numbers beyond 2^53 and decimals are text. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

export interface CaptureLag {
  /** Bytes of the source's log that are not captured yet. */
  bytes: number;
  /** Bytes of its log that the source keeps for the capture. */
  retained_log_bytes: number;
  /** Since when the capture has not had all that had happened. */
  seconds: number;
  /** What will go wrong if nothing is done, and what to do; null when all is well. */
  warning: string | null;
}

export interface CellNow {
  /** Index of the cell in H3, in hexadecimal digits. */
  cell: string;
  sensors: number;
  /** How many of them are late. */
  late: number;
  /** How many of them measure something beyond a limit. */
  beyond_limit: number;
}

export interface CellsEvent {
  as_of: string;
  /** As in the event of sensors. */
  whole: boolean;
  /** How many sensors are in all cells. */
  total: number;
  /** Their indexes in H3: BigUint64. */
  cells: string;
  /** How many sensors are in each: Int32. */
  counts: string;
  /** How many of them are late: Int32. */
  late: string;
  /** How many of them measure something beyond a limit: Int32. */
  beyond_limit: string;
  /** Those that have no sensors any more: BigUint64. */
  gone: string;
}

export interface CrossReferenceCount {
  table: 'item' | 'party';
  /** Rows that are compared. */
  rows: number;
  /** Rows that have an equal. */
  joined: number;
  /** Groups of such rows: each is one row of the unified table. */
  groups: number;
  /** Pairs that are joined by themselves. */
  certain: number;
  /** Pairs that wait for somebody. */
  proposed: number;
  /** Pairs that somebody has joined. */
  confirmed: number;
  /** Pairs that somebody has kept apart. */
  rejected: number;
}

export interface CrossReferences {
  /** Empty until all rows have been read. */
  tables: CrossReferenceCount[];
  /** Why it does not go on; null when it does. */
  error: Problem | null;
}

export interface DecidedPair {
  table: 'item' | 'party';
  /** Source of the one row. */
  system: string;
  /** Its source_key. */
  key: string;
  /** Source of the other row. */
  other_system: string;
  /** Its source_key. */
  other_key: string;
  decision: 'confirmed' | 'rejected' | 'none';
}

export interface Demo {
  rate_per_minute: number;
  transactions: number;
  running: boolean;
}

export interface DemoChange {
  /** Transactions a minute, from 0 to 2000; at 0 the business rests. */
  rate_per_minute: number;
}

export interface DemoRate {
  rate_per_minute: number;
  transactions: number;
}

export interface DiffEvent {
  id: string;
  /** The new rows are these parts in order: ["c", from, count] copies rows of the old list, ["r", [row, …]] gives rows. */
  ops: Value[][];
  truncated: boolean;
  as_of: string;
}

export interface DocumentAdded {
  /** Its source_system. */
  system: string;
  /** Its source_key: `added/` and the name. */
  key: string;
}

export interface Doubtful {
  model: string;
  source: string;
  confidence: number;
  reason: string;
}

export interface DuplicateKey {
  key: string[];
  rows: number;
}

export interface Edge {
  /** The id of a node. */
  from: string;
  /** The id of a node. */
  to: string;
  /** Changes per second. */
  rate: number;
}

export type ErrorCode =
  | 'CONFIGURATION_INVALID'
  | 'MAPPING_INVALID'
  | 'FILE_CHANGED'
  | 'SQL_INVALID'
  | 'SQL_FORBIDDEN'
  | 'SQL_TIMEOUT'
  | 'TABLE_UNKNOWN'
  | 'REQUEST_INVALID'
  | 'UNAUTHENTICATED'
  | 'NO_DEMO'
  | 'SOURCE_UNREACHABLE'
  | 'SOURCE_AUTHENTICATION'
  | 'SOURCE_SETTINGS'
  | 'SOURCE_RIGHTS'
  | 'SOURCE_POSITION_LOST'
  | 'SOURCE_FAILED'
  | 'TABLE_UNSUPPORTED'
  | 'LAKE_FULL'
  | 'LAKE_FAILED'
  | 'PORT_TAKEN'
  | 'DATA_FOLDER_IN_USE'
  | 'NOT_RUNNING'
  | 'RESOURCES_EXHAUSTED'
  | 'INTERNAL';

export interface ErrorEvent {
  id: string;
  code: ErrorCode;
  message: string;
  remedy: string;
  /** In the query, from 1. */
  line?: number;
  /** In the line, from 1. */
  column?: number;
}

export interface ExpectationFindings {
  /** The short form, or the comment above the SELECT. */
  text: string;
  /** Relative to the project. */
  file: string;
  line: number;
  /** Its rows are those that are not as expected. */
  sql: string;
  state: 'pending' | 'met' | 'violated' | 'failed';
  /** How many rows are not as expected. */
  violations: number;
  /** Null before the first look. */
  checked_at: string | null;
  /** Null unless violated. */
  violated_since: string | null;
  /** Of the rows that are not as expected. */
  columns: ResultColumn[];
  /** The first ten of them. */
  rows: Value[][];
  /** How many rows do not come into the model because of it; null unless it holds rows back. */
  held_back: number | null;
  /** Null unless pending or failed. */
  error: Problem | null;
}

export interface Expectations {
  /** In the order of files and lines. */
  expectations: ExpectationFindings[];
}

export interface FlowGraph {
  nodes: Node[];
  edges: Edge[];
}

export interface FoundDocument {
  /** Its table: model.document, model.tracking_event or model.exception. */
  table: string;
  /** The row's source_system. */
  system: string;
  /** The row's source_key. */
  key: string;
  kind: string | null;
  /** Empty when it has none. */
  title: TextPiece[];
  /** The part of the text that fits best, or its beginning. */
  snippet: TextPiece[];
  url: string | null;
  media_type: string | null;
  author: string | null;
  written_at: string | null;
  shipment_key: string | null;
  sales_order_key: string | null;
  purchase_order_key: string | null;
  item_key: string | null;
  party_key: string | null;
  location_key: string | null;
  equipment_key: string | null;
  reference: string | null;
  /** To compare with others of the same search. */
  score: number;
}

export interface FoundDocuments {
  /** How many texts fit; when there are more than 1,000, at least so many. */
  count: number;
  /** Whether all texts have been read since the start; until then some may lack. */
  complete: boolean;
  /** The best first; without words the newest first. */
  documents: FoundDocument[];
}

export interface Freshness {
  /** Of the newest change; null before the first. */
  now_ms: number | null;
  /** Median of the last minute. */
  p50_ms: number | null;
  /** 99th percentile of the last minute. */
  p99_ms: number | null;
}

export interface Geofence {
  source_system: string;
  location_key: string;
  /** Degrees, of the centre of a circle; null when it is the place itself. */
  latitude: number | null;
  /** Degrees, of the centre of a circle; null when it is the place itself. */
  longitude: number | null;
  /** In metres, of a circle; null when it is a polygon. */
  radius_m: number | null;
  /** Text of a GeoJSON Polygon or MultiPolygon; null when it is a circle. */
  boundary: string | null;
}

export interface GeofenceShape {
  /** Degrees, of the centre of a circle; left out with longitude, the place itself. */
  latitude?: number;
  /** Degrees, of the centre of a circle. */
  longitude?: number;
  /** In metres, from 1 to 1,000,000; makes it a circle. */
  radius_m?: number;
  /** Text of a GeoJSON Polygon or MultiPolygon; makes it a polygon. */
  boundary?: string;
}

export interface History {
  table: string;
  /** The lake's last commit: what came later is not in the answer yet. */
  as_of: string | null;
  columns: ResultColumn[];
  /** Newest first. */
  changes: HistoryChange[];
}

export interface HistoryChange {
  op: 'snapshot' | 'insert' | 'update' | 'delete' | 'truncate';
  /** 40 hexadecimal digits that sort in the order of the changes. */
  position: string;
  commit_time: string | null;
  captured_time: string | null;
  /** The row after the change, by column; before it for a delete. */
  row: Record<string, Value>;
}

export interface Lake {
  /** Where its files are. */
  warehouse: string;
  state: 'starting' | 'running' | 'failed' | 'stopped';
  tables: LakeTable[];
  commit_interval_ms: number;
  last_commit_at: string | null;
  /** What stands in the way, also when it is in the way of one table only. */
  error: Problem | null;
}

export interface LakeCurrent {
  /** Data files; most of them are the history's, too. */
  files: number;
  rows: number;
  /** Rows that stand in the files and are left out. */
  dead_rows: number;
  /** Which share of the rows in the files is dead, from 0 to 1. */
  dead_share: number;
  bytes: number;
}

export interface LakeHistory {
  /** Data files of the current snapshot. */
  files: number;
  changes: number;
  bytes: number;
}

export interface LakeSqlColumn {
  name: string;
  /** Its type in the live store's SQL. */
  type: string;
}

export interface LakeSqlTable {
  /** As SQL takes it, for example lake.model.item or lake.plant.item_history. */
  name: string;
  /** Empty when its columns cannot be read at present. */
  columns: LakeSqlColumn[];
}

export interface LakeTable {
  name: string;
  kind: 'raw' | 'model' | 'unified';
  history: LakeHistory;
  /** Null for an event table, which has no state. */
  current: LakeCurrent | null;
  /** Changes that are missing: the log had given them up before the lake read them. */
  lost: number;
  /** Snapshots of the history that can still be read. */
  snapshots: number;
  /** Changes written but not yet committed. */
  pending: number;
  last_commit_at: string | null;
  /** What was last done to keep its files in order. */
  last_upkeep: LakeUpkeep | null;
  /** What stands in its way. */
  error: Problem | null;
}

export interface LakeUpkeep {
  at: string;
  /** Files whose rows were written anew, to fewer files or without the dead. */
  files_rewritten: number;
  /** Rows that are no longer in the current state's files. */
  dead_rows_left_out: number;
  snapshots_forgotten: number;
  /** Files that nothing referred to. */
  files_deleted: number;
  /** How long it worked, waiting for its share of a core included. */
  seconds: number;
}

export interface Lineage {
  mappings: LineageMapping[];
}

export interface LineageColumn {
  name: string;
  /** How it is made, in short: with columns as table.column. */
  expression: string;
  /** Empty for a constant. */
  origins: LineageOrigin[];
}

export interface LineageMapping {
  mapping: string;
  /** Relative to the project. */
  file: string;
  statements: LineageStatement[];
}

export interface LineageOrigin {
  /** For example plant.public.item. */
  table: string;
  /** As the source has it; _position and _commit_time are of every raw table. */
  column: string;
  way: 'identity' | 'transformation' | 'aggregation' | 'conditional' | 'join' | 'filter' | 'group_by' | 'sort' | 'window';
}

export interface LineageStatement {
  /** The table that it writes: model.item. */
  table: string;
  /** Of the statement in its file, from 1. */
  line: number;
  columns: LineageColumn[];
  /** The columns that decide which rows there are, of joins and conditions. */
  rows: LineageOrigin[];
}

export interface LiveQueries {
  /** SQL by a name of the caller's choice, at most 50. */
  queries: Record<string, string>;
  /** How many rows of each at most, from 1 to 10000; 1000 when left out. */
  limit?: number;
}

export interface MappableSource {
  name: string;
  connector: string;
}

export interface Mapping {
  name: string;
  /** Relative to the project. */
  file: string;
  sql: string;
  tables: MappingTables;
  error: Problem | null;
}

export interface MappingChange {
  sql: string;
  /** Of the text that is replaced; left out when the file is to be a new one. */
  version?: string;
}

export interface MappingDraft {
  name: string;
  sql: string;
}

export interface MappingList {
  mappings: MappingSummary[];
  sources: MappableSource[];
}

export interface MappingPreview {
  mapping: string;
  /** Whether no row is rejected and no two share a key. */
  clean: boolean;
  raw: PreviewedSource[];
  model: PreviewedTable[];
  /** What makes the preview less exact. */
  problems: Problem[];
}

export interface MappingState {
  name: string;
  state: 'starting' | 'running' | 'failed';
  /** The model tables it writes. */
  tables: string[];
  error: Problem | null;
}

export interface MappingSummary {
  name: string;
  /** Relative to the project. */
  file: string;
  state: 'running' | 'starting' | 'failed' | 'changed' | 'not_started';
  reads: string[];
  writes: string[];
  /** While its rows are made anew, beside those it has: how much of what it reads has been read again, from 0 to 1; else null. */
  replayed: number | null;
  error: Problem | null;
}

export interface MappingTables {
  reads: string[];
  writes: string[];
}

export interface MappingText {
  name: string;
  /** Relative to the project. */
  file: string;
  sql: string;
  /** Changes with the text; to be given when it is written. */
  version: string;
}

export interface Memory {
  heap_bytes: number;
  resident_bytes: number;
}

export interface NewDocument {
  /** The source of what it belongs to: it becomes the row's source_system. */
  system: string;
  /** A name for it. One that was added under the same name is replaced. When it is left out, one is made. */
  key?: string;
  kind: 'log' | 'note' | 'message' | 'document' | 'image' | 'other';
  title?: string;
  /** Its text; up to 200,000 characters. */
  body?: string;
  /** Where the document or image itself is: http, https, s3, gs or abfss. */
  url?: string;
  /** Such as image/jpeg. */
  media_type?: string;
  author?: string;
  /** ISO 8601, with a zone; when it is left out, it is now. */
  written_at?: string;
  /** Of a row of model.shipment of the same source, which must be there. */
  shipment_key?: string;
  /** Of a row of model.sales_order. */
  sales_order_key?: string;
  /** Of a row of model.purchase_order. */
  purchase_order_key?: string;
  /** Of a row of model.item. */
  item_key?: string;
  /** Of a row of model.party. */
  party_key?: string;
  /** Of a row of model.location. */
  location_key?: string;
  /** Of a row of model.equipment. */
  equipment_key?: string;
  reference?: string;
}

export interface Node {
  /** source:plant, raw:plant.public.item, mapping:plant/items, model:item, lake or live. */
  id: string;
  kind: 'source' | 'raw' | 'mapping' | 'model' | 'lake' | 'live';
  name: string;
  /** What the node is shown with, for example its source. */
  group: string | null;
  state: 'ok' | 'slow' | 'warning' | 'failed' | 'idle';
  /** Changes per second. */
  rate: number;
  lag_ms: number | null;
  rows: number | null;
  detail: string | null;
  /** Of a source: what will go wrong if nothing is done, and what to do. */
  warning: string | null;
  error: Problem | null;
}

export interface PairState {
  status: 'certain' | 'proposed' | 'confirmed' | 'rejected' | 'none';
  /** From 0 to 1. */
  confidence: number;
  /** Null when nobody has decided. */
  decided_by: string | null;
}

export interface Part {
  /** log, connect, flow, xref, documents, lake, live, positions or server. */
  name: string;
  state: 'starting' | 'running' | 'failed';
  /** What it is doing or where it listens; may be empty. */
  detail: string;
  /** How long its start took; null while it starts. */
  started_in_ms: number | null;
  error: Problem | null;
}

export type PingEvent = Record<string, never>;

export interface PositionNow {
  /** Name of the sensor's source. */
  source: string;
  /** Key of the sensor within its source. */
  sensor: string;
  /** Of its newest fix. */
  time: string;
  /** In degrees. */
  latitude: number;
  /** In degrees. */
  longitude: number;
  /** In km/h; null when not known. */
  speed_kmh: number | null;
  /** In degrees clockwise from true north; null when not known. */
  heading_deg: number | null;
  /** What it measures, in its unit; null when nothing. */
  value: number | null;
  moving: boolean;
  /** Whether its shipment is expected later than planned. */
  late: boolean;
  /** Whether what it measures is beyond a limit. */
  beyond_limit: boolean;
  /** How its shipment travels at present: sea, air, road, rail, inland_waterway or parcel. */
  mode: string | null;
  /** Key of the shipment it travels with, within its source. */
  shipment: string | null;
  carrier: string | null;
  customer: string | null;
}

export interface PositionsNow {
  as_of: string;
  /** How many sensors there are; with cells, those of cells that the border cuts count too. */
  total: number;
  /** Empty when they are too many. */
  sensors: PositionNow[];
  /** Empty when sensors are given. */
  cells: CellNow[];
}

export interface PreviewRequest {
  name: string;
  sql: string;
  /** Other mappings as they would be; the project's count unless one has their name. */
  beside?: MappingDraft[];
  /** Rows of each table at most, from 1 to 5000; 2000 when left out. */
  rows?: number;
}

export interface PreviewRun {
  progress: WorkProgress;
  /** Null until it is done. */
  preview: MappingPreview | null;
  error: Problem | null;
}

export interface PreviewedReference {
  column: string;
  targets: string[];
  /** That refer to something. */
  rows: number;
  /** Of these, those whose row is not there. */
  orphans: number;
  certainty: 'sure' | 'not_in_sample' | 'not_mapped';
  /** Some that are not there. */
  values: string[];
}

export interface PreviewedSource {
  table: string;
  rows: number;
  /** How many of the rows were read because others refer to them. */
  along: number;
  /** Whether that is the whole table. */
  whole: boolean;
  /** Rows of the whole table, roughly; 0 when the source does not know. */
  rows_estimated: number;
  /** Columns that no statement reads. */
  not_used: string[];
  /** Why rows are missing. */
  error: Problem | null;
}

export interface PreviewedTable {
  table: string;
  /** Of its statements in the file, from 1. */
  lines: number[];
  rows: number;
  rejected: RejectedRows[];
  /** Keys that more than one row has. */
  duplicated: number;
  /** Some of these keys. */
  duplicates: DuplicateKey[];
  /** Columns that no statement sets. */
  not_mapped: string[];
  /** Columns that are set, and are null in every row. */
  always_empty: string[];
  references: PreviewedReference[];
  /** Of `first`. */
  columns: string[];
  /** Rows, each value as text. */
  first: ((string | null)[])[];
}

export interface Problem {
  /** Stable: programs may decide by it. */
  code: ErrorCode;
  /** What cannot be done. */
  message: string;
  /** What to do about it. */
  remedy: string;
  /** The file it stands in, relative to the project; or `query`. */
  source_file?: string;
  /** From 1. */
  line?: number;
  /** From 1. */
  column?: number;
}

export interface Pulse {
  at: string;
  freshness: Freshness;
  changes_per_second: number;
  /** Changes since the start. */
  changes_total: number;
  /** Another number when there are other tables or columns. */
  catalog: number;
  sources: SourcePulse[];
}

export interface RefusedEvent {
  /** Where it begins in the body, from 1. */
  line: number;
  cause: string;
}

export interface RejectedRows {
  /** Of the statement. */
  line: number;
  /** That is to blame, where that can be told. */
  column: string | null;
  /** In words, of the first row. */
  cause: string;
  rows: number;
  samples: RejectedSample[];
}

export interface RejectedSample {
  columns: string[];
  values: (string | null)[];
}

export interface RemovedGeofence {
  source_system: string;
  location_key: string;
}

export interface ResultColumn {
  name: string;
  type: string;
}

export interface RowsEvent {
  id: string;
  columns: ResultColumn[];
  rows: Value[][];
  truncated: boolean;
  /** When the query saw the store. */
  as_of: string;
}

export interface SavedMapping {
  name: string;
  /** Relative to the project. */
  file: string;
  version: string;
  takes_effect: 'now' | 'replay' | 'next_start';
}

export interface SensorName {
  source: string;
  sensor: string;
}

export interface SensorsEvent {
  as_of: string;
  /** Whether these are all, so that what came before is forgotten; otherwise only what is new or has changed. */
  whole: boolean;
  /** How many sensors are in the window. */
  total: number;
  /** Of those that are new, which come first. */
  names: SensorName[];
  /** By which later events name them: Int32. */
  numbers: string;
  /** In 1e-7 degrees: Int32. */
  latitudes: string;
  /** In 1e-7 degrees: Int32. */
  longitudes: string;
  /** Of their newest fix, in seconds since 1970: Int32. */
  times: string;
  /** In tenths of km/h, -1 when not known: Int16. */
  speeds: string;
  /** In degrees clockwise from true north, -1 when not known: Int16. */
  headings: string;
  /** 1 when it moves, 2 when late, 4 when beyond a limit, added up: Uint8. */
  flags: string;
  /** The numbers of those that are not there any more: Int32. */
  gone: string;
}

export interface SnapshotProgress {
  /** Those being read, and those already read with them. */
  tables: number;
  tables_done: number;
  rows: number;
  /** About how many rows there are in all; null while that is not known. */
  rows_total: number | null;
  /** Rows read of those that there are, rounded down; null like rows_total. */
  percent: number | null;
  /** At the pace of the last minute; null while that is not known. */
  seconds_left: number | null;
}

export interface Source {
  name: string;
  connector: string;
  state: 'starting' | 'snapshot' | 'streaming' | 'failed' | 'stopped';
  /** How many tables are captured. */
  tables: number;
  /** Rows alive in its tables. */
  rows: number;
  changes_per_second: number;
  /** From the newest commit seen to its visibility in the live store. */
  lag_ms: number | null;
  last_commit_at: string | null;
  /** Null when no rows are being read, or when the connector does not tell. */
  snapshot: SnapshotProgress | null;
  /** Null while the connector does not tell. */
  capture_lag: CaptureLag | null;
  error: Problem | null;
}

export interface SourcePulse {
  name: string;
  state: 'starting' | 'snapshot' | 'streaming' | 'failed' | 'stopped';
  lag_ms: number | null;
  /** As in the status of the source's capture lag. */
  warning: string | null;
}

export interface SqlAnswer {
  columns: ResultColumn[];
  /** A row is an array of values. Integers beyond 2^53 and decimals are text, times are ISO 8601 in UTC, bytes base64. */
  rows: Value[][];
  row_count: number;
  /** Whether there are more rows than the limit. */
  truncated: boolean;
  elapsed_ms: number;
}

export interface SqlQuery {
  /** One SELECT over tables of Millrace, lake.… among them. */
  sql: string;
  /** How many rows at most, from 1 to 100000; 1000 when left out. */
  limit?: number;
  /** How long it may run, from 1 to 60000; 10000 when left out. */
  timeout_ms?: number;
  /** json, csv or arrow; json when left out. */
  format?: string;
}

export interface Status {
  version: string;
  started_at: string;
  uptime_ms: number;
  state: 'starting' | 'running' | 'stopping';
  memory: Memory;
  /** The parts of the process, in the order in which they start. */
  parts: Part[];
  sources: Source[];
  mappings: MappingState[];
  freshness: Freshness;
  changes_per_second: number;
  /** Null until sensors are followed. */
  tracking: Tracking | null;
  /** Null when the demo does not run. */
  demo: DemoRate | null;
}

export interface SuggestedColumn {
  model: string;
  /** That of the match or one that is joined, as `public.product`. */
  table: string;
  column: string;
  /** From 0 to 1. */
  confidence: number;
  /** In words. */
  reason: string;
}

export interface SuggestedFile {
  /** The mapping's name, such as `erp/items`. */
  name: string;
  sql: string;
  /** The version of the file of that name; null when there is none. */
  version: string | null;
}

export interface SuggestedPack {
  /** Such as `odoo`. */
  name: string;
  /** As people know it. */
  erp: string;
  /** Of the ERP. */
  release: string;
  /** Of the pack. */
  version: number;
  /** Tables of the model, without `model.` */
  maps: string[];
  /** What it would map too, if the source had what it is made of. */
  left_out: string[];
}

export interface SuggestedTable {
  /** Without `model.` */
  model: string;
  /** As `public.product`. */
  table: string;
  rows_estimated: number;
  /** From 0 to 1. */
  confidence: number;
  /** In words. */
  reason: string;
  columns: SuggestedColumn[];
  /** Columns that might be others, and are left out. */
  perhaps: Doubtful[];
  /** Columns of the source that feed nothing. */
  not_used: string[];
}

export interface Suggestion {
  source: string;
  /** Of a known ERP: then the files are its ready mapping, and nothing is proposed. */
  pack: SuggestedPack | null;
  tables: SuggestedTable[];
  /** Tables that might be one of the model, and are left out. */
  perhaps: Doubtful[];
  /** Tables that nothing was found for. */
  not_used: string[];
  /** The mapping, one file a subject. */
  files: SuggestedFile[];
  /** Tables that could not be read; their names alone spoke for them. */
  problems: Problem[];
}

export interface SuggestionRequest {
  source: string;
  /** Tables that may feed the model, as `public.product`; all of them when left out. The others may still be joined. */
  tables?: string[];
}

export interface SuggestionRun {
  progress: WorkProgress;
  /** Null until it is done. */
  suggestion: Suggestion | null;
  error: Problem | null;
}

export interface Table {
  /** As SQL takes it: plant.public.item, model.item, unified.item. */
  name: string;
  kind: 'raw' | 'model' | 'unified';
  /** Null but for a table of a source. */
  source: string | null;
  /** Whether rows are only added: the lake alone has them, so they are as fresh as its commits. */
  events: boolean;
  /** Rows alive; of an event table those committed to the lake. */
  rows: number;
  /** Changes since the start. */
  changes: number;
  changes_per_second: number;
  last_commit_at: string | null;
  /** The key's columns; empty for a table without a key. */
  key: string[];
  columns: TableColumn[];
}

export interface TableColumn {
  name: string;
  /** Its type in the live store's SQL. */
  type: string;
  nullable: boolean;
  /** What the source or the model says of it. */
  comment: string | null;
}

export interface TelemetryReceipt {
  /** Events that are in the log. */
  accepted: number;
  /** Events that are no JSON objects; they are among the dead letters. */
  refused: number;
  /** Of the first ten refused. */
  causes: RefusedEvent[];
  /** Whether they had been sent before, and nothing was written again. */
  repeated: boolean;
}

export interface TextPiece {
  text: string;
  /** Whether it is what was looked for. */
  found: boolean;
}

export interface Tracking {
  /** How many sensors have reported where they are. */
  sensors: number;
  /** Readings with a position since the start. */
  readings: number;
  /** Readings that tell of no sensor, place and time. */
  refused: number;
}

export interface UpkeepProgress {
  done: number;
  total: number;
}

export interface UpkeepRequest {
  /** Names as in /api/lake; all tables when left out. */
  tables?: string[];
}

export interface UpkeepRun {
  state: 'none' | 'running' | 'done';
  /** Null when none has been asked for. */
  id: string | null;
  started_at: string | null;
  finished_at: string | null;
  progress: UpkeepProgress;
  /** The table that is worked on. */
  table: string | null;
  /** In the order in which they were done. */
  tables: UpkeptTable[];
}

export interface UpkeepStarted {
  id: string;
}

export interface UpkeptTable {
  name: string;
  /** Null when it could not be done. */
  done: LakeUpkeep | null;
  /** Why it could not be done; the other tables are done all the same. */
  error: Problem | null;
}

export interface Verification {
  state: 'none' | 'running' | 'done';
  /** Null when none has been asked for. */
  id: string | null;
  started_at: string | null;
  finished_at: string | null;
  progress: VerifyProgress;
  /** Whether every table is equal everywhere; null until it is known. */
  equal: boolean | null;
  /** In the order in which they were compared. */
  tables: VerifiedTable[];
  /** Why the comparison ended before its end. */
  error: Problem | null;
}

export interface VerifiedTable {
  source: string;
  table: string;
  /** Up to where in the source all sides were read. */
  position: string | null;
  source_rows: number | null;
  live_rows: number | null;
  lake_rows: number | null;
  source_checksum: string | null;
  live_checksum: string | null;
  lake_checksum: string | null;
  equal: boolean;
  /** What differs or could not be read. */
  detail: string | null;
}

export interface VerifyProgress {
  done: number;
  total: number;
}

export interface VerifyStarted {
  id: string;
}

export interface WorkProgress {
  state: 'running' | 'done' | 'failed';
  /** What is done now, in words. */
  step: string;
  /** Of `total`, of this step. */
  done: number;
  total: number;
}

export interface WorkStarted {
  id: string;
}
