using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Client.Guarding;

/// <summary>How much of the processors that the process may use it does use.</summary>
/// <remarks>A container's quota counts, in control groups of version 2 and 1; <see cref="Environment.ProcessorCount"/> rounds it up. Not thread-safe.</remarks>
internal sealed class ProcessorLoad(TimeProvider clock)
{
    private readonly double _processors = ReadProcessors();
    private long _lastTimestamp;
    private TimeSpan _lastUsed;

    /// <summary>Processor time of the process between the last two calls of <see cref="Measure"/>.</summary>
    public TimeSpan Used { get; private set; }

    /// <summary>The share since the last call, 0 to 1; 0 at the first.</summary>
    public double Measure()
    {
        long now = clock.GetTimestamp();
        TimeSpan used;
        using (Process process = Process.GetCurrentProcess())
            used = process.TotalProcessorTime;
        TimeSpan elapsed = _lastTimestamp == 0 ? TimeSpan.Zero : clock.GetElapsedTime(_lastTimestamp, now);
        Used = _lastTimestamp == 0 ? TimeSpan.Zero : used - _lastUsed;
        _lastTimestamp = now;
        _lastUsed = used;
        return elapsed <= TimeSpan.Zero ? 0 : Math.Clamp(Used / elapsed / _processors, 0, 1);
    }

    private static double ReadProcessors()
    {
        double processors = Environment.ProcessorCount;
        try
        {
            if (ReadQuota() is { } quota and > 0)
                processors = Math.Min(processors, quota);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            // Without a readable quota there is none.
        }

        return processors;
    }

    private static double? ReadQuota()
    {
        const string Version2 = "/sys/fs/cgroup/cpu.max";
        const string Version1 = "/sys/fs/cgroup/cpu/cpu.cfs_quota_us";
        if (File.Exists(Version2))
        {
            string[] parts = File.ReadAllText(Version2).Split(' ', StringSplitOptions.TrimEntries);
            return parts.Length != 2 || parts[0] == "max" ? null : Parse(parts[0]) / Parse(parts[1]);
        }

        return File.Exists(Version1) ? Parse(File.ReadAllText(Version1)) / Parse(File.ReadAllText("/sys/fs/cgroup/cpu/cpu.cfs_period_us")) : null;
    }

    private static double Parse(string text) => double.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
