package dev.millrace.server;

import dev.millrace.server.endpoint.AddDocumentEndpoint;
import dev.millrace.server.endpoint.Beat;
import dev.millrace.server.endpoint.CrossReferenceEndpoint;
import dev.millrace.server.endpoint.DecidePairEndpoint;
import dev.millrace.server.endpoint.DemoEndpoint;
import dev.millrace.server.endpoint.DemoRateEndpoint;
import dev.millrace.server.endpoint.DrawGeofenceEndpoint;
import dev.millrace.server.endpoint.Endpoint;
import dev.millrace.server.endpoint.ExpectationsEndpoint;
import dev.millrace.server.endpoint.FlowEndpoint;
import dev.millrace.server.endpoint.GeofenceEndpoint;
import dev.millrace.server.endpoint.HistoryEndpoint;
import dev.millrace.server.endpoint.LakeEndpoint;
import dev.millrace.server.endpoint.LakeTablesEndpoint;
import dev.millrace.server.endpoint.LakeUpkeepEndpoint;
import dev.millrace.server.endpoint.LakeUpkeepStartEndpoint;
import dev.millrace.server.endpoint.LakeUpkeeps;
import dev.millrace.server.endpoint.LineageEndpoint;
import dev.millrace.server.endpoint.LiveEndpoint;
import dev.millrace.server.endpoint.Lookout;
import dev.millrace.server.endpoint.MappingEndpoint;
import dev.millrace.server.endpoint.MappingPreviewEndpoint;
import dev.millrace.server.endpoint.MappingPreviewStartEndpoint;
import dev.millrace.server.endpoint.MappingTextEndpoint;
import dev.millrace.server.endpoint.MappingsEndpoint;
import dev.millrace.server.endpoint.MetricsEndpoint;
import dev.millrace.server.endpoint.OpenApiEndpoint;
import dev.millrace.server.endpoint.OsmAndEndpoint;
import dev.millrace.server.endpoint.Platform;
import dev.millrace.server.endpoint.PositionEndpoint;
import dev.millrace.server.endpoint.PositionsEndpoint;
import dev.millrace.server.endpoint.PositionsLiveEndpoint;
import dev.millrace.server.endpoint.PulseEndpoint;
import dev.millrace.server.endpoint.Queries;
import dev.millrace.server.endpoint.RemoveDocumentEndpoint;
import dev.millrace.server.endpoint.RemoveGeofenceEndpoint;
import dev.millrace.server.endpoint.Route;
import dev.millrace.server.endpoint.SaveMappingEndpoint;
import dev.millrace.server.endpoint.SearchDocumentsEndpoint;
import dev.millrace.server.endpoint.SqlEndpoint;
import dev.millrace.server.endpoint.StatusEndpoint;
import dev.millrace.server.endpoint.SuggestionEndpoint;
import dev.millrace.server.endpoint.SuggestionStartEndpoint;
import dev.millrace.server.endpoint.TablesEndpoint;
import dev.millrace.server.endpoint.TelemetryEndpoint;
import dev.millrace.server.endpoint.Verifications;
import dev.millrace.server.endpoint.VerifyEndpoint;
import dev.millrace.server.endpoint.VerifyStartEndpoint;
import dev.millrace.server.endpoint.WorkbenchRuns;
import dev.millrace.server.reference.OpenApi;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The list of all endpoints, in the order of the reference page. */
final class Api {
  private Api() {}

  static List<Endpoint> endpoints(
      Platform platform,
      Queries queries,
      Beat beat,
      Lookout lookout,
      Verifications verifications,
      LakeUpkeeps upkeeps,
      WorkbenchRuns workbench,
      Duration patience) {
    List<Endpoint> endpoints =
        new ArrayList<>(
            List.of(
                new StatusEndpoint(platform),
                new MetricsEndpoint(platform),
                new PulseEndpoint(beat),
                new TablesEndpoint(platform),
                SqlEndpoint.byPost(queries),
                SqlEndpoint.byGet(queries),
                LiveEndpoint.byPost(queries, patience),
                LiveEndpoint.byGet(queries, patience),
                new FlowEndpoint(platform),
                new LineageEndpoint(platform),
                new ExpectationsEndpoint(platform),
                new MappingsEndpoint(platform),
                new MappingEndpoint(platform),
                new MappingTextEndpoint(platform),
                new SaveMappingEndpoint(platform),
                new SuggestionStartEndpoint(platform, workbench),
                new SuggestionEndpoint(workbench),
                new MappingPreviewStartEndpoint(platform, workbench),
                new MappingPreviewEndpoint(workbench),
                new CrossReferenceEndpoint(platform),
                new DecidePairEndpoint(platform),
                new HistoryEndpoint(platform),
                new SearchDocumentsEndpoint(platform),
                new AddDocumentEndpoint(platform),
                new RemoveDocumentEndpoint(platform),
                new PositionsEndpoint(platform, Clock.systemUTC()),
                new PositionsLiveEndpoint(platform, lookout),
                new PositionEndpoint(platform),
                new GeofenceEndpoint(platform),
                new DrawGeofenceEndpoint(platform),
                new RemoveGeofenceEndpoint(platform),
                // Before the one whose source's name would take in the rest of the path.
                OsmAndEndpoint.byPost(platform.telemetry()),
                OsmAndEndpoint.byGet(platform.telemetry()),
                new TelemetryEndpoint(platform.telemetry()),
                new LakeEndpoint(platform),
                new LakeUpkeepStartEndpoint(platform, upkeeps),
                new LakeUpkeepEndpoint(upkeeps),
                new LakeTablesEndpoint(platform),
                new VerifyStartEndpoint(verifications),
                new VerifyEndpoint(verifications),
                new DemoEndpoint(platform),
                new DemoRateEndpoint(platform)));
    List<Route> routes = new ArrayList<>(endpoints.stream().map(Endpoint::route).toList());
    routes.add(OpenApiEndpoint.ROUTE);
    endpoints.add(new OpenApiEndpoint(OpenApi.document(routes)));
    return endpoints;
  }
}
