using System.Globalization;

namespace Pipeline.Protocol.Wire;

/// <summary>A fault and where reading stopped.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Position">Index of the byte near which it was found.</param>
public readonly record struct WireError(WireFault Fault, int Position)
{
    /// <summary>No error.</summary>
    public static WireError None => default;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fault} near byte {Position}");
}
