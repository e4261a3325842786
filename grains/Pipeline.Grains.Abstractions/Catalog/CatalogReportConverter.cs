using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions.Catalog;

[RegisterConverter]
internal sealed class CatalogReportConverter : IConverter<CatalogReport, CatalogReportSurrogate>
{
    public CatalogReport ConvertFromSurrogate(in CatalogReportSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, ReportJsonContext.Default.CatalogReport)
        ?? throw new JsonException("A report is never null.");

    public CatalogReportSurrogate ConvertToSurrogate(in CatalogReport value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ReportJsonContext.Default.CatalogReport));
}
