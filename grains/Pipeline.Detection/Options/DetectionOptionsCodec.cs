using Pipeline.Core.Packing;

namespace Pipeline.Detection.Options;

/// <summary>The body of an entry that changes how an endpoint is watched, and the options' part of a snapshot.</summary>
/// <remarks>Version, flags (1 enabled, 2 own), then the rest in the order of <see cref="DetectionOptions"/>; episodes in thousandths.</remarks>
public static class DetectionOptionsCodec
{
    private const byte Version = 1;
    private const double Milli = 1_000;
    private const byte FlagEnabled = 1;
    private const byte FlagOwn = 2;

    /// <summary>Packs options.</summary>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public static byte[] Write(DetectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        PackedWriter writer = new();
        writer.WriteByte(Version);
        writer.WriteByte((byte)((options.IsEnabled ? FlagEnabled : 0) | (options.IsOwn ? FlagOwn : 0)));
        writer.WriteCount(options.FastWidthMs);
        writer.WriteCount(options.ForestWidthMs);
        writer.WriteCount(options.WarmupWindows);
        writer.WriteCount(Math.Max(1, (long)Math.Round(options.EpisodesPerWeek * Milli)));
        writer.WriteCount(Math.Max(1, (long)Math.Round(options.InstallationEpisodesPerWeek * Milli)));
        writer.WriteCount(options.InstallationEndpoints);
        writer.WriteCount(options.ShiftBecomesUsualMs);
        writer.WriteCount(options.CallsMin);
        return writer.ToArray();
    }

    /// <summary>Reads options; false if the bytes are none, or not valid ones.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out DetectionOptions options)
    {
        options = DetectionOptions.Default;
        PackedReader reader = new(bytes);
        if (reader.ReadByte() != Version)
            return false;
        byte flags = reader.ReadByte();
        DetectionOptions read = new()
        {
            IsEnabled = (flags & FlagEnabled) != 0,
            IsOwn = (flags & FlagOwn) != 0,
            FastWidthMs = reader.ReadCount(),
            ForestWidthMs = reader.ReadCount(),
            WarmupWindows = reader.ReadInt(int.MaxValue),
            EpisodesPerWeek = reader.ReadCount() / Milli,
            InstallationEpisodesPerWeek = reader.ReadCount() / Milli,
            InstallationEndpoints = reader.ReadInt(int.MaxValue),
            ShiftBecomesUsualMs = reader.ReadCount(),
            CallsMin = reader.ReadInt(int.MaxValue),
        };
        if (!reader.IsComplete || flags > (FlagEnabled | FlagOwn) || read.FindFault() is not null)
            return false;
        options = read;
        return true;
    }
}
