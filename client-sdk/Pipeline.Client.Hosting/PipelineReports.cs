using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pipeline.Client.Hosting;

/// <summary>Has the client's callbacks reach the host's log, in addition to those of the program.</summary>
/// <remarks>An exceeded limit is said once for each endpoint and operation: what does 847 calls in each request would otherwise fill the log.</remarks>
internal sealed partial class PipelineReports(ILogger<PipelineClient> logger) : IPostConfigureOptions<PipelineClientOptions>
{
    private const int ExcessesSaidMax = 1_000;

    private readonly HashSet<(string Endpoint, string Operation)> _said = [];

    public void PostConfigure(string? name, PipelineClientOptions options)
    {
        options.LimitExceeded += OnLimitExceeded;
        options.GuardChanged += change => LogGuardChanged(
            change.Level > 0 ? LogLevel.Warning : LogLevel.Information, change.Overhead, change.Level, change.Ceiling);
    }

    private void OnLimitExceeded(LimitExcess excess)
    {
        lock (_said)
        {
            if (_said.Count >= ExcessesSaidMax || !_said.Add((excess.Endpoint, excess.Operation)))
                return;
        }

        LogLimitExceeded(excess.Endpoint, excess.Operation, excess.CallsMax);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "A call of {Endpoint} did {Operation} more than {CallsMax} times. Said once.")]
    private partial void LogLimitExceeded(string endpoint, string operation, long callsMax);

    [LoggerMessage(
        EventId = 2,
        Message = "Recording takes {Overhead:P1} of the processor time: it is {Steps} steps down and keeps at most {Ceiling:P1} of calls in detail. All are counted.")]
    private partial void LogGuardChanged(LogLevel level, double overhead, int steps, double ceiling);
}
