package dev.millrace.documents;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * Makes words of a text, of whatever language, in lower case and without accents; umlauts are the
 * same however they are written: Müller, Mueller and Muller.
 */
final class TextAnalyzer extends Analyzer {

  @Override
  protected TokenStreamComponents createComponents(String field) {
    Tokenizer words = new StandardTokenizer();
    return new TokenStreamComponents(words, folded(words));
  }

  @Override
  protected TokenStream normalize(String field, TokenStream text) {
    return folded(text);
  }

  private static TokenStream folded(TokenStream words) {
    return new ASCIIFoldingFilter(new GermanNormalizationFilter(new LowerCaseFilter(words)));
  }
}
