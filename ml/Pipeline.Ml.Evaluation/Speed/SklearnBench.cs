using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pipeline.Ml.Evaluation.Speed;

/// <summary>Measures scikit-learn's isolation forest on the same tables, in a Python process of its own.</summary>
/// <param name="python">The interpreter, one that has scikit-learn.</param>
public sealed class SklearnBench(string python)
{
    private const string Script = "sklearn_timing.py";

    /// <summary>Measures all tables, one after the other.</summary>
    /// <param name="tables">What is measured on.</param>
    /// <param name="options">Trees, samples and rounds.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    /// <exception cref="SklearnException">There is no such interpreter, it has no scikit-learn, or its answer cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IReadOnlyList<SklearnSpeed>> MeasureAsync(
        IReadOnlyList<BenchTable> tables, ForestBenchOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(options);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("pipeline-sklearn-");
        try
        {
            ProcessStartInfo start = new(python) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add(await WriteScriptAsync(directory.FullName, cancellationToken).ConfigureAwait(false));
            foreach (int number in (ReadOnlySpan<int>)[options.TreeCount, options.SubsampleSize, options.RoundCount])
                start.ArgumentList.Add(number.ToString(CultureInfo.InvariantCulture));
            for (int index = 0; index < tables.Count; index++)
            {
                string file = Path.Combine(directory.FullName, $"{index}.f32");
                await WriteTableAsync(file, tables[index], cancellationToken).ConfigureAwait(false);
                start.ArgumentList.Add(file);
                start.ArgumentList.Add(tables[index].Rows.ColumnCount.ToString(CultureInfo.InvariantCulture));
            }

            return Parse(await RunAsync(start, cancellationToken).ConfigureAwait(false), tables.Count);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<string> WriteScriptAsync(string directory, CancellationToken cancellationToken)
    {
        string path = Path.Combine(directory, Script);
        await using Stream script = typeof(SklearnBench).Assembly.GetManifestResourceStream(Script)!;
        await using FileStream file = File.Create(path);
        await script.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        return path;
    }

    private static async Task WriteTableAsync(string path, BenchTable table, CancellationToken cancellationToken)
    {
        // Row by row, because a large table has more bytes than one array can.
        await using FileStream file = File.Create(path, 1 << 16);
        byte[] bytes = new byte[table.Rows.ColumnCount * sizeof(float)];
        for (int row = 0; row < table.Rows.RowCount; row++)
        {
            MemoryMarshal.AsBytes(table.Rows.Row(row)).CopyTo(bytes);
            await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using Process process = Start(start);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            string error = await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0 ? output : throw new SklearnException($"{python} failed: {LastLine(error)}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new SklearnException($"{python} did not start.");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new SklearnException($"{python} did not start: {exception.Message}", exception);
        }
    }

    private static List<SklearnSpeed> Parse(string output, int count)
    {
        try
        {
            List<SklearnSpeed> speeds = [];
            foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                using JsonDocument json = JsonDocument.Parse(line);
                JsonElement figures = json.RootElement;
                speeds.Add(new SklearnSpeed(
                    figures.GetProperty("version").GetString() ?? "?",
                    figures.GetProperty("fit_s").GetDouble() * 1e3,
                    figures.GetProperty("rows_per_second").GetDouble(),
                    figures.GetProperty("single_row_s").GetDouble() * 1e9));
            }

            return speeds.Count == count ? speeds : throw new SklearnException($"scikit-learn told of {speeds.Count} tables, not {count}.");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SklearnException($"scikit-learn's figures cannot be read: {exception.Message}", exception);
        }
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "it said nothing";
}
