using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Reports;

namespace Pipeline.Benchmarks;

/// <summary>The means of a run as one JSON object on one line, for scripts that compare runs.</summary>
internal static class ResultLine
{
    /// <summary>Maps <c>Class.Method(parameters)</c> to the mean in ns per operation; benchmarks that failed are left out.</summary>
    public static string Of(IEnumerable<Summary> summaries)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            foreach (BenchmarkReport report in summaries.SelectMany(static summary => summary.Reports))
            {
                if (report.ResultStatistics is { } statistics)
                    json.WriteNumber(NameOf(report), Math.Round(statistics.Mean, 3));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string NameOf(BenchmarkReport report)
    {
        string method = $"{report.BenchmarkCase.Descriptor.Type.Name}.{report.BenchmarkCase.Descriptor.WorkloadMethod.Name}";
        string parameters = report.BenchmarkCase.Parameters.DisplayInfo.Trim('[', ']');
        return parameters.Length > 0 ? $"{method}({parameters})" : method;
    }
}
