package dev.millrace.documents;

import dev.millrace.log.rows.RowKey;
import java.util.Optional;

/**
 * What is looked for.
 *
 * @param words as a person types them: each must be there, or a word that begins so; "…" is a
 *     phrase, and what stands behind a minus must not be there. Empty for all texts, the newest
 *     first
 * @param shipment that the texts belong to
 * @param limit how many at most
 */
public record Asked(String words, Optional<RowKey> shipment, int limit) {}
