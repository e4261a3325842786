using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

[RegisterConverter]
internal sealed class SeriesReportConverter : IConverter<SeriesReport, SeriesReportSurrogate>
{
    public SeriesReport ConvertFromSurrogate(in SeriesReportSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, ReportJsonContext.Default.SeriesReport)
        ?? throw new JsonException("A report is never null.");

    public SeriesReportSurrogate ConvertToSurrogate(in SeriesReport value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ReportJsonContext.Default.SeriesReport));
}
