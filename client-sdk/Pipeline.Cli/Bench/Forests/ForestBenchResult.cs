using System.Globalization;
using System.Text;
using System.Text.Json;
using Pipeline.Ml.Evaluation.Speed;

namespace Pipeline.Cli.Bench.Forests;

/// <summary>The figures of one <c>bench forest</c>; docs/detect.md says how each is taken.</summary>
/// <param name="Options">How it was measured.</param>
/// <param name="Speeds">A table with a number of threads each.</param>
/// <param name="Others">scikit-learn on the same tables; empty where it was not asked for.</param>
internal sealed record ForestBenchResult(
    ForestBenchOptions Options, IReadOnlyList<ForestSpeed> Speeds, IReadOnlyList<(BenchTable Table, SklearnSpeed Speed)> Others)
{
    public static void WriteHeader(TextWriter output) =>
        output.WriteLine($"{"table",-24} {"rows",9} {"columns",7} {"threads",7} {"fit ms",9} {"rows/s",12} {"row ns",8} {"explain us",10} {"fit KiB",9} {"bulk B",8} {"row B",6}");

    public static void WriteLine(TextWriter output, ForestSpeed speed) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{speed.Table,-24} {speed.RowCount,9:N0} {speed.ColumnCount,7:N0} {speed.ThreadCount,7} {speed.FitMs,9:0.00} {speed.RowsPerSecond,12:N0} {speed.SingleRowNs,8:N0} {speed.ExplainUs,10:0.00} {speed.FitBytes / 1024,9:N0} {speed.BulkBytes,8:N0} {speed.SingleRowBytes,6}"));

    /// <summary>scikit-learn's figures and how many times as fast Pipeline is with one thread; nothing where scikit-learn was not asked for.</summary>
    public void WriteComparison(TextWriter output)
    {
        if (Others.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine($"against scikit-learn {Others[0].Speed.Version}, one core each");
        output.WriteLine($"{"table",-24} {"rows",9} {"columns",7} {"fit ms",9} {"rows/s",12} {"row us",9} {"fit x",8} {"bulk x",8} {"row x",8}");
        foreach ((BenchTable table, SklearnSpeed other) in Others)
        {
            string ratios = Single(table) is { } speed
                ? string.Create(CultureInfo.InvariantCulture, $"{FitRatio(speed, other),8:N0} {BulkRatio(speed, other),8:N1} {RowRatio(speed, other),8:N0}")
                : $"{"-",8} {"-",8} {"-",8}";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{table.Name,-24} {table.Rows.RowCount,9:N0} {table.Rows.ColumnCount,7:N0} {other.FitMs,9:0.0} {other.RowsPerSecond,12:N0} {other.SingleRowNs / 1e3,9:N0} {ratios}"));
        }
    }

    /// <summary>One JSON object on one line.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("trees", Options.TreeCount);
            json.WriteNumber("samples", Options.SubsampleSize);
            json.WriteStartArray("forest");
            foreach (ForestSpeed speed in Speeds)
                Write(json, speed);
            json.WriteEndArray();
            if (Others.Count > 0)
            {
                json.WriteString("sklearn_version", Others[0].Speed.Version);
                json.WriteStartArray("sklearn");
                foreach ((BenchTable table, SklearnSpeed other) in Others)
                    Write(json, table, other, Single(table));
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static double FitRatio(ForestSpeed speed, SklearnSpeed other) => other.FitMs / speed.FitMs;

    private static double BulkRatio(ForestSpeed speed, SklearnSpeed other) => speed.RowsPerSecond / other.RowsPerSecond;

    private static double RowRatio(ForestSpeed speed, SklearnSpeed other) => other.SingleRowNs / speed.SingleRowNs;

    private static void Write(Utf8JsonWriter json, ForestSpeed speed)
    {
        json.WriteStartObject();
        json.WriteString("table", speed.Table);
        json.WriteNumber("rows", speed.RowCount);
        json.WriteNumber("columns", speed.ColumnCount);
        json.WriteNumber("threads", speed.ThreadCount);
        json.WriteNumber("fit_ms", Math.Round(speed.FitMs, 3));
        json.WriteNumber("score_rows_per_second", Math.Round(speed.RowsPerSecond));
        json.WriteNumber("single_row_ns", Math.Round(speed.SingleRowNs, 1));
        json.WriteNumber("explain_us", Math.Round(speed.ExplainUs, 3));
        json.WriteNumber("fit_bytes", speed.FitBytes);
        json.WriteNumber("bulk_bytes", speed.BulkBytes);
        json.WriteNumber("single_row_bytes", speed.SingleRowBytes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BenchTable table, SklearnSpeed other, ForestSpeed? speed)
    {
        json.WriteStartObject();
        json.WriteString("table", table.Name);
        json.WriteNumber("rows", table.Rows.RowCount);
        json.WriteNumber("columns", table.Rows.ColumnCount);
        json.WriteNumber("fit_ms", Math.Round(other.FitMs, 3));
        json.WriteNumber("score_rows_per_second", Math.Round(other.RowsPerSecond));
        json.WriteNumber("single_row_ns", Math.Round(other.SingleRowNs));
        if (speed is not null)
        {
            json.WriteNumber("fit_ratio", Math.Round(FitRatio(speed, other), 2));
            json.WriteNumber("score_ratio", Math.Round(BulkRatio(speed, other), 2));
            json.WriteNumber("single_row_ratio", Math.Round(RowRatio(speed, other), 1));
        }

        json.WriteEndObject();
    }

    /// <summary>The table measured with one thread, which is what one core of scikit-learn compares to; null if it was not.</summary>
    private ForestSpeed? Single(BenchTable table) => Speeds.FirstOrDefault(speed =>
        speed.ThreadCount == 1 && speed.Table == table.Name && speed.RowCount == table.Rows.RowCount && speed.ColumnCount == table.Rows.ColumnCount);
}
