/**
 * The API's types as the screens use them. The server writes types.generated.ts from its endpoints;
 * here stand only other names and what TypeScript can say more exactly.
 */
import type * as api from './types.generated';

export type {
  CaptureLag,
  CellsEvent,
  DecidedPair,
  Demo,
  DocumentAdded,
  ExpectationFindings,
  Expectations,
  FlowGraph,
  FoundDocument,
  FoundDocuments,
  Freshness,
  GeofenceShape,
  History,
  HistoryChange,
  Lake,
  LakeSqlTable,
  LakeTable,
  Lineage,
  LineageOrigin,
  LineageStatement,
  LakeUpkeep,
  Mapping,
  MappingList,
  MappingPreview,
  MappingState,
  MappingSummary,
  MappingText,
  PairState,
  Part,
  PositionNow,
  PreviewedReference,
  PreviewedSource,
  PreviewedTable,
  PreviewRun,
  NewDocument,
  Pulse,
  RejectedRows,
  SavedMapping,
  SensorsEvent,
  SnapshotProgress,
  Source,
  Status,
  SuggestedFile,
  SuggestedPack,
  SuggestedTable,
  Suggestion,
  SuggestionRun,
  Table,
  TableColumn,
  UpkeepRun,
  Value,
  Verification,
  VerifiedTable,
  WorkProgress,
} from './types.generated';

export type Answer = api.SqlAnswer;
export type Column = api.ResultColumn;
export type FlowEdge = api.Edge;
export type FlowNode = api.Node;
export type FlowKind = api.Node['kind'];
export type Health = api.Node['state'];
export type SourceState = api.Source['state'];

/** The page itself adds codes of its own, for when there is no answer at all. */
export type Problem = Omit<api.Problem, 'code'> & { code: string };

export type DiffOp = ['c', number, number] | ['r', api.Value[][]];
export type RowsEvent = api.RowsEvent;
export type DiffEvent = Omit<api.DiffEvent, 'ops'> & { ops: DiffOp[] };
