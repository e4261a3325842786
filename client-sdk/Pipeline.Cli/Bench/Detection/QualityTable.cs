using System.Text;
using System.Text.Json;

namespace Pipeline.Cli.Bench.Detection;

/// <summary>What the benches of quality have in common: a table for people, then one JSON object on the last line.</summary>
internal static class QualityTable
{
    /// <param name="name">The bench.</param>
    /// <param name="run">Runs it, writes its table, and returns what writes its figures.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string name, Func<Action<Utf8JsonWriter>> run)
    {
        try
        {
            Action<Utf8JsonWriter> writeFigures = run();
            using MemoryStream stream = new();
            using (Utf8JsonWriter json = new(stream))
            {
                json.WriteStartObject();
                json.WriteString("bench", name);
                writeFigures(json);
                json.WriteEndObject();
            }

            Console.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
            return ExitCodes.Success;
        }
        catch (ArgumentOutOfRangeException exception)
        {
            await Console.Error.WriteLineAsync($"pipeline bench {name}: {exception.Message}");
            return ExitCodes.Usage;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"pipeline bench {name}: {exception.Message}");
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"pipeline bench {name}: stopped");
            return ExitCodes.Failure;
        }
    }
}
