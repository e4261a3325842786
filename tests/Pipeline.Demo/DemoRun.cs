using System.Text.Json.Nodes;
using Pipeline.Client.Queries;
using Pipeline.Demo.Acts;
using Pipeline.Demo.Telling;

namespace Pipeline.Demo;

/// <summary>Plays the acts, prints the figures as the last line of output, and says what was missing.</summary>
internal sealed class DemoRun(DemoOptions options, ITeller teller, TextWriter output, TextWriter errors)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Pace pace = options.IsFast ? Pace.Fast : Pace.Normal;
        JsonObject figures = new() { ["demo"] = options.IsFast ? "fast" : "normal", ["processors"] = Environment.ProcessorCount };
        List<string> missing = [];
        try
        {
            foreach (int act in options.Acts)
            {
                ActResult result = act == 1
                    ? await new ActOne(options, pace, teller, cancellationToken).PlayAsync()
                    : await new ActTwo(options, pace, teller, cancellationToken).PlayAsync();
                figures[$"act{act}"] = result.Figures;
                missing.AddRange(result.Missing.Select(text => $"act {act}: {text}"));
            }
        }
        catch (Exception exception) when (IsExpected(exception) && cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C in a terminal goes to the silo and the shop as well: whatever failed first, this is why.
            await errors.WriteLineAsync("pipeline demo: interrupted");
            return ExitCodes.Interrupted;
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            await errors.WriteLineAsync($"pipeline demo: {exception.Message}");
            return ExitCodes.Failure;
        }

        figures["missing"] = new JsonArray([.. missing.Select(static text => JsonValue.Create(text))]);
        await output.WriteLineAsync(ReadableJson.Of(figures));
        foreach (string text in missing)
            await errors.WriteLineAsync($"pipeline demo: missing: {text}");
        return missing.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static bool IsExpected(Exception exception) =>
        exception is DemoException or HttpRequestException or OperationCanceledException or IOException or PipelineQueryException;
}
