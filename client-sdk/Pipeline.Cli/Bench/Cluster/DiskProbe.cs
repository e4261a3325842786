using System.Diagnostics;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>How often a second a folder's disk can make a small append durable, one after the other.</summary>
internal static class DiskProbe
{
    private const int AppendSize = 4_096;
    private const int Appends = 200;

    public static double FsyncsPerSecond(string directory)
    {
        string file = Path.Combine(directory, "fsync-probe");
        byte[] bytes = new byte[AppendSize];
        using FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        long started = Stopwatch.GetTimestamp();
        for (int index = 0; index < Appends; index++)
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        return Appends / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
