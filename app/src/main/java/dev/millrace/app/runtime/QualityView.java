package dev.millrace.app.runtime;

import dev.millrace.app.quality.Expectation;
import dev.millrace.app.quality.Findings;
import dev.millrace.server.endpoint.ExpectationsEndpoint.ExpectationFindings;
import dev.millrace.server.endpoint.ExpectationsEndpoint.Expectations;
import dev.millrace.server.endpoint.ExpectationsEndpoint.Verdict;
import java.util.List;
import java.util.OptionalLong;

/** Shows what was found of expectations to the HTTP server. */
final class QualityView {
  private QualityView() {}

  static Expectations of(List<Findings> findings) {
    return new Expectations(findings.stream().map(QualityView::of).toList());
  }

  private static ExpectationFindings of(Findings findings) {
    Expectation expectation = findings.expectation();
    return new ExpectationFindings(
        expectation.text(),
        expectation.file(),
        expectation.line(),
        expectation.sql(),
        switch (findings.verdict()) {
          case PENDING -> Verdict.PENDING;
          case MET -> Verdict.MET;
          case VIOLATED -> Verdict.VIOLATED;
          case FAILED -> Verdict.FAILED;
        },
        findings.violations(),
        findings.checkedAt(),
        findings.violatedSince(),
        findings.columns(),
        findings.rows(),
        expectation.holdBack().isPresent()
            ? OptionalLong.of(findings.heldBack())
            : OptionalLong.empty(),
        findings.problem());
  }
}
