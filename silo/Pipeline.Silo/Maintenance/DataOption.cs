using System.CommandLine;

namespace Pipeline.Silo.Maintenance;

/// <summary>The data folder, as every maintenance command takes it.</summary>
internal static class DataOption
{
    public static Option<string> Create() => new("--data")
    {
        Description = "Folder of the event log and snapshots. Default ./data.",
        DefaultValueFactory = _ => "data",
    };
}
