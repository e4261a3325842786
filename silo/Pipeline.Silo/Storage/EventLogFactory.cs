using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Pipeline.EventLog.Sqlite;

namespace Pipeline.Silo.Storage;

/// <summary>Opens the event log of the configured data folder; section <c>Pipeline:EventLog</c> sets its bounds.</summary>
internal static class EventLogFactory
{
    public const string Section = "Pipeline:EventLog";

    /// <summary>Blocks until the log is open: nothing can be served before.</summary>
    public static SqliteEventLog Open(IServiceProvider services)
    {
        SqliteEventLogOptions options = new() { DataDirectory = services.GetRequiredService<IOptions<SiloOptions>>().Value.DataDirectory };
        services.GetRequiredService<IConfiguration>().GetSection(Section).Bind(options);
        return SqliteEventLog.OpenAsync(
            options,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<IMeterFactory>()).GetAwaiter().GetResult();
    }
}
