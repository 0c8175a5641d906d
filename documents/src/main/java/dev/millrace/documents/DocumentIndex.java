package dev.millrace.documents;

import dev.millrace.api.TableName;
import dev.millrace.documents.Found.Piece;
import dev.millrace.log.rows.RowKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollector;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * Texts on disk, by their words. Changes are searched from {@link #show} on, and outlive the
 * process from {@link #commit} on, with what was noted beside them. One thread may change it while
 * others search.
 */
final class DocumentIndex implements Closeable {
  /** Texts that fit are counted up to here. */
  static final int COUNTED = 1_000;

  private static final double MEMORY_MEGABYTES = 16;
  private static final String ID = "id";
  private static final String TABLE = "table";
  private static final String SYSTEM = "system";
  private static final String KEY = "key";
  private static final String SHIPMENT = "of_shipment";
  private static final String WRITTEN = "written";

  /** Numbers and names that somebody may look for, besides title and body. */
  private static final String ABOUT = "about";

  private static final String TITLE = "in_title";
  private static final String BODY = "in_body";

  private static final SortField NEWEST = new SortField(WRITTEN, SortField.Type.LONG, true);
  private static final Sort BEST = new Sort(SortField.FIELD_SCORE, NEWEST);

  private static final FieldType WITH_PLACES = new FieldType(TextField.TYPE_STORED);

  static {
    // So that snippets need not be made of words again.
    WITH_PLACES.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
    WITH_PLACES.freeze();
  }

  /** Bodies may be long: of them the snippet alone is shown. */
  private static final Set<String> SHOWN =
      Stream.concat(Stream.of(TABLE, SYSTEM, KEY, TITLE), Stream.of(Part.values()).map(Part::name))
          .collect(Collectors.toUnmodifiableSet());

  private final Analyzer analyzer = new TextAnalyzer();
  private final WordQuery words;
  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;

  private DocumentIndex(Path folder) throws IOException {
    Map<String, Float> fields = new LinkedHashMap<>();
    fields.put(TITLE, 3f);
    fields.put(BODY, 1f);
    fields.put(ABOUT, 1f);
    words = new WordQuery(analyzer, fields);
    directory = FSDirectory.open(folder);
    IndexWriterConfig config =
        new IndexWriterConfig(analyzer)
            .setRAMBufferSizeMB(MEMORY_MEGABYTES)
            .setCommitOnClose(false);
    IndexWriter opened = null;
    try {
      opened = new IndexWriter(directory, config);
      searchers = new SearcherManager(opened, null);
      writer = opened;
    } catch (IOException | RuntimeException e) {
      if (opened != null) {
        opened.rollback();
      }
      directory.close();
      throw e;
    }
  }

  /**
   * Opens the index of a folder, or makes one.
   *
   * @throws IOException when it cannot be read, or another process has it
   */
  static DocumentIndex open(Path folder) throws IOException {
    return new DocumentIndex(folder);
  }

  /** What was noted with the last commit. */
  Map<String, String> noted() {
    Map<String, String> noted = new HashMap<>();
    Iterable<Map.Entry<String, String>> entries = writer.getLiveCommitData();
    if (entries != null) {
      entries.forEach(entry -> noted.put(entry.getKey(), entry.getValue()));
    }
    return noted;
  }

  /** Forgets all. */
  void clear() throws IOException {
    writer.deleteAll();
  }

  void put(WrittenText text) throws IOException {
    writer.updateDocument(id(text.table(), text.row()), document(text));
  }

  void remove(TableName table, RowKey row) throws IOException {
    writer.deleteDocuments(id(table, row));
  }

  /** Lets searches see the changes up to now. */
  void show() throws IOException {
    searchers.maybeRefreshBlocking();
  }

  /** Makes the changes up to now durable. */
  void commit(Map<String, String> note) throws IOException {
    writer.setLiveCommitData(note.entrySet());
    writer.commit();
  }

  private static Term id(TableName table, RowKey row) {
    return new Term(ID, table.table() + '\0' + row.system() + '\0' + row.key());
  }

  private static String ofShipment(RowKey shipment) {
    return shipment.system() + '\0' + shipment.key();
  }

  private static Document document(WrittenText text) {
    Document document = new Document();
    RowKey row = text.row();
    document.add(new StringField(ID, id(text.table(), row).text(), Field.Store.NO));
    document.add(new StoredField(TABLE, text.table().table()));
    document.add(new StoredField(SYSTEM, row.system()));
    document.add(new StoredField(KEY, row.key()));
    StringBuilder about = new StringBuilder();
    text.parts()
        .forEach(
            (part, value) -> {
              switch (part) {
                case TITLE -> document.add(new Field(TITLE, value, WITH_PLACES));
                case BODY -> document.add(new Field(BODY, value, WITH_PLACES));
                case WRITTEN_AT ->
                    document.add(new NumericDocValuesField(WRITTEN, Long.parseLong(value)));
                case SHIPMENT ->
                    document.add(
                        new StringField(
                            SHIPMENT, ofShipment(new RowKey(row.system(), value)), Field.Store.NO));
                case AUTHOR, REFERENCE, KIND -> about.append(value).append(' ');
                default -> {
                  // Shown, not searched.
                }
              }
              if (part != Part.TITLE && part != Part.BODY) {
                document.add(new StoredField(part.name(), value));
              }
            });
    document.add(new TextField(ABOUT, about.toString(), Field.Store.NO));
    return document;
  }

  /** How many texts there are. */
  int size() throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      return searcher.getIndexReader().numDocs();
    } finally {
      searchers.release(searcher);
    }
  }

  /** Searches the texts that are shown. */
  Found search(Asked asked) throws IOException {
    Optional<Query> wanted = words.of(asked.words());
    Query query = wanted.orElseGet(MatchAllDocsQuery::new);
    if (asked.shipment().isPresent()) {
      Term shipment = new Term(SHIPMENT, ofShipment(asked.shipment().get()));
      query =
          new BooleanQuery.Builder()
              .add(query, Occur.MUST)
              .add(new TermQuery(shipment), Occur.FILTER)
              .build();
    }
    Sort order = wanted.isPresent() ? BEST : new Sort(NEWEST);
    IndexSearcher searcher = searchers.acquire();
    try {
      TopFieldDocs best =
          searcher.search(query, new TopFieldCollectorManager(order, asked.limit(), null, COUNTED));
      TopFieldCollector.populateScores(best.scoreDocs, searcher, query);
      return found(searcher, query, best);
    } finally {
      searchers.release(searcher);
    }
  }

  private Found found(IndexSearcher searcher, Query query, TopFieldDocs best) throws IOException {
    int[] documents = new int[best.scoreDocs.length];
    for (int i = 0; i < documents.length; i++) {
      documents[i] = best.scoreDocs[i].doc;
    }
    Map<String, Object[]> snippets =
        documents.length == 0
            ? Map.of()
            : new Snippets(searcher, analyzer).of(query, documents, TITLE, BODY);
    List<Found.One> texts = new ArrayList<>();
    for (int i = 0; i < documents.length; i++) {
      ScoreDoc one = best.scoreDocs[i];
      texts.add(
          new Found.One(
              text(searcher.storedFields().document(one.doc, SHOWN)),
              Float.isNaN(one.score) ? 0 : one.score,
              pieces(snippets.get(TITLE)[i]),
              pieces(snippets.get(BODY)[i])));
    }
    return new Found(best.totalHits.value, texts);
  }

  @SuppressWarnings("unchecked") // Snippets makes nothing else.
  private static List<Piece> pieces(Object snippet) {
    return snippet == null ? List.of() : (List<Piece>) snippet;
  }

  private static WrittenText text(Document stored) {
    Map<Part, String> parts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      String value = stored.get(part == Part.TITLE ? TITLE : part.name());
      if (value != null) {
        parts.put(part, value);
      }
    }
    RowKey row = new RowKey(stored.get(SYSTEM), stored.get(KEY));
    return new WrittenText(TableName.model(stored.get(TABLE)), row, parts);
  }

  /** Ends. What was not committed is forgotten. */
  @Override
  public void close() throws IOException {
    searchers.close();
    writer.rollback();
    directory.close();
    analyzer.close();
  }
}
