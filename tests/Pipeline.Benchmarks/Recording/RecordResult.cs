using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Pipeline.Benchmarks.Recording;

/// <summary>The figures of one <c>bench record</c>; docs/benchmarks.md says how each is taken.</summary>
internal sealed class RecordResult(IReadOnlyList<RecordFigure> figures, int rounds, int burstsPerRound)
{
    /// <summary>Lists that grow once in a while are no cost of a call.</summary>
    private const double BytesTolerance = 0.05;

    /// <summary>Pairs that record the same facts.</summary>
    private static readonly (string Name, string Client, string Meter)[] s_comparisons =
    [
        ("record_to_opentelemetry", "record", "opentelemetry"),
        ("record_full_to_opentelemetry", "record_full", "opentelemetry_full"),
        ("scope_to_opentelemetry", "scope", "opentelemetry_scope"),
        ("unsampled_to_opentelemetry", "unsampled", "opentelemetry"),
        ("unsampled_full_to_opentelemetry", "unsampled_full", "opentelemetry_full"),
        ("unsampled_scope_to_opentelemetry", "unsampled_scope", "opentelemetry_scope"),
    ];

    /// <summary>Every target with what was measured, on one thread.</summary>
    public IReadOnlyList<RecordTarget> Targets =>
    [
        new("unsampled_ns", 8, Of("unsampled").MedianNs),
        new("record_ns", 40, Of("record").MedianNs),
        new("record_bytes", BytesTolerance, Of("record").Bytes),
        new("scope_ns", 250, Of("scope").MedianNs),
        new("scope_bytes_beyond_flow", BytesTolerance, Of("scope").Bytes - Of("async_flow").Bytes),
        new("record_to_opentelemetry", 0.25, Ratio("record", "opentelemetry", 1)),
        new("record_full_to_opentelemetry", 0.25, Ratio("record_full", "opentelemetry_full", 1)),
        new("scope_to_opentelemetry", 0.25, Ratio("scope", "opentelemetry_scope", 1)),
    ];

    public void WriteTable(TextWriter output)
    {
        output.WriteLine($"{"ns a call: median (least round)",-30}{"1 thread",20}{"2 threads",20}{"bytes",10}");
        foreach (string variant in figures.Select(static figure => figure.Variant).Distinct())
            output.WriteLine($"{variant,-30}{Text(Of(variant)),20}{Text(Of(variant, 2)),20}{Of(variant).Bytes,10:0.0}");
        foreach ((string name, string client, string meter) in s_comparisons)
            output.WriteLine($"{name,-40}{Ratio(client, meter, 1),10:0.000}{Ratio(client, meter, 2),20:0.000}");
        foreach (RecordTarget target in Targets)
            output.WriteLine($"{(target.IsMet ? "met   " : "MISSED")} {target.Figure} {target.Measured:0.###}, at most {target.Limit:0.###}");
    }

    /// <summary>One JSON object on one line.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            foreach (RecordFigure figure in figures)
                Write(json, figure);
            json.WriteNumber("scope_bytes_beyond_flow", Math.Round(Of("scope").Bytes - Of("async_flow").Bytes, 2));
            foreach ((string name, string client, string meter) in s_comparisons)
            {
                json.WriteNumber(name, Math.Round(Ratio(client, meter, 1), 4));
                json.WriteNumber($"{name}_2_threads", Math.Round(Ratio(client, meter, 2), 4));
            }

            json.WriteStartArray("missed");
            foreach (RecordTarget target in Targets.Where(static target => !target.IsMet))
                json.WriteStringValue(target.Figure);
            json.WriteEndArray();
            json.WriteNumber("rounds", rounds);
            json.WriteNumber("bursts_per_round", burstsPerRound);
            json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
            json.WriteString("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
            json.WriteNumber("processors", Environment.ProcessorCount);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, RecordFigure figure)
    {
        string name = figure.ThreadCount == 1 ? figure.Variant : $"{figure.Variant}_{figure.ThreadCount}_threads";
        json.WriteNumber($"{name}_ns", Math.Round(figure.MedianNs, 2));
        json.WriteNumber($"{name}_min_ns", Math.Round(figure.MinimumNs, 2));
        if (figure.ThreadCount == 1)
            json.WriteNumber($"{name}_bytes", Math.Round(figure.Bytes, 2));
    }

    private static string Text(RecordFigure figure) => $"{figure.MedianNs:0.0} ({figure.MinimumNs:0.0})";

    private double Ratio(string client, string meter, int threadCount) => Of(client, threadCount).MedianNs / Of(meter, threadCount).MedianNs;

    private RecordFigure Of(string variant, int threadCount = 1)
        => figures.First(figure => figure.Variant == variant && figure.ThreadCount == threadCount);
}
