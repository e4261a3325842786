using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Queries;

/// <summary>The JSON of reports, generated at compile time: snake case, absent fields left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EventRecordConverter)])]
[JsonSerializable(typeof(EndpointReport))]
[JsonSerializable(typeof(EndpointListReport))]
[JsonSerializable(typeof(EndpointSummaryListReport))]
[JsonSerializable(typeof(EndpointSummaryReport))]
[JsonSerializable(typeof(CatalogReport))]
[JsonSerializable(typeof(ComparisonReport))]
[JsonSerializable(typeof(CostReport))]
[JsonSerializable(typeof(WholeSegmentReport))]
[JsonSerializable(typeof(SegmentListReport))]
[JsonSerializable(typeof(EventPageReport))]
[JsonSerializable(typeof(SeriesReport))]
[JsonSerializable(typeof(DetectionSettings))]
[JsonSerializable(typeof(DetectionSettingsReport))]
[JsonSerializable(typeof(MarkedNormalReport))]
[JsonSerializable(typeof(WindowReport))]
[JsonSerializable(typeof(GapReport))]
[JsonSerializable(typeof(BacktestLine))]
[JsonSerializable(typeof(BacktestReport))]
[JsonSerializable(typeof(BacktestRequest))]
[JsonSerializable(typeof(AnomalyPage))]
[JsonSerializable(typeof(AnomalyReport))]
[JsonSerializable(typeof(FeaturesReport))]
public sealed partial class ReportJsonContext : JsonSerializerContext
{
    /// <summary>
    /// The same for people who read it as it is: only what JSON must escape is escaped, so that a secret or a sentence can be copied. Not to
    /// be put into a page of HTML.
    /// </summary>
    public static ReportJsonContext Readable => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = null });
}
