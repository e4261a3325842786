using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

[RegisterConverter]
internal sealed class WholeSegmentReportConverter : IConverter<WholeSegmentReport, WholeSegmentReportSurrogate>
{
    public WholeSegmentReport ConvertFromSurrogate(in WholeSegmentReportSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, ReportJsonContext.Default.WholeSegmentReport)
        ?? throw new JsonException("A report is never null.");

    public WholeSegmentReportSurrogate ConvertToSurrogate(in WholeSegmentReport value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ReportJsonContext.Default.WholeSegmentReport));
}
