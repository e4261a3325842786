using Pipeline.Core.Packing;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Endpoints;

/// <summary>The body of an entry that changes options, and the options' part of a snapshot.</summary>
/// <remarks>Version, allowed lateness, number of tiers, then width and count of each; variable-length integers.</remarks>
public static class EndpointOptionsCodec
{
    private const byte Version = 1;

    /// <summary>Packs options.</summary>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public static byte[] Write(EndpointOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        PackedWriter writer = new();
        writer.WriteByte(Version);
        writer.WriteCount(options.AllowedLatenessMs);
        writer.WriteCount(options.Windows.Tiers.Count);
        foreach (WindowTier tier in options.Windows.Tiers)
        {
            writer.WriteCount(tier.WidthMs);
            writer.WriteCount(tier.RetainedCount);
        }

        return writer.ToArray();
    }

    /// <summary>Reads options; false if the bytes are none, or not valid ones.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out EndpointOptions options)
    {
        options = EndpointOptions.Default;
        PackedReader reader = new(bytes);
        if (reader.ReadByte() != Version)
            return false;
        long lateness = reader.ReadCount();
        Span<WindowTier> tiers = stackalloc WindowTier[WindowOptions.TierCountMax];
        tiers = tiers[..reader.ReadInt(WindowOptions.TierCountMax)];
        foreach (ref WindowTier tier in tiers)
            tier = new WindowTier(reader.ReadCount(), reader.ReadInt(int.MaxValue));
        if (!reader.IsComplete || WindowOptions.FindFault(tiers) is not null)
            return false;
        options = new EndpointOptions { AllowedLatenessMs = lateness, Windows = new WindowOptions(tiers) };
        return options.FindFault() is null;
    }
}
