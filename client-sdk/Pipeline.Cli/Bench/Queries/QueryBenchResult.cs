using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pipeline.Cli.Bench.Queries;

/// <summary>The figures of one <c>bench query</c>; docs/benchmarks.md says how each is taken.</summary>
/// <param name="Kinds">By the kind's name, in the order asked.</param>
/// <param name="Absent">Kinds that the silo does not know.</param>
/// <param name="IngestEventsPerSecond">Events acknowledged in the measured part, per second.</param>
internal sealed record QueryBenchResult(
    IReadOnlyList<(string Name, QueryTally Tally)> Kinds, IReadOnlyList<string> Absent, double IngestEventsPerSecond)
{
    /// <summary>Questions that were not answered 200.</summary>
    public int Errors => Kinds.Sum(static kind => kind.Tally.Errors);

    /// <summary>A line for each kind.</summary>
    public void WriteTable(TextWriter output)
    {
        output.WriteLine($"{"question",-20} {"p50 ms",10} {"p99 ms",10} {"answers",9} {"errors",7}");
        foreach ((string name, QueryTally tally) in Kinds)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-20} {tally.QuantileMs(0.5),10:0.00} {tally.QuantileMs(0.99),10:0.00} {tally.Count,9} {tally.Errors,7}"));
            if (tally.FirstError is { } error)
                output.WriteLine($"  {error}");
        }

        foreach (string name in Absent)
            output.WriteLine($"{name,-20} absent: the silo does not know this question");
    }

    /// <summary>One JSON object on one line.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            foreach ((string name, QueryTally tally) in Kinds)
            {
                json.WriteStartObject(name);
                json.WriteNumber("p50_ms", Math.Round(tally.QuantileMs(0.5), 3));
                json.WriteNumber("p99_ms", Math.Round(tally.QuantileMs(0.99), 3));
                json.WriteNumber("count", tally.Count);
                json.WriteEndObject();
            }

            json.WriteStartArray("absent");
            foreach (string name in Absent)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteNumber("ingest_events_per_second", Math.Round(IngestEventsPerSecond));
            json.WriteNumber("errors", Errors);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
